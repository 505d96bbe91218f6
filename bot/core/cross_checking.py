"""Faults between entries that each read well: said twice, places that do not meet, steps that differ."""

from collections.abc import Iterator, Mapping
from itertools import pairwise

from rapidfuzz import fuzz, process

from bot.core.content import LANGUAGES, Content, Lines
from bot.core.found import Found
from bot.core.reading import Path, Problem
from bot.core.words import words

NEARLY_THE_SAME = 92  # of 100; from here on two texts say the same with other small words
SAYING = {"methods": "does", "instruments": "pays_for", "terms": "says"}


def check_across(found: Found) -> Iterator[Problem]:
    """Every fault between entries, and between the languages of one."""
    yield from _said_twice(found)
    yield from _places_apart(found)
    yield from _lines_differ(found)
    yield from _sittings(found)


# --- two entries that say the same


def _said_twice(found: Found) -> Iterator[Problem]:
    for kind, field in SAYING.items():
        texts = {e.id: getattr(e, field).nb.lower() for e in getattr(found.content, kind).values()}
        for one, other in _alike(texts):
            what = f"says nearly the same as {one}"
            where: Path = (field, LANGUAGES[0])
            instead = "join the two, or say how they differ"
            yield found.problem(kind, other, where, what, instead, "warning")


def _alike(texts: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    ids = sorted(texts)
    said = [" ".join(sorted(words(texts[entry]))) for entry in ids]
    scores = process.cdist(said, said, scorer=fuzz.ratio, score_cutoff=NEARLY_THE_SAME)
    for first, second in zip(*scores.nonzero(), strict=True):
        if first < second:
            yield ids[first], ids[second]


# --- an actor's places against the places of what it runs


def _places_apart(found: Found) -> Iterator[Problem]:
    content = found.content
    if any(area.inside and area.inside not in content.areas for area in content.areas.values()):
        return  # a fault of its own; nothing can be said of what lies in what
    for instrument in content.instruments.values():
        actor = content.actors.get(instrument.run_by or "")
        if actor is None:
            continue
        known = [a for a in instrument.areas if a in content.areas or a in content.places]
        if known and not any(_meet(a, b, content) for a in known for b in actor.areas):
            what = f"is for {', '.join(known)}, where {actor.id}, who runs it, does not work"
            instead = f"mend areas here or in actors/{actor.id}.yaml"
            yield found.problem("instruments", instrument.id, ("areas",), what, instead)


def _meet(one: str, other: str, content: Content) -> bool:
    """Whether one area or municipality lies in the other."""
    return other in _around(one, content) or one in _around(other, content)


def _around(area: str, content: Content) -> tuple[str, ...]:
    """An area or municipality and all areas it lies in, from the smallest."""
    around: list[str] = []
    inside: str | None = area
    while inside and inside not in around:
        around.append(inside)
        place, larger = content.places.get(inside), content.areas.get(inside)
        inside = place.area if place else larger.inside if larger else None
    return tuple(around)


# --- the same number of lines in every language, and a step for each time one sits down


def _sittings(found: Found) -> Iterator[Problem]:
    for method in found.content.methods.values():
        for number, form in enumerate(method.formats):
            steps = len(form.steps.to(LANGUAGES[0]))
            if form.sessions and form.sessions != steps:
                what = f"{steps} steps for {form.sessions} sessions"
                at: Path = ("formats", number, "steps")
                yield found.problem("methods", method.id, at, what, "write one step per session")


def _lines_differ(found: Found) -> Iterator[Problem]:
    for method in found.content.methods.values():
        fields: list[tuple[Path, Lines]] = [(("not_when",), method.not_when)]
        fields += [(("formats", n, "steps"), f.steps) for n, f in enumerate(method.formats)]
        for where, lines in fields:
            for one, other in pairwise(LANGUAGES):
                here, there = len(lines.to(one)), len(lines.to(other))
                if here != there:
                    what = f"{there} lines in {other}, {here} in {one}"
                    at = (*where, other)
                    yield found.problem("methods", method.id, at, what, "say the same in all")
