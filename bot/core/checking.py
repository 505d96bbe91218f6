"""Faults that only show across entries: references, examples and labels twice, wordings and their gaps."""

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import chain

from bot.core.content import GROUPS, LANGUAGES, Fits, Need, Wording
from bot.core.cross_checking import check_across
from bot.core.flow_checking import check_flows
from bot.core.found import Found
from bot.core.plain_checking import check_plain
from bot.core.profile import VALUES
from bot.core.reading import Problem, nearest
from bot.core.wording import GAPS, USED, gaps, without_gaps
from bot.core.words import said_as

FEWEST_EXAMPLES = 15  # per need and language; fewer teach nothing
LONGEST_LABEL = 40  # characters; a longer button is cut on a narrow telephone
MOST_LISTS_KEPT = 1024  # of examples as they compare; after a change, only what changed is read
NEEDED = ("needs", "acts", "wordings")  # kinds without which nothing can be understood or said


def check(found: Found) -> list[Problem]:
    """Every fault across the entries."""
    return list(chain.from_iterable(rule(found) for rule in RULES))


def _kinds_missing(found: Found) -> Iterator[Problem]:
    for kind in NEEDED:
        if not found.ids(kind):
            yield found.absent(kind, f"there are no {kind}", f"write them in the folder {kind}/")


# --- references


def _references(found: Found) -> Iterator[Problem]:
    content, actors, areas = found.content, found.ids("actors"), found.ids("areas")
    anywhere = found.ids("areas", "places")
    for method in content.methods.values():
        yield from _needs(found, "methods", method.id, method.needs)
        yield from _each(found, "methods", method.id, "led_by", method.led_by, actors)
    for actor in content.actors.values():
        yield from _needs(found, "actors", actor.id, actor.needs)
        yield from _each(found, "actors", actor.id, "areas", actor.areas, anywhere)
    for instrument in content.instruments.values():
        yield from _needs(found, "instruments", instrument.id, instrument.needs)
        yield from _each(found, "instruments", instrument.id, "areas", instrument.areas, anywhere)
        yield from _one(found, "instruments", instrument.id, "run_by", instrument.run_by, actors)
    for kind in ("methods", "actors", "instruments"):
        for entry in getattr(content, kind).values():
            for field in ("trades", "not_trades"):
                trades = getattr(entry, field)
                yield from _each(found, kind, entry.id, field, trades, found.ids("trades"))
    for place in content.places.values():
        yield from _one(found, "places", place.id, "area", place.area, areas)
    for area in content.areas.values():
        yield from _one(found, "areas", area.id, "inside", area.inside, areas)
        yield from _each(found, "areas", area.id, "places", area.places, found.ids("places"))


def _needs(found: Found, kind: str, entry: str, fits: Fits) -> Iterator[Problem]:
    known = found.ids("needs")
    for field in ("first", "then", "also"):
        for index, need in enumerate(getattr(fits, field)):
            if need not in known:
                yield found.unknown(kind, entry, ("needs", field, index), need, known)


def _each(
    found: Found, kind: str, entry: str, field: str, wanted: Iterable[str], known: frozenset[str]
) -> Iterator[Problem]:
    for index, name in enumerate(wanted):
        if name not in known:
            yield found.unknown(kind, entry, (field, index), name, known)


def _one(
    found: Found, kind: str, entry: str, field: str, wanted: str | None, known: frozenset[str]
) -> Iterator[Problem]:
    if wanted is not None and wanted not in known:
        yield found.unknown(kind, entry, (field,), wanted, known)


# --- needs


def _too_few_examples(found: Found) -> Iterator[Problem]:
    for need in found.content.needs.values():
        for language in LANGUAGES:
            number = len(need.examples.to(language))
            if number < FEWEST_EXAMPLES:
                what, instead = (
                    f"{number} examples in {language}",
                    f"write at least {FEWEST_EXAMPLES}",
                )
                yield found.problem("needs", need.id, ("examples", language), what, instead)


