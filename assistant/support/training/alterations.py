"""True statements with one thing changed, so that what they rest on supports them no longer.

Each function gives the changed statement, or None where there is nothing to change. Statements are
English or Vietnamese. The words here only make examples to learn from; what the check itself
knows of numbers, dates and names is in `corpus.language`.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence

from corpus.language.dates import find_dates
from corpus.language.names.people import people
from corpus.language.synonyms import antonyms
from corpus.language.values import names_in

Alteration = Callable[[str, str, Sequence[str], random.Random], str | None]

_DIGITS = re.compile(r"\d+")
_NUMBER = re.compile(r"(?<![\w./])\d+(?:[.,]\d+)*(?![\w/])")
_UNITS = (
    "day days week weeks month months year years hour hours minute minutes",
    "km metres kilometres miles metres centimetres",
    "kg tonnes grams kilograms",
    "million billion thousand",
    "dollars euros pounds yen francs",
    "ngày tuần tháng năm giờ phút",
    "km mét dặm",
    "kg tấn gam tạ",
    "triệu tỷ nghìn",
    "đồng euro đô",
    "hectares acres héc-ta",
)
_UNIT = re.compile(
    r"(?<=\d )(?:"
    + "|".join(sorted({w for row in _UNITS for w in row.split()}, key=len)[::-1])
    + r")\b"
)


def _compiled(*pairs: tuple[str, str]) -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(pattern), other) for pattern, other in pairs)


# What is said and what is denied: the first is turned into the second and back.
_DENIALS = _compiled(
    (r"\bis not\b", "is"), (r"\bare not\b", "are"), (r"\bwas not\b", "was"),
    (r"\bwere not\b", "were"), (r"\bhas not\b", "has"), (r"\bhave not\b", "have"),
    (r"\bmay not\b", "may"), (r"\bmust not\b", "may"), (r"\bcannot\b", "can"),
    (r"\bshall not\b", "shall"), (r"\bwill not\b", "will"), (r"\bdoes not have to\b", "has to"),
    (r"\bdo not have to\b", "have to"), (r"\bneed not\b", "must"), (r"\bnever\b", "always"),
    (r"\bnot required\b", "required"), (r"\bwithout\b", "with"), (r"\bnot\b ?", ""),
    (r"\bno longer\b", "still"), (r"\bno\b", "every"), (r"\bnone of\b", "all of"),
    (r"\bkhông phải\b", "phải"), (r"\bkhông được\b", "được"), (r"\bkhông bắt buộc\b", "bắt buộc"),
    (r"\bchưa\b", "đã"), (r"\bkhông có\b", "có"), (r"\bkhông\b ?", ""),
)  # fmt: skip
_CLAIMS = _compiled(
    (r"\bis\b", "is not"), (r"\bare\b", "are not"), (r"\bwas\b", "was not"),
    (r"\bwere\b", "were not"), (r"\bhas\b", "has not"), (r"\bhave\b", "have not"),
    (r"\bmust\b", "need not"), (r"\bmay\b", "may not"), (r"\bcan\b", "cannot"),
    (r"\bshall\b", "shall not"), (r"\bwill\b", "will not"), (r"\brequired\b", "not required"),
    (r"\bwith\b", "without"), (r"\balways\b", "never"), (r"\ball\b", "none of the"),
    (r"\bphải\b", "không phải"), (r"\bđược\b", "không được"), (r"\bđã\b", "chưa"),
    (r"\bcó\b", "không có"), (r"\bsẽ\b", "sẽ không"), (r"\blà\b", "không phải là"),
    (r"\bbắt buộc\b", "không bắt buộc"),
)  # fmt: skip
_STRENGTH = _compiled(
    (r"\bmay\b", "must"), (r"\bmust\b", "may"), (r"\bshould\b", "must"), (r"\bsome\b", "all"),
    (r"\bmost\b", "all"), (r"\bonly\b ?", ""), (r"\bat least\b", "at most"),
    (r"\bup to\b", "more than"), (r"\bplans? to\b", "has begun to"), (r"\bproposed\b", "decided"),
    (r"\bwill\b", "did"), (r"\bexpected to\b", "known to"), (r"\bbefore\b", "after"),
    (r"\bafter\b", "before"), (r"\bmore than\b", "less than"), (r"\bevery\b", "some"),
    (r"\bhighest\b", "lowest"), (r"\bfirst\b", "last"), (r"\bincreased?\b", "decreased"),
    (r"\bcó thể\b", "phải"), (r"\bphải\b", "có thể"), (r"\bmột số\b", "tất cả"),
    (r"\bchỉ\b ?", ""), (r"\btối đa\b", "tối thiểu"), (r"\btối thiểu\b", "tối đa"),
    (r"\bít nhất\b", "nhiều nhất"), (r"\bkhông quá\b", "ít nhất"), (r"\btrước\b", "sau"),
    (r"\bsau khi\b", "trước khi"), (r"\btăng\b", "giảm"), (r"\bgiảm\b", "tăng"),
    (r"\bsẽ\b", "đã"), (r"\bdự kiến\b", "đã"), (r"\bđề xuất\b", "quyết định"),
    (r"\bkhuyến khích\b", "bắt buộc"), (r"\bcao nhất\b", "thấp nhất"), (r"\bhơn\b", "kém"),
    (r"\bmọi\b", "một số"), (r"\bcác\b", "tất cả các"), (r"\btrong nước\b", "nước ngoài"),
)  # fmt: skip


def other_number(said: str, basis: str, names: Sequence[str], rng: random.Random) -> str | None:
    """Another number for one that is no part of a date."""
    dates = find_dates(said)
    found = [
        match
        for match in _NUMBER.finditer(said)
        if not any(start < match.end() and match.start() < end for start, end, _ in dates)
    ]
    return _with_other_digits(said, basis, rng.choice(found), rng) if found else None


def other_date(said: str, basis: str, names: Sequence[str], rng: random.Random) -> str | None:
    """Another day, month or year in a date."""
    dates = find_dates(said)
    if not dates:
        return None
    start, end, _ = rng.choice(dates)
    parts = list(_DIGITS.finditer(said, start, end))
    return _with_other_digits(said, basis, rng.choice(parts), rng) if parts else None


def other_unit(said: str, basis: str, names: Sequence[str], rng: random.Random) -> str | None:
    found = list(_UNIT.finditer(said))
    if not found:
        return None
    match = rng.choice(found)
    others = [
        word
        for row in _UNITS
        if match[0] in row.split()
        for word in row.split()
        if word[:3] != match[0][:3] and word.endswith("s") == match[0].endswith("s")
    ]
    return _put(said, match.start(), match.end(), rng.choice(others)) if others else None


def other_name(said: str, basis: str, names: Sequence[str], rng: random.Random) -> str | None:
    """One of `names`, of the same number of words if there is one, for one of the statement."""
    own = [name for name in names_in(said) if name.text in basis or rng.random() < 0.3]
    if not own:
        return None
    name = rng.choice(own)
    is_person = bool(people(name.text))
    others = [
        other
        for other in names
        if other not in said and other not in basis and bool(people(other)) == is_person
    ]
    alike = [other for other in others if len(other.split()) == len(name.text.split())]
    if not others:
        return None
    return _put(said, name.start, name.end, rng.choice(alike or others))


def swapped(said: str, basis: str, names: Sequence[str], rng: random.Random) -> str | None:
    """Two names, or two numbers, of the statement in each other's place."""
    found = [(name.start, name.end) for name in names_in(said)]
    if len(found) < 2 or rng.random() < 0.2:
        found = [match.span() for match in _NUMBER.finditer(said)]
    if len(found) < 2:
        return None
    (a, b), (c, d) = sorted(rng.sample(found, 2))
    if b > c or said[a:b].casefold() == said[c:d].casefold():
        return None
    return said[:a] + said[c:d] + said[b:c] + said[a:b] + said[d:]


