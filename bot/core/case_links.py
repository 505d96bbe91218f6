"""Links from a mail to one request: who may open it without logging in, at which desk, and until when."""

import hashlib
import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime, timedelta

LINK_HOLDS = timedelta(days=14)  # as long as words are kept; then a request has long been closed
CLOCKS_DIFFER = timedelta(hours=1)  # at most, between the process that made a link and this one
MOST_TOKEN = 1000  # characters; ours have some 150
_PURPOSE = b"a link to a request\n"  # what is signed for something else is no link


def link_token(secret: str, handoff: str, desk: str, until: datetime) -> str:
    """What opens one request for one desk until then, safe to stand in an address.

    It can be read by whoever holds it, but not made or changed without the secret.
    """
    told = json.dumps([handoff, desk, int(until.timestamp())], ensure_ascii=False)
    body = _in_address(told.encode())
    return f"{body}.{_signature(secret, body)}"


def opened(token: str, secret: str, now: datetime) -> tuple[str, str] | None:
    """The request and the desk of a link; None when it is not ours, has ended or would hold for too long."""
    body, _, signature = token[:MOST_TOKEN].partition(".")
    if not _are_same(signature, _signature(secret, body)):
        return None
    handoff, desk, seconds = json.loads(_from_address(body))
    until = datetime.fromtimestamp(seconds, UTC)
    holds = now < until <= now + LINK_HOLDS + CLOCKS_DIFFER
    return (handoff, desk) if holds else None


def case_address(handoff: str) -> str:
    """Where the page of a request is; its id holds signs that mean something else in an address."""
    return f"/desk/case/{_in_address(handoff.encode())}"


def case_named(part: str) -> str | None:
    """The request whose id stands so in the address of its page; None when it is no id."""
    try:
        return _from_address(part).decode()
    except ValueError:
        return None


def _signature(secret: str, body: str) -> str:
    signed = _PURPOSE + body.encode("utf-8", "replace")
    return _in_address(hmac.new(secret.encode(), signed, hashlib.sha256).digest())


def _are_same(given: str, ours: str) -> bool:
    """Whether both are the same; how long that takes tells nothing of where they differ."""
    return hmac.compare_digest(given.encode("utf-8", "replace"), ours.encode())


def _in_address(told: bytes) -> str:
    return urlsafe_b64encode(told).decode().rstrip("=")


def _from_address(part: str) -> bytes:
    """What stands so in an address.

    Raises:
        ValueError: it is not as we write it; each text has one form only.
    """
    told = urlsafe_b64decode(part.encode("ascii") + b"=" * (-len(part) % 4))
    if _in_address(told) != part:
        raise ValueError(f"{part!r} does not stand so in our addresses")
    return told
