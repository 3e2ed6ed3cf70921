"""Whether the wording of an entry says no more than what it cites.

An editor may say it in other words. Each sentence still names its source with a marker `[1]`;
its numbers, dates and names stand in what that source is quoted with (names and dates also in
the source's title and headings); it says no when the quote does; and most of its words are the
quote's. This catches slips. It does not understand: a person reads what is approved.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property

from assistant.answer import Citation
from assistant.answer_blocks import MARKER
from assistant.answer_parts import refused
from assistant.conflicts.conflicts import LEAD
from assistant.quote_positions import Folded
from corpus.language.dates import DateSpan, same_date
from corpus.language.names.countries import aliases
from corpus.language.quantities import Quantity, same_quantity
from corpus.language.sentences import LIST_MARK, sentence_spans
from corpus.language.stems import stems, word_stems
from corpus.language.synonyms import antonyms, meanings
from corpus.language.values import Found, Name, dates_in, names_in, numbers_in, same, without_values
from corpus.language.words import STOP_WORDS, folded, words

# The least share of a sentence's content words that its quotes have. In `test_wording_check.py`
# the rewordings that a person would pass have two thirds or more, the inventions at most a fifth.
ENOUGH = 0.5
LONGEST_SHOWN = 60  # characters of a sentence that a message shows


def check_wording(text: str, citations: Sequence[Citation]) -> list[str]:
    """What is wrong with an answer's text, a sentence for each problem; empty when it is good."""
    by_marker = {citation.marker: citation for citation in citations}
    problems: list[str] = []
    for number, (sentence, markers, next_ones) in enumerate(_sentences(text), start=1):
        where = f"Sentence {number} (“{_cut(sentence)}”)"
        quoted = [by_marker[marker] for marker in next_ones if marker in by_marker]
        if not markers and (refused(sentence) or _Cited(quoted).has(sentence)):
            continue
        if not markers:
            problems.append(f"{where} names no source; add a marker like [1].")
            continue
        unknown = [marker for marker in markers if marker not in by_marker]
        if unknown:
            problems.append(f"{where} has the marker [{unknown[0]}], which no citation has.")
            continue
        cited = _Cited([by_marker[marker] for marker in markers])
        shown = " and ".join(f"[{marker}]" for marker in markers)
        problems += (f"{where}: {told} {shown}." for told in _unsupported(sentence, cited))
    return problems


class _Cited:
    """What the citations of one sentence give: their quotes line by line, and what is above."""

    def __init__(self, citations: Sequence[Citation]) -> None:
        self.quotes = [
            # A row as it stands, and as an answer tells it, with the names of its columns.
            [*map(_item, dict.fromkeys(f"{citation.told}\n{citation.quote}".split("\n")))]
            for citation in citations
        ]
        self.lines = [line for quote in self.quotes for line in quote]
        self.around = [
            part
            for citation in citations
            for part in (citation.title, citation.date, citation.publisher, *citation.headings)
            if part
        ]

    def says(self, sentence: str) -> bool:
        """Whether a sentence stands there word for word."""
        wanted = Folded(sentence).text
        return any(Folded(_as_shown(line)).text == wanted for line in self.lines)

    def has(self, sentence: str) -> bool:
        """Whether a sentence is one of a quote, which says it before its marker comes."""
        wanted = Folded(sentence).text
        return any(Folded(one).text == wanted for quote in self.sentences for one in quote)

    @cached_property
    def sentences(self) -> list[list[str]]:
        """Of each quote."""
        return [
            [line[start:end] for line in quote for start, end in sentence_spans(line)]
            for quote in self.quotes
        ]

    @cached_property
    def stems(self) -> frozenset[str]:
        return stems("\n".join((*self.lines, *self.around)))

    @cached_property
    def folded(self) -> frozenset[str]:
        return frozenset(map(folded, words("\n".join((*self.lines, *self.around)))))

    def values(self, find: Callable[[str], Sequence[Found]], around: bool = False) -> list[Found]:
        return [one for line in (*self.lines, *self.around * around) for one in find(line)]


def _unsupported(sentence: str, cited: _Cited) -> Iterator[str]:
    """What a sentence says that its quotes do not, each to be followed by their markers."""
    if cited.says(sentence):
        return
    yield from _numbers(sentence, cited)
    yield from _dates(sentence, cited)
    yield from _names(sentence, cited)
    yield from _opposites(sentence, cited)
    yield from _negations(sentence, cited)
    if _share(sentence, cited) < ENOUGH and not sentence.startswith(LEAD):
        yield "most of its words do not stand in the quote"


# --- sentences and their markers -----------------------------------------------------------------

_CONFLICTING_TITLE = re.compile(r" \([^\n]{0,300}?\)(?=\.? \[\d+\])")


