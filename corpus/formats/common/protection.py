"""What is said of files that are locked: by a password that would open them, or for good."""

from __future__ import annotations

from corpus.errors import DocumentError
from corpus.wording import _

STATUS = "encrypted"


def needs_password(name: str) -> DocumentError:
    """Of a file that its password opens."""
    return DocumentError(
        _(
            "{name} is protected by a password; add it with its password, or save a copy without "
            "one and add that"
        ).format(name=name),
        STATUS,
    )


def wrong_password(name: str) -> DocumentError:
    """Of a file that the given password does not open."""
    return DocumentError(
        _("{name} does not open with the password that was given; check it and try again").format(
            name=name
        ),
        STATUS,
    )


def stays_locked(name: str) -> DocumentError:
    """Of a file that no password opens here: locked by a certificate, by a manager of rights, or
    in a way of its own."""
    return DocumentError(
        _(
            "{name} is protected in a way that cannot be opened here; save a copy without "
            "protection and add that"
        ).format(name=name),
        STATUS,
    )
