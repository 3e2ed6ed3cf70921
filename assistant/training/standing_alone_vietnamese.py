"""Whether a Vietnamese sentence can be read without what stands before it.

Vietnamese has no endings, so that closed lists of words decide: what a sentence may not open
with, and what may not stand in it since it points at something that was said elsewhere.
"""

from __future__ import annotations

import re

from corpus.language.word_lists import grouped, one_of

_WORDS, _TRAINING = grouped("fact_words"), grouped("training_words")
_BODIES = grouped("people_and_bodies")
FEWEST_WORDS, MOST_CHARACTERS = 6, 600
_OPENS = re.compile(rf"[\"“‘'(]*+{one_of(_WORDS['vietnamese_openers'])}(?!\w)", re.IGNORECASE)
_NAMED = re.compile(r"(?:Ông|Bà|Anh|Chị) [A-ZĐÀ-Ỹ]\w+ [A-ZĐÀ-Ỹ]\w+[^:]{8,}")
_POINTS = re.compile(rf"(?<!\w){one_of(_WORDS['vietnamese_pointers'])}(?!\w)", re.IGNORECASE)
# `Hợp đồng được ký ...`: nothing says which.
_BARE = re.compile(
    r"(?:Hội đồng|Công ty|Tổ|Ban|Đoàn) (?:thụ lý|họp|chấp thuận|nhận|từ chối|quyết|đề nghị|cho)\b|"
    r"(?:Bộ|Loại|Nhóm|Khoản|Phần|Nơi|Người)(?: \w+){0,3} nhất\b|"
    rf"{one_of(_WORDS['vietnamese_bare_nouns'])}"
    r" (?:được|đã|sẽ|có|là|không|gồm|do|diễn|rời|kéo|bắt|kết|mang|chỉ|còn|đang|vẫn|phải|nay)\b"
)
# `Hội đồng sẽ họp ...`, `Đến tháng 8, Trung tâm nhận ...`: of what body nothing says.
_UNNAMED = re.compile(
    rf"(?:^|, )(?!{one_of(_BODIES['vietnamese_sole_bodies'])}|Thủ tướng)"
    rf"(?:{one_of(_WORDS['vietnamese_bodies'])}|Kho)"
    rf" (?:{one_of(_TRAINING['vietnamese_auxiliaries'] | _TRAINING['vietnamese_acts'])})(?!\w)"
)
_OPENS_STEM = re.compile(r"(?:Họ|Nó|Ông ấy|Bà ấy|Điều đó|Việc đó|Khi đó|Theo đó)(?!\w)")
_ENDS = re.compile(r"[.!;][\"”’')]*+$")
_MATTER = re.compile(
    r"https?://|\bwww\.|\bemail|@|^\W*+(?:Ảnh|Nguồn|Ghi chú|Nơi nhận|Căn cứ|Kính gửi|Số|Hình"
    r"|Cập nhật)\b(?! (?:lượng|liệu|tiền|hóa))|©"
    r"|^(?:Theo đề nghị|Xét đề nghị|Xét tờ trình)\b.*;$",
    re.IGNORECASE,
)


def stands_alone(text: str) -> bool:
    """Whether a Vietnamese sentence on one line is whole and points at nothing outside it."""
    if not text[:1].isupper() and not text[:1].isdigit() and text[:1] not in "“\"'":
        return False
    if len(text) > MOST_CHARACTERS or len(text.split()) < FEWEST_WORDS or " | " in text:
        return False
    if not _ENDS.search(text) or text.count("(") != text.count(")"):
        return False
    if text.count("“") != text.count("”") or text.count('"') % 2:
        return False
    if _MATTER.search(text) or _POINTS.search(text) or _BARE.match(text):
        return False
    return _NAMED.match(text) is not None or _OPENS.match(text) is None


def points_elsewhere(text: str) -> str:
    """What in a Vietnamese question or statement points outside it, in words; or nothing."""
    found = _POINTS.search(text.replace("sau đây", "")) or _BARE.match(text)
    found = found or _UNNAMED.search(text)
    if found is None and _NAMED.match(text) is None:
        found = _OPENS_STEM.match(text)
    return f"nothing says what “{found[0]}” is" if found else ""
