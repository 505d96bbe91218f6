"""The log of staff: for administrators, by person, a page at a time, and as a file no spreadsheet obeys."""

import csv
import io
import re
from datetime import timedelta
from html import unescape

import pytest

from bot.cli import main
from bot.core.audit import DEEDS, Act
from bot.core.content import Content
from bot.stores.sqlite import SqliteStore
from bot.web.words import WORDS
from tests.web.site import NOW, PASSWORD, site, visitor

ATTACKS = ('=HYPERLINK("http://x.no")', "+1", "-2", "@SUM(A1)", "\t=1", "<script>alert(1)</script>")


def lines_in(html: str) -> list[list[str]]:
    """The cells of the log, line by line."""
    body = html.partition("<tbody>")[2].partition("</tbody>")[0]
    return [
        [unescape(re.sub(r"<[^>]*>", "", cell)) for cell in re.findall(r"<t[hd].*?</t[hd]>", row)]
        for row in re.findall(r"<tr>(.*?)</tr>", body, re.DOTALL)
    ]


def log_of(*acts: Act) -> SqliteStore:
    """A store that holds these acts."""
    store = SqliteStore(":memory:")
    for act in acts:
        store.audit.add(act)
    return store


def test_every_deed_has_its_words_and_no_words_are_left() -> None:
    assert {key for key in WORDS if key.startswith("deed-")} == {f"deed-{deed}" for deed in DEEDS}


async def test_the_log_tells_who_did_what_when_and_why_the_last_first(content: Content) -> None:
    store = log_of(
        Act(NOW - timedelta(days=1), "", "account-added", "kari"),
        Act(NOW - timedelta(hours=1), "kari", "read-talk", "abc234", "Se hvorfor"),
    )
    async with visitor(site(content, store=store), as_="adam") as adam:
        login, read, added = lines_in((await adam.get("/staff/log")).text)
    assert login[1:3] == ["adam", WORDS["deed-logged-in"][0]]
    assert read == [
        "21. november 2026 09:30",
        "kari",
        WORDS["deed-read-talk"][0],
        "abc234",
        "Se hvorfor",
    ]
    assert added[1] == WORDS["log-terminal"][0]


@pytest.mark.parametrize("query", ["", "?format=csv", "?who=adam"])
async def test_only_administrators_see_the_log(content: Content, query: str) -> None:
    store = log_of(Act(NOW, "kari", "read-talk", "abc234", "hemmelig grunn"))
    for name, status in (("stine", 404), ("asta", 403)):
        async with visitor(site(content, store=store), as_=name) as other:
            answer = await other.get(f"/staff/log{query}")
            assert answer.status_code == status
            assert "hemmelig" not in answer.text
            assert "/staff/log" not in (await other.get("/staff")).text
    async with visitor(site(content, store=store)) as stranger:
        assert (await stranger.get(f"/staff/log{query}")).headers["location"].startswith("/login")


async def test_the_log_is_read_by_person_and_a_page_at_a_time(content: Content) -> None:
    many = [Act(NOW, "kari" if n % 3 else "", "downloaded", f"file-{n}") for n in range(250)]
    async with visitor(site(content, store=log_of(*many)), as_="adam") as adam:
        found: list[str] = []
        address: str | None = "/staff/log?who=kari"
        while address:
            html = (await adam.get(address)).text
            found += [line[3] for line in lines_in(html)]
            older = re.search(r'href="([^"]*)" rel="next"', html)
            address = unescape(older.group(1)) if older else None
        assert found == [f"file-{n}" for n in reversed(range(250)) if n % 3]
        by_terminal = lines_in((await adam.get("/staff/log?who=-")).text)
        assert len(by_terminal) == 84
        for odd in ("?page=-1", "?page=x", "?page=999999999", "?who=nobody"):
            assert (await adam.get(f"/staff/log{odd}")).status_code == 200


async def test_the_file_holds_every_line_and_nothing_a_spreadsheet_would_run(
    content: Content,
) -> None:
    acts = [Act(NOW, "kari", "read-talk", "abc234", attack) for attack in ATTACKS]
    store = log_of(*acts)
    async with visitor(site(content, store=store), as_="adam") as adam:
        page = (await adam.get("/staff/log")).text
        answer = await adam.get("/staff/log?who=kari&format=csv")
    assert "<script>alert" not in page
    rows = list(csv.reader(io.StringIO(answer.text.lstrip("\ufeff"))))
    assert rows[0] == [WORDS[f"column-{name}"][0] for name in ("time", "who", "deed", "on", "why")]
    assert len(rows) == len(ATTACKS) + 1
    assert not any(cell.startswith(("=", "+", "-", "@", "\t")) for row in rows for cell in row)
    assert answer.headers["content-disposition"] == 'attachment; filename="steg-log.csv"'
    assert store.audit.latest(1)[0].about == "steg-log.csv"


def test_what_is_done_at_the_terminal_is_kept_and_what_fails_is_not(
    monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    monkeypatch.setenv("STEG_DATA", str(tmp_path))
    monkeypatch.setenv("STEG_DATABASE", f"sqlite:///{tmp_path}/steg.db")
    for command in ("add kari", "add kari", "password kari", "remove kari", "remove kari"):
        monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))
        main(["staff", *command.split()])
    store = SqliteStore(f"{tmp_path}/steg.db")
    done = [(act.by, act.deed, act.about) for act in store.audit.latest(9)]
    assert done == [
        ("", "account-removed", "kari"),
        ("", "password-changed", "kari"),
        ("", "account-added", "kari"),
    ]
