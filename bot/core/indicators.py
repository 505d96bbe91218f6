"""What funders ask for: how many were helped and referred, each figure with its definition."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.core.content import Content
from bot.core.conversation import Handoff, Signal
from bot.core.public import ALL, GAP, LEFT, MET, UNKNOWN, UNMET, Edition

DEFINITIONS: Mapping[str, str] = {
    "asked": "conversations that asked for something, each once for each need and month; "
    "an owner who writes on two channels counts twice",
    "helped": "those that got a way of working and somebody to call, once for each need and month",
    "other-than-money": "those that got a way of working, somebody to call or both, also where something "
    "else was lacking; once for each need and month",
    "across-the-border": "those of helped whose office to call is in the other country",
    "referred": "conversations in which the owner asked for a person and the request was sent, each once",
    "referred-across-the-border": "those of referred whose request went to an office in the other country",
}
PUBLIC_DEFINITIONS: Mapping[str, str] = {
    "asked": "conversations that asked, once for each need and month, as far as shown at /open",
    "helped": "those of asked that got advice, or asked for a person, the first time in the month; at least "
    "so many, as not every row tells how it went",
    "not-helped": "those of asked for which there was too little to offer, or who stopped before any advice; "
    "at least so many",
}
_HELPED_BY_A_ROW = {MET: "helped", UNMET: "not-helped", GAP: "not-helped", LEFT: "not-helped"}


@dataclass(frozen=True, slots=True)
class Row:
    """One figure: ``by`` is all, country, place or size, and ``value`` which of these."""

    indicator: str
    by: str
    value: str
    count: int
    definition: str


def indicators(
    signals: Iterable[Signal], requests: Iterable[Handoff], content: Content
) -> tuple[Row, ...]:
    """The figures of a period for staff: they hold small counts, and are not to be published.

    Args:
        signals: those of the period, made-up ones left out by whoever asks.
        requests: those made in the period.

    Returns:
        A row for all, then by country, place and size, the largest first; rows with nobody only for all,
        and none of these when nobody asked.
    """
    counts: Counter[tuple[str, str, str]] = Counter()
    for signal in signals:
        names = ["asked"] if signal.first and signal.outcome != "verdict" else []
        names += _of_advice(signal, content)
        for name in names:
            counts.update(_by(name, signal.place, signal.country, signal.size, content))
    seen: set[tuple[str, str]] = set()
    for request in requests:
        names = ["referred"]
        if _is_across(request.to, request.place, None, content):
            names.append("referred-across-the-border")
        for name in names:
            if (name, request.conversation) not in seen:
                seen.add((name, request.conversation))
                counts.update(_by(name, request.place, None, request.size, content))
    return _rows(counts, DEFINITIONS)


def public_indicators(edition: Edition) -> tuple[Row, ...]:
    """The figures that can be told to everybody: sums of published rows, which tell nothing besides these."""
    counts: Counter[tuple[str, str, str]] = Counter()
    for row in edition.rows:
        for name in ("asked", _HELPED_BY_A_ROW.get(row.went)):
            if name:
                counts[name, ALL, ""] += row.count
                counts[name, "country", row.country] += row.count
                counts[name, "place", f"{row.country}: {row.place}"] += row.count
    return _rows(counts, PUBLIC_DEFINITIONS)


def _of_advice(signal: Signal, content: Content) -> list[str]:
    names: list[str] = []
    if signal.outcome in ("advised", "gap") and (signal.method or signal.actor):
        names.append("other-than-money")
    if signal.outcome != "advised":
        return names
    names.append("helped")
    if _is_across(signal.actor, signal.place, signal.country, content):
        names.append("across-the-border")
    return names


def _is_across(actor: str | None, place: str | None, told: str | None, content: Content) -> bool:
    """Whether an office is in another country than the owner; not when either is unknown."""
    office = content.actors.get(actor or "")
    country = _country(place, told, content)
    return office is not None and country != UNKNOWN and office.country != country


def _country(place: str | None, told: str | None, content: Content) -> str:
    known = content.places.get(place or "")
    return known.country if known else told or UNKNOWN


def _by(
    name: str, place: str | None, told: str | None, size: str | None, content: Content
) -> tuple[tuple[str, str, str], ...]:
    return (
        (name, ALL, ""),
        (name, "country", _country(place, told, content)),
        (name, "place", place or UNKNOWN),
        (name, "size", size or UNKNOWN),
    )


def _rows(counts: Counter[tuple[str, str, str]], definitions: Mapping[str, str]) -> tuple[Row, ...]:
    made: list[Row] = []
    if not counts:
        return ()
    for name, definition in definitions.items():
        made.append(Row(name, ALL, "", counts[name, ALL, ""], definition))
        parts = [key for key in counts if key[0] == name and key[1] != ALL]
        order = ("country", "place", "size")
        parts.sort(key=lambda key: (order.index(key[1]), -counts[key], key[2]))
        made += [Row(*key, counts[key], definition) for key in parts]
    return tuple(made)
