"""Mails (.eml): their heads, their words, and the files that came with them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from email.utils import parsedate_to_datetime

from corpus.blocks import Content, Element, clean_line, clean_or_none, labelled_row
from corpus.errors import AssistantError, DocumentError
from corpus.formats.containers.inner import read_inner
from corpus.formats.html import page
from corpus.formats.text.plain import content_of
from corpus.wording import _

HEADS = ("From", "To", "Cc", "Date")
MAX_PARTS = 1_000
WORD = re.compile(r"[^\W\d_]{2,}")


def read(data: bytes, name: str, depth: int = 0) -> Content:
    """Return what stands in a mail; `depth` is how many files it is inside of."""
    message = message_from_bytes(data, policy=policy.default)
    if not any(message.get(head) for head in (*HEADS, "Subject")):
        raise DocumentError(
            _("{name} is no mail: it has no sender and no subject").format(name=name)
        )
    heads = {head: _head(message, head) for head in (*HEADS, "Subject")}
    try:
        sent = parsedate_to_datetime(heads["Date"]).date().isoformat()
    except (ValueError, TypeError, IndexError):
        sent = None
    body = list(_body(message))
    content = content_of_mail(
        heads["Subject"],
        [(head, heads[head]) for head in HEADS],
        body,
        _attached(message),
        sent,
        depth,
    )
    beside = Counter({"words of the other form of the text": _said_otherwise(message, body)})
    beside["file properties"] += bool(_head(message, "Keywords"))
    return replace(content, unread=+(Counter(content.unread) + beside))


def content_of_mail(
    subject: str,
    heads: list[tuple[str, str]],
    body: list[Element],
    files: Iterator[tuple[str, bytes]],
    sent: str | None,
    depth: int,
) -> Content:
    """A mail of any program: its subject as the title, its heads as a table of labels."""
    told = [(head, words) for head, words in heads if words]
    inner = read_inner(files, depth)
    return Content(
        (
            *([Element("heading", subject, 1)] if subject else ()),
            *(labelled_row(head, words, at) for at, (head, words) in enumerate(told, start=1)),
            *body,
            *inner.elements,
        ),
        title=clean_or_none(subject),
        date=sent,
        publisher=clean_or_none(dict(heads).get("From", "").partition("<")[0].strip('" ')),
        notes=tuple(inner.notes),
        hidden=inner.hidden,
        unread=inner.unread,
    )


def _head(message: Message, name: str) -> str:
    try:
        return clean_line(str(message.get(name, "")))
    except (ValueError, IndexError, AttributeError, TypeError):  # what email makes of odd heads
        return ""


def _body(message: Message) -> Iterator[Element]:
    """The words of a mail, as text where it has them so, else as a page."""
    if not isinstance(message, EmailMessage):
        return
    part = message.get_body(preferencelist=("plain", "html"))
    if part is None:
        return
    payload = part.get_payload(decode=True)
    raw = payload if isinstance(payload, bytes) else b""
    if part.get_content_type() == "text/html":
        yield from elements_of_page(raw)
        return
    charset = part.get_content_charset() or "utf-8"
    try:
        text = raw.decode(charset, errors="replace")
    except LookupError:
        text = raw.decode("utf-8", errors="replace")
    yield from content_of(text).elements


def _said_otherwise(message: Message, body: list[Element]) -> int:
    """How many words the page of a mail has that its text, which is read, has not."""
    part = message.get_body(preferencelist=("html",)) if isinstance(message, EmailMessage) else None
    payload = None if part is None else part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return 0
    said = {word.casefold() for element in body for word in WORD.findall(element.text)}
    page = {w.casefold() for one in elements_of_page(payload) for w in WORD.findall(one.text)}
    return len(page - said)


def elements_of_page(raw: bytes) -> tuple[Element, ...]:
    """The elements of a mail that is a page; none where that has no words."""
    try:
        return page.read(raw, "the mail's text", whole=True).elements
    except AssistantError:
        return ()


def _attached(message: Message) -> Iterator[tuple[str, bytes]]:
    """The files that came with a mail; those that it shows as pictures are none."""
    for number, part in enumerate(message.walk()):
        if number >= MAX_PARTS:
            return
        name = part.get_filename()
        if part.get_content_type() == "message/rfc822" and number:
            inner = part.get_payload()
            if isinstance(inner, list) and inner and isinstance(inner[0], Message):
                yield clean_line(name or "mail.eml"), inner[0].as_bytes()
            continue
        if not name or part.is_multipart():
            continue
        payload = part.get_payload(decode=True)
        if isinstance(payload, bytes) and payload:
            yield clean_line(name), payload
