"""Working time of a desk: when somebody is there, how long that is, and what may be promised of it."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import islice
from statistics import mean, median
from zoneinfo import ZoneInfo

import holidays

from bot.core.advice_text import MONTHS, WEEKDAYS
from bot.core.content import Country, Language
from bot.core.desks import Desk

HOUR, ONE_DAY = timedelta(hours=1), timedelta(days=1)
LEAST_PROMISED = timedelta(hours=4)  # working hours; sooner is luck, and no promise
MOST_DAYS_PROMISED = 3  # working days; who waits longer is better helped by the next desk
OPENINGS_LOOKED_AT = 14  # two weeks hold every opening a desk has
MOST_DAYS_CLOSED = 400  # in a row; a desk closed for longer is closed for good
NAMED_BY_WEEKDAY = 6  # days; from the seventh on "Tuesday" could be either of two
# Free in practice, in Norway without being public holidays: offices are hardly manned on these days,
# which is our own reading and no law. In Sweden the Annual Leave Act (1977:480, section 3 a) counts
# Midsummer Eve, Christmas Eve and New Year's Eve as Sundays; the library has them as "de facto".
NORWEGIAN_EVES = ((12, 24), (12, 31))
AT: dict[Language, str] = {"nb": "klokka", "sv": "klockan", "en": "at"}
TODAY: dict[Language, str] = {"nb": "i dag", "sv": "i dag", "en": "today"}
TOMORROW: dict[Language, str] = {"nb": "i morgen", "sv": "i morgon", "en": "tomorrow"}

Opening = tuple[datetime, datetime]


@lru_cache(maxsize=256)
def days_off(country: Country, year: int) -> frozenset[date]:
    """The days of a year on which offices of a country are closed, whatever weekday they are."""
    if country == "SE":
        categories = (holidays.PUBLIC, holidays.DE_FACTO)
        return frozenset(holidays.country_holidays("SE", years=year, categories=categories))
    eves = (date(year, month, day) for month, day in NORWEGIAN_EVES)
    return frozenset(holidays.country_holidays("NO", years=year)).union(eves)


def works_on(day: date, desk: Desk) -> bool:
    """Whether somebody is at the desk at all that day."""
    if desk.hours[day.weekday()] is None or day in days_off(desk.country, day.year):
        return False
    return not is_away(day, desk)


def is_away(day: date, desk: Desk) -> bool:
    """Whether the desk said that nobody is there that day."""
    return any(first <= day <= last for first, last in desk.away)


def next_open(at: datetime, desk: Desk) -> datetime:
    """The moment itself while the desk is open, else when it opens next."""
    for opens, closes in _openings(at, desk):
        if at < closes:
            return max(at, opens)
    return at


def added(at: datetime, working: timedelta, desk: Desk) -> datetime:
    """The moment when so much working time has passed; the start when the desk never opens.

    What ends exactly when the desk closes ends then, and not when it opens again.
    """
    left = max(working, timedelta())
    for opens, closes in _openings(at, desk):
        start = max(at, opens)
        if start < closes and left <= closes - start:
            return start + left
        left -= max(closes - start, timedelta())
    return at


def between(start: datetime, end: datetime, desk: Desk) -> timedelta:
    """The working time from one moment to another; none when the end comes first."""
    passed = timedelta()
    for opens, closes in _openings(start, desk):
        if opens >= end:
            break
        passed += max(min(closes, end) - max(opens, start), timedelta())
    return passed


def promised_by(asked_at: datetime, desk: Desk, hours_to_take: Sequence[float]) -> datetime:
    """By when the owner may count on an answer: as long as the desk usually takes, on a whole hour.

    Args:
        asked_at: when the owner asked.
        desk: where the request goes.
        hours_to_take: working hours until the desk took its last requests; one working day when none.
    """
    a_day = _working_day(desk)
    usual = timedelta(hours=median(hours_to_take)) if hours_to_take else a_day
    # The most comes last: a desk open two hours a day promises three such days, and not less.
    working = min(max(usual, LEAST_PROMISED), MOST_DAYS_PROMISED * a_day)
    return _on_the_hour(added(asked_at, working, desk), desk)


def by_when(moment: datetime, now: datetime, desk: Desk, language: Language) -> str:
    """A moment as people say it after "by": "i morgen klokka 10", "Tuesday at 15:00"."""
    local, today = moment.astimezone(zone(desk)), now.astimezone(zone(desk)).date()
    clock = f"{local.hour:02}:{local.minute:02}"
    if language != "en":
        clock = clock.removesuffix(":00").replace(":", ".")
    return f"{_day_named(local.date(), today, language)} {AT[language]} {clock}"


def zone(desk: Desk) -> ZoneInfo:
    """The time zone a desk lives in."""
    return ZoneInfo(desk.time_zone)


def _day_named(day: date, today: date, language: Language) -> str:
    days = (day - today).days
    if days in (0, 1):
        return (TODAY, TOMORROW)[days][language]
    weekday = WEEKDAYS[language][day.weekday()]
    if 0 < days <= NAMED_BY_WEEKDAY:
        return weekday
    dot = "." if language == "nb" else ""
    return f"{weekday} {day.day}{dot} {MONTHS[language][day.month - 1]}"


def _working_day(desk: Desk) -> timedelta:
    """How long the desk is open on a day when it is open."""
    minutes = [
        (60 * to.hour + to.minute) - (60 * first.hour + first.minute)
        for first, to in filter(None, desk.hours)
    ]
    return timedelta(minutes=mean(minutes)) if minutes else timedelta()


def _on_the_hour(at: datetime, desk: Desk) -> datetime:
    """The next whole hour there at which the desk is open, its closing time included."""
    here = zone(desk)
    for opens, closes in islice(_openings(at, desk), OPENINGS_LOOKED_AT):
        hour = _whole_hour(max(at, opens).astimezone(here))
        if hour <= closes:
            return hour
    return at  # never open at a whole hour


def _whole_hour(local: datetime) -> datetime:
    past = timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
    at = local.astimezone(UTC)
    return at + HOUR - past if past else at


def _openings(at: datetime, desk: Desk) -> Iterator[Opening]:
    """When the desk opens and closes, day by day from that of a moment; no more when closed for good."""
    day = at.astimezone(zone(desk)).date()
    closed = 0
    while closed <= MOST_DAYS_CLOSED:
        hours = desk.hours[day.weekday()]
        opening = _opening(day, *hours, desk.time_zone) if hours and works_on(day, desk) else None
        if opening:
            yield opening
        closed = 0 if opening else closed + 1
        day += ONE_DAY


@lru_cache(maxsize=4096)
def _opening(day: date, first: time, to: time, time_zone: str) -> Opening | None:
    """When a desk opens and closes one day; None when clocks jump over these hours that night."""
    here = ZoneInfo(time_zone)
    opens = datetime.combine(day, first, here).astimezone(UTC)
    closes = datetime.combine(day, to, here).astimezone(UTC)
    return (opens, closes) if opens < closes else None
