"""The web process: pages, channels, outbox and worker in one event loop."""

import asyncio
import contextlib
import os
import socket
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial

import structlog
import uvicorn
from starlette.applications import Starlette

from bot.building import clock, derived, problems_of
from bot.channels.port import ChannelPort
from bot.core.asking import needs_read
from bot.core.case_links import LINK_HOLDS, link_token
from bot.core.conversation import Channel, DeskMessage, FileRef, Message, Turn
from bot.core.desks import Desks
from bot.desk_turns import DeskTurns
from bot.digest import Digests
from bot.errors import ChannelRefused, SettingWrong
from bot.open_data import editions_of
from bot.openid import BACK, Provider, Registration
from bot.outbox import Outbox
from bot.service import Service
from bot.settings import Settings
from bot.stores.port import Unsent
from bot.web import pages
from bot.web.app import create_app
from bot.web.page import Site
from bot.worker import jobs, work

LAST_SECONDS = 3  # that open requests get when the process stops
WAITING_CONNECTIONS = 512

log = structlog.get_logger()


def channels_of(settings: Settings, service: Service) -> dict[Channel, ChannelPort]:
    """The channels the settings turn on; the web chat always."""
    from bot.channels.web import WebChannel

    async def fetch(file: FileRef) -> bytes:
        """The bytes of a file, from the channel it was sent on."""
        if file.channel not in found:
            raise ChannelRefused(f"a file came from {file.channel}, which is turned off")
        return await found[file.channel].fetch(file)

    secret = settings.secret_kept()
    secure = settings.public_url.startswith("https://")
    found: dict[Channel, ChannelPort] = {
        "web": WebChannel(
            transcript=service.store.lines,
            secret=derived(secret, "web"),
            secure=secure,
            clock=clock,
        )
    }
    if settings.telegram_token:
        from bot.channels.telegram import TelegramChannel

        found["telegram"] = TelegramChannel(
            token=settings.telegram_token,
            api=settings.telegram_api,
            mode="webhook" if settings.telegram_mode == "webhook" else "polling",
            public_url=settings.public_url,
            secret=derived(secret, "telegram"),
            clock=clock,
            fetch=fetch,
        )
    if settings.slack_bot_token:
        from bot.channels.slack import SlackChannel

        found["slack"] = SlackChannel(
            bot_token=settings.slack_bot_token,
            app_token=settings.slack_app_token,
            signing_secret=settings.slack_signing_secret,
            api=settings.slack_api,
            clock=clock,
            fetch=fetch,
        )
    if settings.smtp and settings.mail_from:
        from bot.channels.mail import MailChannel

        found["mail"] = MailChannel(
            smtp=settings.smtp,
            mail_from=settings.mail_from,
            public_url=settings.public_url,
            link_for=links(settings, service),
            fetch=fetch,
            clock=clock,
        )
    return found


def links(settings: Settings, service: Service) -> Callable[[str, str, datetime], str]:
    """What makes the address at which a desk opens a request without logging in."""
    secret = derived(settings.secret_kept(), "case links")

    def link(request: str, address: str, now: datetime) -> str:
        desk = service.world().desks.at(address)
        token = link_token(secret, request, desk.id if desk else "", now + LINK_HOLDS)
        return f"{settings.public_url}/desk/open?t={token}"

    return link


def digests_of(service: Service, settings: Settings) -> Digests:
    """What keeps the week's digest for those the settings name."""
    return Digests(
        store=service.store,
        content=lambda: service.world().content,
        receivers=settings.digest,
        public_url=settings.public_url,
        least=settings.smallest_count,
    )


