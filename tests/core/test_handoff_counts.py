"""How requests fare: counted by desk and need, with waiting times that a few slow ones do not hide in."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from bot.core.conversation import Handoff
from bot.core.handoff_counts import ALL, NO_DESK, counts

ASKED = Handoff(
    id="telegram:1#4",
    conversation="telegram:1",
    at=datetime(2026, 11, 23, 9, 0, tzinfo=UTC),
    to="namdalshagen",
    stage="waiting",
    language="nb",
    summary="",
    reach="here",
    contact=None,
    needs=("season",),
    place="namsos",
    desk="namdal",
)


def request(number: int, **changes: Any) -> Handoff:
    return replace(ASKED, id=f"telegram:{number}#4", conversation=f"telegram:{number}", **changes)


def test_a_desks_sum_stands_before_its_needs_and_a_request_with_two_counts_once_in_it() -> None:
    rows = counts([request(1, needs=("season", "transport")), request(2)])
    assert [(row.desk, row.need, row.asked) for row in rows] == [
        ("namdal", ALL, 2),
        ("namdal", "season", 2),
        ("namdal", "transport", 1),
    ]


def test_the_busiest_desk_comes_first_and_what_went_to_nobody_is_shown() -> None:
    rows = counts([request(1, desk=""), request(2), request(3)])
    assert [row.desk for row in rows if row.need == ALL] == ["namdal", NO_DESK]


def test_waiting_times_are_a_median_and_what_nine_of_ten_stay_under() -> None:
    hours = [1.0, 1.0, 1.0, 2.0, 2.0, 2.0, 3.0, 3.0, 8.0, 40.0]
    taken = [
        request(number, hours_to_take=hour, taken_at=ASKED.at) for number, hour in enumerate(hours)
    ]
    row = counts(taken)[0]
    assert (row.hours_to_take_median, row.hours_to_take_p90, row.taken) == (2.0, 8.0, 10)


def test_without_a_taken_request_there_is_no_time_to_tell() -> None:
    row = counts([request(1)])[0]
    assert (row.hours_to_take_median, row.hours_to_take_p90, row.waiting) == (None, None, 1)


def test_endings_and_refusals_are_counted_the_commonest_reason_first() -> None:
    rows = counts(
        [
            request(1, stage="closed", ending="helped", refused=(("a", "place"), ("b", "full"))),
            request(2, stage="closed", ending="not-ours", refused=(("a", "place"),)),
        ]
    )
    assert (rows[0].helped, rows[0].not_ours, rows[0].waiting) == (1, 1, 0)
    assert rows[0].refused == "place 2, full 1"


def test_disagreement_is_kept_and_a_missing_verdict_is_none() -> None:
    rows = counts(
        [
            request(1, helped="no", thought_helped="yes"),
            request(2, helped="partly", thought_helped="yes"),
            request(3, helped="no"),
        ]
    )
    assert (rows[0].disagreed, rows[0].owner_said_helped, rows[0].adviser_said_helped) == (1, 0, 2)
