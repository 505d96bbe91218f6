"""What an OpenID Connect provider publishes of itself: addresses and keys, fetched when needed and kept."""

import asyncio
import json
import ssl
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Generic, Literal, TypeVar

import httpx2
from authlib.oidc.discovery import get_well_known_url
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, Key, KeySet, RSAKey

from bot.openid import ProviderUnusable
from bot.settings import is_on_this_machine

HOLDS = timedelta(hours=1)  # a key the provider takes back is trusted no longer than this
ASKED_AGAIN_AFTER = timedelta(seconds=30)  # so that nobody can have us ask again and again
TIMEOUT = 5  # seconds for each step of asking
LONGEST = 10  # seconds for a whole answer, while somebody looks at an empty page
MOST_BYTES = 200_000  # of an answer; the longest known are a tenth of it
KEY_KINDS: Mapping[str, type[RSAKey] | type[ECKey]] = {"RSA": RSAKey, "EC": ECKey}

SecretSent = Literal["client_secret_post", "client_secret_basic"]
Fetched = TypeVar("Fetched")


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where to ask a provider what, and how it wants to be told our secret."""

    issuer: str
    authorization: str
    token: str
    keys: str
    secret_sent: SecretSent


class Kept(Generic[Fetched]):
    """Something the provider publishes, fetched when it is first needed and when it has grown old."""

    def __init__(
        self, fetch: Callable[[], Awaitable[Fetched]], clock: Callable[[], datetime]
    ) -> None:
        self._fetch, self._clock = fetch, clock
        self._asking = asyncio.Lock()
        self._asked_at: datetime | None = None
        self._found: Fetched | None = None

    async def get(self, *, newer: bool = False) -> Fetched:
        """What is published; ``newer`` asks again unless that was done a moment ago.

        Raises:
            ProviderUnusable: there is no answer now, or there was none a moment ago.
        """
        async with self._asking:
            if self._must_ask(newer):
                self._asked_at, self._found = self._clock(), None
                self._found = await self._fetch()
            if self._found is None:
                raise ProviderUnusable("the provider did not answer a moment ago")
            return self._found

    def _must_ask(self, newer: bool) -> bool:
        if self._asked_at is None:
            return True
        kept_for = self._clock() - self._asked_at
        early = newer or self._found is None
        return kept_for >= (ASKED_AGAIN_AFTER if early else HOLDS)


async def addresses_of(issuer: str) -> Addresses:
    """What the provider's discovery document says.

    Raises:
        ProviderUnusable: there is none, it is another issuer's, or it lacks what we need.
    """
    return addresses_in(await _fetched(get_well_known_url(issuer, external=True)), issuer)


def addresses_in(document: Mapping[str, Any], issuer: str) -> Addresses:
    """What an issuer's discovery document says.

    Raises:
        ProviderUnusable: it is another issuer's, or lacks what we need.
    """
    found = str(document.get("issuer"))
    if found.rstrip("/") != issuer.rstrip("/"):
        raise ProviderUnusable("the discovery document is another issuer's than STEG_OIDC_ISSUER")
    return Addresses(
        found,
        _address(document, "authorization_endpoint", issuer),
        _address(document, "token_endpoint", issuer),
        _address(document, "jwks_uri", issuer),
        _secret_sent(document),
    )


async def keys_at(address: str) -> KeySet:
    """The provider's public keys; those of kinds we do not use are left out.

    Raises:
        ProviderUnusable: there are none.
    """
    listed = (await _fetched(address)).get("keys")
    keys = [key for one in (listed if isinstance(listed, list) else []) for key in _key(one)]
    if not keys:
        raise ProviderUnusable("the provider publishes no key that we can use")
    return KeySet(keys)


def _key(one: Any) -> list[Key]:
    """The key in a list, or none: a secret key, or one of tomorrow's kinds, never checks a signature."""
    kind = KEY_KINDS.get(one.get("kty", "")) if isinstance(one, dict) else None
    try:
        return [kind.import_key(one)] if kind else []
    except (JoseError, ValueError, TypeError, KeyError):
        return []


def _address(document: Mapping[str, Any], name: str, issuer: str) -> str:
    """An address in the document; only a provider on this machine has us ask this machine."""
    address = document.get(name)
    if isinstance(address, str) and _may_be_asked(address, issuer):
        return address
    raise ProviderUnusable(f"the discovery document has no {name} that begins with https://")


def _may_be_asked(address: str, issuer: str) -> bool:
    try:
        is_here = is_on_this_machine(address)
    except ValueError:  # no address at all
        return False
    return is_on_this_machine(issuer) if is_here else address.startswith("https://")


def _secret_sent(document: Mapping[str, Any]) -> SecretSent:
    """In the form where that is taken: in the header, programs disagree on how to write some signs."""
    taken = document.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    if "client_secret_post" in taken:
        return "client_secret_post"
    if "client_secret_basic" in taken:
        return "client_secret_basic"
    raise ProviderUnusable("the provider takes no client secret; register us with one")


@cache
def trusted() -> ssl.SSLContext:
    """Whose certificates are believed; read once, and in a thread, as that takes a while."""
    return httpx2.create_ssl_context()


async def _fetched(address: str) -> Mapping[str, Any]:
    """The JSON object at an address of the provider."""
    what, believed = httpx2.URL(address).path, await asyncio.to_thread(trusted)
    try:
        async with (
            asyncio.timeout(LONGEST),
            httpx2.AsyncClient(timeout=TIMEOUT, verify=believed) as client,
        ):
            found = json.loads(await _body(client, address))
    except (httpx2.HTTPError, TimeoutError, ValueError, RecursionError) as error:
        raise ProviderUnusable(f"{what}: {type(error).__name__}") from None
    if not isinstance(found, dict):
        raise ProviderUnusable(f"{what}: no JSON object")
    return found


async def _body(client: httpx2.AsyncClient, address: str) -> bytes:
    body = b""
    async with client.stream("GET", address, headers={"Accept": "application/json"}) as answer:
        if answer.status_code != httpx2.codes.OK:
            raise ValueError("not 200")
        async for part in answer.aiter_bytes():
            body += part
            if len(body) > MOST_BYTES:
                raise ValueError("too much")
    return body
