"""Sentence vectors from a model in a local folder: reads its files, runs it, fetches nothing."""

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.errors import SettingWrong

MODEL, TOKENIZER = "model.onnx", "tokenizer.json"
MOST_TOKENS = 128  # what sentence models are commonly trained with; few messages are longer
MOST_AT_ONCE = 64  # texts; more only takes more memory
POOLED = "sentence_embedding"  # what exports call an output that is one vector per text already
INPUTS = ("input_ids", "attention_mask", "token_type_ids")
# Tried at the start; a word nobody has seen shows a tokenizer that cannot do with such words.
TRIAL = "Hvem kan hjelpe oss med zzqxj?"
Floats = NDArray[np.float32]


class Vectors:
    """A loaded model. ``fingerprint`` changes with its files and with how they are used here."""

    def __init__(self, tokenizer: Any, session: Any, fingerprint: str) -> None:
        self.fingerprint = fingerprint
        self._tokenizer, self._session = tokenizer, session
        self._inputs = [given.name for given in session.get_inputs()]
        names = [output.name for output in session.get_outputs()]
        self._output = POOLED if POOLED in names else names[0]
        self._size = self._tried()

    def encode(self, texts: Sequence[str]) -> Floats:
        """One row of length 1 for each text, in their order; zeros for a text without tokens.

        Only texts of as many tokens run together: nothing is padded, so what a text gives does not
        depend on its company, and every token counts.
        """
        tokens = [self._tokenizer.encode(text).ids for text in texts]
        rows: Floats = np.zeros((len(texts), self._size), dtype=np.float32)
        for numbers in _alike(tokens):
            found = self._run(np.array([tokens[n] for n in numbers], dtype=np.int64))
            rows[numbers] = _of_length_one(found.mean(axis=1) if found.ndim == 3 else found)
        return rows

    def _run(self, ids: NDArray[np.int64]) -> NDArray[Any]:
        """What the model gives for texts of equal length: a vector for each, or for each token."""
        given = dict(zip(INPUTS, (ids, np.ones_like(ids), np.zeros_like(ids)), strict=True))
        (found,) = self._session.run([self._output], {name: given[name] for name in self._inputs})
        return np.asarray(found)

    def _tried(self) -> int:
        """The size of a vector, from a first run, with the highest token number there is."""
        highest = max(self._tokenizer.get_vocab().values())
        ids = np.array([[*self._tokenizer.encode(TRIAL).ids, highest]] * 2, dtype=np.int64)
        found = self._run(ids)
        if found.shape[:-1] not in ((2,), ids.shape) or found.dtype.kind != "f":
            shape = f"{found.dtype} of shape {found.shape}"
            raise ValueError(
                f"its output '{self._output}' is no vector of a text or token: {shape}"
            )
        if not np.isfinite(found).all():
            raise ValueError(f"its output '{self._output}' holds values that are no numbers")
        return int(found.shape[-1])


def load(folder: Path) -> Vectors:
    """The model in a folder, tried once.

    Raises:
        SettingWrong: the runtime or a file is missing, or the files are no sentence-vector model.
    """
    onnxruntime, tokenizers = _runtime()
    fingerprint = _fingerprint(folder)
    try:
        tokenizer = tokenizers.Tokenizer.from_file(str(folder / TOKENIZER))
        tokenizer.no_padding()
        tokenizer.enable_truncation(MOST_TOKENS)
    except Exception as error:  # the library raises nothing narrower
        raise _unusable(folder, f"{TOKENIZER} cannot be read", error) from error
    try:
        session = _session(onnxruntime, folder / MODEL)
        return Vectors(tokenizer, session, fingerprint)
    except Exception as error:  # nor does this one
        why = f"{MODEL} is no model of sentence vectors, or {TOKENIZER} is another model's"
        raise _unusable(folder, why, error) from error


def _runtime() -> tuple[Any, Any]:
    try:
        import onnxruntime
        import tokenizers
    except ImportError as error:
        raise SettingWrong(
            "STEG_VECTORS needs onnxruntime and tokenizers; "
            "install Steg with its extra 'vectors', or leave STEG_VECTORS out"
        ) from error
    return onnxruntime, tokenizers


def _fingerprint(folder: Path) -> str:
    """Of everything the vectors come from; a large model keeps its weights in files beside."""
    found = hashlib.sha256(Path(__file__).read_bytes())
    try:
        for path in (folder / MODEL, folder / TOKENIZER, *sorted(folder.glob(f"{MODEL}_*"))):
            with path.open("rb") as file:
                found.update(hashlib.file_digest(file, "sha256").digest())
    except OSError as error:
        why = f"{path.name} cannot be read; the folder must hold {MODEL} and {TOKENIZER}"
        raise _unusable(folder, why, error.strerror) from error
    return found.hexdigest()


def _session(onnxruntime: Any, path: Path) -> Any:
    """The model, ready to run on one thread: a turn must not slow down the turns beside it."""
    onnxruntime.disable_telemetry_events()  # some builds would report home
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 4  # faults are raised and told in one line
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    asked = {given.name: given.type for given in session.get_inputs()}
    if "input_ids" not in asked or not asked.keys() <= set(INPUTS):
        raise ValueError(f"its inputs are {', '.join(asked)}, not {', '.join(INPUTS)}")
    if set(asked.values()) != {"tensor(int64)"}:
        raise ValueError(f"its inputs are {', '.join(sorted(set(asked.values())))}, not int64")
    return session


def _alike(tokens: Sequence[Sequence[int]]) -> Iterator[list[int]]:
    """The numbers of texts with as many tokens, a few at a time; none of those without tokens."""
    by_length: defaultdict[int, list[int]] = defaultdict(list)
    for number, of_text in enumerate(tokens):
        by_length[len(of_text)].append(number)
    for length, numbers in by_length.items():
        for start in range(0, len(numbers) if length else 0, MOST_AT_ONCE):
            yield numbers[start : start + MOST_AT_ONCE]


def _of_length_one(rows: NDArray[Any]) -> Floats:
    wide = rows.astype(np.float32)
    lengths = np.linalg.norm(wide, axis=1, keepdims=True)
    scaled: Floats = (wide / np.where(lengths > 0, lengths, 1)).astype(np.float32)
    return scaled


def _unusable(folder: Path, why: str, error: object) -> SettingWrong:
    detail = " ".join(str(error).split())
    return SettingWrong(f"STEG_VECTORS is '{folder}', which cannot be used: {why} ({detail})")
