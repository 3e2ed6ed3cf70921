"""Sentence: a sentence of the documents, and all that is read in it, each thing once."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property

from assistant.answer import Citation
from assistant.training.citing import cite
from assistant.training.standing_alone import stands_alone
from assistant.training.typed_values import Typed, typed_values
from corpus.document import Document
from corpus.language.clauses.labels import date_before_colon, label_of, unreported
from corpus.language.clauses.main_clause import Clause, parsed
from corpus.language.clauses.subjects import head
from corpus.language.document_names import ABOUT_TEXTS, Setting
from corpus.language.stems import content
from corpus.language.words import words
from corpus.told_text import told_text

NOWHERE = -1  # the row of a sentence that is not of the material
LONGEST_LABEL = 80  # characters of what stands before a sentence in its line


@dataclass(frozen=True, eq=False)
class Sentence:
    """`document.text[start:end]`, a sentence of a document.

    `relevance` is how much it is about the topic of the material, 0 to 1; `row` its place in the
    material, or NOWHERE. Sentences with one number `alike` say the same.
    """

    document: Document = field(repr=False)
    start: int
    end: int
    relevance: float = 0.0
    row: int = NOWHERE
    alike: int = NOWHERE

    @classmethod
    def quoted(cls, text: str) -> Sentence:
        """A sentence whose document is not at hand."""
        return cls(Document("", "", text), 0, len(text))

    @property
    def is_on_topic(self) -> bool:
        """Whether it is of the material."""
        return self.row != NOWHERE

    @property
    def said_as(self) -> tuple[str, int]:
        """What sentences share that say the same; a row of a table or an item of a list has its
        own."""
        return ("", self.alike) if self.alike != NOWHERE else (self.document.id, self.start)

    @cached_property
    def text(self) -> str:
        return self.document.text[self.start : self.end]

    @cached_property
    def told(self) -> str:
        """The text as models are told it: of a row of a table with the names of its columns."""
        return told_text(self.document, self.start, self.end).text

    @cached_property
    def headings(self) -> tuple[str, ...]:
        """The headings above it, outermost first."""
        return self.document.heading_path_at(self.start)

    @property
    def section(self) -> str:
        """The top heading below the title of the document that it stands under, or the title."""
        document = self.document
        title = {_plain(document.title or "")}
        top = [heading for heading in document.headings if heading.level == 1]
        if len(top) == 1:
            title.add(_plain(top[0].text))
        below = (heading for heading in self.headings if _plain(heading) not in title)
        return next(below, None) or document.title or document.source

    @property
    def citation(self) -> Citation:
        return cite(self.document, self.start, self.end)

    @cached_property
    def stands_alone(self) -> bool:
        """Whether it can be read without what stands before it."""
        return stands_alone(self.text)

    @property
    def setting(self) -> Setting:
        return Setting.of(self.document)

    @cached_property
    def label(self) -> str:
        """`5 December 2024` in `5 December 2024: The minister signed ...`, or ""."""
        return label_of(self.text)

    @property
    def body(self) -> int:
        """The offset in `text` of what follows the label."""
        return len(self.label) + 2 if self.label else 0

    @property
    def said(self) -> str:
        """The text without its label."""
        return self.text[self.body :]

    def unlabelled(self) -> Sentence:
        """Itself from after its label, where a sentence begins there that needs no date of it."""
        begins = self.said[:1].isupper() or self.said[:1] in '"“'
        if not self.label or not begins:
            return self
        if date_before_colon(self.text) and not content(self.label) <= content(self.said):
            return self
        return replace(self, start=self.start + self.body)

    @cached_property
    def clause(self) -> Clause | None:
        """The main clause of the body, or of what an article is said to say in it; None where
        that is not clear."""
        return parsed(unreported(self.said))

    @property
    def is_about_text(self) -> bool:
        """Whether it tells of an article, a photograph or the like and not of the subject."""
        if self.clause is None:
            return False
        return head(self.clause.subject.split()).strip("\"“”'’").casefold() in ABOUT_TEXTS

    @cached_property
    def values(self) -> tuple[Typed, ...]:
        """The typed values of the text."""
        return typed_values(self.text, self.setting)

    @cached_property
    def stems(self) -> frozenset[str]:
        """The stems of its words that are no function words."""
        return content(self.told)

    @cached_property
    def lead(self) -> str:
        """What belongs to it before it: the label in its line, and for an item of a list the
        line above the list that ends with a colon."""
        line = self.document.line_at(self.start)
        if line is None:
            return ""
        label = self.document.text[line.words_start : self.start].strip()
        parts = [label] if 0 < len(label) <= LONGEST_LABEL and label[-1] not in ".?!" else []
        if (above := self.document.lead_of(line)) is not None:
            parts.append(above.words)
        return " ".join(parts)

    @property
    def whole(self) -> str:
        return f"{self.lead} {self.told}" if self.lead else self.told


def _plain(text: str) -> str:
    return " ".join(word.casefold() for word in words(text))


def keeps_apart(text: str, start: int) -> bool:
    """Whether a place of a sentence is within quotation marks or brackets."""
    before = text[:start]
    return before.count('"') % 2 == 1 or any(
        before.count(one) > before.count(other) for one, other in ("“”", "()", "[]")
    )
