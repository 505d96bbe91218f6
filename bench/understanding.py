"""How well owners are understood: by language and style, on messages of others and on examples held out.

    python bench/understanding.py [--messages FILE …] [--folds N] [--json]

``--messages``: JSON lines of ``{"text", "lang", "need": [ids], "kind", "place"}`` that nothing was
trained on; those in bench/messages when not given. This is the honest figure, as examples of one writer
resemble one another. ``--folds``: the project's own examples, each part held out in turn; 0 leaves that out.
"""

import argparse
import json
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from intents import calibration_error
from tabulate import tabulate

from bot.content_files import content_or_fault, folders, texts
from bot.core.classifier import train
from bot.core.content import LANGUAGES, Content, Language
from bot.core.understanding import Reader, cut_of, learn, reader, signs, taught, understand
from bot.core.words import words

MESSAGES = Path(__file__).parent / "messages"
FOLDS = 3
MOST_CONFUSED = 15
# Nynorsk is Norwegian to Steg; a mixed message may be read as any language.
READ_AS: dict[str, Language] = {"nb": "nb", "nn": "nb", "sv": "sv", "en": "en"}


@dataclass(frozen=True, slots=True)
class Case:
    """A message, what it means, and how it was read, best first."""

    lang: str
    style: str
    wanted: tuple[str, ...]
    is_need: bool
    guesses: tuple[str, ...]
    act: str | None
    weight: float


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--messages", type=Path, nargs="*", default=sorted(MESSAGES.glob("*.jsonl"))
    )
    parser.add_argument("--folds", type=int, default=FOLDS)
    parser.add_argument("--json", action="store_true")
    parsed = parser.parse_args()
    content = content_or_fault(texts(folders()))
    figures = {"messages": on_messages(content, parsed.messages)}
    if parsed.folds:
        figures["cross_validated"] = cross_validated(content, parsed.folds)
    if parsed.json:
        print(json.dumps(figures, ensure_ascii=False))
        return
    for name, found in figures.items():
        print(f"\n== {name}")
        for title, table in found.items():
            rows = table if isinstance(table, list) else [[k, *_cells(v)] for k, v in table.items()]
            print(f"\n{title}\n{tabulate(rows, headers=_headers(table))}")


def _cells(value: Any) -> list[Any]:
    return list(value.values()) if isinstance(value, dict) else [value]


def _headers(table: Any) -> list[str]:
    if isinstance(table, list):
        return ["meant", "read as", "times"]
    first = next(iter(table.values()), None)
    return ["", *first] if isinstance(first, dict) else ["", "value"]


def style(text: str) -> str:
    """How long a message is: a fragment, a sentence, a story."""
    length = len(words(text))
    return "fragment (to 5 words)" if length <= 5 else "sentence" if length <= 20 else "story"


# --- on messages of others


def on_messages(content: Content, files: Sequence[Path]) -> dict[str, Any]:
    """Everything the goals name, on messages nothing was trained on."""
    began, worked = time.perf_counter(), time.process_time()
    reads = reader(content, *learn(content))
    learned, learning = time.perf_counter() - began, time.process_time() - worked
    lines = (line for file in files for line in file.read_text("utf-8").splitlines())
    rows = [json.loads(line) for line in lines]
    began = time.perf_counter()
    cases = [_case(row, reads) for row in rows]
    per_message = 1000 * (time.perf_counter() - began) / max(1, len(rows))
    needs = [case for case in cases if case.is_need]
    return {
        "needs by language": _shares(needs, lambda case: case.lang),
        "needs by style": _shares(needs, lambda case: case.style),
        "acts": _acts(cases),
        "one figure each": {
            **_single(cases, needs),
            **_places_and_languages(rows, reads),
            "training_s": round(learned, 1),
            "training_cpu_s": round(learning, 1),
            "ms_per_message": round(per_message, 2),
        },
        "mixed up": _confused(needs),
    }


def _case(row: dict[str, Any], reads: Reader) -> Case:
    meaning = understand(row["text"], reads)
    is_need = row["kind"] == "need"
    wanted = tuple(row["need"]) if is_need else (row["kind"],)
    guesses = (meaning.act,) if meaning.act else tuple(need for need, _ in meaning.needs)
    weight = meaning.needs[0][1] if meaning.needs else 0.0
    return Case(row["lang"], style(row["text"]), wanted, is_need, guesses, meaning.act, weight)


