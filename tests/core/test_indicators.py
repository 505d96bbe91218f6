"""The figures for funders: who counts where, each once, and what each figure means."""

from dataclasses import replace
from datetime import UTC, date, datetime

from bot.core.content import Content
from bot.core.conversation import Handoff, Signal
from bot.core.indicators import DEFINITIONS, PUBLIC_DEFINITIONS, indicators, public_indicators
from bot.core.public import Edition, Row

ADVISED = Signal(
    date(2026, 10, 5),
    "advised",
    "web",
    "nb",
    "heavy-work",
    "oppdal",
    "NO",
    "micro",
    method="strain-walk",
    actor="proneo",
)
REQUEST = Handoff(
    "web:1#9",
    "web:1",
    datetime(2026, 10, 5, 9, tzinfo=UTC),
    "proneo",
    "asked",
    "nb",
    "…",
    "here",
    None,
    ("heavy-work",),
    "oppdal",
    size="small",
)


def figures(
    content: Content, *signals: Signal, requests: tuple[Handoff, ...] = ()
) -> dict[tuple[str, str, str], int]:
    rows = indicators(signals, requests, content)
    assert all(row.definition == DEFINITIONS[row.indicator] for row in rows)
    return {(row.indicator, row.by, row.value): row.count for row in rows}


def test_who_was_helped_counts_by_country_place_and_size(content: Content) -> None:
    found = figures(
        content, ADVISED, ADVISED, replace(ADVISED, place="are", country="SE", size=None)
    )
    assert found["helped", "all", ""] == 3
    assert (found["helped", "country", "NO"], found["helped", "country", "SE"]) == (2, 1)
    assert (found["helped", "place", "oppdal"], found["helped", "size", "unknown"]) == (2, 1)


def test_help_over_the_border_is_an_office_in_the_other_country(content: Content) -> None:
    over = replace(ADVISED, actor="almi-mitt")
    nowhere = replace(ADVISED, place=None, country=None, actor="almi-mitt")
    found = figures(content, ADVISED, over, nowhere)
    assert found["across-the-border", "all", ""] == 1


def test_a_gap_is_not_help_but_may_have_brought_other_support_than_money(content: Content) -> None:
    gap = replace(ADVISED, outcome="gap", reason="no-money")
    nothing = replace(gap, method=None, actor=None, reason="no-method")
    found = figures(content, gap, nothing)
    assert (found["asked", "all", ""], found["helped", "all", ""]) == (2, 0)
    assert found["other-than-money", "all", ""] == 1


def test_what_came_later_in_the_month_is_not_asked_for_again(content: Content) -> None:
    later = replace(ADVISED, first=False)
    verdict = replace(ADVISED, outcome="verdict", first=False)
    found = figures(content, replace(ADVISED, outcome="left"), later, verdict)
    assert (found["asked", "all", ""], found["helped", "all", ""]) == (1, 1)


def test_an_owner_who_asked_for_two_people_was_referred_once(content: Content) -> None:
    requests = (
        REQUEST,
        replace(REQUEST, id="web:1#12"),
        replace(REQUEST, conversation="web:2", to="almi-mitt"),
    )
    found = figures(content, requests=requests)
    assert found["referred", "all", ""] == 2
    assert found["referred", "size", "small"] == 2
    assert found["referred-across-the-border", "all", ""] == 1


def test_when_nobody_asked_there_are_no_figures(content: Content) -> None:
    assert indicators((), (), content) == ()


def test_the_public_figures_are_sums_of_published_rows_and_nothing_else() -> None:
    def row(country: str, place: str, went: str, count: int) -> Row:
        return Row("2026-10", country, "work", "heavy-work", place, went, count)

    shown = (
        row("NO", "oppdal", "met", 9),
        row("NO", "oppdal", "gap", 5),
        row("SE", "are", "all", 7),
    )
    rows = public_indicators(Edition(5, ("2026-10",), (), shown))
    found = {(one.indicator, one.by, one.value): one.count for one in rows}
    assert found["asked", "all", ""] == 21
    assert (found["helped", "all", ""], found["not-helped", "all", ""]) == (9, 5)
    assert found["asked", "place", "NO: oppdal"] == 14
    assert {one.definition for one in rows} <= set(PUBLIC_DEFINITIONS.values())
