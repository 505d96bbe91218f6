"""A second opinion on what a text means, learned from sentence vectors that somebody else makes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

# Inverse strength. The numbers of a vector of length 1 are small, so the learner's own 1 would hold
# it back too much; how much is a guess until a real model is measured.
REGULARISATION = 10.0
MOST_ROUNDS = 1000  # far more than it takes
Floats = NDArray[np.float32]


class Encoder(Protocol):
    """Turns texts into vectors, one row of length 1 each; the same text into the same vector."""

    fingerprint: str

    def encode(self, texts: Sequence[str]) -> Floats:
        """The vectors, of shape (texts, size)."""


@dataclass(frozen=True, slots=True)
class VectorIntents:
    """Weights learned from vectors. ``labels`` are sorted; a prediction sums to 1 over them."""

    labels: tuple[str, ...]
    weights: Floats
    bias: Floats

    def predict(self, vector: Floats) -> dict[str, float]:
        """The probability of each label."""
        scores = vector @ self.weights + self.bias
        grown = np.exp(scores - scores.max())
        return dict(zip(self.labels, (grown / grown.sum()).tolist(), strict=True))


@dataclass(frozen=True, slots=True)
class VectorOpinion:
    """What the vector of a text says."""

    encoder: Encoder
    intents: VectorIntents

    def predict(self, text: str) -> dict[str, float]:
        """The probability of each label."""
        return self.intents.predict(self.encoder.encode([text])[0])


def train(examples: Sequence[tuple[str, str]], encoder: Encoder) -> VectorIntents:
    """Learns from texts and their labels by multinomial logistic regression.

    Raises:
        ValueError: fewer than two labels.
    """
    labels = tuple(sorted({label for _, label in examples}))
    if len(labels) < 2:
        raise ValueError("a classifier needs examples of at least two labels")
    # Only training needs this; a start with a kept model is faster without it.
    from sklearn.linear_model import LogisticRegression

    learner: Any = LogisticRegression(
        C=REGULARISATION, class_weight="balanced", max_iter=MOST_ROUNDS
    )
    learner.fit(encoder.encode([text for text, _ in examples]), [label for _, label in examples])
    weights, bias = learner.coef_.T, learner.intercept_
    if len(labels) == 2:  # the learner keeps one row for two labels
        weights, bias = np.hstack([0 * weights, weights]), np.array([0, bias[0]])
    return VectorIntents(labels, weights.astype(np.float32), bias.astype(np.float32))
