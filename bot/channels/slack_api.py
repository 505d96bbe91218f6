"""Asks Slack's Web API, and tells its faults as ours."""

import asyncio
from collections.abc import Awaitable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError, SlackRequestError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse
from yarl import URL

from bot.channels.quiet import silent_logger
from bot.channels.slack_blocks import Post
from bot.channels.slack_messages import UNNAMED
from bot.channels.text import can_be_seen, one_line
from bot.core.content import Language
from bot.core.conversation import FileRef, Picture
from bot.core.files import MOST_BYTES
from bot.errors import ChannelRefused, ChannelUnreachable, StegError, TryLater

USER_WITHIN = timedelta(seconds=1)
NAME_KEPT_FOR = timedelta(hours=1)  # a talk, so that Slack is not asked at every line
LONGEST_NAME = 80  # characters, Slack's limit for what people are called
LONGEST_ALT = 1000  # characters, Slack's limit for what is said of a picture
MOST_REDIRECTS = 3
A_PAGE = (
    "Slack gives a page in place of the file; add the scope files:read, and install the app anew"
)
ANSWER_WITHIN = timedelta(seconds=30)
WAIT_UNLESS_TOLD = 30.0  # seconds, when Slack asks to wait and does not say how long

# Slack offers no Norwegian, so its English is what most Norwegians see, and says nothing of their language.
LANGUAGES: Mapping[str, Language] = {"nb": "nb", "nn": "nb", "no": "nb", "sv": "sv"}

REFUSED = frozenset(
    {
        "account_inactive",
        "cannot_dm_bot",
        "cannot_reply_to_message",
        "channel_not_found",
        "invalid_blocks",
        "invalid_channel",
        "invalid_thread_ts",
        "is_archived",
        "messages_tab_disabled",
        "msg_blocks_too_long",
        "msg_too_long",
        "no_text",
        "not_in_channel",
        "posting_to_channel_denied",
        "restricted_action",
        "restricted_action_non_threadable_channel",
        "restricted_action_read_only_channel",
        "restricted_action_thread_locked",
        "restricted_action_thread_only_channel",
        "thread_not_found",
        "user_disabled",
        "user_not_found",
        "user_not_visible",
    }
)
FILE_NOT_TAKEN = frozenset(
    {
        "blocked_file_type",
        "file_upload_size_restricted",
        "file_uploads_disabled",
        "file_uploads_except_images_disabled",
        "missing_scope",
        "no_permission",
        "slack_connect_blocked_file_type",
        "slack_connect_file_upload_sharing_blocked",
        "storage_limit_reached",
    }
)
FILE_NOT_GIVEN = frozenset(
    {"access_denied", "file_deleted", "file_not_found", "missing_scope", "no_permission"}
)
TOKEN_WRONG = frozenset(
    {
        "invalid_auth",
        "not_allowed_token_type",
        "not_authed",
        "token_expired",
        "token_revoked",
    }
)
TOKEN_USELESS = frozenset(
    {"account_inactive", "missing_scope"}
)  # good for nothing, or for something else
TOKEN_HELP = {
    "STEG_SLACK_BOT_TOKEN": "copy the one that begins with xoxb- from the app's OAuth & Permissions page",
    "STEG_SLACK_APP_TOKEN": "copy the one that begins with xapp- from the app's Basic Information page",
}
# AttributeError: the library takes every answer for an object, also a proxy's page.
FAULTS = (SlackClientError, aiohttp.ClientError, OSError, TimeoutError, AttributeError)


