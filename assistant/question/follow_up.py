"""Follow-up questions made self-contained by rules, with the words of the turns before.

Three steps, and a question in which none finds anything to do is left as it is:

1. A piece of a question (`What about Denmark?`, `And with Russia?`, `Where?`) takes the place
   in the last question that it is parallel to: `ellipsis`.
2. A pronoun, or `the convention`, is replaced by what it stands for where the form of the
   turns shows that: `antecedents`.
3. The topic of the thread is added in brackets where the question still does not say it: `Who
   signed it (agreement with NVIDIA)?`. Carrying it along is the historical query expansion
   of Lin et al. 2021 (arXiv:2005.02230).

Answers are read for names only. `tests/quality/followups.py` measures what is found with it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.answer import Turn
from assistant.question.anaphora import leaves_open, refers
from assistant.question.antecedents import NAME_WEIGHT, filled, salient
from assistant.question.conversation import LONGEST, Past, past, said_in, thread, topic, with_topics
from assistant.question.ellipsis import completed
from corpus.language.grammar import ASKS, OPENING, any_of, capitalised, telling_stems
from corpus.language.stems import stems
from corpus.language.words import words

_INTERJECTION = re.compile(
    rf"^\W*{any_of('ok okay oh interesting thanks great no yes sure well right sorry')}"
    r"[.,!]+\s+(?=\w)",
    re.I,
)


def self_contained(question: str, history: Sequence[Turn]) -> str:
    """The question with what it leaves to the turns before filled in; unchanged where it
    stands by itself.

    Earlier turns must be self-contained themselves.
    """
    turns = past(history)
    if not turns or len(question) > LONGEST:
        return question
    said = _INTERJECTION.match(question)
    asked = question[said.end() :] if said else question
    whole = _whole(asked, turns)
    return question if whole == asked else whole


def _whole(question: str, turns: Sequence[Past]) -> str:
    last = turns[-1]
    complete = completed(question, last.question)
    if complete is not None:
        return with_topics(complete, last.topic)
    if not leaves_open(question, said_in(turns)):
        return question
    opening = OPENING.match(question)
    if opening and ASKS.match(rest := question[opening.end() :]):
        question = rest[0].upper() + rest[1:]
    current = thread(turns)
    question = filled(question, turns, current)
    return with_topics(question, *_unsaid(question, turns, current[0]))


def _unsaid(question: str, turns: Sequence[Past], root: Past) -> list[str]:
    """What the thread is about, as far as the question does not say it."""
    topics = [root.topic or topic(root.question)]
    name, weight = salient(turns)
    nameless = weight > NAME_WEIGHT and not capitalised(root.question) and refers(question)
    if nameless or leaves_open(root.question, frozenset()):
        topics.insert(0, name)
    have, unsaid = stems(question), []
    for found in topics:
        own = telling_stems(found)
        named = stems(" ".join(word for word in words(found) if word[0].isupper()))
        if not own <= have and not (named and named <= have):
            unsaid.append(found)
            have |= own
    return unsaid
