"""The page on privacy: what owners asked for, how long things are kept, and all that is, in three languages."""

import re
from dataclasses import replace
from datetime import timedelta
from html import unescape

import pytest

from bot.core.content import LANGUAGES, Content, Language
from bot.core.conversation import Event, Message, Session, Turn
from bot.core.privacy import TABLE
from bot.privacy_page import days
from bot.stores.sqlite import SqliteStore
from bot.web.staff_privacy import CLEARED_EVERY, kept
from bot.web.staff_privacy_words import COLUMNS, ROWS, kept_text
from bot.web.words import WORDS
from bot.worker import jobs
from tests.web.site import NOW, site, visitor
from tests.web.talks import a_talk

GAP = re.compile(r"\{(\w+)\}")
DAYS = re.compile(r"\d{2,}")
JOBS = {
    "words": "words past their time",
    "talk": "talks long silent",
    "contacts": "contacts of closed requests",
    "seen": "marks of old messages",
    "audit": "acts of staff past their time",
    "lessons": "lessons that were settled",
    "willing": "wishes to meet others",
}


def cells_in(html: str, part: str) -> list[list[str]]:
    """The rows of a table of the page."""
    body = html.partition(f'<h2 id="{part}">')[2].partition("<tbody>")[2].partition("</tbody>")[0]
    return [
        [unescape(re.sub(r"<[^>]*>", "", cell)) for cell in re.findall(r"<t[hd].*?</t[hd]>", row)]
        for row in re.findall(r"<tr>(.*?)</tr>", body, re.DOTALL)
    ]


# ---- what is kept ----


def test_every_row_of_the_table_is_translated_and_no_other() -> None:
    assert set(ROWS) == {row.id for row in TABLE}, "add the row to bot/web/staff_privacy_words.py"


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.id)
def test_a_translation_fills_the_same_gaps_and_numbers_as_the_table(row: object) -> None:
    for column in COLUMNS:
        told = getattr(row, column)
        for language in ("nb", "sv"):
            text = kept_text(row, column, language)  # type: ignore[arg-type]
            assert sorted(set(GAP.findall(text))) == sorted(set(GAP.findall(told))), column
            assert DAYS.findall(text) == DAYS.findall(told), column
            assert text.strip()
            assert text != told, column


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_kept_is_told_without_gaps_settings_or_commands(language: Language) -> None:
    groups = kept(14, 365, language)
    texts = [text for _, rows in groups for row in rows for _, text in (("", row.what), *row.told)]
    assert len(texts) == len(TABLE) * len(COLUMNS)
    # The operator's own table may name a setting within a sentence.
    odd = r"[{}`]|\(STEG_" if language == "en" else r"[{}`]|STEG_"
    assert not any(re.search(odd, text) for text in texts)


def test_a_row_without_a_translation_is_told_in_english() -> None:
    new = replace(TABLE[0], id="quite-new")
    assert kept_text(new, "what", "sv") == new.what


# ---- how long ----


def test_limits_are_cleared_as_often_as_the_worker_comes_by() -> None:
    class Anything:
        def __getattr__(self, _: str) -> "Anything":
            return self

        def __call__(self, *_: object, **__: object) -> "Anything":
            return self

    every = {job.name: job.every for job in jobs(Anything(), timedelta(), lambda: None)}  # type: ignore[arg-type]
    assert {name: every[JOBS[name]] for name in CLEARED_EVERY} == dict(CLEARED_EVERY)
    assert set(CLEARED_EVERY) == set(days(14, 365)) - {"marks"}


async def test_limits_are_those_of_the_settings(content: Content) -> None:
    of = replace(site(content), keep_text_days=9, keep_talk_days=99)
    async with visitor(of, as_="stine") as stine:
        rows = cells_in((await stine.get("/staff/privacy")).text, "limits")
    limits = {row[0]: row[1] for row in rows}
    assert limits[WORDS["limit-words"][0]] == "9 dager"
    assert limits[WORDS["limit-talk"][0]] == "99 dager"
    assert len(rows) == len(days(9, 99))


async def test_what_is_past_its_time_is_told_and_what_is_only_due_is_not(content: Content) -> None:
    store = SqliteStore(":memory:")
    a_talk(store, at=NOW - timedelta(days=14, hours=5))
    async with visitor(site(content, store=store), as_="stine") as stine:
        html = (await stine.get("/staff/privacy")).text
        assert {row[-1] for row in cells_in(html, "limits")} == {"0", WORDS["not-counted"][0]}
        assert WORDS["privacy-late"][0] not in html
        a_talk(store, "web:old", NOW - timedelta(days=14, hours=7))
        html = (await stine.get("/staff/privacy")).text
        late = {row[0]: row[-1] for row in cells_in(html, "limits")}
        assert late[WORDS["limit-words"][0]] == "8"
        assert WORDS["privacy-late"][0] in html
        store.forget_words(NOW - timedelta(days=14))
        assert WORDS["privacy-late"][0] not in (await stine.get("/staff/privacy")).text


# ---- what owners asked for ----


async def test_what_owners_asked_for_is_told_by_month(content: Content) -> None:
    store = SqliteStore(":memory:")
    session = Session("web:a", "web", "nb")
    said_no = Turn(session, events=(Event("keeps", NOW, {"value": "false"}),))
    for number, turn in enumerate((said_no, Turn(session, erase=True), Turn(session, erase=True))):
        with store.transaction() as open_:
            open_.keep(Message(f"m{number}", "web:a", "web", NOW), turn)
    async with visitor(site(content, store=store), as_="stine") as stine:
        html = (await stine.get("/staff/privacy")).text
    assert cells_in(html, "requests") == [["November 2026", "0", "2", "1"]]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_page_is_for_staff_in_their_language(content: Content, language: str) -> None:
    async with visitor(site(content), as_="stine", language=language) as stine:
        html = (await stine.get("/staff/privacy")).text
    at = LANGUAGES.index(language)  # type: ignore[arg-type]
    for key in ("privacy-title", "privacy-no-requests", "whose-owner", "kept-removed"):
        assert WORDS[key][at] in html
    async with visitor(site(content), as_="asta") as asta:
        assert (await asta.get("/staff/privacy")).status_code == 403
