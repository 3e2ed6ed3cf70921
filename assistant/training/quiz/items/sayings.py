"""Who said what: a saying, its speaker, and beside that others who speak in the same library."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from assistant.training.pack import FALSE, TRUE
from assistant.training.quiz.evidence.sayings import Saying, Speaker
from assistant.training.quiz.items.distractors import capitalised
from assistant.training.quiz.items.options import in_sequence
from assistant.training.quiz.pool import CandidateItem, Pool

WANTED = 3


def said_choices(pool: Pool, random: Random) -> Iterator[CandidateItem]:
    """An item for each saying of the material; those who are named in its own document come first
    among the wrong ones, since they are the likeliest to be taken for the speaker."""
    for saying in _own(pool):
        wrong = [one.text for one in _others(pool, saying)[:WANTED]]
        if len(wrong) < WANTED:
            continue
        options = capitalised([saying.speaker.text, *wrong])
        yield CandidateItem.of(
            "multiple_choice",
            (saying.question, options[0]),
            "hard",
            (saying.sentence,),
            options=in_sequence(options, random),
            judged_by=(saying.question, saying.speaker.text, tuple(wrong)),
        )


def said_statements(pool: Pool, random: Random) -> Iterator[CandidateItem]:
    """A saying of its speaker, and the same of another one."""
    for saying in _own(pool):
        others = _others(pool, saying)[:WANTED]
        told = [(saying.speaker, TRUE)] + [(random.choice(others), FALSE)] * bool(others)
        for speaker, key in told:
            yield CandidateItem.of(
                "true_false",
                (saying.told_of(speaker), key),
                "medium",
                (saying.sentence,),
                options=(TRUE, FALSE),
                judged_by=(saying.question, saying.speaker.text, ()),
            )


def speakers_typed(pool: Pool) -> Iterator[CandidateItem]:
    """Who said it, to be typed: the name is enough."""
    for saying in _own(pool):
        speaker = saying.speaker
        yield CandidateItem.of(
            "short_answer",
            (saying.question, speaker.text),
            "medium",
            (saying.sentence,),
            accepted=[speaker.name] if speaker.name != speaker.text else [],
            judged_by=(saying.question, speaker.text, ()),
        )


def _own(pool: Pool) -> list[Saying]:
    return [one for one in pool.sayings if one.sentence.is_on_topic]


def _others(pool: Pool, saying: Saying) -> list[Speaker]:
    """Other persons, each once, those of the saying's own document first."""
    own = saying.sentence.document
    found: dict[str, Speaker] = {}
    for speaker, _sentence in sorted(pool.speakers, key=lambda one: one[1].document is not own):
        if speaker.key != saying.speaker.key and speaker.language == saying.speaker.language:
            found.setdefault(speaker.key, speaker)
    return list(found.values())