def _shares(cases: Iterable[Case], by: Any) -> dict[str, dict[str, float]]:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for case in cases:
        for key in (by(case), "all"):
            counts[key]["texts"] += 1
            counts[key]["first"] += case.guesses[:1] == case.wanted[:1]
            counts[key]["three"] += case.wanted[0] in case.guesses[:3]
    return {
        key: {
            "first": round(c["first"] / c["texts"], 3),
            "in_three": round(c["three"] / c["texts"], 3),
            "texts": c["texts"],
        }
        for key, c in sorted(counts.items())
    }


def _acts(cases: Sequence[Case]) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for act in sorted({case.wanted[0] for case in cases if not case.is_need}):
        meant = [case for case in cases if case.wanted[0] == act and not case.is_need]
        right = sum(case.act == act for case in meant)
        taken = sum(case.act == act for case in cases if case.is_need)
        found[act] = {"found": right, "of": len(meant), "needs taken for it": taken}
    return found


def _single(cases: Sequence[Case], needs: Sequence[Case]) -> dict[str, float]:
    acts = [case for case in cases if not case.is_need]
    read = [case for case in needs if case.act is None and case.guesses]
    right = [case.guesses[0] in case.wanted for case in read]
    return {
        "acts_right": round(sum(case.act == case.wanted[0] for case in acts) / len(acts), 3),
        "needs_taken_for_an_act": round(
            sum(case.act is not None for case in needs) / len(needs), 4
        ),
        "calibration_error": round(calibration_error([case.weight for case in read], right), 3),
    }


def _places_and_languages(rows: Sequence[dict[str, Any]], reads: Reader) -> dict[str, float]:
    """How often the place is found when one is named, and the language when it is one of ours."""
    named = [row for row in rows if row["place"]]
    ours = [row for row in rows if row["lang"] in READ_AS]
    found = sum(bool(understand(row["text"], reads).places) for row in named)
    # In a talk in another language a message that tells nothing counts as wrong.
    other: dict[str, Language] = {"nb": "sv", "nn": "sv", "sv": "en", "en": "nb"}
    first = sum(understand(row["text"], reads).language == READ_AS[row["lang"]] for row in ours)
    amid = sum(
        understand(row["text"], reads, other[row["lang"]]).language == READ_AS[row["lang"]]
        for row in ours
    )
    return {
        "places_found": round(found / max(1, len(named)), 3),
        "language_right": round(first / max(1, len(ours)), 3),
        "language_right_amid_another": round(amid / max(1, len(ours)), 3),
    }


def _confused(cases: Iterable[Case]) -> list[list[Any]]:
    mixed = Counter(
        (case.wanted[0], case.guesses[0] if case.guesses else "-")
        for case in cases
        if case.guesses[:1] != case.wanted[:1]
    )
    return [[meant, read, times] for (meant, read), times in mixed.most_common(MOST_CONFUSED)]


# --- on our own examples, held out


def cross_validated(content: Content, folds: int) -> dict[str, Any]:
    """The same shares on the examples, each part read by a classifier that has not seen it."""
    all_ = [
        (t, e.id, lang) for e in taught(content) for lang in LANGUAGES for t in e.examples.to(lang)
    ]
    pointers, cut = signs(content), cut_of(content)
    cases: list[Case] = []
    for fold in range(folds):
        kept = [(t, i) for n, (t, i, _) in enumerate(all_) if n % folds != fold]
        learn_from = [*kept, *((t, i) for t, i, _ in pointers)]
        weights = [*([1.0] * len(kept)), *(weight for _, _, weight in pointers)]
        model = train(learn_from, cut, weights)
        for text, label, lang in all_[fold::folds]:
            chances = model.predict(text)
            best = tuple(sorted(chances, key=lambda one: -chances[one])[:3])
            is_need = label in content.needs
            cases.append(Case(lang, style(text), (label,), is_need, best, None, chances[best[0]]))
    needs = [case for case in cases if case.is_need]
    return {
        "needs by language": _shares(needs, lambda case: case.lang),
        "acts by language": _shares([c for c in cases if not c.is_need], lambda case: case.lang),
        "mixed up": _confused(needs),
    }


if __name__ == "__main__":
    main()
