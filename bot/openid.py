"""What logging in with OpenID Connect is built on: who we are at the provider, and what can go wrong."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from bot.errors import StegError

BACK = "/login/openid/back"  # where the provider sends people; the operator registers it there


def plain(error: object) -> str:
    """A provider's word for why it refuses, safe to log: its sentences may hold names."""
    return error if isinstance(error, str) and re.fullmatch(r"[a-z_]{1,40}", error) else "no reason"


class ProviderUnusable(StegError):
    """The provider does not answer, or not as OpenID Connect asks; nobody can log in with it now."""

    exit_code = 3


class LoginRefused(StegError):
    """The provider does not vouch for this login, or not in a way that can be trusted."""


@dataclass(frozen=True, slots=True)
class Registration:
    """Who we are at the provider. ``name_claim`` is what in its ID tokens is the name of an account."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    back: str
    name_claim: str


class Provider(Protocol):
    """Vouches for who somebody is."""

    @property
    def name_claim(self) -> str:
        """What in its ID tokens is the name of an account."""

    async def address(self, state: str, nonce: str, verifier: str, *, choose: bool) -> str:
        """Where to send somebody who wants to log in.

        Args:
            choose: they choose among their accounts, also when the provider knows them already.

        Raises:
            ProviderUnusable: it does not answer, or not as it should.
        """

    async def claims(self, code: str, nonce: str, verifier: str) -> Mapping[str, Any]:
        """What the provider says of who came back with a code; every sign that it is true has been checked.

        Raises:
            ProviderUnusable: it does not answer, or not as it should.
            LoginRefused: it does not take the code, or its ID token is not for us, for now or for this login.
        """