class Running:
    """Everything that runs while the process does."""

    def __init__(
        self,
        service: Service,
        channels: Mapping[Channel, ChannelPort],
        settings: Settings,
        *,
        with_worker: bool,
    ) -> None:
        """Nothing runs before ``start``."""
        self._service, self._channels = service, channels
        self._keep_text = timedelta(days=settings.keep_text_days)
        self._keep_talk = timedelta(days=settings.keep_talk_days)
        self._with_worker = with_worker
        self._digests = digests_of(service, settings)
        self.desks = DeskTurns(service.store, service.world)
        self.outbox = Outbox(service.store, channels, clock, self._sent)
        self._tasks: list[asyncio.Task[None]] = []
        self._loop: asyncio.AbstractEventLoop | None = None

    async def receive(self, message: Message | DeskMessage) -> None:
        """Keeps the turn of a message; its replies are on their way when this returns."""
        if isinstance(message, DeskMessage):
            await asyncio.to_thread(self.desks.act, message)
        else:
            await asyncio.to_thread(self._service.answer, message)
        self.outbox.wake()

    def act(self, message: DeskMessage) -> Turn | None:
        """Keeps what an adviser did on a page, and has the outbox look; called in a thread."""
        turn = self.desks.act(message)
        if self._loop is not None:
            self._wake_from(self._loop)
        return turn

    def _sent(self, unsent: Unsent, arrived: bool) -> None:
        if arrived:
            self.desks.arrived(unsent, clock())
        else:
            self.desks.not_arrived(unsent, clock())

    async def start(self) -> None:
        """Starts the channels, then outbox and worker.

        Raises:
            ChannelUnreachable: a platform that is turned on does not answer, or refuses its token. Once
                started, a channel gets over such a time by itself.
        """
        self._loop = asyncio.get_running_loop()
        for channel in self._channels.values():
            await channel.start(self.receive)
        self._tasks.append(asyncio.create_task(self.outbox.run()))
        if self._with_worker:
            loop = self._loop
            wake = partial(self._wake_from, loop)
            table = jobs(
                self._service,
                self._keep_text,
                wake,
                self._digests.keep,
                keep_talk=self._keep_talk,
            )
            self._tasks.append(asyncio.create_task(work(table, clock)))

    def _wake_from(self, loop: asyncio.AbstractEventLoop) -> None:
        """Wakes the outbox from a worker's thread."""
        loop.call_soon_threadsafe(self.outbox.wake)

    async def stop(self) -> None:
        """Stops channels first, so that nothing comes in that would not be kept."""
        for channel in self._channels.values():
            await channel.stop()
        for task in self._tasks:
            task.cancel()
        for task in self._tasks:
            with contextlib.suppress(asyncio.CancelledError):
                await task


def app_of(service: Service, settings: Settings, *, with_worker: bool) -> Starlette:
    """The web application; its lifespan is that of everything that runs beside it."""
    channels = channels_of(settings, service)
    _warn_of_desks_out_of_reach(service.world().desks, channels)
    running = Running(service, channels, settings, with_worker=with_worker)
    routes = [route for channel in channels.values() for route in channel.routes()]
    return create_app(
        [
            *routes,
            *pages.routes(site_of(service, settings, running.act), lambda: editions_of(settings)),
        ],
        ready=service.store.ready,
        metrics=lambda: metrics(service.store.counts()),
        start=running.start,
        stop=running.stop,
    )


def _warn_of_desks_out_of_reach(desks: Desks, channels: Mapping[Channel, ChannelPort]) -> None:
    """A card for such a desk waits, and the ladder takes the request on."""
    for desk in desks.by_id.values():
        channel = desk.address.partition(":")[0]
        if not desk.is_page and channel not in channels:
            log.warning("desk is out of reach", desk=desk.id, why=f"{channel} is turned off")


def site_of(
    service: Service, settings: Settings, act: Callable[[DeskMessage], Turn | None]
) -> Site:
    """What the pages are built on."""
    return Site(
        content=lambda: service.world().content,
        store=service.store,
        clock=clock,
        secret=derived(settings.secret_kept(), "pages"),
        link_secret=derived(settings.secret_kept(), "case links"),
        desks=lambda: service.world().desks,
        act=act,
        secure=settings.public_url.startswith("https://"),
        openid=_openid_of(settings),
        reads=lambda text: needs_read(text, service.world().reader),
        problems=lambda: problems_of(settings),
        keep_text_days=settings.keep_text_days,
        keep_talk_days=settings.keep_talk_days,
    )


