"""Whether the words of a question stand with the same words in two sentences: one partner or two,
the institute or the laboratory of the institute.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from assistant.conflicts.claims import EVENTS, TOKEN, Claim, asked_terms, means, stems_of
from corpus.language.stems import stems, word_stems
from corpus.language.synonyms import meanings
from corpus.language.values import Found, dates_in, names_in, numbers_in, same
from corpus.language.words import STOP_WORDS
from index.question import Question

_ARTICLES = frozenset("the a an its their this that our".split())
_LINKS = frozenset("of for with in at to from on between among against under".split())
_SLOT_WORDS = 3


def apart_by_context(asked: Question, one: Claim, other: Claim) -> bool:
    """Whether a word of the question stands with two different words: `agreement with X`."""
    terms = meanings(asked_terms(asked))
    first, second = _slots(one, terms), _slots(other, terms)
    if not asked.required:
        # Only the titles tell which fund `the fund` is.
        first = {**_slots(one, terms, one.around), **first}
        second = {**_slots(other, terms, other.around), **second}
    for key in first.keys() & second.keys():
        word, relation = key
        a, b = first[key], second[key]
        if meanings(stems_of(a)) & meanings(stems_of(b)):
            continue
        if relation == "before" and word[1:] in EVENTS and _capital(a) != _capital(b):
            continue  # `the minister signed`, `Vietnam signed`
        return True
    return _apart_by_names(asked, one, other)


def _slots(
    claim: Claim, terms: frozenset[str], text: str | None = None
) -> dict[tuple[str, str], tuple[str, ...]]:
    """What stands before each word of the question, and after it behind `of`, `with` ...

    In the claim's sentence, or in another `text`.
    """
    source = claim.text if text is None else text
    taken = [(found.start, found.end) for found in (*dates_in(source), *numbers_in(source))]
    if text is None:
        taken += [(found.start, found.end) for found in (claim.value, *claim.others)]
    tokens = [(match[0], match.start()) for match in TOKEN.finditer(source)]

    def is_free(position: int) -> bool:
        """Whether a token is a word of content, and no value."""
        word, start = tokens[position]
        outside = not any(first <= start < last for first, last in taken)
        return outside and word[0].isalpha() and word.lower() not in STOP_WORDS | {"s"}

    def behind(position: int) -> tuple[str, ...]:
        """The first words of content from a token on, without an article before them."""
        while position < len(tokens) and tokens[position][0].lower() in _ARTICLES:
            position += 1
        following = itertools.takewhile(is_free, range(position, len(tokens)))
        return tuple(tokens[place][0] for place in itertools.islice(following, _SLOT_WORDS))

    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for position, (word, _) in enumerate(tokens):
        names = meanings(word_stems(word)) & terms if word[0].isalnum() else frozenset()
        if not names:
            continue
        name = min(names)
        if position and is_free(position - 1) and not means(tokens[position - 1][0], terms):
            found.setdefault((name, "before"), (tokens[position - 1][0],))
        link = tokens[position + 1][0].lower() if position + 1 < len(tokens) else ""
        after = behind(position + 2) if link in _LINKS else ()
        if after and not any(means(word, terms) for word in after):
            found.setdefault((name, link), after)
    return found


def _capital(words: Sequence[str]) -> bool:
    return any(word[0].isupper() for word in words)


def _apart_by_names(asked: Question, one: Claim, other: Claim) -> bool:
    """Whether both have a name in the same place of the sentence, and not the same one."""
    first, second = _placed_names(asked, one), _placed_names(asked, other)
    return any(
        all(same(a.value, b.value) == "different" for a in first[link] for b in second[link])
        for link in first.keys() & second.keys()
    )


def _placed_names(asked: Question, claim: Claim) -> dict[str, list[Found]]:
    """The names that the question does not have, by the preposition before them."""
    known = stems(asked.text)
    found: dict[str, list[Found]] = {}
    for name in names_in(claim.text):
        before = re.search(r"(?<!\w)(\w++)\s++(?:the\s++)?$", claim.text[: name.start])
        link = before[1].lower() if before else ""
        inside = any(
            value.start < name.end and name.start < value.end
            for value in (claim.value, *claim.others)
        )
        if link in _LINKS and not inside and not stems(name.text) & known:
            found.setdefault(link, []).append(name)
    return found


_SUBJECT = re.compile(
    r"\W*+(?:(?:for|and|but|so|since|because|as|while|that) )?(?:the |an? |its |their )?"
    r"(?P<noun>[\w'’-]+(?: [\w'’-]+){0,5}?)"
    r"(?: (?:of|with|between|on|for|to|in|from|at) .+?)?"
    r" (?:was|were|is|are|has|have|had|will|must)\b",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"[,;:] ")
# Nouns that stand for what they are of: `the number of agencies is 98`.
_STANDING = frozenset(
    """number total share rate amount date deadline figure sum level end start beginning course
    framework basis case members consists consist made composed out""".split()
)
_OF = re.compile(
    r"\b(?:the|an?|its|their) (?:[\w-]+ ){0,2}?(?P<outer>[a-z]+) of (?:the |its |this )?"
    r"(?P<inner>(?:[\w'’-]+ ?){1,4})",
    re.IGNORECASE,
)
_ADVERBS_BEHIND = frozenset("alone only itself also already now today currently then".split())
_QUALIFIED = re.compile(
    r"\b(?P<kind>deputy|vice|former|acting|assistant|honorary|interim|designate)[ -](?P<role>\w+)",
    re.IGNORECASE,
)


def apart_by_subject(asked: Question, one: Claim, other: Claim) -> bool:
    """Whether the one sentence is about what is asked, and the other about something of it:
    `the bridge between X and Y`, `the bus line between X and Y`.
    """
    terms = meanings(asked.terms)
    heads = (_head_of_subject(one), _head_of_subject(other))
    if all(heads) and sum(means(head, terms) for head in heads if head) == 1:
        return True
    if _only_inside(asked, one) ^ _only_inside(asked, other):
        return True
    known = {match[0].lower() for match in _QUALIFIED.finditer(asked.text)}
    first, second = (
        {m[0].lower() for m in _QUALIFIED.finditer(c.text) if means(m["role"], terms)} - known
        for c in (one, other)
    )
    return first != second


def _only_inside(asked: Question, claim: Claim) -> frozenset[str]:
    """The question's words that a sentence has only as `the laboratory of the institute`."""
    terms, known = meanings(asked.terms), meanings(stems(asked.text))
    outer: set[str] = set()
    free = claim.text
    for match in _OF.finditer(claim.text):
        word = match["outer"]
        value = any(found.start <= match.start() < found.end for found in numbers_in(claim.text))
        if not (value or word in STOP_WORDS | _STANDING or means(word, known)):
            outer |= meanings(stems(match["inner"])) & terms
            free = free.replace(match[0], " ")
    return frozenset(outer - meanings(stems(free)))


def _head_of_subject(claim: Claim) -> str | None:
    """The noun of the subject in the value's clause; None for names, pronouns, unclear ones."""
    before = list(_CLAUSE.finditer(claim.text, 0, claim.value.start))
    match = _SUBJECT.match(claim.text, before[-1].end() if before else 0)
    words = match["noun"].split() if match else []
    while words and words[-1] in _ADVERBS_BEHIND:
        words.pop()
    noun = words[-1] if words else ""
    ordinary = noun.isalpha() and noun.islower() and noun not in STOP_WORDS | _STANDING
    return noun if ordinary else None
