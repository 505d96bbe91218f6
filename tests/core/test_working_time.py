from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from timeit import repeat
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.core.content import Country, Language
from bot.core.desks import Desk
from bot.core.working_time import added, between, by_when, next_open, promised_by, works_on

OSLO = ZoneInfo("Europe/Oslo")
NORWEGIAN = Desk("oppdal", "Oppdal", "page:oppdal", "NO", "Europe/Oslo")
SWEDISH = Desk("are", "Åre", "page:are", "SE", "Europe/Stockholm")
EIGHT_TO_FOUR = (time(8), time(16))


def here(text: str) -> datetime:
    """A moment by the clock in Oslo, as UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=OSLO).astimezone(UTC)


def hours(number: float) -> timedelta:
    return timedelta(hours=number)


def opened(desk: Desk, *days: int, at: tuple[time, time] = EIGHT_TO_FOUR) -> Desk:
    """The desk with these hours on these days of the week only."""
    return replace(desk, hours=tuple(at if day in days else None for day in range(7)))


# --- which days


@pytest.mark.parametrize(
    ("day", "country", "works"),
    [
        ("2026-11-23", "NO", True),  # a Monday
        ("2026-11-21", "NO", False),  # a Saturday
        ("2027-05-17", "NO", False),  # the Constitution Day
        ("2027-05-17", "SE", True),
        ("2025-06-06", "SE", False),  # the National Day
        ("2025-06-06", "NO", True),
        ("2026-04-02", "NO", False),  # Maundy Thursday
        ("2026-04-02", "SE", True),
        ("2026-04-06", "NO", False),  # Easter Monday
        ("2026-04-06", "SE", False),
    ],
)
def test_each_country_keeps_its_own_public_holidays(
    day: str, country: Country, works: bool
) -> None:
    desk = replace(NORWEGIAN, country=country)
    assert works_on(date.fromisoformat(day), desk) is works


@pytest.mark.parametrize(
    ("day", "in_norway", "in_sweden"),
    [
        ("2026-06-19", True, False),  # Midsummer Eve
        ("2026-12-24", False, False),
        ("2026-12-31", False, False),
        ("2026-12-30", True, True),
    ],
)
def test_eves_that_are_free_in_practice_are_free(
    day: str, in_norway: bool, in_sweden: bool
) -> None:
    assert works_on(date.fromisoformat(day), NORWEGIAN) is in_norway
    assert works_on(date.fromisoformat(day), SWEDISH) is in_sweden


def test_a_desk_is_away_from_the_first_day_to_the_last_both_included() -> None:
    desk = replace(NORWEGIAN, away=((date(2026, 11, 24), date(2026, 11, 25)),))
    days = [date(2026, 11, day) for day in (23, 24, 25, 26)]
    assert [works_on(day, desk) for day in days] == [True, False, False, True]


# --- moments


def test_an_open_desk_opens_now_and_a_closed_one_when_it_opens_next() -> None:
    assert next_open(here("2026-11-24T09:30"), NORWEGIAN) == here("2026-11-24T09:30")
    assert next_open(here("2026-11-24T06:00"), NORWEGIAN) == here("2026-11-24T08:00")
    assert next_open(here("2026-11-24T16:00"), NORWEGIAN) == here("2026-11-25T08:00")
    assert next_open(here("2026-11-20T17:00"), NORWEGIAN) == here("2026-11-23T08:00")


def test_working_time_goes_on_where_the_desk_opens_again() -> None:
    friday = here("2026-11-20T14:00")
    assert added(friday, hours(1), NORWEGIAN) == here("2026-11-20T15:00")
    assert added(friday, hours(2), NORWEGIAN) == here("2026-11-20T16:00")
    assert added(friday, hours(3), NORWEGIAN) == here("2026-11-23T09:00")
    assert added(friday, hours(2 + 8 + 8 + 1), NORWEGIAN) == here("2026-11-25T09:00")


def test_easter_takes_no_working_time_from_anybody() -> None:
    wednesday = here("2026-04-01T15:00")
    assert added(wednesday, hours(2), NORWEGIAN) == here("2026-04-07T09:00")
    assert added(wednesday, hours(2), SWEDISH) == here("2026-04-02T09:00")
    assert between(wednesday, here("2026-04-07T09:00"), NORWEGIAN) == hours(2)


def test_the_clock_on_the_wall_stays_right_when_summer_time_begins_and_ends() -> None:
    for friday, monday in (("2026-03-27", "2026-03-30"), ("2026-10-23", "2026-10-26")):
        start, end = here(f"{friday}T15:00"), here(f"{monday}T09:00")
        assert added(start, hours(2), NORWEGIAN) == end
        assert between(start, end, NORWEGIAN) == hours(2)


def test_a_desk_that_works_the_night_works_an_hour_less_in_march_and_more_in_october() -> None:
    desk = opened(NORWEGIAN, 6, at=(time(0), time(6)))
    day = timedelta(days=1)
    march, october = here("2026-03-29T00:00"), here("2026-10-25T00:00")
    assert between(march, march + day, desk) == hours(5)
    assert between(october, october + day, desk) == hours(7)


def test_hours_that_the_clock_jumps_over_are_none() -> None:
    desk = opened(NORWEGIAN, 6, at=(time(2, 30), time(3, 15)))
    assert next_open(here("2026-03-28T12:00"), desk) == here("2026-04-12T02:30")  # after Easter


def test_no_time_passes_backwards() -> None:
    monday, tuesday = here("2026-11-23T10:00"), here("2026-11-24T10:00")
    assert between(tuesday, monday, NORWEGIAN) == timedelta()
    assert added(monday, hours(-3), NORWEGIAN) == monday


CLOSED = (
    replace(NORWEGIAN, hours=(None,) * 7),
    replace(NORWEGIAN, away=((date(2020, 1, 1), date(2040, 1, 1)),)),
)


@pytest.mark.parametrize("desk", CLOSED, ids=["no hours", "away for ever"])
def test_a_desk_that_never_opens_gives_back_the_start(desk: Desk) -> None:
    monday = here("2026-11-23T10:00")
    assert next_open(monday, desk) == monday
    assert added(monday, hours(3), desk) == monday
    assert promised_by(monday, desk, (3.0,)) == monday
    assert between(monday, monday + timedelta(days=900), desk) == timedelta()


def test_a_desk_that_closes_for_good_ends_what_was_begun_there() -> None:
    desk = replace(NORWEGIAN, away=((date(2026, 11, 24), date(2040, 1, 1)),))
    monday = here("2026-11-23T10:00")
    assert added(monday, hours(6), desk) == here("2026-11-23T16:00")
    assert added(monday, hours(7), desk) == monday
    assert between(monday, monday + timedelta(days=900), desk) == hours(6)


# --- promises


def test_a_desk_without_history_promises_one_working_day() -> None:
    assert promised_by(here("2026-11-23T10:00"), NORWEGIAN, ()) == here("2026-11-24T10:00")
    short = opened(NORWEGIAN, 0, 1, 2, 3, 4, at=(time(9), time(14)))
    assert promised_by(here("2026-11-23T10:00"), short, ()) == here("2026-11-24T10:00")


@pytest.mark.parametrize(
    ("history", "by"),
    [
        ((0.1, 0.2, 0.1), "2026-11-23T14:00"),  # never less than four hours
        ((5.0, 6.0, 90.0), "2026-11-23T16:00"),  # the median
        ((5.0, 7.0), "2026-11-23T16:00"),
        ((6.5,), "2026-11-24T09:00"),  # half past eight, rounded up
        ((100.0, 200.0), "2026-11-26T10:00"),  # never more than three working days
    ],
)
def test_a_promise_is_what_the_desk_usually_takes_within_bounds(
    history: tuple[float, ...], by: str
) -> None:
    assert promised_by(here("2026-11-23T10:00"), NORWEGIAN, history) == here(by)


def test_a_promise_is_a_whole_hour_at_which_somebody_is_there() -> None:
    desk = opened(NORWEGIAN, 0, 1, 2, 3, 4, at=(time(8, 30), time(15, 30)))
    # Six hours after ten past nine is ten past three; four o'clock is after closing time.
    assert promised_by(here("2026-11-23T09:10"), desk, (6.0,)) == here("2026-11-24T09:00")


def test_a_desk_that_is_never_open_at_a_whole_hour_still_promises() -> None:
    desk = opened(NORWEGIAN, 0, 1, 2, 3, 4, at=(time(8, 15), time(8, 45)))
    # Half an hour a day, three days at most.
    assert promised_by(here("2026-11-23T08:15"), desk, (1.0,)) == here("2026-11-25T08:45")


# --- how it is said


@pytest.mark.parametrize(
    ("moment", "nb", "sv", "en"),
    [
        ("2026-11-24T15:00", "i dag klokka 15", "i dag klockan 15", "today at 15:00"),
        ("2026-11-25T08:00", "i morgen klokka 08", "i morgon klockan 08", "tomorrow at 08:00"),
        ("2026-11-26T10:30", "torsdag klokka 10.30", "torsdag klockan 10.30", "Thursday at 10:30"),
        ("2026-11-30T15:00", "mandag klokka 15", "måndag klockan 15", "Monday at 15:00"),
        (
            "2026-12-01T15:00",
            "tirsdag 1. desember klokka 15",
            "tisdag 1 december klockan 15",
            "Tuesday 1 December at 15:00",
        ),
        (
            "2026-11-23T15:00",
            "mandag 23. november klokka 15",
            "måndag 23 november klockan 15",
            "Monday 23 November at 15:00",
        ),
    ],
)
def test_a_moment_is_said_as_people_say_it(moment: str, nb: str, sv: str, en: str) -> None:
    now = here("2026-11-24T09:00")
    texts: dict[Language, str] = {"nb": nb, "sv": sv, "en": en}
    for language, text in texts.items():
        assert by_when(here(moment), now, NORWEGIAN, language) == text


def test_today_is_the_day_where_the_desk_is() -> None:
    just_after_midnight = here("2026-11-25T00:30")  # still the day before by UTC
    text = by_when(here("2026-11-25T15:00"), just_after_midnight, NORWEGIAN, "nb")
    assert text == "i dag klokka 15"


# --- whatever the hours are


MINUTES = st.integers(5 * 60, 23 * 60 + 59)  # by day: at night hours may come twice or not at all
ANY_MOMENT = st.integers(0, 3 * 365 * 24 * 60).map(
    lambda minutes: datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
WORKING = st.integers(0, 80 * 60).map(lambda minutes: timedelta(minutes=minutes))


@st.composite
def any_opening(draw: st.DrawFn) -> tuple[time, time]:
    first, to = sorted(draw(st.lists(MINUTES, min_size=2, max_size=2, unique=True)))
    return time(*divmod(first, 60)), time(*divmod(to, 60))


@st.composite
def any_desk(draw: st.DrawFn) -> Desk:
    """A desk that is open on some day of the week, in either country, with two absences."""
    week = draw(st.lists(st.none() | any_opening(), min_size=7, max_size=7).filter(any))
    days = st.dates(date(2025, 1, 1), date(2028, 1, 1))
    away = [(first, first + timedelta(days=20)) for first in draw(st.lists(days, max_size=2))]
    known = replace(NORWEGIAN, country=draw(st.sampled_from(["NO", "SE"])), away=tuple(away))
    zone = draw(st.sampled_from(["Europe/Oslo", "UTC", "America/New_York", "Asia/Kathmandu"]))
    return replace(known, hours=tuple(week), time_zone=zone)


def is_open(at: datetime, desk: Desk) -> bool:
    """Whether a desk is open, or closes at that very moment."""
    local = at.astimezone(ZoneInfo(desk.time_zone))
    opening = desk.hours[local.weekday()]
    return (
        opening is not None
        and works_on(local.date(), desk)
        and opening[0] <= local.time() <= opening[1]
    )


@given(any_desk(), ANY_MOMENT, WORKING)
def test_the_working_time_that_was_added_has_passed(
    desk: Desk, at: datetime, working: timedelta
) -> None:
    end = added(at, working, desk)
    assert end >= at
    assert between(at, end, desk) == working
    assert is_open(end, desk)


@given(any_desk(), ANY_MOMENT, WORKING, WORKING)
def test_adding_the_working_time_between_two_moments_leads_from_one_to_the_other(
    desk: Desk, at: datetime, working: timedelta, more: timedelta
) -> None:
    assume(more)
    start = added(at, working, desk)
    end = added(start, more, desk)
    assert added(start, between(start, end, desk), desk) == end


@given(any_desk(), ANY_MOMENT, ANY_MOMENT, WORKING, WORKING)
def test_who_begins_later_or_takes_longer_is_never_done_sooner(
    desk: Desk, one: datetime, other: datetime, working: timedelta, more: timedelta
) -> None:
    first, later = sorted((one, other))
    assert added(first, working, desk) <= added(later, working, desk)
    assert added(first, working, desk) <= added(first, working + more, desk)
    assert next_open(first, desk) <= next_open(later, desk)


@given(any_desk(), st.lists(ANY_MOMENT, min_size=3, max_size=3))
def test_working_time_adds_up_over_any_moment_in_the_middle(
    desk: Desk, moments: list[datetime]
) -> None:
    start, middle, end = (min(moments) + (m - min(moments)) / 50 for m in sorted(moments))
    assert between(start, middle, desk) + between(middle, end, desk) == between(start, end, desk)


@given(any_desk(), ANY_MOMENT)
def test_a_desk_opens_when_somebody_is_there_and_not_before(desk: Desk, at: datetime) -> None:
    opens = next_open(at, desk)
    assert is_open(opens, desk)
    assert between(at, opens, desk) == timedelta()
    assert between(opens, opens + timedelta(minutes=1), desk) > timedelta()


@given(any_desk(), ANY_MOMENT, st.lists(st.floats(0, 500), max_size=9))
def test_a_promise_lies_in_opening_hours_on_a_whole_hour_and_not_too_soon(
    desk: Desk, at: datetime, history: list[float]
) -> None:
    whole = [
        opening and (time(opening[0].hour), time(min(opening[1].hour + 1, 23)))
        for opening in desk.hours
    ]
    desk = replace(desk, hours=tuple(whole))
    assume(all(opening is None or opening[0] < opening[1] for opening in desk.hours))
    by = promised_by(at, desk, history)
    assert is_open(by, desk)
    local = by.astimezone(ZoneInfo(desk.time_zone))
    assert (local.minute, local.second, local.microsecond) == (0, 0, 0)
    lengths = [opening[1].hour - opening[0].hour for opening in desk.hours if opening]
    three_days = hours(3 * sum(lengths) / len(lengths))
    # A microsecond: three days of seven unequal ones are no whole number of them.
    assert between(at, by, desk) >= min(hours(4), three_days) - timedelta(microseconds=1)
    assert between(at, by, desk) < three_days + hours(1)


CALLS: tuple[Callable[[], object], ...] = (
    lambda: added(here("2026-12-18T15:00"), hours(24), NORWEGIAN),
    lambda: between(here("2026-12-18T15:00"), here("2027-01-02T09:00"), NORWEGIAN),
    lambda: promised_by(here("2026-12-18T15:00"), NORWEGIAN, (3.0, 9.0, 30.0)),
    lambda: next_open(here("2026-12-23T17:00"), NORWEGIAN),
)


@pytest.mark.parametrize("call", CALLS, ids=["added", "between", "promised_by", "next_open"])
def test_a_call_takes_less_than_a_fifth_of_a_millisecond(call: Callable[[], object]) -> None:
    number = 20
    assert min(repeat(call, number=number, repeat=25)) / number < 0.0002
