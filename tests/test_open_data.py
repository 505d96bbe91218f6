"""The open data: a month is published once and stays, and its files say one and the same."""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from bot.cli import main
from bot.core.content import Content
from bot.core.conversation import Signal
from bot.core.public import Edition, published
from bot.errors import SettingWrong
from bot.open_data import (
    COLUMNS,
    FOLDER,
    LICENCE,
    MONTHS_BEFORE,
    EditionDamaged,
    Editions,
    as_csv,
    as_json,
    complete_months,
    editions_of,
    public_report,
    schema_text,
)
from bot.settings import read
from bot.stores.sqlite import SqliteStore
from tests.core.small import content as content_of
from tests.core.small import small
from tests.web.site import keep

SCHEMA = Path(__file__).parents[1] / "docs" / "open-data.schema.json"
TODAY = date(2026, 11, 21)
OCTOBER = date(2026, 10, 5)


def asked(number: int, place: str = "oppdal", day: date = OCTOBER, **more: Any) -> list[Signal]:
    """Conversations alike that asked."""
    country = "SE" if place == "are" else "NO"
    known = {"outcome": "advised", "need": "season", "country": country} | more
    return [Signal(day=day, channel="web", language="nb", place=place, **known)] * number


@pytest.fixture
def store() -> Iterator[SqliteStore]:
    opened = SqliteStore(":memory:")
    yield opened
    opened.close()


@pytest.fixture
def editions(tmp_path: Path) -> Editions:
    return Editions(tmp_path / FOLDER, 5)


@pytest.fixture(scope="module")
def region() -> Content:
    return content_of(small())


def counts(edition: Edition) -> list[tuple[str, int]]:
    """How many each month shows."""
    months = sorted({row.month for row in edition.rows})
    return [(m, sum(row.count for row in edition.rows if row.month == m)) for m in months]


# --- a month is published once


@pytest.mark.parametrize(
    ("today", "last"),
    [
        (date(2026, 11, 21), "2026-10"),
        (date(2026, 11, 8), "2026-10"),
        (date(2026, 11, 7), "2026-09"),
        (date(2026, 11, 1), "2026-09"),
        (date(2027, 1, 8), "2026-12"),
    ],
)
def test_a_month_is_complete_a_week_after_it_ended(today: date, last: str) -> None:
    months = complete_months(today)
    assert months[-1] == last
    assert len(months) == MONTHS_BEFORE == len(set(months))
    assert list(months) == sorted(months)


def test_the_months_of_the_first_edition_tell_nothing_of_when_somebody_first_asked(
    store: SqliteStore, editions: Editions, region: Content
) -> None:
    keep(store, *asked(2, day=date(2026, 6, 3)))
    made = editions.until(TODAY, store, region)
    assert made.months == complete_months(TODAY)
    assert made.rows == ()


def test_the_month_that_runs_and_one_that_just_ended_are_not_published(
    store: SqliteStore, editions: Editions, region: Content
) -> None:
    keep(store, *asked(6), *asked(7, day=date(2026, 11, 2)))
    assert counts(editions.until(date(2026, 11, 7), store, region)) == []
    assert counts(editions.until(date(2026, 11, 8), store, region)) == [("2026-10", 6)]
    later = editions.until(date(2026, 12, 8), store, region)
    assert counts(later) == [("2026-10", 6), ("2026-11", 7)]


def test_what_is_counted_late_changes_nothing_that_was_published(
    store: SqliteStore, editions: Editions, region: Content
) -> None:
    keep(store, *asked(6))
    before = editions.until(TODAY, store, region)
    keep(store, *asked(1), *asked(9, "are"))
    assert editions.until(TODAY, store, region) == before
    assert counts(editions.until(date(2026, 12, 21), store, region)) == counts(before)


@pytest.mark.parametrize("smallest", [2, 9])
def test_another_threshold_holds_for_later_months_only(
    store: SqliteStore, editions: Editions, region: Content, smallest: int
) -> None:
    keep(store, *asked(6), *asked(3, "are"), *asked(20, day=date(2026, 11, 2)))
    before = editions.until(TODAY, store, region)
    changed = replace(editions, smallest=smallest)
    assert changed.until(TODAY, store, region) == before
    after = changed.until(date(2026, 12, 21), store, region)
    assert [row for row in after.rows if row.month == "2026-10"] == list(before.rows)
    assert after.smallest == min(smallest, 5)


