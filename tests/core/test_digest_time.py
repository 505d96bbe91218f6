"""The digest comes on Monday morning, on the next working day after a holiday, to those the setting names."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.core.digest_time import (
    Receiver,
    last_whole_week,
    receivers,
    told_at,
    week_due,
    week_name,
    week_named,
)

HERE = ZoneInfo("Europe/Oslo")


def here(month: int, day: int, hour: int, minute: int = 0, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=HERE)


def test_a_week_is_told_on_monday_at_half_past_seven_here() -> None:
    week = date(2026, 11, 16)
    assert week_due(here(11, 23, 7, 29), "NO") is None
    assert week_due(here(11, 23, 7, 30), "NO") == week
    assert week_due(datetime(2026, 11, 23, 6, 30, tzinfo=UTC), "NO") == week
    assert week_due(datetime(2026, 11, 23, 6, 29, tzinfo=UTC), "NO") is None


def test_who_was_away_on_monday_tells_it_later_that_week() -> None:
    assert week_due(here(11, 29, 23, 59), "NO") == date(2026, 11, 16)
    assert week_due(here(11, 30, 0), "NO") is None


def test_in_summer_it_is_the_same_hour_here() -> None:
    assert told_at(date(2026, 6, 1), "NO").astimezone(UTC).hour == 5
    assert told_at(date(2026, 11, 16), "NO").astimezone(UTC).hour == 6


def test_after_a_holiday_it_comes_on_the_next_working_day() -> None:
    easter_monday = here(4, 6, 12)
    assert week_due(easter_monday, "NO") is None
    assert week_due(here(4, 7, 7, 30), "NO") == date(2026, 3, 30)


def test_a_holiday_in_one_country_is_none_in_the_other() -> None:
    constitution_day = here(5, 17, 9, year=2027)
    assert constitution_day.weekday() == 0
    assert week_due(constitution_day, "NO") is None
    assert week_due(constitution_day, "SE") == date(2027, 5, 10)
    assert Receiver("mail:stine@example.se", "sv").country == "SE"


def test_a_week_has_one_name_also_around_new_year() -> None:
    assert week_name(date(2026, 12, 28)) == week_name(date(2027, 1, 3)) == "2026-W53"
    assert week_named("2026-W53") == date(2026, 12, 28)
    assert week_named("2026-w07") == date(2026, 2, 9)
    assert last_whole_week(here(11, 22, 23, 59)) == date(2026, 11, 9)
    assert last_whole_week(here(11, 23, 0)) == date(2026, 11, 16)


@pytest.mark.parametrize("name", ["", "47", "2026-47", "2026-W54", "2026-W00", "x-W1", "2026-W²"])
def test_what_is_no_week_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        week_named(name)


def test_receivers_stand_in_a_row_each_with_a_language_if_it_is_another() -> None:
    text = "slack:C0123456789, mail:stine@example.no=sv ,mail:gunn@example.no=en,"
    assert receivers(text) == (
        Receiver("slack:C0123456789", "nb"),
        Receiver("mail:stine@example.no", "sv"),
        Receiver("mail:gunn@example.no", "en"),
    )
    assert receivers("") == ()


@pytest.mark.parametrize(
    "text",
    [
        "stine@example.no",
        "mail:stine",
        "mail:stine@example.no=dk",
        "slack:#ledelse",
        "telegram:-100555",
        "mail:a@x.no mail:b@x.no",
        "mail:a@x.no\nBcc: b@x.no",
    ],
)
def test_what_is_no_receiver_is_named_with_how_to_write_one(text: str) -> None:
    with pytest.raises(ValueError, match=r"write slack:C0123456789 or mail:stine@example\.no"):
        receivers(text)


def test_a_receiver_stands_there_once() -> None:
    with pytest.raises(ValueError, match=r"'mail:a@x\.no' stands there twice"):
        receivers("mail:a@x.no,mail:a@x.no=sv")
