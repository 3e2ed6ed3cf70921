"""What documents put together under one line: an item of a list beside those of other lists."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random

from assistant.training.pack import FALSE, TRUE
from assistant.training.quiz.evidence.lists import ListMember
from assistant.training.quiz.items.distractors import apart, capitalised
from assistant.training.quiz.items.options import in_sequence
from assistant.training.quiz.pool import CandidateItem, Pool
from corpus.language.stems import content

OF_A_LIST = 2  # items that are asked for
LONGEST_STATED = 9  # words of an item in a statement


def listed_choices(pool: Pool, random: Random) -> Iterator[CandidateItem]:
    """One item of each list that a line leads in, beside items of other lists."""
    for member, wrong in _asked(pool, random, 3):
        options = capitalised([member.text, *(one.text for one in wrong)])
        yield CandidateItem.of(
            "multiple_choice",
            (member.question, options[0]),
            "medium",
            (member.sentence,),
            options=in_sequence(options, random),
        )


def listed_statements(pool: Pool, random: Random) -> Iterator[CandidateItem]:
    """What stands under a line, and what stands under another one; the place of each settles it."""
    for member, (wrong,) in _asked(pool, random, 1):
        if max(len(member.text.split()), len(wrong.text.split())) > LONGEST_STATED:
            continue  # a sentence, whose subject tells where it belongs
        for text, key, settles in (
            (member.text, TRUE, member.sentence),
            (wrong.text, FALSE, wrong.sentence),
        ):
            yield CandidateItem.of(
                "true_false",
                (member.statement(text), key),
                "medium",
                (settles,) if key == TRUE else (settles, member.sentence),
                options=(TRUE, FALSE),
            )


def _asked(pool: Pool, random: Random, count: int) -> Iterator[tuple[ListMember, list[ListMember]]]:
    """Some members of each list, with `count` of other lists."""
    for some in pool.lists:
        others = [one for each in pool.lists if each is not some for one in each]
        own = [member for member in some if member.sentence.is_on_topic]
        for member in random.sample(own, min(OF_A_LIST, len(own))):
            wrong = _of_other_lists(member, some, others, random, count)
            if wrong is not None:
                yield member, wrong


def _of_other_lists(
    member: ListMember,
    own: Sequence[ListMember],
    others: Sequence[ListMember],
    random: Random,
    count: int,
) -> list[ListMember] | None:
    """Items of other lists, of the member's language, form and length, which share no word with
    anything in its own list."""
    said = frozenset().union(*(content(one.text) for one in own)) | content(member.lead)
    size = len(member.text.split())
    chosen: list[ListMember] = []
    for other in random.sample(others, len(others)):
        words = len(other.text.split())
        alike = other.text[:1].isupper() == member.text[:1].isupper()
        near = 0.6 * size - 1 <= words <= 1.6 * size + 1 and other.lead != member.lead
        if other.language != member.language or not (alike and near):
            continue
        if 3 * len(content(other.text) & said) > len(content(other.text)):
            continue
        if all(apart(other.text, one) for one in (member.text, *(each.text for each in chosen))):
            chosen.append(other)
        if len(chosen) == count:
            return chosen
    return None
