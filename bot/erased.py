"""Remembers whose talks were erased, apart from the database, so that a restored backup can be set right."""

import hmac
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import structlog

from bot.errors import fault
from bot.stores.port import Store
from bot.whole_files import write_whole

FOLDER = "erased"  # inside STEG_DATA, never inside a backup of the database
MARKED_FOR = timedelta(days=365)  # no backup may be kept longer than this
PURPOSE = b"erased conversations"

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Erased:
    """A file for each erased conversation: its name a keyed hash of the id, its text when that was."""

    folder: Path
    secret: Callable[[], str]

    def mark(self, conversation: str, at: datetime) -> None:
        """Remembers that everything before this was erased; an erasure never fails because of it."""
        try:
            self._forget_old(at)
            self.folder.mkdir(parents=True, exist_ok=True)
            write_whole(self.folder / self.hash(conversation), at.isoformat().encode())
        except OSError as error:
            log.error("erasure not marked; a restored backup will not know", fault=fault(error))

    def hash(self, conversation: str) -> str:
        """What is kept of the id: without the secret nobody can tell whose it was."""
        key = hmac.new(self.secret().encode(), PURPOSE, "sha256").digest()
        return hmac.new(key, conversation.encode(), "sha256").hexdigest()

    def at(self, conversation: str) -> datetime | None:
        """When a conversation was last erased; None when it was not."""
        return _time(self.folder / self.hash(conversation))

    def all(self) -> Iterator[tuple[str, datetime]]:
        """Every mark with its time, by hash."""
        for path in sorted(self.folder.glob("?" * 64)):
            at = _time(path)
            if at is not None:
                yield path.name, at

    def _forget_old(self, now: datetime) -> None:
        for name, at in self.all():
            if now - at > MARKED_FOR:
                (self.folder / name).unlink(missing_ok=True)


def erase_again(store: Store, erased: Erased) -> int:
    """Erases what a restored backup brought back; how many conversations.

    An owner who came back after erasing everything keeps what was said since.
    """
    brought_back = [
        conversation
        for conversation, oldest in store.conversations().items()
        if (at := erased.at(conversation)) is not None and oldest < at
    ]
    for conversation in brought_back:
        store.erase(conversation)
    return len(brought_back)


def _time(path: Path) -> datetime | None:
    try:
        return datetime.fromisoformat(path.read_text("utf-8"))
    except (FileNotFoundError, ValueError):
        return None
