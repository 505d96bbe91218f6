"""How well messages are understood before and after a change of the examples, and which needs changed."""

import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tabulate import tabulate

from bot.content_files import PACKAGE
from bot.core.content import LANGUAGES, Content, Lines, Need
from bot.core.understanding import Reader, understand

DEVELOPMENT_SET = PACKAGE.parent / "bench" / "messages"  # measured on, never learned from
AMONG = 3  # needs offered at once, among which the right one should be
HELD_OUT = 5  # without a development set every so many-th example is held out and read


@dataclass(frozen=True, slots=True)
class Measured:
    """A message whose need, or act, is known; ``language`` is what its writer called it."""

    text: str
    language: str
    label: str


@dataclass(frozen=True, slots=True)
class Result:
    """Whether the right need came first for a message, and whether it was among the first three."""

    first: bool
    among: bool


def development_set(folder: Path, content: Content) -> tuple[Measured, ...]:
    """The messages of a folder whose need the content knows; none when the folder is not there."""
    known = {*content.needs, *content.acts}
    rows = [
        json.loads(line)
        for path in sorted(folder.glob("*.jsonl"))
        for line in path.read_text("utf-8").splitlines()
        if line.strip()
    ]
    read = [
        Measured(row["text"], row["lang"], row["need"][0] if row["kind"] == "need" else row["kind"])
        for row in rows
    ]
    return tuple(one for one in read if one.label in known)


def held_out(content: Content) -> tuple[Measured, ...]:
    """Every fifth example of the needs, to be read by a reader that did not learn them."""
    every = [
        Measured(text, language, need.id)
        for need in content.needs.values()
        for language in LANGUAGES
        for text in need.examples.to(language)
    ]
    return tuple(every[::HELD_OUT])


def without(content: Content, measured: Sequence[Measured]) -> Content:
    """The content without the examples that are measured on."""
    texts = frozenset(one.text for one in measured)
    return replace(content, needs={n.id: _need_without(n, texts) for n in content.needs.values()})


def _need_without(need: Need, texts: frozenset[str]) -> Need:
    left = {
        language: tuple(text for text in need.examples.to(language) if text not in texts)
        for language in LANGUAGES
    }
    return need.model_copy(update={"examples": Lines(**left)})


def results(measured: Sequence[Measured], reader: Reader) -> list[Result]:
    """How each message is read; an act is right when it is the act."""
    found: list[Result] = []
    for one in measured:
        meaning = understand(one.text, reader)
        read = [meaning.act] if meaning.act else [need for need, _ in meaning.needs[:AMONG]]
        found.append(Result(read[:1] == [one.label], one.label in read))
    return found


def compared(
    measured: Sequence[Measured], before: Sequence[Result], after: Sequence[Result]
) -> str:
    """Two tables: right first and among three by language, and the needs that got better or worse."""
    by_language = _by_language(measured, before, after)
    changed = _by_need(measured, before, after)
    first = tabulate(
        by_language,
        headers=("", "messages", "first before", "after", "among three before", "after"),
        floatfmt=".3f",
    )
    if not changed:
        return f"{first}\n\nNo need got better or worse."
    needs = tabulate(
        changed, headers=("need", "messages", "first before", "after", "better", "worse")
    )
    return f"{first}\n\n{needs}"


_Row = tuple[str, int, float, float, float, float]


def _by_language(
    measured: Sequence[Measured], before: Sequence[Result], after: Sequence[Result]
) -> list[_Row]:
    counts: Mapping[str, Counter[str]] = defaultdict(Counter)
    for one, was, now in zip(measured, before, after, strict=True):
        for key in (one.language, "all"):
            counts[key]["messages"] += 1
            counts[key].update(was=int(was.first), now=int(now.first))
            counts[key].update(was_among=int(was.among), now_among=int(now.among))
    return [
        (
            key,
            c["messages"],
            *(c[of] / c["messages"] for of in ("was", "now", "was_among", "now_among")),
        )  # type: ignore[misc]  # four shares
        for key, c in sorted(counts.items(), key=lambda item: (item[0] == "all", item[0]))
    ]


def _by_need(
    measured: Sequence[Measured], before: Sequence[Result], after: Sequence[Result]
) -> list[tuple[str, int, int, int, int, int]]:
    """The needs and acts of which a message is now read rightly or wrongly, most worse first."""
    counts: Mapping[str, Counter[str]] = defaultdict(Counter)
    for one, was, now in zip(measured, before, after, strict=True):
        better, worse = now.first and not was.first, was.first and not now.first
        counts[one.label].update(
            messages=1, was=int(was.first), now=int(now.first), better=int(better), worse=int(worse)
        )
    changed = [(label, c) for label, c in counts.items() if c["better"] or c["worse"]]
    changed.sort(key=lambda item: (item[1]["now"] - item[1]["was"], item[0]))
    return [
        (label, c["messages"], c["was"], c["now"], c["better"], c["worse"]) for label, c in changed
    ]