class WebApi:
    """Slack's Web API with the bot's token; it connects when first asked.

    ``logger`` is the silent one that Slack's libraries write to.
    """

    def __init__(self, bot_token: str, address: str) -> None:
        self._bot_token, self._address = bot_token, f"{address.rstrip('/')}/"
        self.logger = silent_logger("slack")
        self._session: aiohttp.ClientSession | None = None
        self._languages: dict[str, Language | None] = {}
        self._names: dict[str, tuple[datetime, str]] = {}
        self._direct: dict[str, str] = {}

    def client(self, token: str | None) -> AsyncWebClient:
        """The library's client with a token, on the connections that all of them share."""
        return AsyncWebClient(
            token, base_url=self._address, session=self._connections(), logger=self.logger
        )

    def _connections(self) -> aiohttp.ClientSession:
        if self._session is None:
            timeout = aiohttp.ClientTimeout(total=ANSWER_WITHIN.total_seconds())
            self._session = aiohttp.ClientSession(timeout=timeout)
        return self._session

    async def close(self) -> None:
        """Closes connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    # --- starting

    async def bot(self) -> AsyncSlackResponse:
        """Who we are in Slack, so that we know our own messages.

        Raises:
            ChannelUnreachable: Slack does not answer, or not with this token.
        """
        setting = "STEG_SLACK_BOT_TOKEN"
        bot = await self._asked(self._bot_client().auth_test(), setting)
        if not bot.get("bot_id"):
            raise ChannelUnreachable(f"{setting} is a person's token; {TOKEN_HELP[setting]}")
        return bot

    async def socket_address(self, client: AsyncWebClient, app_token: str) -> str | None:
        """Where a socket can be opened.

        Raises:
            ChannelUnreachable: Slack does not answer, or not with this token.
        """
        opened = await self._asked(
            client.apps_connections_open(app_token=app_token), "STEG_SLACK_APP_TOKEN"
        )
        address: str | None = opened["url"]
        return address

    async def _asked(
        self, answer: Awaitable[AsyncSlackResponse], setting: str
    ) -> AsyncSlackResponse:
        """What Slack answers when first shown a token."""
        try:
            return await answer
        except FAULTS as error:
            raise self._unreachable(error, setting) from None  # the library's own text is no help

    def _unreachable(self, error: Exception, setting: str) -> ChannelUnreachable:
        wait, fault = _seconds(error), fault_of(error)
        if wait is not None:
            return ChannelUnreachable(f"Slack asks to wait; start again in {wait:.0f} seconds")
        if fault in TOKEN_WRONG | TOKEN_USELESS:
            return ChannelUnreachable(f"Slack refuses {setting} ({fault}); {TOKEN_HELP[setting]}")
        why = fault or type(error).__name__
        return ChannelUnreachable(
            f"Slack does not answer at {self._address} ({why}); check the connection, or STEG_SLACK_API"
        )

    # --- sending

    async def post(self, channel: str, thread: str | None, post: Post) -> str | None:
        """Sends a message; its ``ts``, by which Slack knows it."""
        posted = await self._bot_client().chat_postMessage(
            channel=channel,
            thread_ts=thread,
            text=post.notice,
            blocks=post.blocks,
            mrkdwn=False,
            unfurl_links=False,
            unfurl_media=False,
        )
        ts: str | None = posted.get("ts")
        return ts

    async def upload(self, channel: str, thread: str | None, name: str, content: bytes) -> None:
        """Sends a file."""
        await self._bot_client().files_upload_v2(
            channel=channel, thread_ts=thread, filename=name, title=name, content=content
        )

    async def show(self, channel: str, thread: str | None, pictures: Sequence[Picture]) -> None:
        """Sends pictures of ours, side by side in one message."""
        uploads = [
            {
                "filename": picture.name,
                "title": picture.title,
                "alt_txt": picture.alt[:LONGEST_ALT],
                "content": picture.content,
            }
            for picture in pictures
        ]
        await self._bot_client().files_upload_v2(
            channel=channel, thread_ts=thread, file_uploads=uploads
        )

    async def pass_on(self, channel: str, thread: str | None, name: str, content: bytes) -> None:
        """Sends a file somebody sent, which nothing can take the place of.

        Raises:
            ChannelRefused: Slack takes no such file from us.
        """
        try:
            await self.upload(channel, thread, name, content)
        except SlackApiError as error:
            if fault_of(error) not in FILE_NOT_TAKEN:
                raise
            raise ChannelRefused(f"Slack does not take the file ({fault_of(error)})") from None

    def as_ours(self, error: Exception, *, at_desk: bool = False) -> StegError:
        """What a failed send means to the outbox.

        Args:
            at_desk: whether it went to a desk; an owner's reply waits until the token is mended, but a
                request goes on to another desk.
        """
        wait, fault = _seconds(error), fault_of(error)
        if wait is not None:
            return TryLater("Slack asks to wait", wait)
        if fault in REFUSED:
            return ChannelRefused(f"Slack refuses the message ({fault})")
        unreachable = self._unreachable(error, "STEG_SLACK_BOT_TOKEN")
        if at_desk and fault in TOKEN_WRONG | TOKEN_USELESS:
            return ChannelRefused(str(unreachable))
        return unreachable

    # --- files

    async def download(self, file: FileRef) -> bytes:
        """The bytes of a file somebody sent.

        Raises:
            ChannelRefused: it is gone, too large, or Slack gives something else in its place.
            ChannelUnreachable: Slack cannot give it now.
            TryLater: Slack asks to wait.
        """
        try:
            told = await self._bot_client().files_info(file=file.ref)
        except SlackApiError as error:
            if fault_of(error) not in FILE_NOT_GIVEN:
                raise
            raise ChannelRefused(f"Slack does not give the file ({fault_of(error)})") from None
        info = told.get("file") or {}
        # Of a PDF, url_private leads to a host outside slack.com.
        address = str(info.get("url_private_download") or info.get("url_private") or "")
        body = await self._bytes_at(address)
        if not body:
            raise ChannelRefused("Slack gives nothing in place of the file")
        if _is_page(body) and not file.media_type.startswith("text/"):
            raise ChannelRefused(A_PAGE)
        return body

    async def _bytes_at(self, address: str) -> bytes:
        """What an address of Slack's holds; the token is shown to no other host."""
        headers = {"Authorization": f"Bearer {self._bot_token}"}
        for _ in range(1 + MOST_REDIRECTS):
            url = self._own(address)
            async with self._connections().get(
                url, headers=headers, allow_redirects=False
            ) as answer:
                if not 300 <= answer.status < 400:
                    return await _body(answer)
                address = _joined(url, answer.headers.get("Location", ""))
        raise ChannelRefused("Slack sends the file's address round and round")

    def _own(self, address: str) -> URL:
        try:
            url = URL(address)
        except ValueError:
            raise ChannelRefused("Slack gives no address of the file that can be read") from None
        if not may_see_token(url, URL(self._address)):
            raise ChannelRefused("Slack's address of the file leads elsewhere than to Slack")
        return url

    # --- people

    async def language(self, user: str) -> Language | None:
        """The language a user has chosen in Slack, asked for once; it is a hint, so not knowing is fine."""
        if user not in self._languages:
            locale = str((await self._told_of(user)).get("locale") or "")
            self._languages[user] = LANGUAGES.get(locale.partition("-")[0].lower())
        return self._languages[user]

    async def shown_name(self, user: str, now: datetime) -> str:
        """What others see a user called; UNNAMED when Slack does not say."""
        self._names = {
            known: kept for known, kept in self._names.items() if now - kept[0] < NAME_KEPT_FOR
        }
        if user in self._names:
            return self._names[user][1]
        name = _name(await self._told_of(user))
        if name is None:
            return UNNAMED
        self._names[user] = (now, name)
        return name

    async def _told_of(self, user: str) -> Mapping[str, Any]:
        """What Slack tells of a user; empty when it does not, or not in time."""
        try:
            async with asyncio.timeout(USER_WITHIN.total_seconds()):
                answer = await self._bot_client().users_info(user=user, include_locale=True)
        except FAULTS:
            return {}
        return answer.get("user") or {}

    def met(self, user: str, channel: str) -> None:
        """Notes a user's direct channel, so that it need not be asked for."""
        self._direct[user] = channel

    async def direct_channel(self, user: str) -> str | None:
        """Where a user talks with us alone; None when Slack does not say."""
        if user not in self._direct:
            try:
                opened = await self._bot_client().conversations_open(users=user)
            except FAULTS:
                return None
            self._direct[user] = opened["channel"]["id"]
        return self._direct[user]

    def _bot_client(self) -> AsyncWebClient:
        return self.client(self._bot_token)


