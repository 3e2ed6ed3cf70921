"""Passwords and keys: what is kept of them, and whether a given one fits.

Of a password argon2id is kept, of a key its sha256: a key is 256 random bits, which nobody tries
out, while a password is what a person can remember.
"""

from __future__ import annotations

import hashlib
import secrets
import threading
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

from corpus.errors import AccessError
from corpus.wording import _

if TYPE_CHECKING:
    from argon2 import PasswordHasher

SHORTEST, LONGEST = 10, 1000  # characters of a password
KEY_BEGINS = "assistant-"  # so that a key that was left somewhere is known for one
AT_ONCE = 2  # hashes, each of which takes 64 MB
NO_PASSWORD = ""  # of who signs in elsewhere, or by keys alone
_hashing = threading.BoundedSemaphore(AT_ONCE)


@cache
def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher  # here: nothing needs it where there are no accounts

    return PasswordHasher()


@cache
def _nobodys() -> str:
    """The hash of a password that nobody has: looked at where a name has none, so that a name that
    there is not takes as long as one that there is."""
    return _hasher().hash(secrets.token_urlsafe(32))


def hashed(password: str) -> str:
    """What is kept of a password. Raises AccessError for one that is too short or too long."""
    typed = _as_typed(password)
    if not SHORTEST <= len(typed) <= LONGEST:
        raise AccessError(
            _("A password has {shortest} to {longest} characters; choose another.").format(
                shortest=SHORTEST, longest=LONGEST
            )
        )
    with _hashing:
        return _hasher().hash(_in_bytes(typed))


def fits(kept: str, password: str) -> bool:
    """Whether a password is the one of which this was kept; as slow for no password at all."""
    from argon2.exceptions import InvalidHashError, VerificationError

    typed = _in_bytes(_as_typed(password)[: LONGEST + 1])
    with _hashing:
        try:
            return _hasher().verify(kept or _nobodys(), typed) and kept != NO_PASSWORD
        except (VerificationError, InvalidHashError):
            return False


def new_key() -> str:
    """A key that nobody can guess."""
    return KEY_BEGINS + secrets.token_urlsafe(32)


def key_hash(key: str) -> str:
    """What is kept of a key."""
    return hashlib.sha256(key.strip().encode("utf-8", "replace")).hexdigest()


def _as_typed(password: str) -> str:
    """A password the same from every keyboard: a letter and its accent are one character."""
    return unicodedata.normalize("NFC", password)


def _in_bytes(password: str) -> bytes:
    """In JSON there may be half of a character (an unpaired surrogate): it fits nothing else."""
    return password.encode("utf-8", "surrogatepass")