def _openid_of(settings: Settings) -> Provider | None:
    """The provider staff may log in with; nothing is asked of it yet, and nothing imported without one."""
    if not (settings.oidc_issuer and settings.oidc_client_id and settings.oidc_client_secret):
        return None
    from bot.openid_provider import OpenIdProvider

    registration = Registration(
        issuer=settings.oidc_issuer,
        client_id=settings.oidc_client_id,
        client_secret=settings.oidc_client_secret,
        back=f"{settings.public_url}{BACK}",
        name_claim=settings.oidc_name_claim,
    )
    return OpenIdProvider(registration, clock)


def metrics(counts: Mapping[str, int]) -> str:
    """Row counts in the text form Prometheus reads; not of signals, which would tell what /open withholds."""
    counts = {kind: count for kind, count in counts.items() if kind != "signals"}
    lines = ["# HELP steg_rows Rows kept, by kind.", "# TYPE steg_rows gauge"]
    lines += [f'steg_rows{{kind="{kind}"}} {count}' for kind, count in sorted(counts.items())]
    return "\n".join(lines) + "\n"


def serve(service: Service, settings: Settings, *, host: str, port: int, with_worker: bool) -> None:
    """Runs the web process until it is stopped.

    Raises:
        SettingWrong: the port is taken, or the host is not this machine's.
        ChannelUnreachable: Telegram or Slack is turned on and cannot be reached at the start.
    """
    try:
        listening = socket.create_server((host, port), backlog=WAITING_CONNECTIONS)
    except OSError as error:
        why = os.strerror(error.errno) if error.errno else str(error)
        raise SettingWrong(
            f"cannot listen at {host} port {port}: {why}; choose another with --port"
        ) from error
    asyncio.run(_serve(service, settings, listening, with_worker=with_worker))


async def _serve(
    service: Service, settings: Settings, listening: socket.socket, *, with_worker: bool
) -> None:
    app = app_of(service, settings, with_worker=with_worker)
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        proxy_headers=False,
        timeout_graceful_shutdown=LAST_SECONDS,
        lifespan="off",  # entered here, so that a fault at the start is ours to tell, in one line
    )
    async with app.router.lifespan_context(app):
        host, port = listening.getsockname()[:2]
        print(*_addresses(settings, host, port), sep="\n", file=sys.stderr)
        await uvicorn.Server(config).serve(sockets=[listening])


def _addresses(settings: Settings, host: str, port: int) -> Sequence[str]:
    shown = "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104 - only compared
    base = f"http://{shown}:{port}"
    on = [
        name
        for name, token in (
            ("Telegram", settings.telegram_token),
            ("Slack", settings.slack_bot_token),
        )
        if token
    ]
    return [
        f"Steg is running at {base}",
        f"  {base}/         chat with Steg",
        f"  {base}/map      who helps with what",
        f"  {base}/desk     advisers: requests for a person",
        f"  {base}/staff    staff: what is in demand",
        "  to log in, make an account first: steg staff add NAME --role admin",
        f"  {base}/healthz  {base}/readyz  {base}/metrics",
        f"  also on: {', '.join(on) or 'neither Telegram nor Slack (no tokens in .env)'}",
    ]


async def work_alone(service: Service, settings: Settings) -> None:
    """What happens by itself, in a process of its own; the web process sends what this one keeps."""
    log.info("worker runs", database=settings.database.partition("://")[0])
    keep_text, digests = timedelta(days=settings.keep_text_days), digests_of(service, settings)
    keep_talk = timedelta(days=settings.keep_talk_days)
    table = jobs(service, keep_text, lambda: None, digests.keep, keep_talk=keep_talk)
    await work(table, clock)
