"""Lists: what documents put together under one line, and terms with what they mean."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from assistant.training.quiz.evidence.asked_vietnamese import without_opening
from assistant.training.sentence import Sentence
from corpus.language.identification import language_of
from corpus.language.word_lists import grouped, one_of

FEWEST_MEMBERS = 3
MEMBER_WORDS, LEAD_WORDS = (2, 16), (4, 24)
_WORDS = grouped("fact_words")


@dataclass(frozen=True, slots=True, eq=False)
class ListMember:
    """An item of a list, and the line that leads the list in."""

    sentence: Sentence
    lead: str
    text: str

    @property
    def language(self) -> str:
        return language_of(self.lead)

    @property
    def question(self) -> str:
        if self.language == "vi":
            return f"Nội dung nào sau đây thuộc danh mục “{self.lead}”?"
        return f"Which of these is listed under “{self.lead}”?"

    def statement(self, text: str) -> str:
        """That something stands in this list."""
        if self.language == "vi":
            return f"“{text}” thuộc danh mục “{self.lead}”."
        return f"“{text}” is listed under “{self.lead}”."


@dataclass(frozen=True, slots=True, eq=False)
class Meaning:
    """A Vietnamese term and what it means: `X là Y`."""

    sentence: Sentence
    term: str
    meaning: str


def members(sentences: Iterable[Sentence]) -> dict[tuple[str, str], list[ListMember]]:
    """The lists whose items are on the topic, by their document and lead-in."""
    found: dict[tuple[str, str], list[ListMember]] = defaultdict(list)
    for one in sentences:
        line = one.document.line_at(one.start)
        if line is None or line.kind != "item" or one.start != line.words_start:
            continue
        above = one.document.lead_of(line)
        if above is None or "?" in above.words or "?" in one.text:
            continue
        lead = _FOLLOWING.sub("", " ".join(above.words.rstrip(" :").split()))
        text = " ".join(line.words.strip(" .;,").split())
        text = re.sub(r";? (?:and|or|và|hoặc)$", "", text)
        fits = MEMBER_WORDS[0] <= len(text.split()) <= MEMBER_WORDS[1]
        if fits and LEAD_WORDS[0] <= len(lead.split()) <= LEAD_WORDS[1] and _is_plain(lead, text):
            found[one.document.id, lead].append(ListMember(one, lead, text))
    return {lead: some for lead, some in found.items() if len(some) >= FEWEST_MEMBERS}


def _is_plain(lead: str, text: str) -> bool:
    if text.startswith(('"', "“", "‘", "«")):
        return False  # a title, which nobody would take for a member of another list
    return not (_POINTING.search(lead) or ": " in text or "“" in lead or re.search(r"[.!]\s", lead))


def genus_of(meaning: str) -> str:
    """What kind of thing a Vietnamese meaning begins with: money, a deed, who does something."""
    named = (name for name, pattern in _GENERA.items() if pattern.match(meaning))
    return next(named, "thing")


def meaning_of(sentence: Sentence) -> Meaning | None:
    """The definition that a Vietnamese sentence is, or None."""
    match = _MEANS.match(sentence.text)
    if match is None or language_of(sentence.text) != "vi":
        return None
    if without_opening(match["term"]) is None:
        return None
    return Meaning(sentence, match["term"].strip('“”"'), match["meaning"].rstrip(" .;"))


_FOLLOWING = re.compile(r"(?:,? (?:sau đây|sau|dưới đây|như sau|gồm|bao gồm|là)| as follows){1,3}$")
_POINTING = re.compile(
    r"\b(?:this|these|that|those|following|below|here|we|you|it|they|này|đó|sau|dưới đây)\b",
    re.IGNORECASE,
)
_GENERA = {
    name: re.compile(
        rf"(?:một |các |những |toàn bộ )?{one_of(_WORDS[f'vietnamese_{name}'])}(?!\w)",
        re.IGNORECASE,
    )
    for name in ("money", "doing", "doers")
}
_MEANS = re.compile(
    rf"(?P<term>[A-ZĐÀ-Ỹ“\"][^,.:;()]{{2,48}}?) (?:là|được hiểu là|nghĩa là)"
    rf" (?P<meaning>(?:một |các |những |toàn bộ )?{one_of(_WORDS['vietnamese_genus'])}"
    r"(?!\w)[^;:]{18,230}?)[.;]?$"
)
