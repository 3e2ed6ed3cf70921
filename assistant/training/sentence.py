"""What a sentence of a document consists of: a label, a report of who says it, and its clause."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from corpus.language.clauses.main_clause import Clause, parsed
from corpus.language.clauses.subjects import head
from corpus.language.document_names import ABOUT_TEXTS


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence taken apart; `body` is the offset in it of what follows its label.

    `label` is `5 December 2024` in `5 December 2024: The minister signed ...`, or "". `clause`
    is the main clause of the body, or of what an article is said to say in it; None where
    that is not clear.
    """

    label: str
    body: int
    clause: Clause | None

    @property
    def is_about_text(self) -> bool:
        """Whether it tells of an article, a photograph or the like and not of the subject."""
        if self.clause is None:
            return False
        words = self.clause.subject.split()
        return head(words).strip("\"“”'’").casefold() in ABOUT_TEXTS


@lru_cache(maxsize=4096)
def taken_apart(text: str) -> Sentence:
    """A sentence in its parts."""
    labelled = _LABELLED.match(text)
    label = labelled["label"] if labelled and parsed(labelled["label"]) is None else ""
    body = len(label) + 2 if label else 0
    said = text[body:]
    reported = _REPORTED.match(said)
    if reported:
        said = reported["said"][:1].upper() + reported["said"][1:]
    return Sentence(label, body, parsed(said))


def keeps_apart(text: str, start: int) -> bool:
    """Whether a place of a sentence is within quotation marks or brackets."""
    before = text[:start]
    return (
        before.count('"') % 2 == 1
        or before.count("“") > before.count("”")
        or before.count("(") > before.count(")")
        or before.count("[") > before.count("]")
    )


_LABELLED = re.compile(r"(?P<label>[^:.;?!\"“]{2,60}): (?=\S.{8,}$)")
_REPORTED = re.compile(
    r"(?:The|This) (?:\w+ ){0,3}?(?:article|report|study|paper|brief|document|authors?)"
    r"(?: [\"“][^\"”]{1,90}[\"”])?(?: \w+)? (?:says|argues|claims|notes|observes|states|finds"
    r"|concludes|reports|adds|explains|holds|expects|warns) that (?P<said>.+)$"
)