def _sentences(text: str) -> Iterator[tuple[str, tuple[int, ...], tuple[int, ...]]]:
    """Each sentence without its markers, the numbers of those, inside it or after it, and of those
    that come next in its line."""
    if text.startswith(LEAD):  # of each value it names the document, whose title may be cut
        lead, *rest = text.split("\n")
        text = "\n".join((_CONFLICTING_TITLE.sub("", lead), *rest))
    for line in text.split("\n"):
        plain, places = _without_markers(_item(line))
        spans = sentence_spans(plain)
        for position, (start, end) in enumerate(spans):
            if not any(letter.isalnum() for letter in plain[start:end]):
                continue
            before = start if position else -1
            after = end if position + 1 < len(spans) else len(plain)
            own = (marker for place, marker in places if before < place <= after)
            behind = [(place, marker) for place, marker in places if place > after]
            near = (marker for place, marker in behind if place == behind[0][0])
            yield plain[start:end], tuple(dict.fromkeys(own)), tuple(near)


def _item(line: str) -> str:
    """A line without the mark of a list item."""
    line = line.strip()
    mark = LIST_MARK.match(line)
    return line[mark.end() :] if mark else line


def _without_markers(line: str) -> tuple[str, list[tuple[int, int]]]:
    """A line without markers, and (place, number) of each."""
    places: list[tuple[int, int]] = []
    plain, last = "", 0
    for match in MARKER.finditer(line):
        plain = (plain + line[last : match.start()]).rstrip()
        places.append((len(plain), int(match[1])))
        last = match.end()
    return plain + line[last:], places


# --- values --------------------------------------------------------------------------------------

_FIGURES = re.compile(r"\d+(?:[:.,/-]\d+)*")
_ORDINARY_ENDING = re.compile(
    r"(?:(?<![jq])ing|ed|ly|tions?|ments?|it(?:y|ies)|ness|[ae]n(?:ces?|ts)|[eo]rs|ees|ists?|ies"
    r"|als|ages?|ships?|ures?)$"
)
_ORDINARY = frozenset(
    "people staff men women children fees costs nobody everybody everyone anyone nothing money "
    "yes half part work entry access help support every".split()
)
_BEFORE_A_NOUN = re.compile(r" (?:the|an?|your|their|its|his|her|these|those|all|any)\b")


def _numbers(sentence: str, cited: _Cited) -> Iterator[str]:
    given = cited.values(numbers_in)
    for found in numbers_in(sentence):
        if not any(_same_number(found, one) for one in given):
            yield f"the number {found.text} does not stand so in the quote"
    # Figures that are no number by themselves: hours, codes.
    known = set(_FIGURES.findall("\n".join((*cited.lines, *cited.around))))
    taken = [*numbers_in(sentence), *dates_in(sentence), *names_in(sentence)]
    for match in _FIGURES.finditer(sentence):
        inside = any(one.start <= match.start() < one.end for one in taken)
        if not inside and match[0] not in known:
            yield f"{match[0]} does not stand in the quote"


def _same_number(one: Found, other: Found) -> bool:
    first, second = one.value, other.value
    assert isinstance(first, Quantity) and isinstance(second, Quantity)
    return first.unit == second.unit and same_quantity(first, second) == "equal"


def _dates(sentence: str, cited: _Cited) -> Iterator[str]:
    given = cited.values(dates_in, around=True)
    for found in dates_in(sentence):
        if not any(_implied(found.value, one.value) for one in given):
            yield f"the date {found.text} does not stand in the quote"


def _implied(one: object, given: object) -> bool:
    """Whether a date is the given one, or the month or year in which that lies."""
    assert isinstance(one, DateSpan) and isinstance(given, DateSpan)
    sameness = same_date(one, given)
    if sameness == "equal" or sameness == "different" or len(one.readings) > 1:
        return sameness == "equal"
    (first, last), (start, end) = one.readings[0], given.readings[0]
    if last - first < end - start or (one.has_year and not given.has_year):
        return False
    month = (first.year, first.month) == (last.year, last.month)
    year = first.year == last.year and (first.month, last.month) == (1, 12)
    return first.day == 1 and (month or year)


def _names(sentence: str, cited: _Cited) -> Iterator[str]:
    given = cited.values(names_in, around=True)
    for found in names_in(sentence):
        own = [word for word in words(found.text) if word.casefold() not in STOP_WORDS]
        missing = [word for word in own if not _known(word, cited)]
        first = found.start == 0 and missing[:1] == own[:1]
        if first and (_ordinary(own[0]) or _BEFORE_A_NOUN.match(sentence, found.end)):
            missing.pop(0)  # capitalised for standing first
        if missing and not any(_abbreviated(found, name) for name in given):
            yield f"“{' '.join(missing)}” does not stand in the quote"


