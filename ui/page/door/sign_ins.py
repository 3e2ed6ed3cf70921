"""Sign-ins: who has come in with a password, for how long, and who tries too many.

They are kept in memory alone, by the sha256 of a random cookie, and by a clock that no one can set:
they end when the program does. The account is looked at with every request, so that a session ends
at once when the password changes or the account goes.
"""

from __future__ import annotations

import hashlib
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace

from assistant.people.account_file import Account
from assistant.people.accounts import Accounts
from assistant.people.principal import Principal
from corpus.errors import AccessError
from corpus.wording import _

COOKIE = "assistant_session"
IDLE_SECONDS = 3600.0  # without a request
LONGEST_SECONDS = 12 * 3600.0
SESSIONS = 10_000
FREE_TRIES = 5  # of a name from an address; each after that waits twice as long as the one before
NAME_TRIES = 30  # of a name from anywhere; the wait is shorter, or strangers would lock people out
LONGEST_WAIT, LONGEST_NAME_WAIT = 900.0, 30.0  # seconds
FORGOTTEN_AFTER = 3600.0  # seconds without a failure
REMEMBERED = 10_000  # names and addresses


class TooManyTries(AccessError):
    """Somebody has to wait before the next try; `seconds` says how long."""

    def __init__(self, seconds: float) -> None:
        self.seconds = max(1, round(seconds))
        super().__init__(
            _("There were too many tries. Wait {seconds} seconds and try again.").format(
                seconds=self.seconds
            )
        )


@dataclass(frozen=True, slots=True)
class SignIn:
    """A session: whose it is, since when, and when the person had come in before (UTC)."""

    number: int
    version: int
    began: float
    used: float
    before: str


@dataclass(frozen=True, slots=True)
class _Failures:
    count: int
    last: float


class SignIns:
    """The sessions of a running page. Safe to use from many threads."""

    def __init__(self, accounts: Accounts, clock: Callable[[], float] = time.monotonic) -> None:
        self.accounts = accounts
        self._clock = clock
        self._lock = threading.Lock()
        self._sessions: OrderedDict[str, SignIn] = OrderedDict()
        self._failures: OrderedDict[tuple[str, str], _Failures] = OrderedDict()

    def begin(self, name: str, password: str, address: str) -> str:
        """Sign in; the value of the cookie. Raises AccessError, which says the same whether the
        name or the password is wrong, and TooManyTries."""
        return self._begun(self._proved(name, password, address))

    def change_password(self, value: str, old: str, new: str, address: str) -> str:
        """Another password for who is signed in, which ends all their sessions; the value of the
        cookie of a new one. Raises AccessError, TooManyTries."""
        principal = self.principal(value)
        if principal is None:
            raise AccessError(_("Sign in first."))
        self._proved(principal.name, old, address)
        self.accounts.set_password(principal.name, new)
        account = self.accounts.directory().numbered(principal.number)
        if account is None:
            raise AccessError(_("Sign in first."))
        return self._begun(account)

    def principal(self, value: str) -> Principal | None:
        """Who a cookie belongs to, as they are now; None where its session has ended."""
        found = self.session(value)
        return self.accounts.current(found.number, found.version) if found else None

    def session(self, value: str) -> SignIn | None:
        """The session of a cookie, which is used by this."""
        key, now = _hash(value), self._clock()
        with self._lock:
            found = self._sessions.get(key)
            if found is None:
                return None
            if now - found.used > IDLE_SECONDS or now - found.began > LONGEST_SECONDS:
                del self._sessions[key]
                return None
            self._sessions[key] = used = replace(found, used=now)
            return used

    def end(self, value: str) -> None:
        with self._lock:
            self._sessions.pop(_hash(value), None)

    def _begun(self, account: Account) -> str:
        value, now = secrets.token_urlsafe(32), self._clock()
        before = self.accounts.signed_in(account)
        with self._lock:
            self._sessions[_hash(value)] = SignIn(
                account.principal.number, account.version, now, now, before
            )
            while len(self._sessions) > SESSIONS:
                self._sessions.popitem(last=False)
        return value

    def _proved(self, name: str, password: str, address: str) -> Account:
        called = " ".join(name.split()).casefold()[:200]
        tries = (called, address), (called, "")
        self._refuse_hasty(tries)
        # Counted before the password is looked at, so that many at once are many.
        self._count(tries)
        account = self.accounts.by_password(name[:200], password)
        if account is None:
            raise AccessError(_("The name or the password is wrong."))
        with self._lock:
            for one in tries:
                self._failures.pop(one, None)
        return account

    def _refuse_hasty(self, tries: tuple[tuple[str, str], ...]) -> None:
        now = self._clock()
        with self._lock:
            for one in tries:
                failed = self._failures.get(one)
                if failed is not None:
                    free, longest = (
                        (FREE_TRIES, LONGEST_WAIT) if one[1] else (NAME_TRIES, LONGEST_NAME_WAIT)
                    )
                    wait = min(2.0 ** min(failed.count - free, 20), longest)
                    left = failed.last + wait - now
                    if failed.count >= free and left > 0:
                        raise TooManyTries(left)

    def _count(self, tries: tuple[tuple[str, str], ...]) -> None:
        now = self._clock()
        with self._lock:
            for one in tries:
                failed = self._failures.pop(one, None)
                fresh = failed is None or now - failed.last > FORGOTTEN_AFTER
                count = 1 if fresh or failed is None else failed.count + 1
                self._failures[one] = _Failures(count, now)
            while len(self._failures) > REMEMBERED:
                self._failures.popitem(last=False)


def _hash(value: str) -> str:
    return hashlib.sha256(value.encode("utf-8", "replace")).hexdigest()
