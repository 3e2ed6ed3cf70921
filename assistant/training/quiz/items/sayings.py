"""Who said what: a saying, its speaker, and beside that others who speak in the same library."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from assistant.training.quiz.evidence.sayings import Saying, Speaker
from assistant.training.quiz.items.distractors import capitalised
from assistant.training.quiz.items.options import in_sequence
from assistant.training.quiz.pool import CandidateItem, Pool

WANTED = 3


def said_choices(pool: Pool, random: Random) -> Iterator[CandidateItem]:
    """An item for each saying of the material; those who say something in its own document come
    first among the wrong ones, since they are the likeliest to be taken for the speaker."""
    for saying in pool.sayings:
        if not saying.sentence.is_on_topic:
            continue
        others = _others(pool, saying)
        if len(others) < WANTED:
            continue
        wrong = [one.text for one in others[:WANTED]]
        options = capitalised([saying.speaker.text, *wrong])
        yield CandidateItem.of(
            "multiple_choice",
            (saying.question, options[0]),
            "hard",
            (saying.sentence,),
            options=in_sequence(options, random),
            judged_by=(saying.question, saying.speaker.text, tuple(wrong)),
        )


def _others(pool: Pool, saying: Saying) -> list[Speaker]:
    """Other persons, each once, with as much before the name as the speaker has."""
    own = saying.sentence.document
    found: dict[str, Speaker] = {}
    for speaker, _sentence in sorted(pool.speakers, key=lambda one: one[1].document is not own):
        same_form = (" " in speaker.text) == (" " in saying.speaker.text)
        if speaker.key == saying.speaker.key or speaker.language != saying.speaker.language:
            continue
        if same_form:
            found.setdefault(speaker.key, speaker)
    return list(found.values())
