"""When a follow-up falls due, and the talk around it: asked for, come, put off, and no more."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.core.conversation import Answer
from bot.core.draft import World
from bot.core.follow_up import HERE, due, follow_up
from tests.core.talking import NOW, Talk, met, standing_at

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def here(year: int, month: int, day: int, hour: int) -> datetime:
    return datetime(year, month, day, hour, tzinfo=HERE)


@pytest.mark.parametrize(
    ("now", "day", "hour", "wanted"),
    [
        (MONDAY, "tomorrow", 8, here(2026, 11, 24, 8)),
        (MONDAY, "saturday", 12, here(2026, 11, 28, 12)),
        (MONDAY, "week", 18, here(2026, 11, 30, 18)),
        (MONDAY, "two-weeks", 8, here(2026, 12, 7, 8)),
        (here(2026, 11, 28, 7), "saturday", 8, here(2026, 11, 28, 8)),
        (here(2026, 11, 28, 8), "saturday", 8, here(2026, 12, 5, 8)),
        (here(2026, 11, 28, 20), "saturday", 18, here(2026, 12, 5, 18)),
        (here(2026, 12, 31, 23), "tomorrow", 8, here(2027, 1, 1, 8)),
        (here(2027, 3, 27, 12), "tomorrow", 8, here(2027, 3, 28, 8)),
        (here(2026, 10, 24, 12), "tomorrow", 8, here(2026, 10, 25, 8)),
        (datetime(2026, 11, 23, 23, 30, tzinfo=UTC), "tomorrow", 8, here(2026, 11, 25, 8)),
        (MONDAY, "some-day-an-edit-removed", 8, here(2026, 11, 24, 8)),
    ],
)
def test_a_follow_up_falls_due_at_that_hour_here(
    now: datetime, day: str, hour: int, wanted: datetime
) -> None:
    assert due(now, day, hour) == wanted


@pytest.mark.parametrize("day", ["tomorrow", "saturday", "week", "two-weeks"])
@pytest.mark.parametrize("hour", [8, 12, 18])
def test_a_follow_up_is_always_in_the_future_and_at_the_hour_asked_for(day: str, hour: int) -> None:
    for hours in range(0, 24 * 400, 7):
        now = MONDAY + timedelta(hours=hours)
        at = due(now, day, hour)
        assert now < at <= now + timedelta(days=15)
        assert at.astimezone(HERE).hour == hour


@pytest.mark.parametrize(
    "answers",
    [
        (),
        (Answer("remind.day", "week", 1),),
        (Answer("remind.hour", "08", 1),),
    ],
)
def test_nothing_is_planned_before_day_and_hour_are_known(answers: tuple[Answer, ...]) -> None:
    assert follow_up(met("nb", *answers), NOW) is None


def test_a_follow_up_belongs_to_its_conversation() -> None:
    planned = follow_up(
        met("nb", Answer("remind.day", "week", 1), Answer("remind.hour", "08", 2)), NOW
    )
    assert planned is not None
    assert planned.conversation == "web:1"
    assert planned.due_at.tzinfo is not None


# --- in the talk


@pytest.mark.parametrize("hour", ["08", "12", "18"])
@pytest.mark.parametrize("day", ["tomorrow", "saturday", "week", "two-weeks"])
def test_a_reminder_is_planned_and_its_day_is_said(world: World, day: str, hour: str) -> None:
    talk = standing_at(world, "remind.day")
    talk.press(f"remind.day={day}")
    turn = talk.press(f"remind.hour={hour}")
    assert turn.follow_up is not None
    assert turn.follow_up.due_at == due(talk.now, day, int(hour))
    assert f"{turn.follow_up.due_at.astimezone(HERE).day}." in talk.texts[0]
    assert talk.step == "main.next"


def test_a_reminder_never_wanted_is_not_planned(world: World) -> None:
    talk = standing_at(world, "remind.day")
    turn = talk.say("nei, ikke likevel")
    assert turn.follow_up is None
    assert talk.step == "main.next"


def test_a_second_reminder_is_another_one(world: World) -> None:
    talk = standing_at(world, "remind.hour")
    first = talk.press("remind.hour=08").follow_up
    talk.press("do=remind")
    talk.press("remind.day=tomorrow")
    second = talk.press("remind.hour=08").follow_up
    assert first is not None
    assert second is not None
    assert first.id != second.id


def reminded(world: World) -> Talk:
    talk = standing_at(world, "remind.hour")
    talk.press("remind.hour=08")
    talk.wait(timedelta(days=5))
    talk.due()
    return talk


def test_a_follow_up_says_what_it_is_about_and_asks_whether_there_is_time(world: World) -> None:
    talk = reminded(world)
    assert talk.session.given is not None
    method = world.content.methods[talk.session.given.methods[0]]
    assert method.name.nb in talk.texts[0]
    assert talk.step == "reminded.now"
    assert talk.turn is not None
    assert "follow-up" in [e.kind for e in talk.turn.events]


def test_beginning_after_a_follow_up_shows_the_steps(world: World) -> None:
    talk = reminded(world)
    turn = talk.press("do=start")
    assert "started" in [e.kind for e in turn.events]
    assert talk.step == "main.next"


def test_a_follow_up_can_be_put_off(world: World) -> None:
    talk = reminded(world)
    talk.press("do=remind")
    assert talk.step == "remind.day"
    talk.press("remind.day=tomorrow")
    assert talk.press("remind.hour=18").follow_up is not None


def test_no_more_reminders_means_none(world: World) -> None:
    talk = reminded(world)
    turn = talk.press("do=stop-reminders")
    assert turn.cancel_follow_ups
    assert talk.wording("no-more-reminders") in talk.texts
    assert talk.step == "main.next"


def test_a_follow_up_whose_method_is_gone_still_comes(world: World) -> None:
    talk = standing_at(world, "main.size")
    talk.due()
    assert talk.wording("what-we-talked-about") in talk.texts[0]


@pytest.mark.parametrize("step", ["main.size", "handoff.phone", "remind.hour", "main.next"])
def test_a_follow_up_in_the_middle_of_something_loses_nothing(world: World, step: str) -> None:
    talk = standing_at(world, step)
    talk.due()
    assert talk.step == "reminded.now"
    talk.press("do=stop-reminders")
    assert talk.step == step


def test_a_text_after_a_follow_up_is_read_as_ever(world: World) -> None:
    talk = reminded(world)
    talk.say("hva er almi")
    assert talk.step == "reminded.now"
    talk.say("slutt å minne meg på det")
    assert talk.step == "main.next"