def _labels(found: Found) -> Iterator[Problem]:
    seen: dict[tuple[str, str], str] = {}
    for need in found.content.needs.values():
        yield from _long_labels(found, need)
        for language in LANGUAGES:
            label = need.label.to(language)
            other = seen.setdefault((language, label.lower()), need.id)
            if other != need.id:
                what = f"'{label}' is the label of {other} too"
                yield found.problem(
                    "needs", need.id, ("label", language), what, "say how they differ"
                )


def _long_labels(found: Found, need: Need) -> Iterator[Problem]:
    for language in LANGUAGES:
        length = len(need.label.to(language))
        if length > LONGEST_LABEL:
            what = f"the label is {length} characters long"
            yield found.problem(
                "needs", need.id, ("label", language), what, f"keep to {LONGEST_LABEL}"
            )


def _examples_twice(found: Found) -> Iterator[Problem]:
    seen: dict[str, tuple[str, str]] = {}
    for kind, entries in (("needs", found.content.needs), ("acts", found.content.acts)):
        for entry in entries.values():
            for language in LANGUAGES:
                for index, text in enumerate(_all_said_as(entry.examples.to(language))):
                    other = seen.setdefault(text, (kind, entry.id))
                    if other != (kind, entry.id):
                        what, instead = (
                            f"this example stands under {other[1]} too",
                            "keep it where it fits best",
                        )
                        yield found.problem(
                            kind, entry.id, ("examples", language, index), what, instead
                        )


@lru_cache(MOST_LISTS_KEPT)
def _all_said_as(texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(map(said_as, texts))


# --- wordings


def _missing_wordings(found: Found) -> Iterator[Problem]:
    """The wordings the program says, and one for each value and group, that no file holds."""
    wordings = found.content.wordings
    if not wordings or any(kind == "wordings" for kind, _ in found.unread):
        return
    values = {
        f"{fact}-{value}" for fact in ("size", "time", "team", "stage") for value in VALUES[fact]
    }
    wanted = {*USED, *values, *(f"group-{group}" for group in GROUPS)}
    for wording in sorted(wanted - set(wordings)):
        guess = nearest(wording, set(wordings) - wanted)
        instead = f"add it, or rename '{guess}'" if guess else "add it"
        yield found.absent("wordings", f"wording '{wording}' is missing", instead)


def _wording_gaps(found: Found) -> Iterator[Problem]:
    for wording, text in found.content.wordings.items():
        first = gaps(text.nb)
        for language in LANGUAGES:
            here = gaps(text.to(language))
            if here != first:
                what = f"the gaps of '{wording}' are {_braced(here)} in {language} and {_braced(first)} in nb"
                where = ("texts", wording, language)
                yield found.problem("wordings", wording, where, what, "use the same in all")
        yield from _unknown_gaps(found, wording, text)


def _unknown_gaps(found: Found, wording: str, text: Wording) -> Iterator[Problem]:
    """Gaps that the program has nothing to fill with, and braces that are no gap."""
    known = GAPS.get(wording, frozenset())
    instead = f"use only {_braced(known)}" if known else "take it out"
    for language in LANGUAGES:
        where, said = ("texts", wording, language), text.to(language)
        for gap in sorted(gaps(said) - known):
            what = f"nothing fills the gap {{{gap}}} of '{wording}'"
            yield found.problem("wordings", wording, where, what, instead)
        if set("{}") & set(without_gaps(said)):
            what = f"a brace in '{wording}' is no gap"
            yield found.problem("wordings", wording, where, what, instead)


def _braced(names: Iterable[str]) -> str:
    return " ".join(f"{{{name}}}" for name in sorted(names)) or "none"


RULES: tuple[Callable[[Found], Iterator[Problem]], ...] = (
    _kinds_missing,
    _references,
    _too_few_examples,
    _labels,
    _examples_twice,
    _missing_wordings,
    _wording_gaps,
    check_flows,
    check_plain,
    check_across,
)
