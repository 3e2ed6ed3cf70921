"""Questions to choose answers to from prose without values: who does what, who said what, and
which country, body or project is meant."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from assistant.training.quiz.evidence.deeds import Deed, Doer
from assistant.training.quiz.items.cloze import ClozeGap, gaps
from assistant.training.quiz.items.distractors import Choice, Distractor, shape, values_like
from assistant.training.quiz.pool import CLOSE, Pool
from assistant.training.quiz.questions import AnsweredQuestion
from assistant.training.sentence import Sentence
from assistant.training.typed_values import Typed
from corpus.language.clauses.closed_classes import THIRD_PERSON
from corpus.language.clauses.subjects import head
from corpus.language.names.bodies import body_of
from corpus.language.stems import content
from corpus.language.word_lists import one_of

OTHER_THINGS = 0.41  # cosine up to which a sentence is about other things than another one
FEWEST_OF_BODY = 3  # words of its name, since the noun in the question tells one
FEWEST_TOLD = 3  # words with content that make a deed specific


def prose_choices(pool: Pool) -> Iterator[Choice]:
    """What can be asked of deeds, of what someone says or does, and of names in their place."""
    defined = {definition.sentence for definition in pool.own_definitions}
    for deed in pool.deeds:
        if deed.sentence not in defined and is_specific(pool, deed):
            others = doers_like(pool, deed)
            yield Choice(deed.sentence, deed.question, deed.subject, others, OTHER_THINGS)
    for asked in pool.own_asked:
        clause = asked.sentence.clause
        if asked.wanted != "object" or clause is None or shape(asked.answer)[0] == "preposition":
            continue
        if asked.answer[:1].isalpha() and not pool.is_common(clause.subject):
            others = objects_like(pool, asked)
            yield Choice(asked.sentence, asked.question, asked.answer, others, CLOSE)
    for gap, question in asked_names(pool):
        if gap.value is not None:
            right = f"{gap.value.article} {gap.value.text}".strip()
            yield Choice(gap.sentence, question, right, values_like(pool, gap.value))


def asked_names(pool: Pool) -> Iterator[tuple[ClozeGap, str]]:
    """The gaps that ask for a name, with the question in the place of the name."""
    for gap in gaps(pool):
        if gap.value is None or not (noun := _noun_for(gap.value)):
            continue
        before, after = gap.told[: gap.start], gap.told[gap.end :].rstrip(" .")
        article = f"{gap.value.article} "
        if gap.value.article:
            if not before.casefold().endswith(article.casefold()):
                continue
            before = before[: -len(article)]
        if before and before.split()[-1].islower() and not _NO_PLACE.search(before.rstrip()):
            yield gap, f"{before}which {noun}{after}?"


def _noun_for(value: Typed) -> str:
    """`country`, or the noun that a name of its kind has: `council`; "" where it has none."""
    if value.kind == "country":
        return "country"
    if value.kind != "organisation" or len(value.text.split()) < FEWEST_OF_BODY:
        return ""
    return body_of(value.text).casefold()


def doers_like(pool: Pool, deed: Deed, *, closely: bool = False) -> Iterable[Distractor]:
    """Those of whom, by their kind, the same could be told; `closely` if things are of one noun."""
    return [
        Distractor(other.text, other.sentence)
        for other in pool.doers
        if other.sort == deed.sort
        and content(other.text) != content(deed.subject)
        and _are_of_one_kind(other, deed, closely)
    ]


def _are_of_one_kind(other: Doer, deed: Deed, closely: bool) -> bool:
    """Whether two subjects of one sort may stand for each other without nonsense."""
    if deed.sort[0] in ("actor", "person", "name"):
        kinds = _kinds_in(deed.sentence, deed.subject)
        return bool(kinds) and kinds == _kinds_in(other.sentence, other.text)
    own, theirs = _noun(deed.subject), _noun(other.text)
    if deed.sort[0] != "thing" or own == theirs:
        return True
    return not closely and bool(_ABSTRACT.search(own) and _ABSTRACT.search(theirs))


def _kinds_in(sentence: Sentence, subject: str) -> tuple[str, ...]:
    """The kinds of the names in a subject, with the noun of a body: no ministry for a company."""
    return tuple(
        f"{value.kind} {body_of(value.text)}".strip()
        for value in sentence.values
        if value.text in subject
    )


def _noun(subject: str) -> str:
    return head(subject.split()).casefold()


def objects_like(pool: Pool, asked: AnsweredQuestion) -> Iterable[Distractor]:
    """What is said of others in the same form: a claim for a claim, an aim for an aim."""
    wanted = shape(asked.answer)
    found = [Distractor(one.answer, one.sentence) for one in pool.asked if one.wanted == "object"]
    if wanted[0] in ("verb", "that"):
        found += _aims_and_claims(pool)
    return [one for one in found if shape(one.text) == wanted]


def _aims_and_claims(pool: Pool) -> Iterator[Distractor]:
    """What sentences say that someone is to do, or says: `to ...` and `that ...` after the verb."""
    for sentence in pool.everything:
        clause = sentence.clause
        match = None if clause is None or clause.negative else _AIM_OR_CLAIM.match(clause.rest)
        if match and not _POINTS.search(match["said"]):
            yield Distractor(match["said"], sentence)


def is_specific(pool: Pool, deed: Deed) -> bool:
    """Whether what is told of a subject can hardly be told of another of its kind."""
    told = content(deed.predicate) | content(deed.lead)
    if deed.sort[0] == "letters" or len(told) < FEWEST_TOLD or pool.is_common(deed.subject):
        return False
    return deed.sort[0] != "thing" or not _ONE_OF_MANY.match(deed.subject)


# `the competition`, `diversification`, `multipolarity`: what is told of one may be told of another
_ABSTRACT = re.compile(r"(?:tion|sion|ment|ity|acy|ance|ence|ism|ship|sis|icy)s?$")
_AIM_OR_CLAIM = re.compile(r"(?:to |(?=that ))(?P<said>[a-z][^;:,]{12,160}?)\.?$")
_POINTS = re.compile(rf"\b(?:{one_of(THIRD_PERSON)}|this|these|those)\b")
_ONE_OF_MANY = re.compile(r"an? ", re.IGNORECASE)
_NO_PLACE = re.compile(r"\b(?:which|who|whom|whose|that|and|or|as|than)$")
