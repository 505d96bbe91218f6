"""A trained classifier on words, character pieces and concepts: which label a text carries, how probably."""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.core.lexicon import Lexicon
from bot.core.words import folded, words

SHORTEST_PIECE, LONGEST_PIECE = 3, 5  # characters; pieces reach across spelling, dialect and border
# How much each view of a text weighs: words and pairs, pieces, concepts; see docs/decisions.
SHARES = (0.4, 0.4, 0.2)
FEWEST_SEEN = 2  # what stands in one example only teaches nothing about others
REGULARISATION = 1.0  # inverse strength; see docs/decisions
TOLERANCE = 0.2  # finer gains nothing that shows and costs a third more time
HELD_OUT = 2  # every second example tells how sharp the scores must be
SHARPNESSES = tuple(0.5 + 0.25 * step for step in range(47))  # tried in turn
Floats = NDArray[np.float32]
Counts = tuple[Counter[str], ...]


NO_LEXICON = Lexicon()


@dataclass(frozen=True, slots=True)
class Cut:
    """How texts are cut up. ``letters_matter``: ä and æ differ, as when telling languages apart."""

    letters_matter: bool = False
    lexicon: Lexicon = NO_LEXICON

    def counts(self, text: str) -> Counts:
        """How often each feature stands in a text: words and pairs, pieces, concepts and their pairs."""
        tokens = words(text if self.letters_matter else folded(text))
        meant = list(self.lexicon.concepts(tokens))
        return (
            Counter([f"w {one}" for one in (*tokens, *_pairs(tokens))]),
            Counter(f"p {piece}" for token in tokens for piece in pieces(token)),
            Counter([f"c {one}" for one in (*meant, *_pairs(sorted(set(meant))))]),
        )


PLAIN = Cut()


def _pairs(tokens: Sequence[str]) -> list[str]:
    return [f"{a} {b}" for a, b in pairwise(tokens)]


def pieces(word: str) -> Iterator[str]:
    """The character pieces of a word with its edges marked."""
    marked = f" {word} "
    for size in range(SHORTEST_PIECE, LONGEST_PIECE + 1):
        for start in range(len(marked) - size + 1):
            yield marked[start : start + size]


@dataclass(frozen=True, slots=True)
class Classifier:
    """Weights learned from examples. ``labels`` are sorted; a prediction sums to 1 over them."""

    labels: tuple[str, ...]
    index: dict[str, int]
    rarity: Floats
    weights: Floats
    bias: Floats
    sharpness: float
    cut: Cut

    def predict(self, text: str) -> dict[str, float]:
        """The probability of each label."""
        scores = self.bias.copy()
        indices, values = self._vector(self.cut.counts(text))
        if len(indices):
            scores = scores + values @ self.weights[indices]
        grown = np.exp((scores - scores.max()) * self.sharpness)
        shares = (grown / grown.sum()).tolist()
        return dict(zip(self.labels, shares, strict=True))

    def _vector(self, counts: Counts) -> tuple[NDArray[np.int64], Floats]:
        """Indices and values of a text: each view of length 1, then weighed by its share."""
        parts = [self._view(count, share) for count, share in zip(counts, SHARES, strict=True)]
        values: Floats = np.concatenate([v for _, v in parts])
        return np.concatenate([i for i, _ in parts]), values

    def _view(self, count: Counter[str], share: float) -> tuple[NDArray[np.int64], Floats]:
        index = self.index
        known = [
            (index[name], 1 + math.log(times)) for name, times in count.items() if name in index
        ]
        indices = np.array([number for number, _ in known], dtype=np.int64)
        values = np.array([value for _, value in known], dtype=np.float32) * self.rarity[indices]
        length = float(np.linalg.norm(values))
        scale = math.sqrt(share) / length if length else 1.0
        scaled: Floats = (values * scale).astype(np.float32)
        return indices, scaled


def train(
    examples: Sequence[tuple[str, str]],
    cut: Cut = Cut(),  # a frozen value
    weights: Sequence[float] | None = None,
) -> Classifier:
    """Learns from texts and their labels; the same examples give the same classifier.

    A linear support vector machine finds the weights; half of the examples, held out once, tells
    how sharp the scores must be made so that they read as probabilities.

    Args:
        examples: texts with their labels.
        cut: how texts are cut into features.
        weights: how much each example counts, one by one; as much as any other when not given.

    Raises:
        ValueError: fewer than two labels.
    """
    labels = tuple(sorted({label for _, label in examples}))
    if len(labels) < 2:
        raise ValueError("a classifier needs examples of at least two labels")
    counted = [cut.counts(text) for text, _ in examples]
    index, rarity = _index(counted)
    matrix = sum(
        _rows([counts[view] for counts in counted], index, rarity, share)
        for view, share in enumerate(SHARES)
    )
    numbers = {label: number for number, label in enumerate(labels)}
    meant = np.array([numbers[label] for _, label in examples])
    weighed = np.ones(len(examples)) if weights is None else np.array(weights, dtype=np.float64)
    held = np.arange(len(examples)) % HELD_OUT == 0
    found, bias = _fit(matrix[~held], meant[~held], weighed[~held], len(labels))
    messages = held & (weighed == weighed.max())  # a sign alone is no message
    sharpness = _sharpness(matrix[messages] @ found + bias, meant[messages])
    found, bias = _fit(matrix, meant, weighed, len(labels))
    return Classifier(
        labels,
        index,
        rarity,
        found.astype(np.float32),
        bias.astype(np.float32),
        sharpness,
        cut,
    )


def _fit(
    matrix: Any, meant: NDArray[np.int64], weighed: NDArray[np.float64], labels: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Weights of shape (features, labels), and the bias of each label."""
    # Only training needs this; a start with a kept model is faster without it.
    from sklearn.svm import LinearSVC

    learner: Any = LinearSVC(
        C=REGULARISATION, tol=TOLERANCE, class_weight="balanced", random_state=0
    )
    learner.fit(matrix, meant, sample_weight=weighed)
    weights, bias = learner.coef_.T, learner.intercept_
    if labels == 2:  # the learner keeps one row for two labels
        weights, bias = np.hstack([-weights, weights]), np.array([-bias[0], bias[0]])
    return weights, bias


def _index(counted: Sequence[Counts]) -> tuple[dict[str, int], Floats]:
    """A number for each feature worth keeping, and how telling it is: inverse document frequency."""
    seen: Counter[str] = Counter(name for counts in counted for count in counts for name in count)
    kept = sorted(name for name, times in seen.items() if times >= FEWEST_SEEN)
    times = np.array([seen[name] for name in kept], dtype=np.float64)
    rarity: Floats = (np.log((1 + len(counted)) / (1 + times)) + 1).astype(np.float32)
    return {name: number for number, name in enumerate(kept)}, rarity


def _rows(
    counts: Iterable[Counter[str]], index: dict[str, int], rarity: Floats, share: float
) -> Any:
    """What a view of one text is in ``Classifier``, for all texts at once as a sparse matrix."""
    from scipy.sparse import csr_matrix, diags

    known = [[(index[n], t) for n, t in count.items() if n in index] for count in counts]
    starts = np.cumsum([0, *map(len, known)])
    indices = np.fromiter((number for row in known for number, _ in row), np.int64, starts[-1])
    times = np.fromiter((times for row in known for _, times in row), np.float64, starts[-1])
    values = (1 + np.log(times)) * rarity[indices]
    matrix = csr_matrix((values, indices, starts), shape=(len(known), len(rarity)))
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
