"""Sayings: who said what, as a sentence reports it: a person with an office, and what was said.

`Dr Quill said that the Inspectorate had eleven engineers.`, `Viện trưởng Phan Trọng Nghĩa nêu rằng
…`, `According to Minister Dunmore, …`. A speaker is a person by form: a title or an office, and a
name; bodies and `critics` are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.training.sentence import Sentence
from corpus.language.clauses.closed_classes import PRONOUNS
from corpus.language.grammar import NAME_WORD
from corpus.language.identification import language_of
from corpus.language.names.people import PERSON_TITLE, people
from corpus.language.names.vietnamese import HONORIFIC, named_at
from corpus.language.stems import content
from corpus.language.word_lists import grouped, one_of
from corpus.language.words import words

_WORDS = grouped("training_words")
FEWEST_SAID, MOST_SAID = 3, 32  # words with content, and words, of what was said
MOST_SPEAKER = 8  # words of a speaker
OPENING = 80  # characters that may stand before a speaker


@dataclass(frozen=True, slots=True)
class Speaker:
    """A person as a text names one: with title or office, `Minister Dunmore`; `key` is the same for
    whatever stands before the name."""

    text: str
    key: str
    name: str  # without what stands before it
    language: str


@dataclass(frozen=True, slots=True, eq=False)
class Saying:
    """What a speaker said: `verb` as it stands, `said` without its full stop."""

    sentence: Sentence
    speaker: Speaker
    verb: str
    said: str

    @property
    def question(self) -> str:
        """`Who said that the first tests are not due before 2027?`"""
        if self.speaker.language == "vi":
            return f"Ai {self.verb} {self.said}?"
        return f"Who {self.verb} that {self.said}?"

    def told_of(self, speaker: Speaker) -> str:
        """That a speaker said it."""
        who = speaker.text[:1].upper() + speaker.text[1:]
        if speaker.language == "vi":
            return f"{who} {self.verb} {self.said}."
        return f"{who} {self.verb} that {self.said}."


_SAID = re.compile(
    rf"(?:^|, )(?P<speaker>{NAME_WORD}[^,;:()]{{1,60}}?)(?:, (?P<office>[^,;:()]{{4,60}}),)?"
    rf" (?P<verb>{one_of(_WORDS['verbs_of_saying'])}) that (?P<said>[^“”\"]+)$"
)
_ACCORDING = re.compile(r"^According to (?P<speaker>[^,;:()]{3,60}), (?P<said>[^“”\"]+)$")
_SAID_VI = re.compile(
    rf"(?:^|, )(?P<speaker>[^,;:()]{{3,70}}?)(?:, (?P<office>[^,;:()]{{4,60}}),)?"
    rf" (?P<verb>{one_of(_WORDS['vietnamese_verbs_of_saying'])}) (?P<said>[^“”\"]+)$"
)
_THEO = re.compile(
    rf"^Theo (?P<speaker>(?i:{HONORIFIC})(?!\w)[^,;:()]{{3,60}}), (?P<said>[^“”\"]+)$"
)
# Of several things that were said the first is asked for.
_MORE_SAID = re.compile(r", (?:and )?that | and that |;|, và |, nhưng ")
_RANG = re.compile(r"^rằng\s+")
_NAMELESS = re.compile(r"\b(?:he|she|his|her|him|they|their|it|its|we|our|I)\b")
_NAMELESS_VI = re.compile(r"(?<!\w)(?:mình|họ|nó|ông|bà|ta)(?!\w)(?! [A-ZĐ])", re.IGNORECASE)


def saying_of(sentence: Sentence) -> Saying | None:
    """Who said what, where a sentence reports it of one person; or None."""
    text = sentence.text.strip().rstrip(" .")
    if language_of(text) == "vi":
        return _vietnamese(sentence, text)
    match = _SAID.search(text, 0) or _ACCORDING.match(text)
    if match is None or match.start() > OPENING:
        return None
    speaker = english_speaker(match["speaker"])
    said = _MORE_SAID.split(match["said"].strip())[0].strip(" ,")
    if speaker is None or _NAMELESS.search(said) or not _is_enough(said, speaker):
        return None
    verb = match.groupdict().get("verb") or "says"
    return Saying(sentence, speaker, verb, said)


def english_speaker(text: str) -> Speaker | None:
    """The person that some words name alone, with a title or office before the name; or None."""
    own = " ".join(text.split())
    if len(own.split()) > MOST_SPEAKER or " and " in own or own.split()[0].casefold() in PRONOUNS:
        return None
    found = people(own)
    if len(found) != 1 or not own.endswith(found[0].split()[-1]):
        return None
    if not PERSON_TITLE.match(own) and len(found[0].split()) < 2:
        return None
    return Speaker(own, found[0].split()[-1].casefold(), found[0], "en")


def vietnamese_speaker(text: str) -> Speaker | None:
    """The same in Vietnamese: `Viện trưởng Phan Trọng Nghĩa`, `bà Lê Thị Hồng Nhạn`."""
    own = " ".join(text.split())
    if len(own.split()) > MOST_SPEAKER + 4 or " và " in own:
        return None
    name = named_at(own, 0, len(own))
    if name is None or name.kind != "person":
        return None
    bare = " ".join(own.split()[-len(name.key) :])
    return Speaker(own, " ".join(name.key).casefold(), bare, "vi")


def speakers_in(sentence: Sentence) -> Iterator[Speaker]:
    """The persons that a sentence names with title or office: who may have said something."""
    text = sentence.text
    if language_of(text) == "vi":
        saying = saying_of(sentence)
        if saying is not None:
            yield saying.speaker
        for match in _HONOURED.finditer(text):
            if speaker := vietnamese_speaker(match[0]):
                yield speaker
        return
    for match in _TITLED.finditer(text):
        if speaker := english_speaker(match[0]):
            yield speaker


_TITLED = re.compile(rf"\b{PERSON_TITLE.pattern} {NAME_WORD}(?: {NAME_WORD}){{0,3}}")
_HONOURED = re.compile(rf"(?<!\w)(?i:{HONORIFIC})(?: [A-ZĐÀ-Ỹ][\wÀ-ỹ]{{1,12}}){{2,4}}(?!\w)")


def _vietnamese(sentence: Sentence, text: str) -> Saying | None:
    match = _THEO.match(text) or _SAID_VI.search(text)
    if match is None or match.start() > OPENING:
        return None
    speaker = vietnamese_speaker(match["speaker"])
    said = _MORE_SAID.split(_RANG.sub("", match["said"].strip()))[0].strip(" ,")
    if speaker is None or _NAMELESS_VI.search(said) or not _is_enough(said, speaker):
        return None
    verb = match.groupdict().get("verb") or "cho rằng"
    return Saying(sentence, speaker, verb, said)


def _is_enough(said: str, speaker: Speaker) -> bool:
    """Whether it says something, no more than can be asked for, and not who said it."""
    return (
        len(content(said)) >= FEWEST_SAID
        and len(words(said)) <= MOST_SAID * (2 if speaker.language == "vi" else 1)
        and speaker.key.split()[-1] not in said.casefold()
    )
