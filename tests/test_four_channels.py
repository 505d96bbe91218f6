"""One and the same talk on all four channels, each driven through its real client and a loopback server."""

import asyncio
import socket
import uuid
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Protocol

import httpx
import pytest
import uvicorn

from bot import settings
from bot.building import clock
from bot.channels.console import Console
from bot.channels.text import plain
from bot.core.conversation import Choice
from bot.core.dialogue import World
from bot.service import Service
from bot.serving import app_of
from bot.stores.sqlite import SqliteStore
from tests.loopback.slack_api import SlackApi
from tests.loopback.telegram_api import TelegramApi

CHAT, DIRECT = 8812, "D8812"
QUIET = 0.4  # seconds without another reply, after which a turn counts as over

# What an owner does; ">" before a label is a press.
TALK = (
    "vi spikrer panel for hånd hele dagen og ryggen ryker på folka",
    "> Greit",
    "ja",
    "opdal, vi er 6 stk",
    "> En halv dag",
    "2",
    "hva betyr tilskudd?",
    "> Hvorfor disse?",
    "kan æ snakk med et menneske",
    "> Her i chatten",
)


class Driver(Protocol):
    """An owner on one channel."""

    async def does(self, what: str) -> list[str]:
        """The replies to a text, or to the press of a label."""


def words(texts: Sequence[str]) -> str:
    """What was said without marks and breaks, which each platform shows in its own way."""
    return " ".join(" ".join(plain(text) for text in texts).split())


class OnConsole:
    def __init__(self, service: Service) -> None:
        content = service.world().content
        self.console = Console("console:four", service.answer, lambda now: [], clock, content)
        self.offered: list[Choice] = []

    async def does(self, what: str) -> list[str]:
        if what.startswith("> "):
            choice = next(c for c in reversed(self.offered) if c.label == what[2:])
            replies = self.console.said(choice=choice.id)
        else:
            replies = self.console.said(text=what)
        self.offered += [c for r in replies for c in r.choices]
        return [r.text for r in replies]


class OnTelegram:
    def __init__(self, api: TelegramApi) -> None:
        self.api = api

    async def does(self, what: str) -> list[str]:
        before = len(self.api.sent_to(CHAT))
        if what.startswith("> "):
            await self.api.user_presses(CHAT, what[2:])
        else:
            await self.api.user_says(CHAT, what)
        await settled(lambda: len(self.api.sent_to(CHAT)), before)
        return [sent.text for sent in self.api.sent_to(CHAT)[before:]]


class OnSlack:
    def __init__(self, api: SlackApi) -> None:
        self.api = api

    async def does(self, what: str) -> list[str]:
        before = len(self.api.sent_to(DIRECT))
        if what.startswith("> "):
            await self.api.user_presses(DIRECT, what[2:])
        else:
            await self.api.user_says(DIRECT, what)
        await settled(lambda: len(self.api.sent_to(DIRECT)), before)
        return [sent.text for sent in self.api.sent_to(DIRECT)[before:]]


class OnWeb:
    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client
        self.after = 0
        self.offered: list[dict[str, str]] = []

    async def does(self, what: str) -> list[str]:
        body: dict[str, Any] = {"id": str(uuid.uuid4()), "text": what}
        if what.startswith("> "):
            choice = next(c for c in reversed(self.offered) if c["label"] == what[2:])
            body = {"id": body["id"], "choice": choice["id"]}
        answer = await self.client.post("/chat/messages", json=body, headers={"X-Steg": "1"})
        assert answer.status_code in (200, 202), answer.text
        found = (await self.client.get(f"/chat/lines?after={self.after}&wait=0")).json()["lines"]
        self.after = max([self.after, *(line["number"] for line in found)])
        said = [line for line in found if line["who"] == "steg"]
        self.offered += [c for line in said for c in line["choices"]]
        return [line["text"] for line in said]


async def settled(count: Any, before: int) -> None:
    """Waits until something came and then nothing more for a while."""
    async with asyncio.timeout(10):
        while count() == before:
            await asyncio.sleep(0.02)
        last = -1
        while count() != last:
            last = count()
            await asyncio.sleep(QUIET)


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


@asynccontextmanager
async def serving(service: Service, given: settings.Settings, port: int) -> AsyncIterator[None]:
    """The whole web process, with outbox and worker, on a port."""
    app = app_of(service, given, with_worker=True)
    server = uvicorn.Server(
        uvicorn.Config(app, port=port, log_level="error", timeout_graceful_shutdown=1)
    )
    task = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.02)
    try:
        yield
    finally:
        server.should_exit = True
        await task


@pytest.fixture
def service(world: World, tmp_path: Path) -> Service:
    return Service(SqliteStore(str(tmp_path / "steg.db")), lambda: world)


async def test_one_and_the_same_talk_passes_on_all_four_channels(
    service: Service, tmp_path: Path
) -> None:
    telegram, slack = TelegramApi(), SlackApi()
    await telegram.start()
    await slack.start()
    telegram.meets(CHAT)
    slack.meets(DIRECT)
    port = free_port()
    given = settings.read(
        {
            "STEG_DATA": str(tmp_path),
            "STEG_SECRET": "a secret only for this test",
            "STEG_PUBLIC_URL": f"http://127.0.0.1:{port}",
            "STEG_TELEGRAM_TOKEN": telegram.token,
            "STEG_TELEGRAM_API": telegram.address,
            "STEG_SLACK_BOT_TOKEN": slack.bot_token,
            "STEG_SLACK_APP_TOKEN": slack.app_token,
            "STEG_SLACK_API": slack.address,
        },
        env_file=None,
    )
    async with (
        serving(service, given, port),
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client,
    ):
        await client.get("/")
        await slack.until(lambda: slack.open_sockets > 0)
        drivers: dict[str, Driver] = {
            "console": OnConsole(service),
            "telegram": OnTelegram(telegram),
            "slack": OnSlack(slack),
            "web": OnWeb(client),
        }
        for what in TALK:
            said = {name: words(await driver.does(what)) for name, driver in drivers.items()}
            assert said["console"], f"nothing was said to {what!r}"
            for name, text in said.items():
                assert text == said["console"], f"{name} says something else to {what!r}"
    await telegram.stop()
    await slack.stop()
    kept = service.store.handoffs()
    assert sorted(h.conversation.partition(":")[0] for h in kept) == [
        "console",
        "slack",
        "telegram",
        "web",
    ]
    assert {h.summary for h in kept} == {kept[0].summary}