def test_a_place_that_goes_from_the_content_changes_nothing_that_was_published(
    store: SqliteStore, editions: Editions, region: Content
) -> None:
    keep(store, *asked(6))
    before = editions.until(TODAY, store, region)
    without = region.__class__(
        **{f: getattr(region, f) for f in region.__dataclass_fields__ if f != "places"}, places={}
    )
    assert editions.until(TODAY, store, without) == before


def test_of_two_processes_that_publish_at_once_the_first_one_stands(
    store: SqliteStore, editions: Editions, region: Content
) -> None:
    other = published(asked(8), 5, ("2026-10",), _hierarchy(region))
    mine = published(asked(6), 5, ("2026-10",), _hierarchy(region))
    editions._keep("2026-10", other)
    editions._keep("2026-10", mine)
    assert counts(editions.until(TODAY, store, region)) == [("2026-10", 8)]
    assert list(editions.folder.glob("*.tmp")) == []


def _hierarchy(content: Content) -> Any:
    from bot.core.public import hierarchy_of

    return hierarchy_of(content)


@pytest.mark.parametrize("damage", ["", "{}", '{"rows": []', '{"smallest": 5, "months": 3}'])
def test_a_damaged_edition_is_told_and_never_worked_out_anew(
    store: SqliteStore, editions: Editions, region: Content, damage: str
) -> None:
    keep(store, *asked(6))
    editions.folder.mkdir()
    file = editions.folder / "2026-10.json"
    file.write_text(damage)
    with pytest.raises(
        EditionDamaged, match=r"2026-10\.json is not what was published; put it back"
    ):
        editions.until(TODAY, store, region)
    assert file.read_text() == damage


def test_made_up_talks_are_shown_and_never_kept_and_go_when_somebody_real_asks(
    store: SqliteStore, editions: Editions, region: Content
) -> None:
    keep(store, *asked(9, made_up=True))
    assert counts(editions.until(TODAY, store, region)) == [("2026-10", 9)]
    assert not editions.folder.exists()
    keep(store, *asked(6))
    assert counts(editions.until(TODAY, store, region)) == [("2026-10", 6)]


# --- the files


@pytest.fixture
def edition(store: SqliteStore, editions: Editions, content: Content) -> Edition:
    """A month with rows of every kind, of the project's own content."""
    of = {"need": "heavy-work"}
    keep(
        store,
        *asked(9, "oppdal", **of),
        *asked(7, "oppdal", outcome="gap", reason="no-actor", **of),
        *asked(12, "trondheim", **of),
        *asked(4, "roros", **of),
        *asked(3, "selbu", **of),
        *asked(10, "oppdal", need="energy-cost"),
        *asked(10, "oppdal", need="digital-tools"),
        *asked(10, "oppdal", need="slow-production"),
        *asked(8, "oppdal", need="season"),
        *asked(12, "oppdal", need=None, outcome="gap", reason="not-understood"),
        *asked(6, "are", need="money-tight"),
        *asked(2, "oppdal", day=date(2026, 9, 2)),
    )
    return editions.until(TODAY, store, content)


def test_the_schema_in_the_docs_is_the_one_of_the_code() -> None:
    assert SCHEMA.read_text("utf-8") == schema_text()
    Draft202012Validator.check_schema(json.loads(schema_text()))


def test_the_json_is_of_its_schema_and_says_rule_threshold_and_licence(edition: Edition) -> None:
    data = json.loads(as_json(edition, made_up=False))
    assert list(Draft202012Validator(json.loads(schema_text())).iter_errors(data)) == []
    assert (data["licence"], data["smallest_count"], data["made_up"]) == (LICENCE, 5, False)
    assert "smallest count" in data["rule"]
    assert {row["why"] for row in data["rows"]} == {"", "too-few", "not-divided"}
    assert {"month": "2026-09", "country": "NO"} in data["withheld"]


@pytest.mark.parametrize("change", ["rows", "total", "licence"])
def test_the_schema_refuses_what_lacks_something_or_has_more(edition: Edition, change: str) -> None:
    check = Draft202012Validator(json.loads(schema_text()))
    data = json.loads(as_json(edition, made_up=False))
    assert list(check.iter_errors({k: v for k, v in data.items() if k != change}))
    assert list(check.iter_errors({**data, change: {"x": 1}}))
    assert list(check.iter_errors({**data, "conversation": "web:1"}))


