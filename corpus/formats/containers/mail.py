"""Mails (.eml): their heads, their words, and the files that came with them."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes, policy
from email.errors import CloseBoundaryNotFoundDefect, StartBoundaryNotFoundDefect
from email.message import EmailMessage, Message
from email.utils import parsedate_to_datetime

from corpus.blocks import Content, Element, clean_line, clean_or_none, labelled_row
from corpus.errors import AssistantError, DocumentError
from corpus.formats.containers.inner import read_inner
from corpus.formats.html import page
from corpus.formats.text.decoding import MAX_CONTROL_SHARE, decoded
from corpus.formats.text.plain import content_of
from corpus.wording import _

HEADS = ("From", "To", "Cc", "Date")
MAX_PARTS = 1_000
TEXT_OF_A_MAIL = "the mail's text"  # as notes name it
CUT_OFF = "the mail is cut off before its end: what followed is missing"
WORD = re.compile(r"[^\W\d_]{2,}")


def read(data: bytes, name: str, depth: int = 0) -> Content:
    """Return what stands in a mail; `depth` is how many files it is inside of. Raises
    DocumentError where it is none, or damaged."""
    if data.count(0) > MAX_CONTROL_SHARE * len(data):  # no mail has that byte
        raise DocumentError(_("{name} is damaged; save the mail again").format(name=name))
    message = message_from_bytes(data, policy=policy.default)
    heads = {head: _head(message, head) for head in (*HEADS, "Subject")}
    if not any(heads.values()):
        raise DocumentError(
            _("{name} is no mail: it has no sender and no subject").format(name=name)
        )
    try:
        sent = parsedate_to_datetime(heads["Date"]).date().isoformat()
    except (ValueError, TypeError, IndexError):
        sent = None
    body, said_otherwise = _body(message)
    content = content_of_mail(
        heads["Subject"],
        [(head, heads[head]) for head in HEADS],
        body,
        _attached(message),
        sent,
        depth,
    )
    beside = Counter({"words of the other form of the text": said_otherwise})
    beside["file properties"] += bool(_head(message, "Keywords"))
    notes = (CUT_OFF, *content.notes) if _is_cut_off(message) else content.notes
    return replace(content, notes=notes, unread=+(Counter(content.unread) + beside))


def content_of_mail(
    subject: str,
    heads: list[tuple[str, str]],
    body: Content,
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
            *body.elements,
            *inner.elements,
        ),
        title=clean_or_none(subject),
        date=sent,
        publisher=clean_or_none(dict(heads).get("From", "").partition("<")[0].strip('" ')),
        notes=(*body.notes, *inner.notes),
        hidden=body.hidden + inner.hidden,
        unread=+(Counter(body.unread) + inner.unread),
    )


def text_of_page(raw: bytes) -> Content:
    """The words of a mail that is a page of HTML; where it cannot be read, a note why."""
    try:
        return page.read(raw, TEXT_OF_A_MAIL, whole=True)
    except AssistantError as error:
        if isinstance(error, DocumentError) and error.status == "empty":
            return Content(())
        reason = str(error).removeprefix(TEXT_OF_A_MAIL).strip()
        return Content((), notes=(f"{TEXT_OF_A_MAIL} left out: {reason}",))


def _head(message: Message, name: str) -> str:
    try:
        # Bytes that no encoding was named for are there as surrogates.
        for head, raw in message.raw_items():
            if head.lower() == name.lower() and not str(raw).isascii():
                source = str(raw).encode("utf-8", "surrogateescape")
                return clean_line(decoded(source, name).text)
        return clean_line(str(message.get(name, "")))
    # What email makes of odd heads, and of those whose letters cannot be told.
    except (ValueError, IndexError, AttributeError, TypeError, DocumentError):
        return ""


def _body(message: Message) -> tuple[Content, int]:
    """The words of a mail, as text where it has them so, else as a page; and how many words the
    page of a mail has that its text, which is read, has not."""
    if not isinstance(message, EmailMessage):
        return Content(()), 0
    part = message.get_body(preferencelist=("plain", "html"))
    if part is None:
        return Content(()), 0
    text, notes = _text_of(part)
    if part.get_content_type() == "text/html":
        return _page_of(text, notes), 0
    content = replace(Content(content_of(text).elements), notes=notes)
    other = message.get_body(preferencelist=("html",))
    if other is None:
        return content, 0
    said = _words(content)
    return content, len(_words(_page_of(*_text_of(other))) - said)


def _words(content: Content) -> set[str]:
    return {word.casefold() for one in content.elements for word in WORD.findall(one.text)}


def _page_of(text: str, notes: tuple[str, ...]) -> Content:
    # The mark of UTF-8 is believed before what the page says of its encoding.
    content = text_of_page(codecs.BOM_UTF8 + text.encode("utf-8", "replace"))
    return replace(content, notes=(*notes, *content.notes))


def _text_of(part: Message) -> tuple[str, tuple[str, ...]]:
    """The characters of a part, by the encoding that it names or else as a file of text is read;
    a note where some cannot be."""
    payload = part.get_payload(decode=True)
    raw = payload if isinstance(payload, bytes) else b""
    try:
        return raw.decode(part.get_content_charset() or "utf-8"), ()
    except (LookupError, UnicodeDecodeError):
        pass
    try:
        found = decoded(raw, TEXT_OF_A_MAIL)
    except DocumentError:
        text = raw.decode("utf-8", errors="replace")
        return text, (f"{text.count(chr(0xFFFD))} letters of {TEXT_OF_A_MAIL} cannot be read",)
    return found.text, found.notes


def _is_cut_off(message: Message) -> bool:
    """Whether a part of a mail has no end."""
    cut = (CloseBoundaryNotFoundDefect, StartBoundaryNotFoundDefect)
    return any(isinstance(one, cut) for part in message.walk() for one in part.defects)


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
