"""What every channel offers, so that nothing else knows which platforms there are."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

from starlette.routing import BaseRoute

from bot.core.conversation import Channel, Message, Reply

Receive = Callable[[Message], Awaitable[None]]
"""Takes a message; returns when the turn is kept. Replies come through ``send``, from the outbox."""


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

    async def send(self, conversation: str, reply: Reply) -> None:
        """Sends one reply, in as many parts as the platform's limits ask for.

        Raises:
            TryLater: the platform asks to wait.
            ChannelRefused: it will never take this message.
            ChannelUnreachable: it could not be reached.
        """

    async def stop(self) -> None:
        """Stops receiving and lets go of connections."""
