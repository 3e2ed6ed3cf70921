"""In what two questions differ by their words.

When every word of content in the one is matched in the other, and nothing speaks against it
(another kind of question, another number, date or name, the contrary, the other direction), there
is no difference. What that is worth beside the nearness of their meanings was learned
(`pair_model`): of two questions in one language it is the best single sign, and the worth of the
others was measured without it (`training/README.md`).
"""

from __future__ import annotations

import re

from rapidfuzz.distance import OSA

from assistant.faq.matching.differing_words import is_mere_verb, names_a, weighed
from assistant.faq.matching.direction import Pair, is_reversed
from assistant.faq.matching.intent import Concept, Intent, intent
from corpus.language.names.abbreviations import words_of
from corpus.language.synonyms import contrasting, synonymous
from corpus.language.words import normalised
from index.search.spelling import is_word

DIFFERENCES = ("number", "negation", "kind", "time", "words", "verb", "contrast", "direction")
LONGEST = 1_000  # characters: a longer text is the same only as one with the same words


def difference(one: str, other: str) -> str | None:
    """In what two questions differ, one of DIFFERENCES; None where nothing is found."""
    if normalised(one) == normalised(other):
        return None
    if max(len(one), len(other)) > LONGEST:
        return "words"
    return difference_of(intent(one), intent(other))


def difference_of(one: Intent, other: Intent) -> str | None:
    """The `difference` of questions that were taken apart; `verb` for one that stands where the
    other has `be`."""
    return _difference_in_form(one, other) or _difference_in_words(one, other)


# --- form ---------------------------------------------------------------------------------------


def _difference_in_form(one: Intent, other: Intent) -> str | None:
    if one.numbers != other.numbers and not (_counts(one, other) or _counts(other, one)):
        return "number"
    if one.negative != other.negative:
        return "negation"
    if not _compatible(one.kinds, other.kinds, one, other):
        return "kind"
    if one.planned and other.planned:
        return None
    intended = "intended" in (one.planned, other.planned)
    past_and_future = (one.planned and other.past) or (other.planned and one.past)
    return "time" if intended or past_and_future else None


def _counts(one: Intent, other: Intent) -> bool:
    """Whether the one only says how many there are, `the five tasks`, and the other does not."""
    return one.numbers - one.counted == other.numbers and not other.counted


def _compatible(
    kinds: frozenset[str], other_kinds: frozenset[str], one: Intent, other: Intent
) -> bool:
    """Whether the question words may ask for the same: `who` and `which minister`."""
    both = kinds | other_kinds
    if kinds == other_kinds or both == {"thing"} or both == {"thing", "manner"}:
        return True
    special = both - {"thing"}
    if max(len(kinds), len(other_kinds)) > 1 or len(special) != 1:
        return False
    (kind,) = special
    return names_a(kind, one if kind not in kinds else other)


# --- words --------------------------------------------------------------------------------------


def _difference_in_words(one: Intent, other: Intent) -> str | None:
    if one.vietnamese or other.vietnamese:
        equal = [term.stem for term in one.terms] == [term.stem for term in other.terms]
        return None if equal and one.terms else "words"
    pairs, left, right = _matched(one, other)
    if any(contrasting(a.stem, b.stem) for a in left for b in right):
        return "contrast"
    left, light = weighed(left, one, other)
    right, light_right = weighed(right, other, one)
    if left or right or (light and light_right):
        rest = [*left, *right, *light, *light_right]
        if len(rest) > 1 or not is_mere_verb(rest[0], other if left else one):
            return "words"
        return "direction" if is_reversed(one, other, pairs) else "verb"
    if not pairs and not one.numbers:
        return "words"
    return "direction" if is_reversed(one, other, pairs) else None


def _matched(one: Intent, other: Intent) -> tuple[list[Pair], list[Concept], list[Concept]]:
    """The terms of both that stand for the same, and what is left of either."""
    ours = {term.stem: term for term in one.terms}
    theirs = {term.stem: term for term in other.terms}
    pairs = [(term, theirs[stem]) for stem, term in ours.items() if stem in theirs]
    left = [term for stem, term in ours.items() if stem not in theirs]
    right = [term for stem, term in theirs.items() if stem not in ours]
    for match in (_synonymous, _derived, _misspelt):
        for term in list(left):
            found = next((other for other in right if match(term, other)), None)
            if found is not None:
                left.remove(term)
                right.remove(found)
                pairs.append((term, found))
    for term in list(left):
        if spelt := _spelt_out(term, right, other.text):
            left.remove(term)
            right = [found for found in right if found not in spelt]
            pairs.append((term, spelt[0]))
    for term in list(right):
        if spelt := _spelt_out(term, left, one.text):
            right.remove(term)
            left = [found for found in left if found not in spelt]
            pairs.append((spelt[0], term))
    return pairs, left, right


def _synonymous(one: Concept, other: Concept) -> bool:
    return synonymous(one.stem, other.stem) and not contrasting(one.stem, other.stem)


_PERSON = re.compile(r"(?:ist|er|or|ee|ian|at|ant)s?$", re.IGNORECASE)  # scientist, diplomat


def _derived(one: Concept, other: Concept) -> bool:
    """Whether two stems differ only in their ends: `conclud`, `conclus`."""
    if one.name or other.name:
        return False
    a, b = one.stem, other.stem
    longest = max(len(a), len(b))
    shared = next(
        (n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b))
    )
    if shared < max(5, longest - 3, 0.7 * longest):
        return False
    return (_PERSON.search(one.written) is None) == (_PERSON.search(other.written) is None)


def _misspelt(one: Concept, other: Concept) -> bool:
    """Whether one of two words is no English word, and the other a letter or two away."""
    a, b = one.written.casefold(), other.written.casefold()
    if a[0] != b[0] or (one.written + other.written).isupper():
        return False
    return is_misspelling(a, b)


def is_misspelling(one: str, other: str) -> bool:
    """Whether one of two words in lower case is no English word, and the other a letter away,
    or two in long words.
    """
    shortest = min(len(one), len(other))
    allowed = 1 if shortest < 8 else 2
    if shortest < 5 or OSA.distance(one, other, score_cutoff=allowed) > allowed:
        return False
    return not (is_word(one) and is_word(other))


def _spelt_out(short: Concept, terms: list[Concept], text: str) -> list[Concept]:
    """The terms, of those left of a text, that an abbreviation stands for."""
    span = words_of(short.written, text)
    return [term for term in terms if span and span[0] <= term.start < span[1]]
