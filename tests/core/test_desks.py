from collections.abc import Callable
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.core.content import Content
from bot.core.desks import Desk, Desks, is_mailbox
from bot.core.reading import Problem
from bot.desks_file import desks_in, load_desks
from tests.core import small as make
from tests.core.small import Entry, Files, small

PATH = "desks.yaml"
EXAMPLE = Path(__file__).parents[2] / "docs" / "desks.example.yaml"


def entry(desk: str, to: str = "page", **more: Any) -> Entry:
    known = {"id": desk, "name": desk.title(), "to": to, "country": "NO", "serves": ["hub"]}
    return known | {key.replace("_", "-"): value for key, value in more.items()}


def file(*entries: Entry, **more: Any) -> Entry:
    return {key.replace("_", "-"): value for key, value in more.items()} | {"desks": list(entries)}


@pytest.fixture(scope="module")
def known() -> Content:
    """Small content with a district, an area where nobody lives, and a need that was called otherwise."""
    files: Files = small()
    files["areas/valley.yaml"] = make.area("valley", "NO", "trondelag") | {"places": ["rennebu"]}
    files["areas/ice.yaml"] = make.area("ice", "NO", "norway")
    files["needs/season.yaml"] = make.need("season") | {"aliases": ["winter"]}
    return make.content(files)


@pytest.fixture(scope="module")
def loaded(known: Content) -> Callable[[Entry], tuple[Desks | None, list[Problem]]]:
    def load(written: Entry) -> tuple[Desks | None, list[Problem]]:
        return desks_in(yaml.safe_dump(written, sort_keys=False), PATH, known)

    return load


Loaded = Callable[[Entry], tuple[Desks | None, list[Problem]]]


def one(loaded: Loaded, **more: Any) -> Desk:
    """The desk of a file that holds only that one, with more of its fields."""
    desks, problems = loaded(file(entry("a", **more)))
    assert desks is not None, problems
    return desks.by_id["a"]


def faults(loaded: Loaded, written: Entry) -> list[str]:
    """Every fault in a file, without path, line and column; and that it gives no desks then."""
    desks, problems = loaded(written)
    assert (desks is None) == any(problem.grade == "error" for problem in problems)
    assert problems == sorted(problems)
    return [f"{problem.what}; {problem.instead}" for problem in problems]


def fault(loaded: Loaded, **more: Any) -> str:
    """The one fault of a file with one desk."""
    (only,) = faults(loaded, file(entry("a", **more)))
    return only


# --- what is read


def test_a_desk_of_few_words_gets_the_defaults(loaded: Loaded) -> None:
    desk = one(loaded)
    assert desk == Desk("a", "A", "page:a", "NO", "Europe/Oslo", ("hub",), ("nb", "en"))
    assert one(loaded, country="SE").speaks == ("sv", "en")


def test_everything_an_operator_can_write_is_read(loaded: Loaded) -> None:
    written = entry(
        "a",
        "slack:C0123456789",
        languages=["sv", "en"],
        time_zone="Europe/Stockholm",
        needs=["season"],
        sizes=["solo"],
        stages=["idea", "grow"],
        stand_in="b",
        most_open=7,
        away=[{"from": "2026-12-24", "to": "2027-01-02"}],
    )
    desks, problems = loaded(file(entry("b"), written, general="b", time_zone="Europe/London"))
    assert desks is not None
    assert problems == []
    assert (list(desks.by_id), desks.general) == (["a", "b"], "b")
    assert desks.by_id["b"].time_zone == "Europe/London"
    desk = desks.by_id["a"]
    assert desk.address == "slack:C0123456789"
    assert desks.at("slack:C0123456789") is desk
    assert (desk.speaks, desk.language, desk.time_zone) == (("sv", "en"), "sv", "Europe/Stockholm")
    assert (desk.needs, desk.sizes, desk.stages) == (("season",), ("solo",), ("idea", "grow"))
    assert (desk.stand_in, desk.most_open) == ("b", 7)
    assert desk.away == ((date(2026, 12, 24), date(2027, 1, 2)),)


