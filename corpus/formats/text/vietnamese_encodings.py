"""Vietnamese of the time before Unicode: TCVN3 (the fonts `.VnTime`) and VNI (`VNI-Times`).

Both show Vietnamese by fonts that draw other letters than those that are stored, so that a text
is one of Western letters to every program: `§iÒu` or `Ñieàu` for `Điều`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace

from corpus.blocks import SOFT_HYPHEN, Content
from corpus.language.document_dates import stated_at_top

TCVN3 = str.maketrans(
    "¡¢£¤¥¦§¨©ª«¬\xad®µ¶·¸¹»¼½¾ÆÇÈÉÊËÌÎÏÐÑÒÓÔÕÖ×ØÜÝÞßáâãäåæçèéêëìíîïñòóôõö÷øùúûüýþ",
    "ĂÂÊÔƠƯĐăâêôơưđàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ",
)
GRAVE, ACUTE, HOOK, TILDE, DOT = "\u0300", "\u0301", "\u0309", "\u0303", "\u0323"
TONES = GRAVE + ACUTE + HOOK + TILDE + DOT
BREVE, ROOF = "\u0306", "\u0302"
# What stands behind a vowel in VNI, as marks over or under it.
VNI_MARKS = {
    "ø": GRAVE, "ù": ACUTE, "û": HOOK, "õ": TILDE, "ï": DOT,
    "ê": BREVE, "è": BREVE + GRAVE, "é": BREVE + ACUTE, "ú": BREVE + HOOK, "ü": BREVE + TILDE,
    "ë": BREVE + DOT, "â": ROOF, "à": ROOF + GRAVE, "á": ROOF + ACUTE, "å": ROOF + HOOK,
    "ã": ROOF + TILDE, "ä": ROOF + DOT,
}  # fmt: skip
VNI_LETTERS = str.maketrans("ñÑìÌíÍæÆóÓòÒôÔöÖîÎ", "đĐìÌíÍỉỈĩĨịỊơƠưƯỵỴ")
VNI_LETTER = re.compile(
    f"([aeoyuôöAEOYUÔÖ])([{''.join(VNI_MARKS)}{''.join(VNI_MARKS).upper()}])|[ñÑìÌíÍæÆóÓòÒôÔöÖîÎ]"
)
# Not beside a digit, where such letters are signs and fractions.
WORD = re.compile(r"(?<!\d)(?:[^\W\d_]++(?:[\xad¡-¿×÷][^\W\d_]*+)*+|[\xad¡-¿][^\W\d_]++)(?!\d)")
SYLLABLE = re.compile(
    r"(?:ngh?|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnpqrstvx])?[aăâeêioôơuưy]{1,3}(?:ch|n[gh]|[cmnpt])?"
)
UNICODE_VIETNAMESE = re.compile("[\u1ea0-\u1ef9ơưđĂăƯƠĐ]")
SAMPLE = 50_000  # characters
MIN_WORDS = 5  # different ones with letters that are not English
MOST_BEFORE = 0.75  # of that share, which may be syllables as the text stands
MIN_SHARE = 0.85  # of them that are syllables of Vietnamese, once they are converted


def from_tcvn3(text: str) -> str:
    """Text of TCVN3 in Unicode. Its capitals with tones are small letters of a font of capitals:
    in a word of capitals they are made such."""
    return re.sub(r"[^\W\d_]{2,}", _evened, text.translate(TCVN3))


def from_vni(text: str) -> str:
    """Text of VNI in Unicode."""
    return VNI_LETTER.sub(_letter, text)


def converted(text: str) -> tuple[str, str | None]:
    """(the text in Unicode, the name of the encoding that it was in, or None)."""
    sample = text[:SAMPLE]
    if UNICODE_VIETNAMESE.search(sample):
        return text, None
    marked = [word for word in WORD.findall(sample) if not word.isascii()]
    if len(set(marked)) < MIN_WORDS:
        return text, None
    before = sum(map(_is_vietnamese, marked))
    for name, convert in (("TCVN3", from_tcvn3), ("VNI", from_vni)):
        told = [convert(word) for word in marked]
        right = sum(map(_is_vietnamese, told))
        likelier = right >= MIN_SHARE * len(marked) and before <= MOST_BEFORE * right
        if likelier and UNICODE_VIETNAMESE.search("".join(told)):
            return convert(text), name
    return text, None


def content_in_unicode(content: Content) -> Content:
    """The content of a file whose format tells nothing of its letters, in Unicode: a PDF or a
    workbook that shows such text by fonts."""
    sample: list[str] = []
    size = 0
    for element in content.elements:
        sample.append(element.text)
        size += len(element.text)
        if size > SAMPLE:
            break
    _, encoding = converted("\n".join(sample))
    convert = _CONVERT[encoding]
    if encoding is None and not any(SOFT_HYPHEN in one.text for one in content.elements):
        return content
    elements = tuple(
        replace(
            one,
            text=convert(one.text),
            cells=tuple(map(convert, one.cells)),
            columns=tuple(map(convert, one.columns)),
        )
        for one in content.elements
    )
    if encoding is None:
        return replace(content, elements=elements)
    date, publisher = stated_at_top(one.text for one in elements[:10])
    return replace(
        content,
        elements=elements,
        title=content.title and convert(content.title),
        date=content.date or date,
        publisher=publisher if content.publisher is None else convert(content.publisher),
        notes=(*conversion_notes(encoding), *content.notes),
    )


_CONVERT: dict[str | None, Callable[[str], str]] = {
    "TCVN3": from_tcvn3,
    "VNI": from_vni,
    None: lambda text: text.replace(SOFT_HYPHEN, ""),  # which were no letters, then
}


def conversion_notes(encoding: str | None) -> tuple[str, ...]:
    """What to tell of a text that was in such an encoding."""
    return (f"converted from {encoding}",) if encoding is not None else ()


def encoding_of_font(font: str) -> str | None:
    """The encoding that a font shows as Vietnamese; None for those of Unicode."""
    if font.startswith(".Vn"):
        return "TCVN3"
    return "VNI" if font.upper().startswith("VNI-") else None


def by_font(font: str, text: str) -> str:
    """Text that is shown in a font, in Unicode where the font is one of these."""
    if font.startswith(".Vn"):
        told = from_tcvn3(text)
        return told.upper() if font.endswith("H") else told
    return from_vni(text) if font.upper().startswith("VNI-") else text


def _evened(match: re.Match[str]) -> str:
    word = match[0]
    plain = [letter for letter in word if letter.isascii()]
    capital = plain and all(letter.isupper() for letter in plain) and len(plain) > 1
    short = len(plain) == 1 and plain[0].isupper() and word[0] != plain[0]
    return word.upper() if capital or short else word


def _letter(match: re.Match[str]) -> str:
    if match[1] is None:
        return match[0].translate(VNI_LETTERS)
    vowel = match[1].translate(VNI_LETTERS)
    return unicodedata.normalize("NFC", vowel + VNI_MARKS[match[2].lower()])


def _is_vietnamese(word: str) -> bool:
    letters = unicodedata.normalize("NFD", word.lower())
    if sum(letter in TONES for letter in letters) > 1:
        return False
    bare = "".join(letter for letter in letters if letter not in TONES)
    return SYLLABLE.fullmatch(unicodedata.normalize("NFC", bare)) is not None
