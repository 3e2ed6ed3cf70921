"""Vietnamese questions: the asking word stands where the answer stands, as the language has it."""

from __future__ import annotations

import re

from assistant.training.quiz.evidence.deeds_vietnamese import deeds_in
from assistant.training.quiz.evidence.values import FactValue
from corpus.language.dates import DateSpan
from corpus.language.names.vietnamese import VietnameseName
from corpus.language.word_lists import grouped, one_of

_WORDS = grouped("fact_words")
FEWEST_KEPT = 8  # words before the place where a sentence may be cut
LONGEST_TERM = 7  # words
AskedValue = tuple[FactValue, str, str]


def asked_in_vietnamese(text: str, value: FactValue) -> AskedValue | None:
    """The value, the question for it, and the part of the sentence that it was made of."""
    before, after = text[: value.start], text[value.end :].rstrip(" .;")
    if before.count("(") != before.count(")") or re.match(r"[/–-]\d|\s(?:và|đến)\s\d", after):
        return None
    if _ONE_OF_SEVERAL.search(before) or _NO_SUBJECT.match(text):
        return None
    asked = _asking(value, before)
    if asked is None:
        return None
    words, before = asked
    joint = _TAIL.search(after)
    enough = joint and len(before.split()) + len(after[: joint.start()].split()) >= FEWEST_KEPT
    kept = after[: joint.start()] if joint and enough else after
    told = f"{text[: value.end]}{kept}".rstrip(" .,") + "."
    if before.strip().casefold() in ("", "ngày", "năm", "tháng") and kept.startswith(","):
        kept = kept[1:]  # `Năm 2025, Cục ...`: `Năm nào Cục ...?`
    return value, f"{before}{words}{kept}?".strip(), told


def _asking(value: FactValue, before: str) -> tuple[str, str] | None:
    if value.kind == "date" and isinstance(value.value, DateSpan):
        unit = {"year": "năm"}.get(value.form, "ngày" if value.value.is_day else "tháng")
        named = re.search(rf"\b{unit}\s$", before, re.IGNORECASE)
        if named is None and not re.search(r"\b(?:từ|đến|trước|sau|vào|trong)\s$", before):
            return None
        return ("nào" if named else f"{unit} nào"), before
    if value.kind == "instrument":
        fits = re.search(r"\b(?:theo|tại|của|bởi|thay thế|ban hành|kèm theo)\s$", before)
        return ("văn bản nào", before) if fits else None
    if before == "Trong " and not re.match(r"(?:ngày|tháng|năm|giờ)\b", value.unit):
        return None
    if value.kind != "number" or _NUMBERED.search(before):
        return None
    if not re.search(r"[^\W\d]\s$|^$", before) or _PART_OF_NAME.search(before):
        return None
    if value.unit == "%":
        return "bao nhiêu phần trăm", before
    return f"bao nhiêu {value.unit}".strip(), before


def named_in_vietnamese(text: str) -> tuple[AskedValue, ...]:
    """The person, office, body or country of which a sentence tells, asked by what it says."""
    told = text.rstrip(" .;") + "."
    deed = next(iter(deeds_in(text)), None)
    if deed is None or not deed.is_subject or _NO_QUESTION.search(text, deed.told):
        return ()
    value = value_of_name(deed.name, deed.start)
    before = _SIDE.sub("", text[: deed.start])
    question = f"{before}{_ASKING_FOR[deed.name.kind]} {text[deed.told :].rstrip(' .;')}?"
    return ((value, question[:1].upper() + question[1:], told),)


def names_in_vietnamese(text: str) -> tuple[FactValue, ...]:
    """The actors that a sentence names, which may stand as wrong answers."""
    return tuple(value_of_name(one.name, max(0, one.start)) for one in deeds_in(text))


def value_of_name(name: VietnameseName, start: int) -> FactValue:
    """A name as an option writes it: of a person without what stands before it."""
    bare = name.text
    if name.kind == "person":
        bare = " ".join(bare.split()[-len(name.key) :])
    return FactValue(start, start + len(name.text), bare, name.kind, "")


def without_opening(term: str) -> str | None:
    """A term, or None where it points elsewhere, is several words of a sentence, or a name."""
    if _OPENS.match(term) or len(term.split()) > LONGEST_TERM or any(map(str.isdigit, term)):
        return None
    return term


_ASKING_FOR = {
    "person": "ai",
    "office": "người giữ chức vụ nào",
    "body": "cơ quan, tổ chức nào",
    "country": "nước nào",
}
_SIDE = re.compile(r"(?:Về phía|Phía|phía) $")
# What a question may not hold: what points at the name that it asks for, or goes on.
_NO_QUESTION = re.compile(r"[:;?]|(?<!\w)(?:mình|ông|bà|họ|nó)(?!\w)(?! [A-ZĐ])")
_ONE_OF_SEVERAL = re.compile(r"\d\S{0,24}(?: \w{1,24})? (?:và|hoặc|hay|đến) $")
_PART_OF_NAME = re.compile(r"[\wÀ-ỹ,] [A-ZĐ][\wÀ-ỹ]*+ $")
_NO_SUBJECT = re.compile(
    rf"(?:{one_of(_WORDS['vietnamese_deeds'] | _WORDS['vietnamese_tasks'])})(?!\w)", re.IGNORECASE
)
_TAIL = re.compile(rf"(?:,| –)\s(?:{one_of(_WORDS['vietnamese_tail_joints'])})\b", re.IGNORECASE)
_OPENS = re.compile(
    rf"(?:{one_of(_WORDS['vietnamese_openers'])}|mục tiêu|nguyên tắc|kinh phí|thời hạn)(?!\w)",
    re.IGNORECASE,
)
# What a number is the name of: `Điều 5`, `khoản 2`, `Bảng 1`, `số 12`
_NUMBERED = re.compile(
    r"\b(?:Điều|khoản|điểm|Bảng|số|Chương|Mục|Phụ lục|Nghị định|Thông tư|Luật|giai đoạn|lần thứ|thứ"
    r"|quý|khóa|bậc|cấp|mức|loại|nhóm|phòng|tập|trang|lúc|hạng|cấp độ|Quyết định|Nghị quyết|đợt"
    r"|phiên|tầng|ca|bước|tháng|năm|kỳ|mục|câu)\s$",
    re.IGNORECASE,
)
