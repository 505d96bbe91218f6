"""Keeps what was learned, by a hash of all that teaches, so that only a start with other examples trains."""

import hashlib
import json
import zipfile
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from io import BytesIO
from multiprocessing import get_context
from pathlib import Path
from pickle import PicklingError
from types import ModuleType
from typing import Any

import numpy as np

from bot.core import classifier, lexicon, understanding, vector_intents
from bot.core import words as cutting
from bot.core.classifier import Classifier, Cut
from bot.core.content import Content
from bot.core.understanding import Reader
from bot.core.vector_intents import Encoder, VectorIntents, VectorOpinion
from bot.whole_files import write_whole

KEPT_MODELS = 4  # of a kind, from earlier contents; older ones are removed
# What reading a broken archive raises; the runtime error is one that seems locked or too new.
UNREADABLE = (OSError, ValueError, KeyError, EOFError, RuntimeError, zipfile.BadZipFile)


def reader(
    content: Content,
    folder: Path,
    tell: Callable[[str], None] = lambda line: None,
) -> Reader:
    """The reader for a content: kept from before, or trained now and kept.

    Args:
        folder: where models are kept; one that cannot be written costs a training at each start.
        tell: told when training begins, as it takes seconds.
    """
    learning = (classifier, lexicon, understanding, cutting)
    path = folder / f"model-{_key(_taught_by(content), *learning)}.npz"
    kept = _kept(path, content)
    if kept is None:
        tell("Steg is learning from its examples; this is done once, and takes some seconds.")
        kept = _learned_apart(content)
        _keep(path, kept)
    return understanding.reader(content, *kept)


def _learned_apart(content: Content) -> tuple[Classifier, Classifier]:
    """What is learned, in a process of its own: learning takes 700 MB that this one would never give back."""
    try:
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as apart:
            return apart.submit(understanding.learn, content).result()
    except (BrokenProcessPool, OSError, RuntimeError, AttributeError, PicklingError):
        return understanding.learn(content)  # where no process can be begun, it is learned here


def second_opinion(
    content: Content,
    folder: Path,
    encoder: Encoder,
    *,
    tell: Callable[[str], None] = lambda line: None,
) -> VectorOpinion:
    """What sentence vectors say about needs and acts: kept from before, or trained now and kept.

    The arguments are those of ``reader``, beside the encoder, which may take minutes over all
    examples.
    """
    learning = (vector_intents, understanding)
    path = folder / f"vectors-{_key(_taught_by(content) + encoder.fingerprint, *learning)}.npz"
    kept = _kept_vectors(path)
    if kept is None:
        tell("Steg is learning from sentence vectors; this is done once, and may take minutes.")
        kept = vector_intents.train(understanding.examples(content), encoder)
        words = np.frombuffer(json.dumps(kept.labels).encode(), dtype=np.uint8)
        _write(path, {"labels": words, "weights": kept.weights, "bias": kept.bias})
    return VectorOpinion(encoder, kept)


def _kept_vectors(path: Path) -> VectorIntents | None:
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            labels = tuple(json.loads(arrays["labels"].tobytes()))
            return VectorIntents(labels, arrays["weights"], arrays["bias"])
    except UNREADABLE:
        return None


def _taught_by(content: Content) -> str:
    """All of a content that teaches; other texts may change without another training."""
    taught = (
        understanding.examples(content),
        understanding.language_examples(content),
        understanding.signs(content),
        [concepts.model_dump_json() for concepts in content.concepts.values()],
    )
    return json.dumps(taught)


def _key(taught_by: str, *learning: ModuleType) -> str:
    """A model is also another one when the code that learns is."""
    code = b"".join(Path(str(module.__file__)).read_bytes() for module in learning)
    return hashlib.sha256(taught_by.encode() + code).hexdigest()[:16]


def _kept(path: Path, content: Content) -> tuple[Classifier, Classifier] | None:
    try:
        # The library leaves a file that it cannot read open, so it is opened here.
        with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            return (
                _classifier(arrays, "intents", understanding.cut_of(content)),
                _classifier(arrays, "languages", understanding.OF_LANGUAGES),
            )
    except UNREADABLE:
        return None


def _classifier(arrays: Any, name: str, cut: Cut) -> Classifier:
    words = json.loads(arrays[f"{name}-words"].tobytes())
    return Classifier(
        tuple(words["labels"]),
        {feature: number for number, feature in enumerate(words["features"])},
        arrays[f"{name}-rarity"],
        arrays[f"{name}-weights"],
        arrays[f"{name}-bias"],
        cut,
    )


def _keep(path: Path, models: tuple[Classifier, Classifier]) -> None:
    arrays: dict[str, Any] = {}
    for name, model in zip(("intents", "languages"), models, strict=True):
        arrays |= _arrays(name, model)
    _write(path, arrays)


def _write(path: Path, arrays: dict[str, Any]) -> None:
    """Writes a model whole or not at all; a full disk only costs the next start its training."""
    written = BytesIO()
    np.savez(written, **arrays)
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, written.getvalue())
        _forget_old(path.parent, f"{path.name.partition('-')[0]}-*.npz")


def _arrays(name: str, model: Classifier) -> dict[str, Any]:
    words = {"labels": model.labels, "features": list(model.index)}
    return {
        f"{name}-words": np.frombuffer(json.dumps(words).encode(), dtype=np.uint8),
        f"{name}-rarity": model.rarity,
        f"{name}-weights": model.weights,
        f"{name}-bias": model.bias,
    }


def _forget_old(folder: Path, names: str) -> None:
    models = sorted(folder.glob(names), key=lambda p: p.stat().st_mtime, reverse=True)
    for old in models[KEPT_MODELS:]:
        old.unlink(missing_ok=True)
