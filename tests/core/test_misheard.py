"""What was misheard, put together for staff: alike, redacted, real or made up, and only what is wanted."""

from datetime import date, timedelta

import pytest

from bot.core.misheard import Misheard, heard_groups, only, times
from tests.core.small import content, small

CONTENT = content(small())
TODAY = date(2026, 11, 21)


def missed(text: str, *, days_ago: int = 0, chosen: str = "", **more: object) -> Misheard:
    kind = "corrected" if chosen else "not-understood"
    needs = tuple(chosen.split())
    made: dict[str, object] = {"read": (), "language": "nb", "made_up": False} | more
    return Misheard(
        kind=kind,
        text=text,
        chosen=needs,
        day=TODAY - timedelta(days=days_ago),
        **made,  # type: ignore[arg-type]
    )


def test_the_group_most_wrote_comes_first_and_in_it_the_text_most_wrote() -> None:
    heard = [
        missed("isen på dammen smelter"),
        missed("vi får ikke tak i en kokk"),
        missed("vi får ikke tak i kokk!", days_ago=2),
        missed("vi får ikke tak i kokk!", days_ago=1),
    ]
    first, second = heard_groups(heard, CONTENT)
    assert [one.text for one in first] == ["vi får ikke tak i kokk!", "vi får ikke tak i en kokk"]
    assert (times(first), times(second)) == (3, 1)
    assert first[0].days == (TODAY - timedelta(days=2), TODAY - timedelta(days=1))


def test_texts_are_redacted_before_they_are_put_together() -> None:
    (group,) = heard_groups([missed("ring 90 12 34 56"), missed("ring 91 23 45 67")], CONTENT)
    assert [(one.text, len(one.days)) for one in group] == [("ring [phone]", 2)]


@pytest.mark.parametrize(
    ("wanted", "texts"),
    [
        ({}, ["a", "b", "c"]),
        ({"language": "sv"}, ["b"]),
        ({"kind": "corrected"}, ["c"]),
        ({"need": "season"}, ["b", "c"]),
        ({"need": "season", "language": "nb"}, ["c"]),
        ({"need": None}, ["a", "b", "c"]),
    ],
)
def test_only_what_is_wanted_is_given(wanted: dict[str, str | None], texts: list[str]) -> None:
    heard = [
        missed("a"),
        missed("b", language="sv", read=("season",)),
        missed("c", chosen="season", read=("heavy-work",)),
        missed("d", made_up=True),
    ]
    assert [one.text for one in only(heard, CONTENT, made_up=False, wanted=wanted)] == texts
    assert [one.text for one in only(heard, CONTENT, made_up=True)] == ["d"]