def denied(said: str, basis: str, names: Sequence[str], rng: random.Random) -> str | None:
    """The contrary: without its `not`, or with one."""
    return _replaced(said, _DENIALS, rng) or _replaced(said, _CLAIMS, rng)


def other_strength(said: str, basis: str, names: Sequence[str], rng: random.Random) -> str | None:
    """Another modality, quantity, time or direction, or an opposite."""
    made = _replaced(said, _STRENGTH, rng)
    if made is None or rng.random() < 0.3:
        places = [
            (match, other)
            for match in re.finditer(r"\b[a-z]+\b", said)
            for other in antonyms().get(match[0], ())
        ]
        if places:
            match, other = rng.choice(places)
            return _put(said, match.start(), match.end(), other)
    return made


ALTERATIONS: dict[str, Alteration] = {
    "number": other_number,
    "date": other_date,
    "unit": other_unit,
    "name": other_name,
    "swap": swapped,
    "negation": denied,
    "strength": other_strength,
}


def _with_other_digits(
    said: str, basis: str, match: re.Match[str], rng: random.Random
) -> str | None:
    """Another number of as many figures, which stands in neither text."""
    written = match[0]
    for _ in range(8):
        places = [place for place, letter in enumerate(written) if letter.isdigit()]
        place = rng.choice(places)
        digit = rng.choice([d for d in "123456789" if d != written[place]])
        other = written[:place] + digit + written[place + 1 :]
        if not re.search(rf"(?<!\d){re.escape(other)}(?!\d)", said + " " + basis):
            return _put(said, match.start(), match.end(), other)
    return None


def _replaced(
    said: str, pairs: Sequence[tuple[re.Pattern[str], str]], rng: random.Random
) -> str | None:
    found = [(match, other) for pattern, other in pairs for match in pattern.finditer(said)]
    if not found:
        return None
    match, other = rng.choice(found)
    made = _put(said, match.start(), match.end(), other)
    return made if made != said else None


def _put(said: str, start: int, end: int, other: str) -> str:
    return said[:start] + other + said[end:]
