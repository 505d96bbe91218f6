"""Reads the operator's desks from their YAML file, and every fault in it into a problem with its line."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, time
from itertools import chain
from pathlib import Path as FilePath
from typing import Annotated
from zoneinfo import available_timezones

from pydantic import Field, StringConstraints

from bot.core.content import Content, Country, Size, Stage
from bot.core.desks import MONDAY_TO_FRIDAY_8_TO_16, Desk, Desks, is_mailbox
from bot.core.languages import Frozen, Language, Text
from bot.core.profile import LANGUAGE_OF
from bot.core.reading import MOST_NAMED, Marks, Path, Problem, nearest, read

HERE = "Europe/Oslo"  # Trøndelag and Jämtland keep the same time
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MOST_DAYS_AWAY = 366  # in a row; nothing can be promised of a desk that is gone for longer
GUIDE = "docs/desks.example.yaml"

_DAYS = re.compile(rf"({'|'.join(WEEK)})(?:-({'|'.join(WEEK)}))?")
_OPENING = re.compile(r"([01]?\d|2[0-3]):([0-5]\d) ?[-–] ?([01]?\d|2[0-3]):([0-5]\d)")
_SLACK, _TELEGRAM = re.compile(r"[CG][A-Z0-9]{3,20}"), re.compile(r"-[1-9]\d{1,15}")

Opening = tuple[time, time]
# A button that names the desk, desk=hand-on.ID, stays far under Telegram's 64 bytes.
DeskId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=24)]
DeskName = Annotated[str, StringConstraints(min_length=1, max_length=60, strip_whitespace=True)]


class Away(Frozen):
    """First and last day on which nobody is there."""

    first: date = Field(alias="from")
    last: date = Field(alias="to")


class DeskEntry(Frozen):
    """A desk as the operator writes it; what may be left out has a default, or restricts nothing."""

    id: DeskId
    name: DeskName
    to: Text
    country: Country
    serves: tuple[Text, ...] = ()
    languages: tuple[Language, ...] = ()
    time_zone: Text | None = Field(default=None, alias="time-zone")
    needs: tuple[Text, ...] = ()
    places: tuple[Text, ...] = ()
    sizes: tuple[Size, ...] = ()
    stages: tuple[Stage, ...] = ()
    hours: Mapping[str, Text] | None = None
    stand_in: Text | None = Field(default=None, alias="stand-in")
    away: tuple[Away, ...] = ()
    most_open: int | None = Field(default=None, alias="most-open", ge=1)


class DesksEntry(Frozen):
    """The whole file."""

    general: Text | Mapping[Country, Text] | None = None
    time_zone: Text = Field(default=HERE, alias="time-zone")
    desks: tuple[DeskEntry, ...] = Field(min_length=1)

    def generals(self) -> tuple[tuple[Path, str], ...]:
        """Each general desk with its key path."""
        if isinstance(self.general, str):
            return ((("general",), self.general),)
        by_country = (self.general or {}).items()
        return tuple((("general", country), desk) for country, desk in by_country)


@dataclass(frozen=True, slots=True)
class _Found:
    """The file as it was read, where each key stands in it, and the content it is held against."""

    file: DesksEntry
    marks: Marks
    content: Content

    def entries(self) -> Iterator[tuple[Path, DeskEntry]]:
        """Each desk with its key path."""
        for index, desk in enumerate(self.file.desks):
            yield ("desks", index), desk

    def ids(self) -> list[str]:
        """The ids of all desks."""
        return [desk.id for desk in self.file.desks]

    def unknown(self, where: Path, wanted: str, known: Iterable[str]) -> Problem:
        """A problem for a name that does not exist, with the nearest one that does."""
        names = sorted(known)
        guess = nearest(wanted, names)
        some = f"write one of {', '.join(names[:MOST_NAMED])}" if names else "leave it out"
        instead = f"did you mean '{guess}'?" if guess else some
        return self.marks.problem(where, f"'{wanted}' does not exist", instead)


def load_desks(path: FilePath, content: Content) -> tuple[Desks | None, list[Problem]]:
    """The desks of a file, and every problem in it, sorted; no desks when one is an error."""
    try:
        text = path.read_bytes().decode("utf-8", "surrogateescape")
    except OSError as error:
        why = f"the file cannot be read ({error.strerror})"
        return None, [Problem(str(path), 1, 1, why, "give the path of one that can")]
    return desks_in(text, str(path), content)


def desks_in(text: str, path: str, content: Content) -> tuple[Desks | None, list[Problem]]:
    """The desks a text describes, and every problem in it, sorted; no desks when one is an error."""
    file, marks, unread = read(text, path, DesksEntry)
    if file is None:
        # Reading knows of content only; the fields of a desk are told elsewhere.
        guided = (
            replace(p, instead=p.instead.replace("knowledge/README.md", GUIDE)) for p in unread
        )
        return None, sorted(guided)
    found = _Found(file, marks, content)
    problems = sorted(chain.from_iterable(rule(found) for rule in _RULES))
    if any(problem.grade == "error" for problem in problems):
        return None, problems
    desks = {entry.id: _desk(entry, file, content) for entry in file.desks}
    if isinstance(file.general, Mapping):
        return Desks(dict(sorted(desks.items())), general_in=dict(file.general)), problems
    return Desks(dict(sorted(desks.items())), file.general), problems


# --- from what is written to desks


def _desk(entry: DeskEntry, file: DesksEntry, content: Content) -> Desk:
    return Desk(
        id=entry.id,
        name=entry.name,
        address=_address(entry),
        country=entry.country,
        time_zone=entry.time_zone or file.time_zone,
        actors=_now("actors", entry.serves, content),
        speaks=entry.languages or (LANGUAGE_OF[entry.country], "en"),
        needs=_now("needs", entry.needs, content),
        places=tuple(chain.from_iterable(_municipalities(p, content) for p in entry.places)),
        sizes=entry.sizes,
        stages=entry.stages,
        hours=MONDAY_TO_FRIDAY_8_TO_16 if entry.hours is None else _week(entry.hours),
        stand_in=entry.stand_in,
        away=tuple((away.first, away.last) for away in entry.away),
        most_open=entry.most_open,
    )


def _address(entry: DeskEntry) -> str:
    """Where its cards go; what a page or mailbox is called does not hang on capitals."""
    if entry.to == "page":
        return f"page:{entry.id}"
    return entry.to.lower() if entry.to.startswith("mail:") else entry.to


def _now(kind: str, ids: Iterable[str], content: Content) -> tuple[str, ...]:
    """The ids these entries have now."""
    return tuple(dict.fromkeys(content.id_now(kind, one) for one in ids))


def _municipalities(name: str, content: Content) -> tuple[str, ...]:
    """The municipality of that id, or all in the area of that id; none when it is neither."""
    place = content.id_now("places", name)
    if place in content.places:
        return (place,)
    area = content.id_now("areas", name)
    if area not in content.areas:
        return ()
    inside = (p.id for p in content.places.values() if area in _around(p.area, content))
    return content.areas[area].places or tuple(inside)


def _around(area: str, content: Content) -> Iterator[str]:
    """An area and those it lies in; content that was checked holds no circle of them."""
    while area in content.areas:
        yield area
        area = content.areas[area].inside or ""


def _week(hours: Mapping[str, str]) -> tuple[Opening | None, ...]:
    """The hours of seven days, Monday first."""
    by_day = {day: _opening(text) for days, text in hours.items() for day in _days(days)}
    return tuple(by_day.get(day) for day in WEEK)


def _days(text: str) -> tuple[str, ...]:
    """The days of "mon" or "mon-fri"; none when it is neither."""
    named = _DAYS.fullmatch(text)
    if named is None:
        return ()
    first, last = WEEK.index(named[1]), WEEK.index(named[2] or named[1])
    return WEEK[first : last + 1]


def _opening(text: str) -> Opening | None:
    """The hours of "08:00-16:00"; None when they are not in that form or end before they begin."""
    written = _OPENING.fullmatch(text)
    if written is None:
        return None
    first, to = time(int(written[1]), int(written[2])), time(int(written[3]), int(written[4]))
    return (first, to) if first < to else None


# --- faults


def _twice(found: _Found) -> Iterator[Problem]:
    """Desks that share an id or an address: what is answered there could mean either."""
    for key, names in (
        ("id", found.ids()),
        ("to", [_address(entry) for entry in found.file.desks]),
    ):
        counted: Counter[str] = Counter()
        for index, name in enumerate(names):
            counted[name] += 1
            # Two desks of one id and on the page have one address as well, which says nothing new.
            if counted[name] == 2 and not (key == "to" and name.startswith("page:")):
                other = found.file.desks[names.index(name)].name
                what = f"'{name}' stands at {other} too"
                yield found.marks.problem(("desks", index, key), what, "give each desk its own")


def _wrong_addresses(found: _Found) -> Iterator[Problem]:
    for where, desk in found.entries():
        instead = _how_to_write(desk.to)
        if instead:
            what = f"'{desk.to}' is no address of a desk"
            yield found.marks.problem((*where, "to"), what, instead)


def _how_to_write(address: str) -> str | None:
    """How an address is written rightly; None when it is."""
    channel, _, rest = address.partition(":")
    if channel == "slack":
        right = _SLACK.fullmatch(rest)
        return None if right else "write the channel's id as slack:C0123456789, not its name"
    if channel == "telegram":
        right = _TELEGRAM.fullmatch(rest)
        return None if right else "write the group's id, a number below zero, as telegram:-100555"
    if channel == "mail":
        return None if is_mailbox(rest) else "write one mailbox as mail:post@example.no"
    if address == "page":
        return None
    if channel == "page":
        return "write page alone"
    return "write slack:CHANNEL, telegram:GROUP, mail:MAILBOX or page"


def _unknown_desks(found: _Found) -> Iterator[Problem]:
    ids = found.ids()
    for where, general in found.file.generals():
        if general not in ids:
            yield found.unknown(where, general, ids)
    for where, desk in found.entries():
        if desk.stand_in == desk.id:
            what = f"'{desk.id}' is its own stand-in"
            instead = "name another desk, or leave it out"
            yield found.marks.problem((*where, "stand-in"), what, instead)
        elif desk.stand_in is not None and desk.stand_in not in ids:
            yield found.unknown((*where, "stand-in"), desk.stand_in, set(ids) - {desk.id})


def _unknown_entries(found: _Found) -> Iterator[Problem]:
    content = found.content
    anywhere = {*content.places, *content.areas}
    for where, desk in found.entries():
        yield from _each(found, (*where, "serves"), "actors", desk.serves)
        yield from _each(found, (*where, "needs"), "needs", desk.needs)
        for index, place in enumerate(desk.places):
            if not _municipalities(place, content):
                at = (*where, "places", index)
                if content.id_now("areas", place) in content.areas:
                    what = f"no municipality we know lies in '{place}'"
                    yield found.marks.problem(at, what, "take it out")
                else:
                    yield found.unknown(at, place, anywhere)


def _each(found: _Found, where: Path, kind: str, ids: Iterable[str]) -> Iterator[Problem]:
    known: Mapping[str, object] = getattr(found.content, kind)
    for index, one in enumerate(ids):
        if found.content.id_now(kind, one) not in known:
            yield found.unknown((*where, index), one, known)


def _wrong_hours(found: _Found) -> Iterator[Problem]:
    for where, desk in found.entries():
        if desk.hours is not None and not desk.hours:
            what = f"{desk.name} is never open"
            instead = "write hours below it, such as mon-fri: 08:00-16:00, or leave hours out"
            yield found.marks.problem((*where, "hours"), what, instead)
        taken: dict[str, str] = {}
        for key, text in (desk.hours or {}).items():
            at = (*where, "hours", key)
            yield from _wrong_days(found, at, key, taken)
            taken |= dict.fromkeys(_days(key), key)
            if _opening(text) is None:
                what = f"'{text}' are no hours"
                yield found.marks.problem(at, what, "write from and to as 08:00-16:00")


def _wrong_days(
    found: _Found, where: Path, key: str, taken: Mapping[str, str]
) -> Iterator[Problem]:
    if not _days(key):
        guess = nearest(key, WEEK)
        more = f"did you mean '{guess}'?" if guess else "write mon, tue, … or mon-fri"
        yield found.marks.problem(where, f"'{key}' are no days", more)
    twice = next((day for day in _days(key) if day in taken), None)
    if twice:
        what = f"{twice} stands in '{taken[twice]}' too"
        yield found.marks.problem(where, what, "write each day once, such as mon-thu and fri")


def _wrong_time_zones(found: _Found) -> Iterator[Problem]:
    zones: list[tuple[Path, str]] = [(("time-zone",), found.file.time_zone)]
    zones += [
        ((*where, "time-zone"), desk.time_zone) for where, desk in found.entries() if desk.time_zone
    ]
    known = available_timezones()
    for where, zone in zones:
        if zone not in known:
            guess = nearest(zone, known)
            instead = f"did you mean '{guess}'?" if guess else f"write a name such as {HERE}"
            yield found.marks.problem(where, f"there is no time zone '{zone}'", instead)


def _wrong_absences(found: _Found) -> Iterator[Problem]:
    for where, desk in found.entries():
        backwards = [n for n, away in enumerate(desk.away) if away.last < away.first]
        for index in backwards:
            away = desk.away[index]
            what = f"away ends on {away.last}, before it begins on {away.first}"
            yield found.marks.problem((*where, "away", index, "to"), what, "swap the two")
        if not backwards and _longest_away(desk.away) > MOST_DAYS_AWAY:
            what = f"{desk.name} is away for more than a year"
            instead = "take the desk out, or let it come back sooner"
            yield found.marks.problem((*where, "away"), what, instead)


def _longest_away(away: Iterable[Away]) -> int:
    """The most days in a row, absences that follow on one another counted as one."""
    longest = 0
    begins = ends = date.min
    for one in sorted(away, key=lambda a: (a.first, a.last)):
        begins = begins if (one.first - ends).days <= 1 else one.first
        ends = max(ends, one.last)
        longest = max(longest, (ends - begins).days + 1)
    return longest


def _idle(found: _Found) -> Iterator[Problem]:
    """Desks that no request can ever reach."""
    generals = {general for _, general in found.file.generals()}
    if generals - set(found.ids()):
        return  # a fault of its own; any desk may be the one that was meant
    reached = {*generals, *(desk.stand_in for desk in found.file.desks)}
    for where, desk in found.entries():
        if not desk.serves and desk.id not in reached:
            what = f"{desk.name} serves nobody, stands in for nobody and is not the general desk"
            yield found.marks.problem(where, what, "write whom it serves", "warning")


_RULES: tuple[Callable[[_Found], Iterator[Problem]], ...] = (
    _twice,
    _wrong_addresses,
    _unknown_desks,
    _unknown_entries,
    _wrong_hours,
    _wrong_time_zones,
    _wrong_absences,
    _idle,
)
