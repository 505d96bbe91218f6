"""Keeps what was learned from the examples, by content hash, so that only the first start trains."""

import hashlib
import json
import os
import zipfile
from collections.abc import Callable
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np

from bot.core import classifier, understanding
from bot.core import words as cutting
from bot.core.classifier import Classifier
from bot.core.content import Content
from bot.core.understanding import Reader

KEPT_MODELS = 4  # of earlier contents; older ones are removed


def reader(
    content: Content,
    fingerprint: str,
    folder: Path,
    tell: Callable[[str], None] = lambda line: None,
) -> Reader:
    """The reader for a content: kept from before, or trained now and kept.

    Args:
        fingerprint: changes with any text of the content.
        folder: where models are kept; one that cannot be written costs a training at each start.
        tell: told when training begins, as it takes seconds.
    """
    path = folder / f"model-{_key(fingerprint)}.npz"
    kept = _kept(path)
    if kept is None:
        tell("Steg is learning from its examples; this is done once, and takes some seconds.")
        kept = understanding.learn(content)
        _keep(path, kept)
    return understanding.reader(content, *kept)


def _key(fingerprint: str) -> str:
    """A model is also another one when the code that learns is."""
    learning = (classifier, understanding, cutting)
    code = b"".join(Path(str(module.__file__)).read_bytes() for module in learning)
    return hashlib.sha256(fingerprint.encode() + code).hexdigest()[:16]


def _kept(path: Path) -> tuple[Classifier, Classifier] | None:
    try:
        # The library leaves a file that it cannot read open, so it is opened here.
        with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            return _classifier(arrays, "intents"), _classifier(arrays, "languages")
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return None


def _classifier(arrays: Any, name: str) -> Classifier:
    words = json.loads(arrays[f"{name}-words"].tobytes())
    word_count = len(words["words"])
    return Classifier(
        tuple(words["labels"]),
        {word: number for number, word in enumerate(words["words"])},
        {piece: number for number, piece in enumerate(words["pieces"], start=word_count)},
        arrays[f"{name}-rarity"],
        arrays[f"{name}-weights"],
        arrays[f"{name}-bias"],
        float(words["sharpness"]),
        bool(words["letters_matter"]),
    )


def _keep(path: Path, models: tuple[Classifier, Classifier]) -> None:
    """Writes the models whole or not at all; a full disk only costs the next start some seconds."""
    arrays: dict[str, Any] = {}
    for name, model in zip(("intents", "languages"), models, strict=True):
        arrays |= _arrays(name, model)
    written = BytesIO()
    np.savez(written, **arrays)
    unfinished = path.with_suffix(f".{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished.write_bytes(written.getvalue())
        unfinished.replace(path)
        _forget_old(path.parent)
    except OSError:
        with suppress(OSError):
            unfinished.unlink()


def _arrays(name: str, model: Classifier) -> dict[str, Any]:
    words = {
        "labels": model.labels,
        "words": list(model.word_index),
        "pieces": list(model.piece_index),
        "sharpness": model.sharpness,
        "letters_matter": model.letters_matter,
    }
    return {
        f"{name}-words": np.frombuffer(json.dumps(words).encode(), dtype=np.uint8),
        f"{name}-rarity": model.rarity,
        f"{name}-weights": model.weights,
        f"{name}-bias": model.bias,
    }


def _forget_old(folder: Path) -> None:
    models = sorted(folder.glob("model-*.npz"), key=lambda p: p.stat().st_mtime, reverse=True)
    for old in models[KEPT_MODELS:]:
        old.unlink(missing_ok=True)
