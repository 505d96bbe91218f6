"""What can go wrong in the world: one base, few facts. Faults in content are values, not these."""

import traceback
from pathlib import Path

DEEPEST_CALLS = 4  # of a fault's way through the code, enough to find it


class StegError(Exception):
    """A fault whose text is one line that says what to do. ``exit_code`` is what a command ends with."""

    exit_code = 1


class SettingWrong(StegError):
    """A setting is missing or has a value that cannot be used."""

    exit_code = 2


class ContentFaulty(StegError):
    """The content has problems, so the bot does not start."""

    exit_code = 1


class ContentUnreadable(StegError):
    """A content folder cannot be read at all."""

    exit_code = 2


class NotTaught(StegError):
    """An example cannot be taught as it stands."""


class StoreUnreachable(StegError):
    """The database cannot be opened, is locked, full, or not ours."""

    exit_code = 3


class ChannelUnreachable(StegError):
    """The platform does not answer."""

    exit_code = 3


class ChannelRefused(StegError):
    """The platform refused a message for good: blocked, chat gone. Trying again is of no use."""


class TryLater(StegError):
    """The platform asks to wait; ``seconds`` is how long."""

    def __init__(self, text: str, seconds: float) -> None:
        super().__init__(text)
        self.seconds = seconds


def fault(error: BaseException) -> str:
    """What kind of fault it is and where it happened, for the log.

    Never its text: that may hold an owner's words.
    """
    calls = traceback.extract_tb(error.__traceback__)[-DEEPEST_CALLS:]
    where = " < ".join(
        f"{Path(call.filename).name}:{call.lineno} {call.name}" for call in reversed(calls)
    )
    return f"{type(error).__name__} at {where or 'an unknown place'}"
