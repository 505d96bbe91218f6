"""Asks Slack's Web API, and tells its faults as ours."""

import asyncio
from collections.abc import Awaitable, Mapping
from datetime import timedelta

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError, SlackRequestError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.channels.quiet import silent_logger
from bot.channels.slack_blocks import Post
from bot.core.content import Language
from bot.core.conversation import Document
from bot.errors import ChannelRefused, ChannelUnreachable, StegError, TryLater

LANGUAGE_WITHIN = timedelta(seconds=1)
ANSWER_WITHIN = timedelta(seconds=30)
WAIT_UNLESS_TOLD = 30.0  # seconds, when Slack asks to wait and does not say how long

# Slack offers no Norwegian, so its English is what most Norwegians see, and says nothing of their language.
LANGUAGES: Mapping[str, Language] = {"nb": "nb", "nn": "nb", "no": "nb", "sv": "sv"}

REFUSED = frozenset(
    {
        "account_inactive",
        "cannot_dm_bot",
        "channel_not_found",
        "invalid_blocks",
        "is_archived",
        "messages_tab_disabled",
        "msg_blocks_too_long",
        "msg_too_long",
        "no_text",
        "not_in_channel",
        "user_disabled",
        "user_not_found",
        "user_not_visible",
    }
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
        self._direct: dict[str, str] = {}

    def client(self, token: str | None) -> AsyncWebClient:
        """The library's client with a token, on the connections that all of them share."""
        if self._session is None:
            timeout = aiohttp.ClientTimeout(total=ANSWER_WITHIN.total_seconds())
            self._session = aiohttp.ClientSession(timeout=timeout)
        return AsyncWebClient(
            token, base_url=self._address, session=self._session, logger=self.logger
        )

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

    async def post(self, channel: str, post: Post) -> None:
        """Sends a message."""
        await self._bot_client().chat_postMessage(
            channel=channel,
            text=post.notice,
            blocks=post.blocks,
            mrkdwn=False,
            unfurl_links=False,
            unfurl_media=False,
        )

    async def upload(self, channel: str, document: Document) -> None:
        """Sends a file."""
        await self._bot_client().files_upload_v2(
            channel=channel,
            filename=document.name,
            title=document.name,
            content=document.text.encode("utf-8", "replace"),
        )

    def as_ours(self, error: Exception) -> StegError:
        """What a failed send means to the outbox."""
        wait, fault = _seconds(error), fault_of(error)
        if wait is not None:
            return TryLater("Slack asks to wait", wait)
        if fault in REFUSED:
            return ChannelRefused(f"Slack refuses the message ({fault})")
        return self._unreachable(error, "STEG_SLACK_BOT_TOKEN")

    # --- owners

    async def language(self, user: str) -> Language | None:
        """The language a user has chosen in Slack, asked for once; it is a hint, so not knowing is fine."""
        if user not in self._languages:
            self._languages[user] = await self._ask_language(user)
        return self._languages[user]

    async def _ask_language(self, user: str) -> Language | None:
        try:
            async with asyncio.timeout(LANGUAGE_WITHIN.total_seconds()):
                answer = await self._bot_client().users_info(user=user, include_locale=True)
        except FAULTS:
            return None
        locale: str = (answer.get("user") or {}).get("locale") or ""
        return LANGUAGES.get(locale.partition("-")[0].lower())

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
    told = str(response.headers.get("Retry-After", ""))
    return float(told) if told.isdecimal() else WAIT_UNLESS_TOLD


def takes_no_files(error: SlackClientError) -> bool:
    """Whether it is the file that was refused, and not the channel or us."""
    if isinstance(error, SlackRequestError):
        return True
    if not isinstance(error, SlackApiError) or _seconds(error) is not None:
        return False
    return fault_of(error) is not None and fault_of(error) not in REFUSED | TOKEN_WRONG
