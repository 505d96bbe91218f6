"""Remembers how far a reply got that failed on its way, so that a second try goes on there."""

from bot.core.conversation import Reply


class HalfSent:
    """The replies of which some parts are sent, one a conversation at the most."""

    def __init__(self) -> None:
        self._parts: dict[str, tuple[int, int]] = {}

    def note(self, conversation: str, reply: Reply, parts: int) -> None:
        """Notes how many parts were sent before one failed."""
        if parts:
            self._parts[conversation] = (hash(reply), parts)

    def take(self, conversation: str, reply: Reply) -> int:
        """How many parts of this reply an earlier try has sent; forgotten once told."""
        half_sent, parts = self._parts.pop(conversation, (0, 0))
        return parts if half_sent == hash(reply) else 0
