"""A trained classifier on words, character pieces and concepts: which label a text carries, how probably."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.core.lexicon import Lexicon
from bot.core.words import folded, words

SHORTEST_PIECE, LONGEST_PIECE = 3, 5  # characters; pieces reach across spelling, dialect and border
KEPT_WORDS = 4096  # words whose pieces are kept at hand: most of what is written is in few words
LONGEST_KEPT = 24  # characters; what nobody writes twice must not fill the memory
# How much each view of a text weighs: words and pairs, pieces, concepts; see docs/decisions.
SHARES = (0.4, 0.4, 0.2)
FEWEST_SEEN = 2  # what stands in one example only teaches nothing about others
REGULARISATION = 1.0  # inverse strength; see docs/decisions
TOLERANCE = 0.5  # finer gains nothing that shows and costs a third more time
SMOOTHING = 0.01  # what a label is taken to have seen of a feature it never had; see docs/decisions
HELD_OUT = 2  # every second example of a label tells how far the two ways of learning are believed
BELIEF = (6.0, 0.5)  # in margins and in likelihoods, where too few examples are there to tell
MOST_BELIEF = (12.0, 1.0)  # more says of a text only that it was easy
Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]
Learned = tuple[Doubles, Doubles]  # weights of shape (features, labels), and the bias of each label
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


def pieces(word: str) -> tuple[str, ...]:
    """The character pieces of a word with its edges marked."""
    return _kept_pieces(word) if len(word) <= LONGEST_KEPT else _pieces(word)


def _pieces(word: str) -> tuple[str, ...]:
    marked = f" {word} "
    return tuple(
        marked[start : start + size]
        for size in range(SHORTEST_PIECE, LONGEST_PIECE + 1)
        for start in range(len(marked) - size + 1)
    )


_kept_pieces = lru_cache(KEPT_WORDS)(_pieces)


@dataclass(frozen=True, slots=True)
class Classifier:
    """Weights learned from examples. ``labels`` are sorted; a prediction sums to 1 over them."""

    labels: tuple[str, ...]
    index: dict[str, int]
    rarity: Floats
    weights: Floats
    bias: Floats
    cut: Cut

    def predict(self, text: str) -> dict[str, float]:
        """The probability of each label."""
        scores = self.bias.copy()
        indices, values = self._vector(self.cut.counts(text))
        if len(indices):
            scores = scores + values @ self.weights[indices]
        grown = np.exp(scores - scores.max())
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

    A linear support vector machine and naive Bayes each find weights; half of the examples, held out
    once, tells how far each is believed, so that together they read as probabilities. Both are
    linear, so the classifier keeps their sum and is none the larger for it.

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
    matrix, index, rarity = _matrix(counted)
    numbers = {label: number for number, label in enumerate(labels)}
    meant = np.array([numbers[label] for _, label in examples])
    weighed = np.ones(len(examples)) if weights is None else np.array(weights, dtype=np.float64)
    held = _held_out(meant)
    messages = held & (weighed == weighed.max())  # a sign alone is no message
    half = _learned(matrix[~held], meant[~held], weighed[~held], len(labels))
    belief = _belief([matrix[messages] @ found + bias for found, bias in half], meant[messages])
    # One after the other: the library's threads share their chance, and no two runs would be alike.
    learned = _learned(matrix, meant, weighed, len(labels))
    return Classifier(
        labels,
        index,
        rarity,
        _mixed([found for found, _ in learned], belief).astype(np.float32),
        _mixed([bias for _, bias in learned], belief).astype(np.float32),
        cut,
    )


def _learned(matrix: Any, meant: NDArray[np.int64], weighed: Doubles, labels: int) -> list[Learned]:
    """What each way of learning finds."""
    return [learn(matrix, meant, weighed, labels) for learn in WAYS]


def _held_out(meant: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which examples are held out: every second of each label, and never the only one of a label."""
    number: Counter[int] = Counter()
    held = []
    for label in meant.tolist():
        number[label] += 1
        held.append(number[label] % HELD_OUT == 0)
    return np.array(held)


def _margins(matrix: Any, meant: NDArray[np.int64], weighed: Doubles, labels: int) -> Learned:
    """Each label against all others, as far apart as can be: a linear support vector machine."""
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


