"""What an unclear request may mean, as questions about what the library holds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import PurePath

from corpus.language.identification import reply_language
from corpus.language.words import content_words, empty_syllables, folded, words
from corpus.legal.divisions import NUMBER
from index.passage import Passage
from index.store.records import DocumentRecord

MOST = 3
_ABOUT = {"en": "What does “{}” say about {}?", "vi": "“{}” nói gì về {}?"}
_WHOLE = {"en": "Summarise “{}”", "vi": "Tóm tắt “{}”"}
_JOINTS = re.compile(r"[-_.]+")  # between the words of a file name
_NUMBERED = re.compile(rf"{NUMBER}[.)]\s+")


def readings(
    text: str, records: Iterable[DocumentRecord], passages: Sequence[Passage]
) -> list[str]:
    """Up to MOST of them, the likeliest first: of the documents that are called so, of the headings
    that say so, then of what was found for the text, one of each document before a second."""
    language = reply_language(text)
    found = dict.fromkeys(whole_of(_called(text, records), language))
    wanted = _wanted(text)
    headed = (one for one in passages if wanted and wanted <= _folded(_heading(one) or ""))
    for passage in (*headed, *_one_of_each(passages), *passages):
        found.setdefault(_reading(passage, language))
    return list(islice(found, MOST))


def whole_of(records: Iterable[DocumentRecord], language: str) -> list[str]:
    """The questions for what each of some documents says as a whole."""
    return [_WHOLE[language].format(one.title or one.source) for one in records]


def _called(text: str, records: Iterable[DocumentRecord]) -> list[DocumentRecord]:
    """The documents in whose title or file name all words of a text stand, the newest first."""
    wanted = _wanted(text)
    if not wanted:
        return []
    named = [
        one for one in records if wanted <= _folded(f"{one.title or ''} {_file_name(one.source)}")
    ]
    return sorted(named, key=lambda one: one.date or "", reverse=True)


def _file_name(source: str) -> str:
    return _JOINTS.sub(" ", PurePath(source).stem)


def _wanted(text: str) -> set[str]:
    return {
        folded(word) for word in content_words(text) if word.casefold() not in empty_syllables()
    }


def _folded(text: str) -> set[str]:
    return {folded(word) for word in words(text)}


def _one_of_each(passages: Iterable[Passage]) -> Iterator[Passage]:
    seen: set[str] = set()
    for passage in passages:
        if passage.chunk.document_id not in seen:
            seen.add(passage.chunk.document_id)
            yield passage


def _reading(passage: Passage, language: str) -> str:
    title, heading = passage.title or passage.source, _heading(passage)
    if heading is None:
        return _WHOLE[language].format(title)
    return _ABOUT[language].format(title, heading)


def _heading(passage: Passage) -> str | None:
    """The innermost heading over a passage below its document's title, without its number."""
    title = passage.title or passage.source
    inner = next((one for one in reversed(passage.chunk.sections) if one != title), None)
    return None if inner is None else _NUMBERED.sub("", inner, count=1)
