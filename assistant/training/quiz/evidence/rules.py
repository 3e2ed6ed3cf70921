"""Rules and their exceptions: what holds, and the case in which it does not.

    rule_of(sentence)      the rule of a sentence in English or Vietnamese, or None
    cases(sentence)        what it makes an exception or a condition of

Only a rule that is told whole in one sentence is asked: what stands before `unless`, `except`,
`trừ trường hợp` is the rule, and what follows up to the end is its exception. `X does not apply
to Y` takes Y out of X.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from assistant.training.sentence import Sentence
from corpus.language.clauses.closed_classes import PREPOSITIONS, RELATIVES
from corpus.language.identification import language_of
from corpus.language.stems import content
from corpus.language.word_lists import grouped, one_of

_WORDS = grouped("rule_words")
ExceptionKind = Literal["case", "thing", "scope"]
RULE_WORDS, EXCEPTION_WORDS = (5, 34), (2, 30)


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """`says` holds but for `exception`. Its `form` is the language, and whether the exception is
    a case (`unless it is leased`), a thing (`except for a copy`) or out of the scope of `says`.
    """

    sentence: Sentence
    says: str
    joint: str
    exception: str
    form: tuple[str, ExceptionKind]

    @property
    def question(self) -> str:
        return _QUESTIONS[self.form].format(rule=self.says)


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """What a sentence makes a condition of something, or an exception to it."""

    sentence: Sentence
    text: str
    form: tuple[str, ExceptionKind]


def cases(sentence: Sentence) -> Iterator[Case]:
    """The exception that a sentence makes, and the conditions that it names."""
    if (rule := rule_of(sentence)) is not None:
        if not _POINTS.search(rule.exception):
            yield Case(sentence, rule.exception, rule.form)
        return
    text = " ".join(sentence.text.split())
    language = "vi" if language_of(text) == "vi" else "en"
    for match in _CONDITIONS[language].finditer(text):
        found = match["first"] or match["last"]
        fits = EXCEPTION_WORDS[0] < len(found.split()) <= EXCEPTION_WORDS[1]
        if fits and not _POINTS.search(found):
            yield Case(sentence, found.strip(" .,;"), (language, "case"))


def rule_of(sentence: Sentence) -> Rule | None:
    """The rule of a sentence that stands alone, with its exception; or None."""
    text = " ".join(sentence.text.split())
    if sentence.lead or not sentence.stands_alone or _UNCLEAR.search(text):
        return None
    language = "vi" if language_of(text) == "vi" else "en"
    match = (_VIETNAMESE if language == "vi" else _ENGLISH).fullmatch(text)
    if match is None:
        return None
    joint = " ".join((match["joint"] or "").split())
    says = (match["says"] or match["scope"]).strip(" ,")
    exception = _named(match["exception"].rstrip(" .;,"), sentence)
    if not joint:
        if _NAMELESS.match(says):
            return None
        says = re.sub(r"^(?:The|An?) ", lambda article: article[0].lower(), says)
    fewest = RULE_WORDS[0] if joint else 1
    if not fewest <= len(says.split()) <= RULE_WORDS[1]:
        return None
    if not EXCEPTION_WORDS[0] <= len(exception.split()) <= EXCEPTION_WORDS[1]:
        return None
    if not content(says) or not content(exception):
        return None
    kind: ExceptionKind = "scope"
    if joint:
        kind = "case" if joint.casefold() in _WORDS["joints_of_cases"] else "thing"
    return Rule(sentence, says, joint, exception, (language, kind))


def _named(exception: str, sentence: Sentence) -> str:
    """An exception that can be read without its rule: `the vessel is entered` for `it is`."""
    pronoun = _PRONOUN.match(exception)
    if pronoun is None:
        return exception
    clause, opening = sentence.clause, _SUBJECT.match(sentence.text)
    subject = clause.subject if clause else opening["subject"] if opening else ""
    bare = re.sub(r"^(?:no|an?|any|each|every|all|the) ", "", subject, flags=re.IGNORECASE)
    noun = re.split(rf" (?:{one_of(PREPOSITIONS | RELATIVES)}) ", bare)[0]
    return f"the {noun}{exception[pronoun.end() :]}" if noun else exception


_SUBJECT = re.compile(r"(?P<subject>(?:\w[\w-]* ){1,4}?\w[\w-]*) (?:may|shall|must|can|is|are)\b")
# What can be read in its own sentence alone.
_POINTS = re.compile(
    r"\b(?:it|its|they|them|their|he|she|his|her|this|these|those|such|former|latter|so)\b"
    r"|(?<!\w)(?:này|đó|ấy|họ|nó|mình|trên)(?!\w)",
    re.IGNORECASE,
)
_PRONOUN = re.compile(r"(?:it|they)\b", re.IGNORECASE)
_ENGLISH = re.compile(
    rf"\A(?:(?P<says>[^;:]{{1,300}}?),? (?P<joint>{one_of(_WORDS['english_joints'])})(?!\w)"
    rf"|(?P<scope>[^;:,]{{1,200}}?) {one_of(_WORDS['english_scope'])})"
    r" (?P<exception>[^;:]{1,300})",
    re.IGNORECASE,
)
_VIETNAMESE = re.compile(
    rf"\A(?:(?P<says>[^;:]{{1,300}}?), (?P<joint>{one_of(_WORDS['vietnamese_joints'])})(?!\w)"
    rf"|(?P<scope>[^;:,]{{1,200}}?) {one_of(_WORDS['vietnamese_scope'])})"
    r" (?P<exception>[^;:]{1,300})",
    re.IGNORECASE,
)
# A place of the text and not a name; what is meant is not said.
_NAMELESS = re.compile(
    r"(?:paragraphs?|articles?|sections?|clauses?|this|these|it|they|the (?:rule|provision)"
    r"|khoản|điều|điểm|quy định|nội dung)\b",
    re.IGNORECASE,
)
_UNCLEAR = re.compile(
    r"\?|[“”\"]|\b(?:worth|agree otherwise)\b|(?<!\w)(?:Điều này|Khoản này)(?!\w)"
)
_QUESTIONS: dict[tuple[str, ExceptionKind], str] = {
    ("en", "case"): "Which case is an exception to the rule “{rule}”?",
    ("en", "thing"): "Which exception is made to the rule “{rule}”?",
    ("en", "scope"): "Which of these is outside the scope of {rule}?",
    ("vi", "case"): "Trường hợp nào là ngoại lệ của quy định “{rule}”?",
    ("vi", "thing"): "Ngoại lệ của quy định “{rule}” là gì?",
    ("vi", "scope"): "Nội dung nào nằm ngoài phạm vi áp dụng của {rule}?",
}
_CONDITIONS = {
    "en": re.compile(
        r"^(?:If|Where|When) (?P<first>[^,;:]{12,160}),"
        r"| (?:if|where|when) (?P<last>[^,;:.]{12,160})\.?$"
    ),
    "vi": re.compile(
        r"^(?:Nếu|Khi|Trường hợp) (?P<first>[^,;:]{12,160}),"
        r"|(?<!trừ) (?:nếu|khi|trường hợp) (?P<last>[^,;:.]{12,160})\.?$"
    ),
}
