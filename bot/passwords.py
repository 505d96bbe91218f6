"""Turns passwords into hashes that give nothing away, with argon2."""

import unicodedata
from functools import cache
from secrets import token_urlsafe

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError


def hashed(password: str) -> str:
    """The hash to keep of a password."""
    return _hasher().hash(_same_letters(password))


def matches(password: str, password_hash: str | None) -> bool:
    """Whether a password belongs to a hash; takes as long when there is no hash to compare with."""
    try:
        return _hasher().verify(password_hash or _of_nobody(), _same_letters(password))
    except (Argon2Error, InvalidHashError):
        return False


def _same_letters(password: str) -> str:
    """The password with one spelling of å and ä, which keyboards send in two."""
    return unicodedata.normalize("NFC", password)


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()


@cache
def _of_nobody() -> str:
    return _hasher().hash(token_urlsafe())  # known to nobody, so that it never matches
