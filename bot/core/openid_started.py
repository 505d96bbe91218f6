"""A login that is on its way to the OpenID Connect provider and back: what the browser carries meanwhile."""

import hashlib
import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

STARTED_HOLDS = timedelta(minutes=10)  # for a password, a second factor, and a telephone that rings
MOST_COOKIE = (
    2000  # characters; ours have at most some 1200, with the longest address to go back to
)


@dataclass(frozen=True, slots=True)
class Started:
    """A login that was started in one browser.

    ``state`` is 256 random bits that come back with the answer. ``path`` is where to go afterwards, empty
    for the first page of the role.
    """

    state: str
    path: str
    until: datetime

    def nonce(self, secret: str) -> str:
        """What the ID token must repeat."""
        return _keyed(secret, "nonce", self.state)

    def verifier(self, secret: str) -> str:
        """What only this server can show to have the code exchanged; it never leaves for the browser."""
        return _keyed(secret, "verifier", self.state)


def cookie_of(started: Started, secret: str) -> str:
    """What the browser keeps: it can be read there, but not made or changed."""
    told = json.dumps([started.state, started.path, int(started.until.timestamp())])
    body = _in_cookie(told.encode())
    return f"{body}.{_keyed(secret, 'cookie', body)}"


def started_in(cookie: str, secret: str, now: datetime) -> Started | None:
    """The login a cookie is of; None when it is not ours, or has ended."""
    body, _, signature = cookie[:MOST_COOKIE].partition(".")
    expected = _keyed(secret, "cookie", body)
    if not hmac.compare_digest(signature.encode("utf-8", "replace"), expected.encode()):
        return None
    state, path, seconds = json.loads(urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    started = Started(state, path, datetime.fromtimestamp(seconds, UTC))
    return started if now < started.until else None


def _keyed(secret: str, purpose: str, text: str) -> str:
    """43 characters that follow from the text for whoever has the secret; another purpose gives others."""
    told = f"logging in with OpenID Connect\n{purpose}\n{text}".encode("utf-8", "replace")
    return _in_cookie(hmac.new(secret.encode(), told, hashlib.sha256).digest())


def _in_cookie(told: bytes) -> str:
    return urlsafe_b64encode(told).decode().rstrip("=")
