"""Which facts have grown old on a day, which have ended, and which to check again first."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from bot.core.content import LANGUAGES, Content, Fact
from bot.core.found import Found
from bot.core.reading import Problem

FACT_KINDS = ("methods", "actors", "instruments", "places", "terms")
Why = Literal["ended", "old", "unsure", "ask"]


@dataclass(frozen=True, slots=True)
class Recheck:
    """An entry to hold against its sources again. ``used`` is how often it was advised."""

    kind: str
    id: str
    name: str
    why: Why
    checked_on: date
    by: str
    review_after: date
    used: int
    web: str


def has_ended(entry: Fact, today: date) -> bool:
    """Whether the entry holds no more on that day; its last day still counts."""
    return entry.ends_on is not None and entry.ends_on < today


def is_old(entry: Fact, today: date) -> bool:
    """Whether the entry should have been checked again before that day."""
    return today > entry.checked.review_after


def why_recheck(entry: Fact, today: date) -> Why | None:
    """Why an entry has to be checked again, None when it need not be."""
    if has_ended(entry, today):
        return "ended"
    if is_old(entry, today):
        return "old"
    if entry.confidence == "low":
        return "unsure"
    return "ask" if getattr(entry, "state", None) == "ask" else None


def to_recheck(
    content: Content, used: Mapping[tuple[str, str], int], today: date
) -> tuple[Recheck, ...]:
    """What to check again, most used first; then the oldest; ties by kind and id.

    Args:
        used: how often an entry was advised, by kind and id.
    """
    rows = [
        _row(kind, entry, why, used.get((kind, entry.id), 0))
        for kind, entry in facts(content)
        if (why := why_recheck(entry, today))
    ]
    return tuple(sorted(rows, key=lambda r: (-r.used, r.review_after, r.kind, r.id)))


def facts(content: Content) -> Iterator[tuple[str, Fact]]:
    """Every entry that states facts, with its kind."""
    for kind in FACT_KINDS:
        for entry in getattr(content, kind).values():
            yield kind, entry


def _row(kind: str, entry: Fact, why: Why, used: int) -> Recheck:
    checked = entry.checked
    web = getattr(entry, "web", None) or getattr(entry, "url", None) or _first_url(entry)
    return Recheck(
        kind, entry.id, _name(entry), why, checked.on, checked.by, checked.review_after, used, web
    )


def _name(entry: Fact) -> str:
    name = getattr(entry, "name", None)
    if name is None:
        return entry.id
    return name if isinstance(name, str) else str(name.to(LANGUAGES[0]))


def _first_url(entry: Fact) -> str:
    return next((source.url for source in entry.sources if source.url), "")


def check_age(found: Found, today: date) -> Iterator[Problem]:
    """Entries that are old or have ended on that day, and dates that cannot be."""
    for kind, entry in facts(found.content):
        checked = entry.checked
        if checked.on > today:
            what, instead = f"checked on {checked.on}, a day to come", "write the day it was read"
            yield found.problem(kind, entry.id, ("checked", "on"), what, instead)
        if has_ended(entry, today):
            what, instead = f"ended on {entry.ends_on}", "it is not advised; check it, or keep it"
            yield found.problem(kind, entry.id, ("ends_on",), what, instead, "note")
        elif is_old(entry, today):
            what = f"to be checked again after {checked.review_after}"
            instead = "hold it against its sources; owners are told to ask first"
            yield found.problem(kind, entry.id, ("checked",), what, instead, "warning")
