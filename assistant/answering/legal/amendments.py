"""What other documents of the library say that they do to those that an answer cites."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.answer import Answer
from assistant.answering.legal.place_refusals import name_of
from corpus.document import Document
from corpus.errors import LibraryError
from corpus.language.identification import reply_language
from corpus.legal.instrument import Instrument, instrument_of
from corpus.legal.validity import ChangeKind, changes_in
from index.search.vocabulary import quoted
from index.store.library import Library

MOST_SEARCHED = 30  # passages that name a number
MOST_QUOTED = 300  # characters
_SAID: dict[str, dict[ChangeKind, str]] = {
    "en": {
        "replaces": "{} says that it replaces {}: “{}”",
        "repeals": "{} says that it repeals {}: “{}”",
        "amends": "{} says that it amends {}: “{}”",
    },
    "vi": {
        "replaces": "{} nêu việc thay thế {}: “{}”",
        "repeals": "{} nêu việc bãi bỏ {}: “{}”",
        "amends": "{} nêu việc sửa đổi {}: “{}”",
    },
}


class Amendments:
    """Links between the documents of a library by their numbers."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def notes(self, answer: Answer) -> tuple[str, ...]:
        """A sentence for each document that says it replaces, repeals or amends a cited one."""
        said = _SAID[reply_language(answer.question)]
        told: dict[str, None] = {}
        for id_ in dict.fromkeys(one.document_id for one in answer.citations):
            document = self._read(id_)
            own = instrument_of(document) if document else None
            if document is None or own is None:
                continue
            for other, kind, line in self._changes(own, id_):
                quote = line if len(line) <= MOST_QUOTED else line[:MOST_QUOTED].rstrip() + " …"
                told[said[kind].format(name_of(other), own.name, quote)] = None
        return tuple(told)

    def _changes(self, own: Instrument, own_id: str) -> Iterator[tuple[Document, ChangeKind, str]]:
        """(document, what it does, its line) of each instrument that changes one; once each."""
        hits = self._library.match(quoted(own.number), MOST_SEARCHED)
        passages, _ = self._library.passages(number for number, _ in hits)
        seen: set[tuple[str, ChangeKind]] = set()
        for passage in passages.values():
            chunk = passage.chunk
            other = self._read(chunk.document_id) if chunk.document_id != own_id else None
            is_other = other is not None and (its := instrument_of(other)) and its.key != own.key
            if other is None or not is_other:
                continue
            for line in other.lines_in(chunk.start, chunk.end):
                for change in changes_in(line.text):
                    key = (other.id, change.kind)
                    if change.number.key == own.key and key not in seen:
                        seen.add(key)
                        yield other, change.kind, line.text

    def _read(self, id_: str) -> Document | None:
        try:
            return self._library.document(id_)
        except LibraryError:
            return None
