"""Whole requests across platforms, through real clients and servers: owner on one, adviser on another."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from playwright.async_api import Browser, Page, expect

from bot import settings
from bot.core.accounts import Account
from bot.core.desks import Desk, Desks
from bot.core.draft import World
from bot.passwords import hashed
from bot.service import Service
from bot.stores.sqlite import SqliteStore
from tests.loopback.mail_server import MailServer
from tests.loopback.slack_api import SlackApi
from tests.loopback.telegram_api import TelegramApi
from tests.test_four_channels import OnSlack, OnTelegram, OnWeb, free_port, serving

CHAT, DIRECT, ROOM, KARI = 8812, "D8812", "C0NAMDAL", "U0KARI"
MAILBOX = "post@fylket.example"
SKETCH = {
    "file_id": "sketch",
    "file_unique_id": "sketch",
    "file_name": "../../skisse.pdf",
    "mime_type": "application/pdf",
    "file_size": 17,
}
PASSWORD = "a long password only for this test"


def desks() -> Desks:
    """Three desks: a Slack channel, a mailbox, a page."""
    return Desks(
        {
            desk.id: desk
            for desk in (
                Desk(
                    "namdal",
                    "Namdalshagen",
                    f"slack:{ROOM}",
                    "NO",
                    "Europe/Oslo",
                    actors=("namdalshagen",),
                ),
                Desk(
                    "fylket",
                    "Fylkeskommunen",
                    f"mail:{MAILBOX}",
                    "NO",
                    "Europe/Oslo",
                    actors=("trondelag-fylkeskommune",),
                ),
                Desk(
                    "jamtland",
                    "Almi Mitt",
                    "page:jamtland",
                    "SE",
                    "Europe/Stockholm",
                    actors=("almi-mitt", "kommun-ostersund"),
                    speaks=("sv", "nb"),
                ),
            )
        },
        "fylket",
    )


class Everything:
    """Every platform on loopback, and Steg between them."""

    def __init__(self, world: World, tmp_path: Path) -> None:
        self.telegram, self.slack, self.mail = TelegramApi(), SlackApi(), MailServer()
        self.store = SqliteStore(str(tmp_path / "steg.db"))
        world = replace(world, desks=desks())
        self.service = Service(self.store, lambda: world)
        self.port, self.tmp_path = free_port(), tmp_path

    @asynccontextmanager
    async def running(self) -> AsyncIterator["Everything"]:
        """Started, and stopped at the end."""
        async with AsyncExitStack() as stack:
            for server in (self.telegram, self.slack, self.mail):
                await server.start()
                stack.push_async_callback(server.stop)
            self.telegram.meets(CHAT)
            self.slack.meets(DIRECT)
            self.slack.joins(KARI, ROOM, real_name="Kari Nordmann")
            await stack.enter_async_context(serving(self.service, self._settings(), self.port))
            await self.slack.until(lambda: self.slack.open_sockets > 0)
            yield self

    def _settings(self) -> settings.Settings:
        return settings.read(
            {
                "STEG_DATA": str(self.tmp_path),
                "STEG_SECRET": "a secret only for this test",
                "STEG_PUBLIC_URL": self.address,
                "STEG_TELEGRAM_TOKEN": self.telegram.token,
                "STEG_TELEGRAM_API": self.telegram.address,
                "STEG_SLACK_BOT_TOKEN": self.slack.bot_token,
                "STEG_SLACK_APP_TOKEN": self.slack.app_token,
                "STEG_SLACK_API": self.slack.address,
                "STEG_SMTP": self.mail.smtp,
                "STEG_MAIL_FROM": "steg@steg.example",
            },
            env_file=None,
        )

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def stage(self) -> str:
        return self.store.handoffs()[-1].stage


async def until(condition: Callable[[], bool], within: float = 10.0) -> None:
    async with asyncio.timeout(within):
        while not condition():
            await asyncio.sleep(0.05)


@pytest.fixture
async def all_of_it(world: World, tmp_path: Path) -> AsyncIterator[Everything]:
    async with Everything(world, tmp_path).running() as running:
        yield running


async def asks(owner: OnTelegram | OnSlack | OnWeb, *said: str) -> list[str]:
    replies: list[str] = []
    for what in said:
        replies = await owner.does(what)
    return replies


async def test_an_owner_on_telegram_and_an_adviser_on_slack_hold_a_whole_request(
    all_of_it: Everything,
) -> None:
    owner, slack, telegram = OnTelegram(all_of_it.telegram), all_of_it.slack, all_of_it.telegram
    told = await asks(
        owner,
        "saga står stille halve dagen fordi kappinga går for hånd <!channel> *hei*",
        "ja",
        "namsos",
        "kan æ snakk med et menneske",
        "> Her i chatten",
    )
    assert any("Namdalshagen" in text for text in told)
    await slack.until(lambda: any("Namsos" in text for text in slack.sent(ROOM)))
    assert all_of_it.stage() == "waiting"
    await slack.member_presses(KARI, ROOM, "Jeg tar den")
    await until(lambda: any("Kari Nordmann" in sent.text for sent in telegram.sent_to(CHAT)))
    thread = slack.sent_to(ROOM)[0].ts
    await slack.member_says(KARI, ROOM, "Hei! Jeg kan komme torsdag.", thread=thread)
    await until(lambda: any("komme torsdag" in sent.text for sent in telegram.sent_to(CHAT)))
    assert all_of_it.stage() == "answered"
    await telegram.user_says(CHAT, "etter tre er fint")
    await slack.until(lambda: any("etter tre er fint" in text for text in slack.sent(ROOM)))
    telegram.files["sketch"] = b"%PDF-1.4 a sketch"
    await telegram.user_sends(CHAT, document=SKETCH)
    await until(lambda: any(sent.content == b"%PDF-1.4 a sketch" for sent in slack.sent_to(ROOM)))
    await slack.member_says(KARI, ROOM, "! ta med Per", thread=thread)
    await slack.member_presses(KARI, ROOM, "Ferdig")
    await slack.until(
        lambda: "Fikk hjelp" in [label for s in slack.sent_to(ROOM) for label in s.labels]
    )
    await slack.member_presses(KARI, ROOM, "Fikk hjelp")
    await until(lambda: all_of_it.stage() == "closed")
    request = all_of_it.store.handoffs()[-1]
    assert (request.ending, [note.text for note in request.notes]) == ("helped", ["ta med Per"])
    assert not any("ta med Per" in sent.text for sent in telegram.sent_to(CHAT))


async def test_an_owner_on_the_web_page_and_an_adviser_with_a_mailbox_hold_a_whole_request(
    all_of_it: Everything, browser: Browser
) -> None:
    async with httpx.AsyncClient(base_url=all_of_it.address) as client:
        await client.get("/")
        owner = OnWeb(client)
        await asks(
            owner,
            "we have guests only in winter and earn nothing in summer",
            "yes",
            "røros",
            "I want to talk to a person",
        )
        await asks(owner, "> Here in the chat")
        await until(lambda: len(all_of_it.mail.mails) == 1)
        mail = all_of_it.mail.mails[0]
        link = re.search(r"http://127\S+/desk/open\?t=\S+", mail.body())
        assert link is not None
        page = await browser.new_page(locale="nb")
        await page.goto(link.group())
        assert "t=" not in page.url
        assert all_of_it.stage() == "waiting", "opening a link changes nothing"
        await page.get_by_role("button", name="Jeg tar den").click()
        await expect(page.get_by_role("textbox").first).to_be_visible()
        await page.locator("textarea[name=reply]").fill("Hi! I call you on Thursday.")
        await page.locator("form:has(textarea[name=reply]) button[type=submit]").first.click()
        await until(lambda: all_of_it.stage() == "answered")
        lines = (await client.get("/chat/lines?after=0&wait=0")).json()["lines"]
        spoken = [line for line in lines if line.get("by")]
        assert [line["quote"] for line in spoken] == ["Hi! I call you on Thursday."]
        await owner.does("Thursday is fine")
        await until(lambda: any("Thursday is fine" in m.body() for m in all_of_it.mail.mails))
        second = next(m for m in all_of_it.mail.mails if "Thursday is fine" in m.body())
        assert second.message["In-Reply-To"] == mail.message["Message-ID"]
        await owner.does("> End the talk")
        await until(lambda: all_of_it.stage() == "closed")
        await page.close()


async def test_an_owner_on_slack_and_an_adviser_at_the_desk_page_hold_a_whole_request(
    all_of_it: Everything, browser: Browser
) -> None:
    all_of_it.store.accounts.add(Account("lena", "adviser", hashed(PASSWORD)))
    owner = OnSlack(all_of_it.slack)
    await asks(
        owner,
        "vi hinner inte baka så mycket som kunderna vill ha, allt görs för hand",
        "ja",
        "östersund",
        "jag vill prata med en människa",
    )
    await asks(owner, "> Här i chatten")
    page = await browser.new_page(locale="sv")
    await logged_in(page, all_of_it.address)
    assert all_of_it.store.handoffs()[-1].desk == "jamtland"
    await page.locator("a[href^='/desk/case/']").first.click()
    await page.get_by_role("button", name="Jag tar den").click()
    await all_of_it.slack.until(
        lambda: any("Lena" in s.text for s in all_of_it.slack.sent_to(DIRECT))
    )
    await page.locator("textarea[name=reply]").fill("Hej! Jag ringer i eftermiddag.")
    await page.locator("form:has(textarea[name=reply]) button[type=submit]").first.click()
    await all_of_it.slack.until(
        lambda: any("ringer i eftermiddag" in s.text for s in all_of_it.slack.sent_to(DIRECT))
    )
    await owner.does("tack, efter två passar")
    await page.reload()
    await expect(page.get_by_text("efter två passar")).to_be_visible()
    await page.locator("summary", has_text="Klart").click()
    await page.get_by_role("button", name="Fick hjälp").click()
    await until(lambda: all_of_it.stage() == "closed")
    await page.close()


async def logged_in(page: Page, address: str) -> None:
    await page.goto(f"{address}/desk")
    await page.locator("input[name=name]").fill("lena")
    await page.locator("input[name=password]").fill(PASSWORD)
    await page.locator("button[type=submit]").last.click()
    await page.wait_for_url(f"{address}/desk*")
