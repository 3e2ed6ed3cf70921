"""What a legal instrument says of itself: its number, kind, title, issuer, and its dates.

From its letterhead, whatever the format made of that: a table of two columns, lines, or one
paragraph that runs them together; a law of a parliament is dated where it says when it was
passed. Never from the properties of a file, which tell of the typist and the day of saving.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from corpus.document import Document
from corpus.language.dates import find_dates
from corpus.language.names.bodies import body_of
from corpus.language.word_lists import grouped, one_of
from corpus.legal.divisions import mark_of
from corpus.legal.letter_case import recased
from corpus.legal.letterheads import MOTTO
from corpus.legal.numbers import KINDS_EN, KINDS_VI, InstrumentNumber, numbers_in

HEAD = 3_000  # characters that a letterhead and a title lie in
HEAD_LINES = 40
TAIL = 3_000  # characters that say when a law was passed
_WORDS = grouped("letterhead")
TextSpan = tuple[int, int]


_RULES = re.compile(r"[-_–—*=.]{3,}")
_NUMBER_LABEL = re.compile(r"(?:luật\s+)?số\s*:?\s*", re.IGNORECASE)
_LABEL_BEFORE = re.compile(r"(?:luật\s)?số ?:? ?$", re.IGNORECASE)
_ATTACHED = re.compile(r"\W*(?:được\s+)?ban\s+hành\s+(?:kèm\s+)?theo\s", re.IGNORECASE)
_DAY = r"(?i:ngày)\s+\d{1,2}(?:\s+(?i:tháng)\s+\d{1,2}\s+(?i:năm)\s+|/\d{1,2}/)\d{4}"
_SIGNED = re.compile(
    rf"(?:(?:(?<=[\s(])|^)(?P<place>[^\W\d_a-zđ][^\W\d_]*(?:[ .]{{1,2}}[^\W\d_]+){{0,5}}),\s+)?"
    rf"(?P<date>{_DAY})"
)
_PASSED = re.compile(
    rf"thông\s+qua\s+(?P<vi>{_DAY})"
    r"|\b(?i:assented\s+to|enacted|adopted|done\s+at\s[^,.\n]{2,60}|signed|made|passed|promulgated)"
    r",?\s+(?:on\s+)?(?P<en>(?:the\s+)?\d{1,2}(?:st|nd|rd|th)?\s+(?:day\s+)?(?:of\s+)?"
    r"[A-Z][a-z]{2,8},?\s+\d{4})"
)
_PREAMBLE = re.compile(rf"\W{{0,3}}{one_of(_WORDS['preamble'])}(?!\w)", re.IGNORECASE)
_KIND_LINE = re.compile(rf"(?P<kind>{one_of(KINDS_VI)})(?!\w)[\s:.]*", re.IGNORECASE)
_LEVEL = re.compile(rf"{one_of(_WORDS['levels-vi'])}(?!\w)", re.IGNORECASE)
_BY_LETTER = re.compile(r"V/v\s*:?\s*", re.IGNORECASE)
_LINE = re.compile(r"[^\n|]+")
_PERHAPS = re.compile(r"\d/|\b[Nn]o\.? ?\d|\d of \d{4}|\d \(\d{4}\)|\d-NQ/")
_LIKELY = 1_000  # characters in which a number of its own stands
TITLE_LINES = 3  # in which a number without its label may be the own one
LETTERHEAD_LINES = 25


@dataclass(frozen=True, slots=True)
class Instrument:
    """An instrument as its own text names it; spans are offsets into `Document.text`.

    `kind` is as it is written (`Nghị định`), `signed` is ISO 8601, `subject` what it is about,
    with the letter case of running text.
    """

    kind: str
    number: str
    key: tuple[str, ...]
    subject: str | None = None
    issuer: str | None = None
    issuer_span: TextSpan | None = None
    signed: str | None = None
    signed_span: TextSpan | None = None

    @property
    def name(self) -> str:
        """Kind and number: `Nghị định 36/2025/NĐ-CP`."""
        return f"{self.kind} {self.number}".strip()

    @property
    def title(self) -> str:
        return f"{self.name} {self.subject}" if self.subject else self.name


def with_own_facts(document: Document) -> Document:
    """The document with its title, date and publisher as its letterhead tells them. A title that
    has the number stays, and so does one above an English number, which names the law."""
    own = instrument_of(document)
    if own is None:
        return document
    title, publisher = document.title, document.publisher
    has_number = own.key in {one.key for one in numbers_in(title or "")}
    if not has_number and (own.subject or not title or title.isupper()):
        title = own.title
    if own.issuer and own.issuer.casefold() not in (publisher or "").casefold():
        publisher = own.issuer
    return replace(document, title=title, date=own.signed or document.date, publisher=publisher)


def own_key(title: str, text: str) -> tuple[str, ...]:
    """What tells the number of a document from others, by its title or its first HEAD characters;
    empty where it has none."""
    first = next(numbers_in(title), None)
    if first is not None and first.full and not title[: first.start].strip(' “"('):
        return first.key
    own = instrument_in(text) if _PERHAPS.search(text, 0, _LIKELY) else None
    return own.key if own else ()


@lru_cache(maxsize=256)
def instrument_of(document: Document) -> Instrument | None:
    """What a document is by its own text; None where no number of its own stands at its top."""
    return instrument_in(document.text)


def instrument_in(text: str) -> Instrument | None:
    """The same of a text, or of its first HEAD characters."""
    lines = list(_head(text))
    own = _own_number(lines)
    if own is None:
        return None
    if own.kind in KINDS_EN or not _is_vietnamese(own.number):
        return _english(text, lines, own)
    return _vietnamese(text, lines, own)


def _head(text: str) -> Iterator[tuple[int, str]]:
    """(offset, words) of the lines and cells above the preamble and the first division."""
    for count, match in enumerate(_LINE.finditer(text[:HEAD])):
        line = match[0].strip()
        if not line:
            continue
        start = match.start() + len(match[0]) - len(match[0].lstrip())
        if count >= HEAD_LINES or (mark_of(line) and count) or _PREAMBLE.match(line):
            return
        yield start, line


def _own_number(lines: Sequence[tuple[int, str]]) -> InstrumentNumber | None:
    """The first number that stands as the own one: behind its label, where only names in capitals
    stand before it, in a title, or of what the text is issued with."""
    for place, (start, line) in enumerate(lines[:LETTERHEAD_LINES]):
        for found in numbers_in(line):
            before = _plain(line[: found.start])
            label = _NUMBER_LABEL.search(before[-12:]) is not None or found.kind == "luật"
            in_capitals = _NUMBER_LABEL.sub("", before).upper() == _NUMBER_LABEL.sub("", before)
            titled = place < TITLE_LINES and found.kind and len(line) < 300 and line[-1] not in ".;"
            vietnamese = _is_vietnamese(found.number)
            stands = (
                label
                and vietnamese
                and in_capitals
                or titled
                and not before.strip(' “"(#*')
                or _ATTACHED.fullmatch(before) is not None
                or not vietnamese
                and not before.strip(' “"(#*')
                and _is_title(line, found)
            )
            if found.full and stands:
                return InstrumentNumber(
                    start + found.start, start + found.end, found.kind, found.number
                )
    return None


def _plain(words: str) -> str:
    """Words with line ends in the place of mottoes and rules: offsets stay as they are."""
    for pattern in (MOTTO, _RULES):
        words = pattern.sub(lambda match: "\n" * len(match[0]), words)
    return words


def _is_title(line: str, found: InstrumentNumber) -> bool:
    """Whether a line that begins with an English number is a title and no sentence."""
    rest = line[found.end :].strip()
    return len(rest) < 250 and (not rest or rest[0] in ":,–-(" or rest.startswith(("of ", "on ")))


def _is_vietnamese(number: str) -> bool:
    return re.search(r"/[^\W\d_]{2,}|-[^\W\d_]{2}", number) is not None and "/EC" not in number


def _english(
    text: str, lines: Sequence[tuple[int, str]], own: InstrumentNumber
) -> Instrument | None:
    spelled = text[own.start : own.end]
    kind = spelled[: len(own.kind)]
    signed = span = None
    above = max(0, len(text) - TAIL)
    head = lines[-1][0] + len(lines[-1][1])
    for offset, part in ((0, text[:HEAD]), (above, text[above:])):
        if signed is None and (passed := _PASSED.search(part)) and passed["en"]:
            span = offset + passed.start("en"), offset + passed.end("en")
            signed = _iso(passed["en"])
    days = [found for found in find_dates(text[own.end : head]) if found[2].is_day]
    if signed is None and days:
        start, end, date = days[0]
        signed, span = date.iso, (own.end + start, own.end + end)
    bodies = [(start, line) for start, line in lines if start < own.start and body_of(line)]
    issuer, where = (None, None)
    if bodies and len(bodies[-1][1]) < 120 and bodies[-1][1][-1] not in ".;:":
        start, line = bodies[-1]
        issuer, where = recased(line, text, name=True), (start, start + len(line))
    at = next(n for n, (start, line) in enumerate(lines) if start <= own.start < start + len(line))
    title = lines[at][1]
    for _, line in lines[at + 1 : at + 3]:  # `on the siting of data centres`
        title = f"{title} {line}" if line[0].islower() else title
    subject = title[title.find(spelled) + len(spelled) :].strip(" :,–-")
    return Instrument(
        kind.capitalize(),
        spelled[len(kind) :].strip(),
        own.key,
        subject or None,
        issuer,
        where,
        signed,
        span,
    )


def _vietnamese(text: str, lines: Sequence[tuple[int, str]], own: InstrumentNumber) -> Instrument:
    kind, subject = _kind_and_subject(text, lines, own)
    issuer, issuer_span = _issuer(text, lines, own)
    signed = span = None
    for start, line in lines:
        for match in _SIGNED.finditer(_plain(line)):
            begin = match.start("place") if match["place"] else match.start("date")
            behind = (
                start <= own.end <= start + match.start() and match.start() + start - own.end < 3
            )
            if match["place"] or behind or not line[:begin].strip(" (\n"):
                signed, span = _iso(match["date"]), (start + begin, start + match.end("date"))
                break
        if signed:
            break
    passed = _PASSED.search(text[-TAIL:]) if signed is None else None
    if passed is not None and passed["vi"]:
        offset = max(0, len(text) - TAIL)
        signed = _iso(passed["vi"])
        span = offset + passed.start("vi"), offset + passed.end("vi")
    return Instrument(kind, own.number, own.key, subject, issuer, issuer_span, signed, span)


def _iso(words: str) -> str | None:
    found = find_dates(words)
    return found[0][2].iso if found else None


def _kind_and_subject(
    text: str, lines: Sequence[tuple[int, str]], own: InstrumentNumber
) -> tuple[str, str | None]:
    """The kind, as it is written, and what the instrument is about: the lines below the kind that
    stands alone, those after the kind in its line, or what a letter is `V/v` (about)."""
    for place, (start, line) in enumerate(lines):
        match = _KIND_LINE.match(line)
        if match is None or start <= own.start < start + len(line):
            continue
        if match.end() == len(line) or match["kind"].isupper():
            rest = line[match.end() :].strip()
            below = [] if rest else list(_subject_lines(lines[place + 1 :]))
            subject = recased(" ".join([rest, *below]).strip(), text)
            return match["kind"].capitalize(), subject or None
    for _, line in lines:
        if (letter := _BY_LETTER.search(line)) and len(line) < 400:
            words = _plain(line[letter.end() :]).split("\n")[0]
            signed = _SIGNED.search(words)
            words = words[: signed.start()] if signed else words
            return own.kind.capitalize() or "Công văn", f"về {words.strip()}"
    return own.kind.capitalize(), None


def _subject_lines(lines: Sequence[tuple[int, str]]) -> Iterator[str]:
    upper = None
    for count, (_, line) in enumerate(lines):
        if _RULES.fullmatch(line) or line[:1] in "([" or count > 3:
            return
        if count and (line.isupper() != upper or not line[0].islower() and not line.isupper()):
            return
        upper = line.isupper()
        yield line


def _issuer(
    text: str, lines: Sequence[tuple[int, str]], own: InstrumentNumber
) -> tuple[str | None, TextSpan | None]:
    """The body that issues, which stands above the number: of several the last, whose office the
    number is of. A motto, a rule and a date beside it are left out."""
    found: TextSpan | None = None
    above: TextSpan | None = None  # the body whose name goes on with a place below it
    if own.kind and own.kind != "luật" and not any(MOTTO.search(line) for _, line in lines):
        return None, None  # no letterhead: what stands in capitals above is a title
    for start, line in lines:
        if found and (_KIND_LINE.match(line) or _ATTACHED.match(line)):
            break
        stop = own.start if start <= own.start < start + len(line) else start + len(line)
        if label := _LABEL_BEFORE.search(text[max(start, stop - 12) : stop]):
            stop -= len(label[0])
        for piece in _bodies(text[start:stop]):
            place = start + piece[0], start + piece[1]
            above = found if _LEVEL.match(text[slice(*place)]) else None
            found = place
        if stop < start + len(line):
            break
    if found is None:
        return None, None
    name = text[slice(*found)]
    if above is not None:
        # Ủy ban nhân dân / tỉnh An Giang: one name on two lines.
        name = f"{text[slice(*above)]} {name}"
        found = found if text[above[1] : found[0]].strip() else (above[0], found[1])
    return recased(name, text, name=True), found


def _bodies(words: str) -> Iterator[TextSpan]:
    """What of a line can be a body's name: capitals, without mottoes, rules and dates."""
    plain = _SIGNED.sub(lambda match: "\n" * len(match[0]), _plain(words))
    for piece in re.finditer(r"[^\n]+", plain):
        name = piece[0].strip(" *-–_:;,.")
        if len(name) > 2 and name.isupper() and not _KIND_LINE.match(name):
            start = piece.start() + piece[0].find(name)
            yield start, start + len(name)
