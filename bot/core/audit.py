"""What staff did and why: a line for each act, so that it can be seen afterwards who looked at what."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, get_args

KEPT = timedelta(days=730)  # long enough to look back over a year that has ended
MOST_WHY = 300  # characters of a reason
LEAST_WHY = 5  # fewer say nothing

Deed = Literal[
    "logged-in",
    "logged-out",
    "downloaded",
    "read-talk",
    "corrected",
    "taught",
    "untaught",
    "new-need",
    "introduced",
    "account-added",
    "account-removed",
    "password-changed",
]
DEEDS: tuple[Deed, ...] = get_args(Deed)


@dataclass(frozen=True, slots=True)
class Act:
    """One act of somebody who is logged in.

    Args:
        by: name of the account; "" at the operator's terminal.
        about: what it was done to: an entry's id, a page, a talk's code; never a name or words of an owner.
        why: the reason that was given, where one is asked for.
    """

    at: datetime
    by: str
    deed: Deed
    about: str = ""
    why: str = ""


def why_not_reason(why: str) -> str | None:
    """What is wrong with a reason, as a word's id; None when it will do."""
    length = len(why.strip())
    if length < LEAST_WHY:
        return "why-too-short"
    return "why-too-long" if length > MOST_WHY else None