def test_csv_and_json_say_the_same_and_the_total_is_the_sum_of_the_rows(edition: Edition) -> None:
    data = json.loads(as_json(edition, made_up=False))
    read_back = list(csv.DictReader(io.StringIO(as_csv(edition))))
    assert [
        {**row, "count": int(row["count"]), "holds": row["holds"].split()} for row in read_back
    ] == data["rows"]
    assert data["total"] == sum(row["count"] for row in data["rows"]) == edition.total
    assert min(row["count"] for row in data["rows"]) >= 5


# --- the reports


def rows_of(name: str, edition: Edition, *days: date | None) -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = json.loads(
        public_report(name, edition, "json", *(days or (None, None)))
    )
    return made


def test_the_public_reports_are_the_published_rows_and_sums_of_them(edition: Edition) -> None:
    demand = rows_of("demand", edition)
    assert sum(row["count"] for row in demand) == edition.total
    gaps = rows_of("gaps", edition)
    assert gaps
    assert all(row in demand and row["went"] in ("unmet", "gap", "left") for row in gaps)
    found = rows_of("indicators", edition)
    total = next(row for row in found if (row["indicator"], row["by"]) == ("asked", "all"))
    assert total["count"] == edition.total
    for by in ("country", "place"):
        assert edition.total == sum(
            row["count"] for row in found if (row["indicator"], row["by"]) == ("asked", by)
        )
    assert all(row["definition"] for row in found)
    assert all(row["count"] >= 5 for row in found)


def test_a_public_report_tells_only_of_months_that_lie_wholly_in_the_period(
    edition: Edition,
) -> None:
    first, last = date(2026, 10, 1), date(2026, 10, 31)
    assert rows_of("demand", edition, first, last) == rows_of("demand", edition)
    assert rows_of("demand", edition, date(2026, 10, 2), last) == []
    assert rows_of("demand", edition, first, date(2026, 10, 30)) == []


@pytest.mark.parametrize("form", ["table", "csv"])
@pytest.mark.parametrize("name", ["demand", "gaps", "indicators"])
def test_a_public_report_comes_in_every_form(edition: Edition, name: str, form: str) -> None:
    text = public_report(name, edition, form, None, None)
    columns = (
        COLUMNS if name != "indicators" else ("indicator", "by", "value", "count", "definition")
    )
    assert text.splitlines()[0].replace(",", " ").split() == list(columns)
    assert len(text.splitlines()) > 1


@pytest.mark.parametrize("name", ["words", "handoffs", "outcomes", None])
def test_no_other_report_is_made_public(edition: Edition, name: Any) -> None:
    with pytest.raises(SettingWrong, match="write one of demand, gaps, indicators"):
        public_report(name, edition, "csv", None, None)


@pytest.mark.parametrize("value", ["1", "0", "-5", "five", "101", "2.5"])
def test_a_threshold_that_hides_nothing_stops_the_start(value: str) -> None:
    with pytest.raises(
        SettingWrong, match=r"STEG_SMALLEST_COUNT is .* write a number from 2 to 100"
    ):
        read({"STEG_SMALLEST_COUNT": value}, None)


def test_the_threshold_is_five_unless_set() -> None:
    assert read({}, None).smallest_count == 5
    of = editions_of(read({"STEG_SMALLEST_COUNT": "8", "STEG_DATA": "/srv/steg"}, None))
    assert of == Editions(Path("/srv/steg/open"), 8)


def test_the_command_publishes_once_and_prints_only_what_is_safe(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("STEG_DATA", str(tmp_path))
    monkeypatch.setattr("bot.building.clock", lambda: _at(TODAY))
    with_few = SqliteStore(str(tmp_path / "steg.db"))
    keep(with_few, *asked(6, "oppdal"), *asked(3, "are"))
    with_few.close()
    assert main(["report", "demand", "--public", "--format", "json"]) == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert (row["country"], row["count"]) == ("NO", 6)
    assert (tmp_path / FOLDER / "2026-10.json").is_file()
    assert main(["report", "words", "--public"]) == 2
    assert "cannot be made public" in capsys.readouterr().err
    assert main(["report", "indicators", "--format", "csv"]) == 0
    assert "asked,country,SE,3," in capsys.readouterr().out


def _at(day: date) -> Any:
    from datetime import UTC, datetime

    return datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