@pytest.mark.parametrize(
    ("places", "ids"),
    [
        (["oppdal"], ("oppdal",)),
        (["trondelag"], ("oppdal", "rennebu")),
        (["norway"], ("oppdal", "rennebu")),
        (["valley", "are"], ("rennebu", "are")),
    ],
)
def test_an_area_means_all_municipalities_in_it(
    loaded: Loaded, places: list[str], ids: tuple[str, ...]
) -> None:
    assert one(loaded, places=places).places == ids


def test_an_earlier_name_of_an_entry_means_the_one_it_has_now(loaded: Loaded) -> None:
    assert one(loaded, needs=["winter", "season"]).needs == ("season",)


def test_hours_are_read_for_days_and_for_runs_of_days(loaded: Loaded) -> None:
    hours = one(loaded, hours={"mon-thu": "08:00-16:00", "fri": "8:00 – 14:30"}).hours
    assert hours[:5] == (*([(time(8), time(16))] * 4), (time(8), time(14, 30)))
    assert hours[5:] == (None, None)


def test_capitals_in_a_mailbox_make_no_other_desk(loaded: Loaded) -> None:
    assert one(loaded, to="mail:Post@Example.NO").address == "mail:post@example.no"


# --- faults


@pytest.mark.parametrize(
    ("to", "instead"),
    [
        ("slack:#general", "write the channel's id as slack:C0123456789, not its name"),
        ("slack:", "write the channel's id as slack:C0123456789, not its name"),
        ("telegram:100555", "write the group's id, a number below zero, as telegram:-100555"),
        ("telegram:@group", "write the group's id, a number below zero, as telegram:-100555"),
        ("mail:post", "write one mailbox as mail:post@example.no"),
        ("mail:a@x.no,b@x.no", "write one mailbox as mail:post@example.no"),
        ("mail:Post <post@x.no>", "write one mailbox as mail:post@example.no"),
        ("page:other", "write page alone"),
        ("C0123456789", "write slack:CHANNEL, telegram:GROUP, mail:MAILBOX or page"),
        ("teams:abc", "write slack:CHANNEL, telegram:GROUP, mail:MAILBOX or page"),
    ],
)
def test_a_wrong_address_is_told_with_how_to_write_it(
    loaded: Loaded, to: str, instead: str
) -> None:
    assert fault(loaded, to=to) == f"'{to}' is no address of a desk; {instead}"


