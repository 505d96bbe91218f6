"""A trained classifier on words and character pieces: which label a short text carries, how probably."""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.core.words import folded, words

SHORTEST_PIECE, LONGEST_PIECE = 3, 5  # characters; pieces reach across spelling, dialect and border
WORD_SHARE = 0.5  # how much whole words weigh beside pieces; see docs/decisions
REGULARISATION = 1.0  # inverse strength, by the same
TOLERANCE = 0.02  # finer gains nothing that shows and costs a quarter more time
HELD_OUT = 2  # every second example tells how sharp the scores must be
SHARPNESSES = tuple(0.5 + 0.25 * step for step in range(47))  # tried in turn
Floats = NDArray[np.float32]


def pieces(word: str) -> Iterator[str]:
    """The character pieces of a word with its edges marked."""
    marked = f" {word} "
    for size in range(SHORTEST_PIECE, LONGEST_PIECE + 1):
        for start in range(len(marked) - size + 1):
            yield marked[start : start + size]


def features(text: str, *, letters_matter: bool) -> tuple[Counter[str], Counter[str]]:
    """Counts of words and word pairs, and of character pieces."""
    tokens = words(text if letters_matter else folded(text))
    pairs = [f"{a} {b}" for a, b in pairwise(tokens)]
    return Counter([*tokens, *pairs]), Counter(piece for token in tokens for piece in pieces(token))


@dataclass(frozen=True, slots=True)
class Classifier:
    """Weights learned from examples. ``labels`` are sorted; a prediction sums to 1 over them.

    ``letters_matter``: ä and æ are not the same, as when telling languages apart.
    """

    labels: tuple[str, ...]
    word_index: dict[str, int]
    piece_index: dict[str, int]
    rarity: Floats
    weights: Floats
    bias: Floats
    sharpness: float
    letters_matter: bool

    def predict(self, text: str) -> dict[str, float]:
        """The probability of each label."""
        scores = self.bias.copy()
        counted = features(text, letters_matter=self.letters_matter)
        indices, values = _vector(counted, self.word_index, self.piece_index, self.rarity)
        if len(indices):
            scores = scores + values @ self.weights[indices]
        grown = np.exp((scores - scores.max()) * self.sharpness)
        shares = (grown / grown.sum()).tolist()
        return dict(zip(self.labels, shares, strict=True))


def train(examples: Sequence[tuple[str, str]], *, letters_matter: bool = False) -> Classifier:
    """Learns from texts and their labels; the same examples give the same classifier.

    A linear support vector machine finds the weights; half of the examples, held out once, tells
    how sharp the scores must be made so that they read as probabilities.

    Raises:
        ValueError: fewer than two labels.
    """
    labels = tuple(sorted({label for _, label in examples}))
    if len(labels) < 2:
        raise ValueError("a classifier needs examples of at least two labels")
    counted = [features(text, letters_matter=letters_matter) for text, _ in examples]
    word_index = _index(w for w, _ in counted)
    piece_index = _index((p for _, p in counted), offset=len(word_index))
    rarity = _rarity(counted, word_index, piece_index)
    words_part = _rows([w for w, _ in counted], word_index, rarity, WORD_SHARE)
    pieces_part = _rows([p for _, p in counted], piece_index, rarity, 1 - WORD_SHARE)
    matrix = words_part + pieces_part
    meant = np.array([labels.index(label) for _, label in examples])
    held = np.arange(len(examples)) % HELD_OUT == 0
    weights, bias = _fit(matrix[~held], meant[~held], len(labels))
    sharpness = _sharpness(matrix[held] @ weights + bias, meant[held])
    weights, bias = _fit(matrix, meant, len(labels))
    return Classifier(
        labels,
        word_index,
        piece_index,
        rarity,
        weights.astype(np.float32),
        bias.astype(np.float32),
        sharpness,
        letters_matter,
    )


