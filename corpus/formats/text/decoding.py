"""Bytes to characters: byte order mark, then UTF-8, then the likeliest older encoding."""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple
from unicodedata import category

from corpus.errors import DocumentError
from corpus.formats.text.vietnamese_encodings import conversion_notes, converted
from corpus.wording import _

# UTF-32 before UTF-16: its mark begins with the same two bytes.
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
SAMPLE_BYTES = 100_000
CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
MAX_CONTROL_SHARE = 0.02
MIN_GOOD_PER_BAD = 20
PRINTABLE = re.compile(rb"[\t\n\r -~]")
MAX_PRINTABLE_SHARE = 0.9
CANDIDATES = [
    "cp1252",
    "cp1250",
    "cp1251",
    "koi8_r",
    "iso8859_2",
    "cp932",
    "euc_jp",
    "gb18030",
    "big5",
    "cp949",
    "cp1253",
    "cp1254",
    "cp1255",
    "cp1256",
    "cp874",
]
WESTERN = ("English", "French", "Spanish", "Portuguese", "Italian", "German", "Dutch") + (
    "Danish",
    "Swedish",
    "Norwegian",
    "Finnish",
)
# In cp1258 a tone mark is a byte of its own after its vowel; anywhere else these bytes are
# capital or accented letters, which seldom stand after a vowel.
TONE_MARK = re.compile(rb"[\xcc\xd2\xde\xec\xf2]")
TONE_MARK_ON_VOWEL = re.compile(
    rb"[aeiouyAEIOUY\xc2\xc3\xca\xd4\xd5\xdd\xe2\xe3\xea\xf4\xf5\xfd][\xcc\xd2\xde\xec\xf2]"
)


class Decoded(NamedTuple):
    """The characters of a file, and what to tell of how they were read."""

    text: str
    notes: tuple[str, ...]


def decode_text(data: bytes, name: str) -> str:
    """Return the characters of a text file; raises as `decoded` does."""
    return decoded(data, name).text


def decoded(data: bytes, name: str) -> Decoded:
    """Return the characters of a text file, and how they were read.

    Raises DocumentError where it is not text, or its encoding cannot be told.
    """
    found = _decoded(data)
    if found is None:
        raise DocumentError(
            _(
                "{name} is in a text encoding that could not be recognised; save it as "
                "UTF-8 and add it again"
            ).format(name=name)
        )
    text, encoding = found
    if len(CONTROL.findall(text)) > MAX_CONTROL_SHARE * len(text):
        raise DocumentError(
            _(
                "{name} looks like a binary file, not text; add the document it was made from"
            ).format(name=name)
        )
    return Decoded(text, conversion_notes(encoding))


def _decoded(data: bytes) -> tuple[str, str | None] | None:
    """(the text, the encoding of the time before Unicode that it was converted from)."""
    encoding = next((name for mark, name in MARKS if data.startswith(mark)), None)
    encoding = encoding or _utf16_without_mark(data) or "utf-8"
    try:
        return converted(data.decode(encoding))
    except UnicodeDecodeError:
        mended = data.decode("utf-8", errors="replace")
    # A few bad bytes among many good characters: UTF-8 that was damaged or cut.
    good = sum(character > "\x7f" for character in mended)
    if mended.count("\ufffd") * MIN_GOOD_PER_BAD < good:
        return mended, None
    # Letters of Western Europe that only fonts show as Vietnamese.
    vietnamese, name = converted(data.decode("cp1252", errors="replace"))
    if name is not None:
        return vietnamese, name
    older = _older_encoding(data)
    if older is None:
        return None
    try:
        return data.decode(older), None
    except UnicodeDecodeError:
        return None


def encoding_of(data: bytes) -> str:
    """The likeliest encoding of texts that name none, for each of them as for all."""
    try:
        data.decode()
    except UnicodeDecodeError:
        pass
    else:
        return "utf-8"
    # Letters that only fonts show as Vietnamese are converted where all of a text is known.
    vietnamese = converted(data.decode("cp1252", errors="replace"))[1] is not None
    return "cp1252" if vietnamese else _older_encoding(data) or "cp1252"


def _utf16_without_mark(data: bytes) -> str | None:
    sample = data[:SAMPLE_BYTES]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    for zeros, others, name in ((odd, even, "utf-16-le"), (even, odd, "utf-16-be")):
        if zeros > len(sample) * 0.15 and others <= zeros * 0.05:
            return name
    if even + odd < 2:
        return None
    # Letters of one script share their high byte: there are fewer of them than of low ones.
    first, second = len(set(sample[::2])), len(set(sample[1::2]))
    name = "utf-16-be" if first < second else "utf-16-le"
    return name if first != second and _is_text(sample, name) else None


def _is_text(sample: bytes, encoding: str) -> bool:
    """Whether bytes are text of letters beyond Latin in an encoding of two bytes each: they are
    no printable ASCII in which zeros strayed, and become characters that there are."""
    if len(PRINTABLE.findall(sample)) > MAX_PRINTABLE_SHARE * len(sample):
        return False
    try:
        text = codecs.getincrementaldecoder(encoding)().decode(sample)
    except UnicodeDecodeError:
        return False
    return not any(
        category(one) in ("Cc", "Cn", "Co", "Cs") for one in set(text) if one not in "\t\n\r\f"
    )


def _older_encoding(data: bytes) -> str | None:
    sample = data[:SAMPLE_BYTES]
    marks = len(TONE_MARK.findall(sample))
    if marks >= 3 and len(TONE_MARK_ON_VOWEL.findall(sample)) >= 0.9 * marks:
        return "cp1258"
    # Imported here: most files are UTF-8 and never need it.
    from charset_normalizer import from_bytes

    best = from_bytes(sample, cp_isolation=CANDIDATES).best()
    if best is None:
        return None
    # Spanish reads well in cp1250 too, but only where ñ happens to be taken for ń.
    western = best.language in WESTERN and best.encoding in ("cp1250", "iso8859_2", "cp1254")
    return "cp1252" if western else best.encoding