@pytest.mark.parametrize("to", ["slack:C0123", "slack:G9ABCDEF", "telegram:-100555", "page"])
def test_an_address_in_its_form_is_taken(loaded: Loaded, to: str) -> None:
    assert faults(loaded, file(entry("a", to))) == []


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"serves": ["hubb"]}, "'hubb' does not exist; did you mean 'hub'?"),
        ({"needs": ["seasons"]}, "'seasons' does not exist; did you mean 'season'?"),
        ({"places": ["opdal"]}, "'opdal' does not exist; did you mean 'oppdal'?"),
        ({"places": ["ice"]}, "no municipality we know lies in 'ice'; take it out"),
        ({"stand_in": "a"}, "'a' is its own stand-in; name another desk, or leave it out"),
        ({"stand_in": "zzz"}, "'zzz' does not exist; leave it out"),
        ({"time_zone": "Europe/Olso"}, "no time zone 'Europe/Olso'; did you mean 'Europe/Oslo'?"),
        ({"time_zone": "Europe"}, "there is no time zone 'Europe'"),
        ({"time_zone": "/etc/localtime"}, "there is no time zone '/etc/localtime'"),
        ({"hours": {}}, "A is never open; write hours below it"),
        ({"hours": {"mon": "16:00-08:00"}}, "'16:00-08:00' are no hours; write from and to"),
        ({"hours": {"mon": "08:00-08:00"}}, "'08:00-08:00' are no hours; write from and to"),
        ({"hours": {"mon": "8-16"}}, "'8-16' are no hours; write from and to as 08:00-16:00"),
        ({"hours": {"mon": "08:00-24:00"}}, "'08:00-24:00' are no hours"),
        ({"hours": {"mom": "08:00-16:00"}}, "'mom' are no days; did you mean 'mon'?"),
        ({"hours": {"fri-mon": "08:00-16:00"}}, "'fri-mon' are no days"),
        (
            {"hours": {"mon-fri": "08:00-16:00", "fri": "08:00-15:00"}},
            "fri stands in 'mon-fri' too; write each day once",
        ),
        (
            {"away": [{"from": "2027-01-02", "to": "2026-12-24"}]},
            "away ends on 2026-12-24, before it begins on 2027-01-02; swap the two",
        ),
        ({"away": [{"from": "2026-01-01", "to": "2027-06-01"}]}, "A is away for more than a year"),
        (
            {
                "away": [
                    {"from": "2026-07-01", "to": "2027-06-01"},
                    {"from": "2026-01-01", "to": "2026-06-30"},
                ]
            },
            "A is away for more than a year; take the desk out",
        ),
        ({"away": [{"from": "soon", "to": "2027-06-01"}]}, "away.0.from is 'soon'"),
        ({"languages": ["no"]}, "languages.0 is 'no', which is not known"),
        ({"country": "DK"}, "country is 'DK', which is not known"),
        ({"most_open": 0}, "most-open is '0'"),
        ({"id": "A desk"}, "id is 'A desk'; write small letters a to z, digits"),
        ({"id": "a" * 25}, "at most 24 characters"),
        ({"name": "x" * 61}, "at most 60 characters"),
        ({"standin": "b"}, "'standin' is not a field here; did you mean 'stand-in'?"),
        ({"qqqqqqq": "b"}, "leave it out, or see docs/desks.example.yaml for the fields"),
        ({"serves": []}, "A serves nobody, stands in for nobody and is not the general desk"),
    ],
)
def test_every_fault_says_what_is_wrong_and_what_to_write(
    loaded: Loaded, more: dict[str, Any], expected: str
) -> None:
    assert expected in fault(loaded, **more)


def test_a_short_absence_inside_a_long_one_does_not_end_it(loaded: Loaded) -> None:
    away = [
        {"from": "2026-01-01", "to": "2026-12-20"},
        {"from": "2026-02-01", "to": "2026-02-10"},
        {"from": "2026-12-21", "to": "2027-02-01"},
    ]
    assert "A is away for more than a year" in fault(loaded, away=away)


def test_absences_apart_are_not_one_long_one(loaded: Loaded) -> None:
    away = [
        {"from": "2026-01-01", "to": "2026-12-01"},
        {"from": "2026-12-03", "to": "9999-12-31"},
        {"from": "2026-12-03", "to": "2027-11-01"},
    ]
    assert one(loaded, away=[away[0], away[2]]).away[1][0] == date(2026, 12, 3)
    assert "A is away for more than a year" in fault(loaded, away=away)


def test_a_desk_that_only_stands_in_or_is_the_general_one_need_serve_nobody(
    loaded: Loaded,
) -> None:
    others = [entry("b", serves=[]), entry("c", serves=[])]
    assert faults(loaded, file(entry("a", stand_in="b"), *others, general="c")) == []


def test_a_desk_nothing_ever_reaches_is_a_warning_and_stops_nothing(loaded: Loaded) -> None:
    desks, problems = loaded(file(entry("a", serves=[])))
    assert desks is not None
    assert [problem.grade for problem in problems] == ["warning"]