def _fit(
    matrix: Any, meant: NDArray[np.int64], labels: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Weights of shape (features, labels), and the bias of each label."""
    # Only training needs this; a start with a kept model is faster without it.
    from sklearn.svm import LinearSVC

    learner: Any = LinearSVC(
        C=REGULARISATION, tol=TOLERANCE, class_weight="balanced", random_state=0
    )
    learner.fit(matrix, meant)
    weights, bias = learner.coef_.T, learner.intercept_
    if labels == 2:  # the learner keeps one row for two labels
        weights, bias = np.hstack([-weights, weights]), np.array([-bias[0], bias[0]])
    return weights, bias


def _rows(
    counts: Sequence[Counter[str]], index: dict[str, int], rarity: Floats, share: float
) -> Any:
    """What ``_part`` gives for one text, for all texts at once as a sparse matrix."""
    from scipy.sparse import csr_matrix, diags

    starts = np.cumsum([0, *(len(count) for count in counts)])
    indices = np.fromiter((index[name] for count in counts for name in count), np.int64, starts[-1])
    times = np.fromiter(
        (times for count in counts for times in count.values()), np.float64, starts[-1]
    )
    values = (1 + np.log(times)) * rarity[indices]
    matrix = csr_matrix((values, indices, starts), shape=(len(counts), len(rarity)))
    lengths = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    return csr_matrix(diags(math.sqrt(share) / np.where(lengths > 0, lengths, 1.0)) @ matrix)


def _sharpness(scores: NDArray[np.float64], meant: NDArray[np.int64]) -> float:
    """The factor that makes the scores of held-out examples fit best as probabilities (least log loss)."""
    losses = {factor: _loss(scores * factor, meant) for factor in SHARPNESSES}
    return min(losses, key=lambda factor: (losses[factor], factor))


def _loss(scores: NDArray[np.float64], meant: NDArray[np.int64]) -> float:
    shifted = scores - scores.max(axis=1, keepdims=True)
    chances = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return float(-chances[np.arange(len(meant)), meant].mean())


def _index(counts: Iterable[Counter[str]], offset: int = 0) -> dict[str, int]:
    names = sorted({name for count in counts for name in count})
    return {name: number for number, name in enumerate(names, start=offset)}


def _rarity(
    counted: Sequence[tuple[Counter[str], Counter[str]]],
    word_index: dict[str, int],
    piece_index: dict[str, int],
) -> Floats:
    """How telling each feature is: inverse document frequency, smoothed."""
    seen = np.zeros(len(word_index) + len(piece_index))
    for word_count, piece_count in counted:
        for name in word_count:
            seen[word_index[name]] += 1
        for name in piece_count:
            seen[piece_index[name]] += 1
    rarity: Floats = (np.log((1 + len(counted)) / (1 + seen)) + 1).astype(np.float32)
    return rarity


def _vector(
    counted: tuple[Counter[str], Counter[str]],
    word_index: dict[str, int],
    piece_index: dict[str, int],
    rarity: Floats,
) -> tuple[NDArray[np.int64], Floats]:
    """Indices and values of a text: words and pieces each of length 1, then weighed."""
    parts = [
        _part(counted[0], word_index, rarity, WORD_SHARE),
        _part(counted[1], piece_index, rarity, 1 - WORD_SHARE),
    ]
    indices = np.concatenate([i for i, _ in parts])
    values: Floats = np.concatenate([v for _, v in parts])
    return indices, values


def _part(
    count: Counter[str], index: dict[str, int], rarity: Floats, share: float
) -> tuple[NDArray[np.int64], Floats]:
    known = [(index[name], 1 + math.log(times)) for name, times in count.items() if name in index]
    indices = np.array([number for number, _ in known], dtype=np.int64)
    values = np.array([value for _, value in known], dtype=np.float32) * rarity[indices]
    length = float(np.linalg.norm(values))
    scaled: Floats = (values * (math.sqrt(share) / length)).astype(np.float32) if length else values
    return indices, scaled