def fault_of(error: Exception) -> str | None:
    """Slack's own word for what is wrong, None when it gave no answer we know."""
    response = getattr(error, "response", None)
    if not isinstance(response, AsyncSlackResponse) or not isinstance(response.data, dict):
        return None
    return response.data.get("error")


def _seconds(error: Exception) -> float | None:
    """How long Slack asks to wait, None when it does not."""
    response = getattr(error, "response", None)
    if not isinstance(response, AsyncSlackResponse):
        return None
    if response.status_code != 429 and fault_of(error) != "ratelimited":
        return None
    return _told_seconds(response.headers)


def _told_seconds(headers: Mapping[str, str]) -> float:
    told = str(headers.get("Retry-After", ""))
    return float(told) if told.isdecimal() else WAIT_UNLESS_TOLD


def takes_no_files(error: SlackClientError) -> bool:
    """Whether it is the file that was refused, and not the channel or us."""
    if isinstance(error, SlackRequestError):
        return True
    if not isinstance(error, SlackApiError) or _seconds(error) is not None:
        return False
    return fault_of(error) is not None and fault_of(error) not in REFUSED | TOKEN_WRONG


def may_see_token(url: URL, api: URL) -> bool:
    """Whether an address is Slack's own, or where its Web API is."""
    if url.user is not None or url.password is not None:
        return False
    host = url.host or ""
    is_slack = host == "slack.com" or host.endswith(".slack.com")
    at_api = (url.scheme, host, url.port) == (api.scheme, api.host, api.port)
    return at_api or (is_slack and url.scheme == "https" and url.port == 443)


def _joined(url: URL, location: str) -> str:
    """Where a redirect leads; empty when that cannot be read."""
    try:
        return str(url.join(URL(location)))
    except ValueError:
        return ""


async def _body(answer: aiohttp.ClientResponse) -> bytes:
    if answer.status == 429:
        raise TryLater("Slack asks to wait", _told_seconds(answer.headers))
    if answer.status >= 500:
        raise ChannelUnreachable(f"Slack cannot give the file now ({answer.status})")
    if answer.status != 200:
        raise ChannelRefused(f"Slack does not give the file ({answer.status})")
    if answer.content_type == "text/html":
        raise ChannelRefused(A_PAGE)
    body = bytearray()
    async for piece in answer.content.iter_any():
        body += piece
        if len(body) > MOST_BYTES:
            raise ChannelRefused(f"Slack's file is larger than {MOST_BYTES} bytes")
    return bytes(body)


def _is_page(body: bytes) -> bool:
    return body[:200].lstrip().lower().startswith((b"<!doctype html", b"<html"))


def _name(told: Mapping[str, Any]) -> str | None:
    profile = told.get("profile") or {}
    names = (profile.get("real_name"), told.get("real_name"), profile.get("display_name"))
    lines = (one_line(str(name or ""))[:LONGEST_NAME].rstrip() for name in names)
    return next((line for line in lines if can_be_seen(line)), None)
