"""How well the project's own examples are understood when held out, by language.

    python bench/understanding.py [--messages FILE …] [--json]

Each fifth of the examples is held out in turn and read by a classifier trained on the rest. With
``--messages``, JSON lines of ``{"text", "lang", "need": [ids], "kind"}`` written by others are read by
one trained on all examples: the honest figure, as examples of one writer resemble one another.
"""

import argparse
import json
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from tabulate import tabulate

from bot.content_files import content_or_fault, folders, texts
from bot.core.classifier import train
from bot.core.content import LANGUAGES, Content
from bot.core.understanding import learn, reader, taught, understand

FOLDS = 5
MOST_CONFUSED = 12


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=Path, nargs="*", default=[])
    parser.add_argument("--json", action="store_true")
    parsed = parser.parse_args()
    content = content_or_fault(texts(folders()))
    figures: dict[str, Any] = {"cross_validated": cross_validated(content)}
    if parsed.messages:
        figures["messages"] = on_messages(content, parsed.messages)
    if parsed.json:
        print(json.dumps(figures, ensure_ascii=False))
        return
    for name, rows in figures.items():
        print(f"\n{name}")
        print(
            tabulate(
                [(k, *v.values()) for k, v in rows["by_language"].items()],
                headers=("", "first", "in three", "texts"),
            )
        )
        print(tabulate(rows["confused"], headers=("meant", "read as", "times")))


def cross_validated(content: Content) -> dict[str, Any]:
    """Right first and among three, by language, on examples held out."""
    all_ = [
        (t, e.id, lang) for e in taught(content) for lang in LANGUAGES for t in e.examples.to(lang)
    ]
    seen: list[tuple[str, str, list[str]]] = []
    for fold in range(FOLDS):
        model = train([(t, i) for n, (t, i, _) in enumerate(all_) if n % FOLDS != fold])
        for number, (text, label, lang) in enumerate(all_):
            if number % FOLDS == fold:
                chances = model.predict(text)
                seen.append((lang, label, sorted(chances, key=lambda k: -chances[k])[:3]))
    return _summed(seen)


def on_messages(content: Content, files: list[Path]) -> dict[str, Any]:
    """The same on messages by other writers; an act is right when it is the act."""
    reads = reader(content, *learn(content))
    seen: list[tuple[str, str, list[str]]] = []
    for line in (line for file in files for line in file.read_text("utf-8").splitlines()):
        row = json.loads(line)
        meaning = understand(row["text"], reads)
        guesses = [meaning.act] if meaning.act else [need for need, _ in meaning.needs[:3]]
        seen.append(
            (row["lang"], row["need"][0] if row["kind"] == "need" else row["kind"], guesses)
        )
    return _summed(seen)


def _summed(seen: list[tuple[str, str, list[str]]]) -> dict[str, Any]:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    confused: Counter[tuple[str, str]] = Counter()
    for lang, label, guesses in seen:
        for key in (lang, "all"):
            counts[key]["texts"] += 1
            counts[key]["first"] += guesses[:1] == [label]
            counts[key]["three"] += label in guesses
        if guesses[:1] != [label]:
            confused[label, guesses[0] if guesses else "-"] += 1
    by_language = {
        key: {
            "first": round(c["first"] / c["texts"], 3),
            "in_three": round(c["three"] / c["texts"], 3),
            "texts": c["texts"],
        }
        for key, c in sorted(counts.items())
    }
    return {
        "by_language": by_language,
        "confused": [[a, b, n] for (a, b), n in confused.most_common(MOST_CONFUSED)],
    }


if __name__ == "__main__":
    main()
