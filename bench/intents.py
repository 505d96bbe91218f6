"""The project's own classifier on any labelled set.

    python bench/intents.py TRAIN TEST [--oos FILE] [--validation FILE] [--json]

TRAIN and TEST are JSON lists of [text, label]; ``--oos`` is one of texts that belong to no label. The
threshold below which a text counts as out of scope is chosen on the validation part, or on the test
part when there is none.
"""

import argparse
import json
import time
from pathlib import Path

from tabulate import tabulate

from bot.core.classifier import Classifier, train

BINS = 10  # of the calibration error
Example = tuple[str, str]


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("train", type=Path)
    parser.add_argument("test", type=Path)
    parser.add_argument("--oos", type=Path)
    parser.add_argument("--validation", type=Path)
    parser.add_argument("--json", action="store_true")
    parsed = parser.parse_args()
    figures = measured(
        examples(parsed.train),
        examples(parsed.test),
        examples(parsed.oos) if parsed.oos else [],
        examples(parsed.validation) if parsed.validation else [],
    )
    print(
        json.dumps(figures)
        if parsed.json
        else tabulate(sorted(figures.items()), headers=("figure", "value"))
    )


def examples(path: Path) -> list[Example]:
    """The pairs of a file."""
    return [(text, label) for text, label in json.loads(path.read_text("utf-8"))]


def measured(
    learn: list[Example], test: list[Example], oos: list[Example], validation: list[Example]
) -> dict[str, float]:
    """Accuracy, out-of-scope recall at the chosen threshold, calibration error, time."""
    began = time.perf_counter()
    classifier = train(learn)
    trained = time.perf_counter() - began
    began = time.perf_counter()
    guesses = [_best(classifier, text) for text, _ in test]
    per_text = (time.perf_counter() - began) / max(1, len(test))
    right = [guess == label for (guess, _), (_, label) in zip(guesses, test, strict=True)]
    figures = {
        "accuracy": sum(right) / len(right),
        "calibration_error": calibration_error([c for _, c in guesses], right),
        "ms_per_text": per_text * 1000,
        "training_s": trained,
    }
    if oos:
        known = [_best(classifier, text)[1] for text, _ in validation] or [c for _, c in guesses]
        threshold = sorted(known)[len(known) // 50]  # refuses one in fifty of what belongs
        kept = [ok and chance >= threshold for ok, (_, chance) in zip(right, guesses, strict=True)]
        refused = [_best(classifier, text)[1] < threshold for text, _ in oos]
        figures |= {
            "threshold": threshold,
            "accuracy_at_threshold": sum(kept) / len(kept),
            "oos_recall": sum(refused) / len(refused),
        }
    return {name: round(value, 4) for name, value in figures.items()}


def _best(classifier: Classifier, text: str) -> tuple[str, float]:
    chances = classifier.predict(text)
    return max(chances.items(), key=lambda pair: (pair[1], pair[0]))


def calibration_error(chances: list[float], right: list[bool]) -> float:
    """How far the said probability is from the share that is right, weighed over ten bins."""
    total = 0.0
    for number in range(BINS):
        inside = [
            i
            for i, c in enumerate(chances)
            if number <= c * BINS < number + 1 or (c == 1 and number == BINS - 1)
        ]
        if inside:
            said = sum(chances[i] for i in inside) / len(inside)
            was = sum(right[i] for i in inside) / len(inside)
            total += len(inside) / len(chances) * abs(said - was)
    return total


if __name__ == "__main__":
    main()
