"""The week's digest: its numbers are those of the signals, it comes once to each receiver, and to nobody without news."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest
from playwright.async_api import Browser
from starlette.datastructures import QueryParams

from bot import cli_digest
from bot.channels.mail import as_html
from bot.channels.port import ChannelPort
from bot.channels.slack import SlackChannel
from bot.cli import main
from bot.core.content import LANGUAGES, Content, Language
from bot.core.conversation import Channel, Signal
from bot.core.digest import LEAST_ASKED
from bot.core.digest_time import Receiver
from bot.digest import Counting, Digests
from bot.digest_text import written
from bot.digest_words import WORDS
from bot.errors import SettingWrong
from bot.outbox import Outbox
from bot.service import Service
from bot.settings import Settings, read
from bot.stores.sqlite import SqliteStore
from bot.web.staff_cut import cut_in
from bot.worker import jobs
from tests.channels.test_mail import channel_at as mail_at
from tests.channels.test_mail import serving
from tests.fakes import FakeClock, FaultyStore
from tests.loopback.mail_server import MailServer
from tests.loopback.slack_api import SlackApi
from tests.web.site import keep
from tests.web.staff_signals import signals

HERE = ZoneInfo("Europe/Oslo")
WEEK = date(2026, 11, 16)
SUNDAY = date(2026, 11, 22)
MONDAY_MORNING = datetime(2026, 11, 23, 7, 30, tzinfo=HERE)
LEAST = 5
STINE = Receiver("mail:stine@example.no")
GUNN = Receiver("mail:gunn@example.se", "sv")
STAFF = Receiver("slack:C0123456", "en")
ADDRESS = "https://steg.example"


@pytest.fixture(scope="module")
def heard(content: Content) -> Sequence[Signal]:
    """Two years of signals, some seventy questions in the last week."""
    return signals(content, 2600, last=SUNDAY)


@pytest.fixture
def store(heard: Sequence[Signal]) -> Iterator[SqliteStore]:
    """A store with these signals."""
    with closing(SqliteStore(":memory:")) as opened:
        keep(opened, *heard)
        yield opened


def digests(store: Any, content: Content, *receivers: Receiver) -> Digests:
    return Digests(store, lambda: content, receivers or (STINE,), ADDRESS, LEAST)


def text_of(store: SqliteStore, content: Content, language: Language = "nb") -> str:
    found = Counting(store, content, LEAST).of(WEEK).digest
    assert found is not None
    return written(found, content, language, ADDRESS).text


def waiting(store: SqliteStore) -> list[str]:
    """Whom something waits for, in the outbox."""
    later = MONDAY_MORNING + timedelta(days=30)
    return [one.conversation for one in store.unsent(later, ("mail", "slack"), 100)]


# --- what it says


def test_every_number_is_that_of_the_raw_signals(
    store: SqliteStore, content: Content, heard: Sequence[Signal]
) -> None:
    found = Counting(store, content, LEAST).of(WEEK).digest
    assert found is not None
    inside = [one for one in heard if found.first <= one.day <= found.last]
    asked = [one for one in inside if one.first]
    needs, places = (Counter(getattr(one, by) for one in asked) for by in ("need", "place"))
    gaps = Counter(one.reason for one in inside if one.outcome == "gap")
    assert found.asked == len(asked) >= LEAST_ASKED
    assert found.needs
    assert found.places
    assert all(one.count == needs[one.id] >= LEAST for one in found.needs)
    assert all(one.count == places[one.id] >= LEAST for one in found.places)
    assert {one.id for one in found.needs} == {
        need for need, count in needs.items() if need and count >= LEAST
    }
    assert found.missing is not None
    assert found.missing.reason is not None
    reason = found.missing.reason
    assert reason.count == gaps[reason.id] == max(gaps.values())
    assert found.missing.total == gaps.total()


def test_the_need_that_rises_is_named_and_a_season_is_not(
    store: SqliteStore, content: Content
) -> None:
    found = Counting(store, content, LEAST).of(WEEK).digest
    assert found is not None
    assert [one.id for one in found.risen or ()] == ["energy-cost"]


def test_it_is_three_sentences_and_one_link_in_every_language(
    store: SqliteStore, content: Content
) -> None:
    for language in LANGUAGES:
        title, *sentences, link = text_of(store, content, language).split("\n\n")
        assert title.startswith("**")
        assert len(sentences) == 3
        assert all(one.endswith(".") and len(one) < 200 for one in sentences)
        assert link.count("http") == 1


def test_its_words_are_there_in_every_language_with_the_same_gaps() -> None:
    gaps = {
        key: [set(re.findall(r"{(\w+)}", text)) for text in texts] for key, texts in WORDS.items()
    }
    assert all(nb == sv == en for nb, sv, en in gaps.values())


def test_its_link_shows_exactly_its_days_on_the_staff_page(
    store: SqliteStore, content: Content
) -> None:
    link = httpx.URL(text_of(store, content).rpartition("\n")[2])
    assert (link.host, link.path) == ("steg.example", "/staff")
    cut = cut_in(QueryParams(str(link.query, "ascii")), content, date(2026, 12, 24))
    assert (cut.span.first, cut.span.last) == (WEEK, SUNDAY)


def test_the_pictures_are_small_enough_and_tell_in_words_what_they_show(
    store: SqliteStore, content: Content
) -> None:
    found = Counting(store, content, LEAST).of(WEEK).digest
    assert found is not None
    needs, places = written(found, content, "nb", ADDRESS).pictures
    for picture, counts in ((needs, found.needs), (places, found.places)):
        assert picture.content.startswith(b"\x89PNG")
        assert len(picture.content) < 200_000
        assert [int(n) for n in re.findall(r" (\d+)(?=[,.])", picture.alt.partition(":")[2])] == [
            one.count for one in counts
        ]
    assert (needs.name, places.name) == (
        "steg-2026-W47-needs.png",
        "steg-2026-W47-places.png",
    )


def test_where_hardly_a_place_may_be_told_the_second_picture_is_of_months(
    content: Content, heard: Sequence[Signal]
) -> None:
    with closing(SqliteStore(":memory:")) as store:
        keep(store, *(replace(one, place=None) for one in heard))
        found = Counting(store, content, LEAST).of(WEEK).digest
    assert found is not None
    _, months = written(found, content, "sv", ADDRESS).pictures
    assert months.title == "Frågor månad för månad"
    assert months.alt.startswith("Frågor månad för månad, November 2025 – Oktober 2026: ")
    assert "November 2026" not in months.alt, "it is not over"


def test_without_places_or_months_that_may_be_told_there_is_one_picture(content: Content) -> None:
    with closing(SqliteStore(":memory:")) as store:
        keep(store, *few(content, season=20, partner=15))
        found = Counting(store, content, LEAST).of(WEEK).digest
    assert found is not None
    [needs] = written(found, content, "nb", ADDRESS).pictures
    assert needs.name == "steg-2026-W47-needs.png"


def few(content: Content, **counts: int) -> list[Signal]:
    """So many questions about each need in the week, and enough others from nowhere known."""
    about = {need.replace("_", "-"): count for need, count in counts.items()}
    return [
        Signal(WEEK + timedelta(days=n % 7), "advised", "web", "nb", need=need)
        for need, count in about.items()
        for n in range(count)
    ]


def test_no_count_under_the_smallest_is_in_the_mail_nor_one_that_gives_it_back(
    content: Content,
) -> None:
    with closing(SqliteStore(":memory:")) as store:
        keep(store, *few(content, season=20, partner=9, energy_cost=5, find_people=3))
        found = Counting(store, content, LEAST).of(WEEK).digest
        assert found is not None
        reply = written(found, content, "en", ADDRESS)
    told = as_html(reply, None)
    name = {need: content.needs[need].label.to("en") for need in content.needs}
    assert name["season"] in told
    assert name["find-people"] not in told
    assert name["energy-cost"] not in told, "beside the sum it would tell of the three"
    sentences = "".join(reply.text.split("\n\n")[1:4])
    assert all(int(number) >= LEAST for number in re.findall(r"(?<![\d.])\d+(?![\d.])", sentences))


def test_made_up_talks_are_in_no_digest(content: Content, heard: Sequence[Signal]) -> None:
    with closing(SqliteStore(":memory:")) as store:
        keep(store, *(replace(one, made_up=True) for one in heard))
        assert digests(store, content).keep(MONDAY_MORNING) == 0
        assert waiting(store) == []
        assert Counting(store, content, LEAST, made_up=True).of(WEEK).digest is not None


# --- when, and how often


def test_it_is_kept_for_each_receiver_once(store: SqliteStore, content: Content) -> None:
    job = digests(store, content, STINE, GUNN)
    assert job.keep(MONDAY_MORNING - timedelta(minutes=1)) == 0
    assert job.keep(MONDAY_MORNING) == 2
    assert job.keep(MONDAY_MORNING + timedelta(hours=1)) == 0
    assert waiting(store) == [STINE.address, GUNN.address]


def test_after_a_restart_it_does_not_come_again(
    content: Content, heard: Sequence[Signal], tmp_path: Path
) -> None:
    path = str(tmp_path / "steg.db")
    with closing(SqliteStore(path)) as store:
        keep(store, *heard)
        assert digests(store, content).keep(MONDAY_MORNING) == 1
    with closing(SqliteStore(path)) as store:
        for day in range(7):
            assert digests(store, content).keep(MONDAY_MORNING + timedelta(days=day)) == 0
        assert waiting(store) == [STINE.address]


def test_of_two_workers_one_keeps_it(
    content: Content, heard: Sequence[Signal], tmp_path: Path
) -> None:
    path = str(tmp_path / "steg.db")
    with closing(SqliteStore(path)) as one, closing(SqliteStore(path)) as other:
        keep(one, *heard)
        kept = [digests(store, content).keep(MONDAY_MORNING) for store in (one, other)]
        assert kept == [1, 0]


def test_who_was_down_on_monday_sends_it_on_thursday(store: SqliteStore, content: Content) -> None:
    thursday = MONDAY_MORNING + timedelta(days=3)
    assert digests(store, content).keep(thursday) == 1


def test_a_receiver_added_on_tuesday_gets_it_and_the_others_not_again(
    store: SqliteStore, content: Content
) -> None:
    digests(store, content).keep(MONDAY_MORNING)
    tuesday = MONDAY_MORNING + timedelta(days=1)
    assert digests(store, content, STINE, GUNN).keep(tuesday) == 1


def test_the_worker_keeps_it_and_wakes_the_outbox(store: SqliteStore, content: Content) -> None:
    woken: list[bool] = []
    nowhere: Any = None
    table = jobs(
        Service(store, lambda: nowhere),
        timedelta(days=14),
        lambda: woken.append(True),
        keep_digests=digests(store, content).keep,
    )
    [job] = [one for one in table if one.name == "the week's digest"]
    assert job.every <= timedelta(minutes=30)
    assert (job.do(MONDAY_MORNING), woken) == (1, [True])


def test_a_quiet_week_sends_nothing_and_is_looked_at_once(
    store: SqliteStore, content: Content
) -> None:
    asked = FaultyStore(store)
    job = digests(asked, content)
    next_monday = MONDAY_MORNING + timedelta(days=7)
    assert job.keep(next_monday) == 0
    asked.fails("demand", 99)
    assert job.keep(next_monday + timedelta(minutes=10)) == 0
    assert waiting(store) == []


def test_when_the_store_fails_halfway_everybody_still_gets_one(
    store: SqliteStore, content: Content
) -> None:
    fails = iter([False, True, False])

    class Failing:
        def __getattr__(self, name: str) -> Any:
            if name == "transaction" and next(fails):
                raise OSError("the disk is full")
            return getattr(store, name)

    job = digests(Failing(), content, STINE, GUNN)
    with pytest.raises(OSError, match="disk"):
        job.keep(MONDAY_MORNING)
    assert job.keep(MONDAY_MORNING) == 1
    assert waiting(store) == [STINE.address, GUNN.address]


# --- on its way


class Post:
    """A mail server, a Slack, and the outbox between them and the store."""

    def __init__(self, store: SqliteStore, server: MailServer, api: SlackApi) -> None:
        self.server, self.api, self.clock = server, api, FakeClock(MONDAY_MORNING.astimezone(UTC))
        slack = SlackChannel(
            bot_token=api.bot_token, signing_secret="hush", api=api.address, clock=self.clock
        )
        mail = mail_at(server.smtp, clock=self.clock, public_url=ADDRESS)
        self.channels: Mapping[Channel, ChannelPort] = {"mail": mail, "slack": slack}
        self.outbox = Outbox(store, self.channels, self.clock)

    def mailed(self) -> list[str]:
        return [mail.recipients[0] for mail in self.server.mails]

    def posted(self) -> list[str | None]:
        return [sent.file_name for sent in self.api.sent_to("C0123456")]


async def posting(stack: AsyncExitStack, store: SqliteStore) -> Post:
    server = await stack.enter_async_context(serving(MailServer()))
    api = SlackApi()
    await api.start()
    stack.push_async_callback(api.stop)
    api.joins("U12", "C0123456")
    post = Post(store, server, api)
    stack.push_async_callback(post.channels["slack"].stop)
    return post


async def test_it_arrives_by_mail_and_in_slack_and_its_pictures_leave_the_store(
    store: SqliteStore, content: Content
) -> None:
    async with AsyncExitStack() as stack:
        post = await posting(stack, store)
        digests(store, content, STINE, GUNN, STAFF).keep(post.clock.now)
        assert await post.outbox.empty() == 3
        assert sorted(post.mailed()) == ["gunn@example.se", "stine@example.no"]
        assert post.posted() == [None, "steg-2026-W47-needs.png", "steg-2026-W47-places.png"]
    subjects = {mail.recipients[0]: mail.message["Subject"] for mail in post.server.mails}
    assert subjects == {
        "stine@example.no": "Det eierne spurte om i uke 47",
        "gunn@example.se": "Det ägarna frågade om vecka 47",
    }
    assert "pictures" not in repr(store._rows("select body from lines"))


async def test_a_receiver_that_is_refused_holds_back_no_other(
    store: SqliteStore, content: Content
) -> None:
    async with AsyncExitStack() as stack:
        post = await posting(stack, store)
        unknown = Receiver("slack:C0999999")
        digests(store, content, unknown, STINE).keep(post.clock.now)
        post.server.answers("RCPT", "451 4.7.1 Greylisted")
        await post.outbox.empty()
        assert post.mailed() == []
        assert waiting(store) == [STINE.address], "refused for good by Slack, not yet by mail"
        post.clock.forward(minutes=6)
        await post.outbox.empty()
        assert post.mailed() == ["stine@example.no"]
        assert waiting(store) == []


async def test_the_mail_looks_whole_in_a_browser(
    store: SqliteStore, content: Content, browser: Browser
) -> None:
    async with AsyncExitStack() as stack:
        post = await posting(stack, store)
        digests(store, content, GUNN).keep(post.clock.now)
        await post.outbox.empty()
        [mail] = post.server.mails
    inside = {part["Content-ID"]: part for part in mail.message.walk() if part["Content-ID"]}
    page = await browser.new_page(viewport={"width": 390, "height": 800})

    async def serve(route: Any) -> None:
        name = f"<{route.request.url.rpartition('/')[2]}>"
        await route.fulfill(body=inside[name].get_content(), content_type="image/png")

    await page.route("**/cid/*", serve)
    await page.route(
        "http://127.0.0.1/mail",
        lambda route: route.fulfill(
            body=mail.body("html").replace("cid:", "/cid/"), content_type="text/html; charset=utf-8"
        ),
    )
    await page.goto("http://127.0.0.1/mail")
    sizes = await page.eval_on_selector_all(
        "img", "all => all.map(one => [one.complete && one.naturalWidth > 0, one.clientWidth])"
    )
    assert [whole for whole, _ in sizes] == [True, True]
    assert all(300 < width <= 390 for _, width in sizes)
    assert await page.evaluate("document.documentElement.scrollWidth") <= 390
    assert await page.locator("a").count() == 1
    await page.close()


# --- the command and the setting


@pytest.fixture
def settings(tmp_path: Path, heard: Sequence[Signal]) -> Settings:
    """Settings of a store with these signals."""
    given = read({"STEG_DATA": str(tmp_path), "STEG_PUBLIC_URL": ADDRESS}, None)
    with closing(SqliteStore(given.sqlite_path)) as store:
        keep(store, *heard)
    return given


def test_the_command_prints_the_text_and_writes_the_pictures(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "digest"
    assert cli_digest.looked_at(settings, MONDAY_MORNING, None, "sv", out) == 0
    assert "Det ägarna frågade om vecka 47" in capsys.readouterr().out
    assert sorted(path.name for path in out.iterdir()) == [
        "steg-2026-W47-needs.png",
        "steg-2026-W47-places.png",
    ]


def test_the_command_tells_why_nothing_would_be_sent(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    later = MONDAY_MORNING + timedelta(days=7)
    assert cli_digest.looked_at(settings, later, None, "nb", None) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert "nothing is sent after 2026-W48: 0 questions since 2026-11-23" in told.err


def test_the_command_shows_made_up_talks_and_says_so(
    tmp_path: Path, heard: Sequence[Signal], capsys: pytest.CaptureFixture[str]
) -> None:
    given = read({"STEG_DATA": str(tmp_path)}, None)
    with closing(SqliteStore(given.sqlite_path)) as store:
        keep(store, *(replace(one, made_up=True) for one in heard))
    assert cli_digest.looked_at(given, MONDAY_MORNING, "2026-W47", "nb", None) == 0
    assert capsys.readouterr().out.startswith("Alt her er oppdiktede samtaler")


@pytest.mark.parametrize("week", ["2099-W01", "uke 47"])
def test_a_week_that_cannot_be_told_is_refused(
    week: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("STEG_DATA", str(tmp_path))
    assert main(["digest", "--week", week]) == 2
    assert capsys.readouterr().err.startswith("steg: --week")


def test_the_setting_needs_what_it_is_sent_through() -> None:
    for receiver, needed in (
        ("slack:C0123456", "STEG_SLACK_BOT_TOKEN"),
        ("mail:stine@example.no", "STEG_SMTP"),
    ):
        with pytest.raises(SettingWrong, match=f"STEG_DIGEST sends to {receiver}.*{needed}"):
            read({"STEG_DIGEST": receiver}, None)
    with pytest.raises(SettingWrong, match="STEG_DIGEST is 'stine', which cannot be used"):
        read({"STEG_DIGEST": "stine"}, None)
    smtp = {"STEG_SMTP": "smtp://127.0.0.1:25", "STEG_MAIL_FROM": "steg@example.no"}
    assert read({"STEG_DIGEST": "mail:stine@example.no=en", **smtp}, None).digest == (
        Receiver("mail:stine@example.no", "en"),
    )