def _likelihoods(matrix: Any, meant: NDArray[np.int64], weighed: Doubles, labels: int) -> Learned:
    """How likely a label's texts hold each feature: naive Bayes, every label as likely as another."""
    from scipy.sparse import csr_matrix

    rows = np.arange(len(meant))
    of_label = csr_matrix((weighed, (rows, meant)), shape=(len(meant), labels))
    seen = (matrix.T @ of_label).toarray() + SMOOTHING
    likely = np.log(seen / seen.sum(axis=0))
    return likely - likely.mean(axis=1, keepdims=True), np.zeros(labels)


WAYS = (_margins, _likelihoods)


@dataclass(frozen=True, slots=True)
class _View:
    """One view of all texts: features by number, how often each stands there, where each text begins."""

    features: NDArray[np.int64]
    times: Doubles
    starts: NDArray[np.int64]


def _matrix(counted: Sequence[Counts]) -> tuple[Any, dict[str, int], Floats]:
    """All texts as rows; a number for each feature worth keeping, and how telling it is.

    What a row is, ``Classifier`` makes of one text: each view of length 1, weighed by its share.
    """
    numbers: dict[str, int] = {}
    views = [_view([counts[n] for counts in counted], numbers) for n in range(len(SHARES))]
    texts = np.bincount(np.concatenate([view.features for view in views]), minlength=len(numbers))
    kept = sorted(name for name, number in numbers.items() if texts[number] >= FEWEST_SEEN)
    old = np.array([numbers[name] for name in kept], dtype=np.int64)
    # Inverse document frequency.
    rarity: Floats = (np.log((1 + len(counted)) / (1 + texts[old])) + 1).astype(np.float32)
    new = np.full(len(numbers), -1)
    new[old] = np.arange(len(kept))
    rows = (_rows(view, new, rarity, share) for view, share in zip(views, SHARES, strict=True))
    return sum(rows), {name: number for number, name in enumerate(kept)}, rarity


def _view(counts: Sequence[Counter[str]], numbers: dict[str, int]) -> _View:
    """A view of all texts, with features numbered as they come."""
    features = [numbers.setdefault(name, len(numbers)) for count in counts for name in count]
    times = [time for count in counts for time in count.values()]
    starts = np.cumsum([0, *map(len, counts)])
    return _View(np.array(features, dtype=np.int64), np.array(times, dtype=np.float64), starts)


def _rows(view: _View, new: NDArray[np.int64], rarity: Floats, share: float) -> Any:
    """A view as a sparse matrix of the features kept."""
    from scipy.sparse import csr_matrix, diags

    known = new[view.features] >= 0
    features = new[view.features[known]]
    starts = np.concatenate([[0], np.cumsum(known)])[view.starts]
    values = (1 + np.log(view.times[known])) * rarity[features]
    matrix = csr_matrix((values, features, starts), shape=(len(starts) - 1, len(rarity)))
    lengths = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    return csr_matrix(diags(math.sqrt(share) / np.where(lengths > 0, lengths, 1.0)) @ matrix)


def _mixed(parts: Sequence[Doubles], belief: Sequence[float]) -> Doubles:
    return np.asarray(sum(part * much for part, much in zip(parts, belief, strict=True)))


def _belief(scores: Sequence[Doubles], meant: NDArray[np.int64]) -> tuple[float, ...]:
    """How far to believe each score: what fits held-out examples best as probabilities (least log loss)."""
    from scipy.optimize import minimize

    if not len(meant):
        return BELIEF
    rows = np.arange(len(meant))

    def loss(belief: Doubles) -> tuple[float, Doubles]:
        mixed = _mixed(scores, belief.tolist())
        shifted = mixed - mixed.max(axis=1, keepdims=True)
        chances = np.exp(shifted)
        whole = chances.sum(axis=1, keepdims=True)
        chances /= whole
        steps = [((chances * score).sum(axis=1) - score[rows, meant]).mean() for score in scores]
        return float((np.log(whole[:, 0]) - shifted[rows, meant]).mean()), np.array(steps)

    bounds = [(0.0, most) for most in MOST_BELIEF]
    return tuple(minimize(loss, BELIEF, jac=True, method="L-BFGS-B", bounds=bounds).x.tolist())