def test_the_general_desk_must_be_one_of_the_desks(loaded: Loaded) -> None:
    assert faults(loaded, file(entry("oppdal"), general="opdal")) == [
        "'opdal' does not exist; did you mean 'oppdal'?"
    ]


def test_two_desks_cannot_have_one_id_or_one_address(loaded: Loaded) -> None:
    assert faults(loaded, file(entry("a"), entry("a"))) == [
        "'a' stands at A too; give each desk its own"
    ]
    twice = file(entry("a", "mail:post@x.no"), entry("b", "mail:Post@X.no"))
    assert faults(loaded, twice) == ["'mail:post@x.no' stands at A too; give each desk its own"]


def test_a_file_without_desks_is_a_fault(loaded: Loaded) -> None:
    assert faults(loaded, file()) == ["desks is empty; write at least 1"]
    assert faults(loaded, {"general": "a"}) == ["the entry has no 'desks'; add 'desks:'"]


def test_all_faults_are_told_at_once_each_at_its_line_and_column(known: Content) -> None:
    text = """general: c
desks:
  - id: a
    name: A
    to: slack:general
    country: NO
    serves: [hub, hubb]
    hours: {mon: 9-5}
"""
    desks, problems = desks_in(text, PATH, known)
    assert desks is None
    where = [f"{problem.path}:{problem.line}:{problem.column}" for problem in problems]
    assert where == ["desks.yaml:1:1", "desks.yaml:5:5", "desks.yaml:7:19", "desks.yaml:8:13"]


def test_a_key_that_stands_twice_is_a_fault(known: Content) -> None:
    text = "desks:\n  - {id: a, name: A, to: page, country: NO, country: SE}\n"
    assert [str(problem) for problem in desks_in(text, PATH, known)[1]] == [
        "desks.yaml:2:45: 'country' stands twice; keep one of the two"
    ]


def test_a_file_that_cannot_be_read_is_a_problem_as_well(known: Content, tmp_path: Path) -> None:
    missing = tmp_path / "desks.yaml"
    desks, (problem,) = load_desks(missing, known)
    assert desks is None
    assert str(problem).startswith(f"{missing}:1:1: the file cannot be read (No such file")
    missing.write_bytes(b"general: \xff\n")
    assert "the byte 0xff is not UTF-8" in str(load_desks(missing, known)[1])


@given(text=st.text())
def test_no_text_makes_reading_stumble(known: Content, text: str) -> None:
    desks, problems = desks_in(text, PATH, known)
    assert desks is None
    assert problems


# --- mailboxes, and the example


@pytest.mark.parametrize("text", ["post@x.no", "Kari.Nordmann+steg@region.example.se"])
def test_a_mail_address_is_one(text: str) -> None:
    assert is_mailbox(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "post",
        "post@x",
        "@x.no",
        "a@b@x.no",
        "a@x.no, b@x.no",
        "a b@x.no",
        "a@x.no\nBcc: b@x.no",
        "a@x.no\n",
        "<a@x.no>",
        "a@x..no",
    ],
)
def test_what_could_be_read_as_more_than_one_address_is_none(text: str) -> None:
    assert not is_mailbox(text)


def test_the_example_has_no_faults(content: Content) -> None:
    desks, problems = load_desks(EXAMPLE, content)
    assert problems == []
    assert desks is not None
    assert desks.general in desks.by_id
    channels = {desk.address.partition(":")[0] for desk in desks.by_id.values()}
    assert channels == {"slack", "telegram", "mail", "page"}


def test_a_general_desk_can_be_named_for_each_country(loaded: Loaded) -> None:
    desks, problems = loaded(file(entry("a"), entry("b"), general={"NO": "a", "SE": "b"}))
    assert (problems, desks.general, desks.general_in) == ([], None, {"NO": "a", "SE": "b"})
    assert faults(loaded, file(entry("oppdal"), general={"SE": "opdal"})) == [
        "'opdal' does not exist; did you mean 'oppdal'?"
    ]
