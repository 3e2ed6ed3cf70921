"""The sentences of a reply, each as soon as it is whole, with the numbers that it cites."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.blocks import INVISIBLE
from corpus.language.sentences import sentence_pieces

LONGEST = 1_500  # characters of a sentence; a longer one is none
_MARKER = r"\[(?:sources?\s++)?\d{1,4}(?:\s?[,;]\s?\d{1,4}){0,20}\]"
MARKERS = re.compile(_MARKER, re.IGNORECASE)
# A number behind the full stop belongs to the sentence before it.
_BEHIND = re.compile(
    rf"([.!?…][\"”’»)]{{0,3}})[^\S\n]{{0,9}}((?:{_MARKER}[^\S\n]?){{1,9}})", re.IGNORECASE
)
_SIGN = re.compile(r"^(?:[-*•–]|\d{1,2}[.)])\s+")
_STRESS = re.compile(r"\*\*|__|`+|^#{1,6}\s+")
_LOOSE = re.compile(r" ([.,;:!?…])")
_SPACE = re.compile(r"\s+")
_THOUGHTS = ("<think>", "</think>")


@dataclass(frozen=True, slots=True)
class ReplySentence:
    """A sentence without its markers, on one line, and the numbers that stood in them."""

    text: str
    cited: tuple[int, ...]


class ReplySentences:
    """Takes a reply piece by piece."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._held = ""
        self._started = False

    def add(self, piece: str) -> Iterator[ReplySentence]:
        """The sentences that are whole with this piece."""
        self._held += INVISIBLE.sub("", piece)
        if self._is_thinking():
            return
        yield from self._whole()
        if len(self._held) > LONGEST:  # no sentence any more
            yield from _sentence(self._held)
            self._held = ""

    def rest(self) -> Iterator[ReplySentence]:
        """What is left at the end, which is whole then."""
        held, self._held = self._held, ""
        if self._started or not held.lstrip().startswith(_THOUGHTS[0]):
            for piece in sentence_pieces(_moved(held), self._language):
                yield from _sentence(piece)

    def _is_thinking(self) -> bool:
        """Whether it has not begun: some models think aloud first, between marks."""
        if self._started:
            return False
        begun = self._held.lstrip()
        if begun.startswith(_THOUGHTS[0]):
            if _THOUGHTS[1] not in begun:
                self._held = begun[: len(_THOUGHTS[0])] + begun[-len(_THOUGHTS[1]) :]
                return True
            self._held = begun.partition(_THOUGHTS[1])[2]
        elif _THOUGHTS[0].startswith(begun):
            return True
        self._started = True
        return False

    def _whole(self) -> Iterator[ReplySentence]:
        pieces = sentence_pieces(_moved(self._held), self._language)
        while len(pieces) > 1:
            after = "".join(pieces[1:]).lstrip()
            if not after or (after.startswith("[") and not after.partition("]")[1]):
                return  # the number of this sentence may still come
            yield from _sentence(pieces.pop(0))
            self._held = "".join(pieces)


def _moved(text: str) -> str:
    """A text with the numbers that stand behind a full stop before it."""
    return _BEHIND.sub(lambda match: f" {match[2].strip()}{match[1]} ", text)


def _sentence(piece: str) -> Iterator[ReplySentence]:
    cited = tuple(
        dict.fromkeys(
            int(n) for marker in MARKERS.findall(piece) for n in re.findall(r"\d+", marker)
        )
    )
    words = _STRESS.sub("", _SIGN.sub("", piece.strip()))
    text = _SPACE.sub(" ", MARKERS.sub("", words)).strip()
    text = _LOOSE.sub(r"\1", text)
    if any(letter.isalnum() for letter in text):
        yield ReplySentence(text, cited)
