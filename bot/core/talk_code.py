"""What a talk is called among staff, and who may read it for how long: never by the platform's id."""

import hmac
import json
from base64 import b32encode
from datetime import UTC, datetime, timedelta

OPEN_FOR = timedelta(minutes=30)  # enough to read a talk, too short to forget that it is open
CODE_BYTES = 7  # 56 bits: no two of a million talks are called the same
MOST_TOKEN = 200  # characters; ours have some 60


def talk_secret(secret: str) -> str:
    """A secret for codes and openings alone, made from that of the pages."""
    return _signed(secret, "talks of staff")


def talk_code(secret: str, conversation: str) -> str:
    """The short name of a talk; without the secret nobody can tell whose it is."""
    found = hmac.digest(secret.encode(), f"code\n{conversation}".encode(), "sha256")
    return b32encode(found[:CODE_BYTES]).decode().rstrip("=").lower()


def opening(secret: str, account: str, code: str, until: datetime) -> str:
    """What lets one account read one talk until then."""
    seconds = int(until.timestamp())
    return f"{seconds}.{_signature(secret, account, code, seconds)}"


def open_until(token: str, secret: str, account: str, code: str, now: datetime) -> datetime | None:
    """Until when an account may read a talk; None when the token is another's, not ours, or has ended."""
    told, _, signature = token[:MOST_TOKEN].partition(".")
    if not (told.isascii() and told.isdecimal()):
        return None
    expected = _signature(secret, account, code, int(told))
    if not hmac.compare_digest(signature.encode("utf-8", "replace"), expected.encode()):
        return None
    until = datetime.fromtimestamp(int(told), UTC)
    return until if now < until <= now + OPEN_FOR else None


def _signature(secret: str, account: str, code: str, seconds: int) -> str:
    return _signed(secret, f"opened\n{json.dumps([account, code, seconds])}")


def _signed(secret: str, told: str) -> str:
    return hmac.new(secret.encode(), told.encode("utf-8", "replace"), "sha256").hexdigest()
