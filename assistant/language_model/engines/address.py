"""The address of an endpoint: what may stand in it, and whether it is this machine."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from urllib.parse import urlsplit

from corpus.errors import LanguageModelError
from corpus.wording import _

SHOWN = 100  # characters of an address that a message tells


@dataclass(frozen=True, slots=True)
class Address:
    """A base URL, its host and port; `host` is the same, None where it is this machine."""

    url: str
    shown: str
    host: str | None
    encrypted: bool


def address(url: str) -> Address:
    """The address that a base URL names. Raises LanguageModelError."""
    given = url.strip()
    try:
        parts = urlsplit(given)
        name, port = parts.hostname, parts.port
    except ValueError:
        parts, name, port = urlsplit(""), None, None
    if parts.scheme not in ("http", "https") or not name:
        raise LanguageModelError(
            _(
                "The address of the language model, {url!r}, is none: give it whole, as in "
                "http://127.0.0.1:11434/v1."
            ).format(url=_without_secrets(given))
        )
    if parts.username or parts.password or parts.query or parts.fragment:
        raise LanguageModelError(
            _(
                "The address of the language model must have no name, password or parameters in "
                "it: the key is set apart, as ASSISTANT_MODEL_KEY."
            )
        )
    shown = name if port is None else f"{name}:{port}"
    return Address(
        given.rstrip("/"), shown, None if is_this_machine(name) else shown, parts.scheme == "https"
    )


def is_this_machine(name: str) -> bool:
    """Whether a host is the machine itself, by its name alone: nothing is looked up."""
    if name == "localhost":
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def _without_secrets(url: str) -> str:
    """What may be shown of an address that cannot be used: nothing before an @, or after a ?."""
    return url.rpartition("@")[2].partition("?")[0][:SHOWN]
