"""Who may log in, what they may open, and what a name and a password must be like."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

Role = Literal["adviser", "staff", "admin"]
ROLES: tuple[Role, ...] = ("adviser", "staff", "admin")
LEAST_ROLE: Role = "staff"  # sees no request and no contact; words only redacted
Page = Literal["desk", "staff"]
OPENED_BY: Mapping[Page, tuple[Role, ...]] = {
    "desk": ("adviser", "admin"),
    "staff": ("staff", "admin"),
}

LOGIN_ENDS_AFTER = timedelta(hours=12)  # a working day; nobody is found logged in the morning after
LEAST_PASSWORD = 12  # characters; with growing waits far more than can be guessed
MOST_PASSWORD = 200  # characters; longer ones only cost time to hash
NOT_A_HASH = "openid"  # stands where a hash would; no password has this one
NAME_CLAIM = "email"  # the one claim whose value a provider marks as verified
_NAME = re.compile(r"[^\W_][\w.@+-]{1,63}")


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who logs in. ``name`` is as ``account_name`` gives it."""

    name: str
    role: Role
    password_hash: str

    @property
    def has_password(self) -> bool:
        """Whether they log in with a password; others with the operator's OpenID Connect provider."""
        return self.password_hash != NOT_A_HASH


def account_name(typed: str) -> str:
    """A name as it is kept: the same however it was typed."""
    return unicodedata.normalize("NFC", typed.strip()).casefold()


def named_by(claims: Mapping[str, object], claim: str) -> str | None:
    """The account name that an ID token gives, which has been checked to be the provider's.

    Args:
        claim: which of its claims is the name. An e-mail address must be marked as verified.

    Returns:
        None when it gives none, or one that another name would fold into (ß and ss are two mailboxes, and
        so are k and the sign for kelvin).
    """
    name = claims.get(claim)
    if not isinstance(name, str) or (
        claim == NAME_CLAIM and claims.get("email_verified") is not True
    ):
        return None
    folded = account_name(name)
    is_itself = unicodedata.is_normalized("NFC", name) and folded == name.lower()
    return folded if is_itself else None


def why_not_name(name: str) -> str | None:
    """What is wrong with a name for a new account, None when it can be used."""
    if _NAME.fullmatch(name):
        return None
    return f"the name {name!r} cannot be used; write 2 to 64 letters, digits or .@+-_, not one of these first"


def why_not_password(password: str) -> str | None:
    """What is wrong with a new password, None when it can be used; never quotes it."""
    if len(password) < LEAST_PASSWORD:
        return f"the password is too short; write at least {LEAST_PASSWORD} characters"
    if len(password) > MOST_PASSWORD:
        return f"the password is too long; write at most {MOST_PASSWORD} characters"
    return None


def may_open(role: Role, page: Page) -> bool:
    """Whether somebody with this role may open a page."""
    return role in OPENED_BY[page]


def opens(role: Role) -> tuple[Page, ...]:
    """The pages a role may open, the one to begin with first."""
    return tuple(page for page in OPENED_BY if may_open(role, page))
