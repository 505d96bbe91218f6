"""What every channel offers, so that nothing else knows which platforms there are."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

from starlette.routing import BaseRoute

from bot.core.conversation import Channel, DeskMessage, FileRef, Message, Reply

Receive = Callable[[Message | DeskMessage], Awaitable[None]]
"""Takes a message of an owner or an adviser; returns when the turn is kept. Replies come through ``send``."""


class ChannelPort(Protocol):
    """One platform, in and out. It translates and decides nothing.

    Commands and buttons become ``Message.choice``: ``/start`` is ``do=hello``, ``/help`` ``do=help``,
    ``/language`` ``do=language``, ``/privacy`` ``do=privacy``, ``/erase`` ``do=erase``, ``/person``
    ``do=handoff``; a button is the choice's own id.
    """

    @property
    def name(self) -> Channel:
        """The channel's word, with which its conversation ids begin."""

    def routes(self) -> Sequence[BaseRoute]:
        """The addresses this channel answers in the web process; empty when it needs none."""

    async def start(self, receive: Receive) -> None:
        """Begins to receive.

        Raises:
            ChannelUnreachable: the platform does not answer, or does not know the token.
        """

    async def send(self, conversation: str, reply: Reply, thread: str | None = None) -> str | None:
        """Sends one reply, in as many parts as the platform's limits ask for.

        Args:
            thread: the platform's id of the post it belongs under, at a desk.

        Returns:
            The platform's id of the first post made, None where posts have none.

        Raises:
            TryLater: the platform asks to wait.
            ChannelRefused: it will never take this message.
            ChannelUnreachable: it could not be reached.
        """

    async def fetch(self, file: FileRef) -> bytes:
        """The bytes of a file somebody sent here.

        Raises:
            ChannelRefused: it is gone, larger than it said, or not given out.
            ChannelUnreachable: it could not be reached.
        """

    async def stop(self) -> None:
        """Stops receiving and lets go of connections."""