def _known(word: str, cited: _Cited) -> bool:
    return cited.stems.issuperset(word_stems(word)) or folded(word) in cited.folded


def _ordinary(word: str) -> bool:
    plain = word.lower()
    if word.isupper() or aliases(word):
        return False
    return plain in _ORDINARY or (len(plain) > 4 and _ORDINARY_ENDING.search(plain) is not None)


def _abbreviated(one: Found, given: Found) -> bool:
    """Whether a name is another one's letters, or the same in one word: `MOST`, `Viet Nam`."""
    assert isinstance(one.value, Name) and isinstance(given.value, Name)
    short, long = sorted((one, given), key=lambda name: len(name.text))
    if set(one.value.words) & set(given.value.words):
        return False
    if same(one.value, given.value) == "equal":
        return True
    letters = sum(letter.isupper() for letter in short.text) > 1 and " " not in short.text
    return letters and " " in long.text and same(one.value, given.value) != "different"


# --- words ---------------------------------------------------------------------------------------

_NEGATION = re.compile(
    r"\b(?:not(?! only\b)|no(?!\.?\s*\d)(?! (?:later|more|less|fewer|earlier)\b)|never|none|nobody"
    r"|nothing|neither|cannot|without|non|free of|exempt)\b|n['’]t\b",
    re.IGNORECASE,
)
_FURTHER_OPPOSITES = {
    **dict.fromkeys(("grow", "grows", "grew", "growing"), ("fall", "falls", "fell", "falling")),
    **dict.fromkeys(("fall", "falls", "fell", "falling"), ("grow", "grows", "grew", "growing")),
    **dict.fromkeys(("mandatory", "obligatory", "required"), ("voluntary", "optional")),
    **dict.fromkeys(("voluntary", "optional"), ("mandatory", "obligatory", "required")),
}
_CLAUSE = re.compile(r"[,;:.!?()]+|\b(?:and|but|or|nor|while|although)\b", re.IGNORECASE)


def _share(sentence: str, cited: _Cited) -> float:
    """How many of a sentence's content words its quotes have, in whatever form."""
    content = [w for w in words(without_values(sentence)) if w.casefold() not in STOP_WORDS]
    known = meanings(cited.stems)
    found = [bool(meanings(word_stems(word)) & known) or _known(word, cited) for word in content]
    return sum(found) / len(found) if found else 1.0


def _opposites(sentence: str, cited: _Cited) -> Iterator[str]:
    own = {word.lower() for word in words(sentence)}
    quoted = {word.lower() for line in cited.lines for word in words(line)}
    for word in sorted(own - quoted):
        contrary = (*antonyms().get(word, ()), *_FURTHER_OPPOSITES.get(word, ()))
        against = [other for other in contrary if other in quoted - own]
        if against:
            yield f"it says “{word}” where “{against[0]}” stands in the quote"


def _negations(sentence: str, cited: _Cited) -> Iterator[str]:
    own, denied = _content(sentence), list(_denied(sentence))
    everything = [one for quote in cited.sentences for one in quote]
    for clause in denied:
        nearest = max(everything, key=lambda one: len(clause & _content(one)), default="")
        if _said(clause, _content(nearest)) and not _among(clause, _denied(nearest)):
            yield "it says no where the quote does not"
            break
    meant = {max(quote, key=lambda one: _alike(own, _content(one))) for quote in cited.sentences}
    meant |= {one for one in everything if _content(one) <= own}
    quoted = (clause for one in sorted(meant) for clause in _denied(one))
    if any(_said(clause, own) and not _among(clause, denied) for clause in quoted):
        yield "it leaves out a “not” or “no” of the quote"


def _denied(sentence: str) -> Iterator[frozenset[str]]:
    """The stems of each clause that says no, without its negation."""
    for clause in _CLAUSE.split(sentence):
        if _NEGATION.search(clause):
            yield _content(_NEGATION.sub(" ", clause))


_STOP_STEMS = frozenset(part for word in STOP_WORDS for part in word_stems(word))


def _content(text: str) -> frozenset[str]:
    return stems(text) - _STOP_STEMS


def _said(clause: frozenset[str], everything: frozenset[str]) -> bool:
    return 2 * len(clause & everything) >= len(clause)


def _among(clause: frozenset[str], others: Iterable[frozenset[str]]) -> bool:
    return any(2 * len(clause & other) >= min(len(clause), len(other)) for other in others)


def _alike(one: frozenset[str], other: frozenset[str]) -> float:
    return 2 * len(one & other) / max(1, len(one) + len(other))


def _as_shown(line: str) -> str:
    return MARKER.sub(r"(\1)", line)  # as the generator writes it: no marker of ours


def _cut(sentence: str) -> str:
    return sentence if len(sentence) <= LONGEST_SHOWN else f"{sentence[: LONGEST_SHOWN - 1]}…"
