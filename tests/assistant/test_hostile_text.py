"""Questions and documents that are made to hold the program up: answered or refused, in time.

Times are those of the processor, so that a busy machine does not make them longer.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.assembly import assemble
from assistant.assistant import Assistant
from assistant.settings import Settings
from corpus.errors import AssistantError
from tests.support.hashing_embedder import HashingEmbedder

BRIEFS = Path(__file__).parents[2] / "corpus" / "documents"
LONGEST = 4000  # characters: the limit of the settings
MOST = 5.0  # seconds for an answer, of which a plain question takes a fiftieth
# One of each kind: letters, joints, numbers, dates, marks, names, words that rules look for.
UNITS = (
    "a- |a-b- |Aa |A. |“a |(a |1,000 |2024 |in 2024 |1 January 2024 |and also |compare a and b "
    "|how do a and b |, |?|’s |Resolution 57 |Minister of |it |and |a: "
).split("|")
MORE = (
    'a|a |the |who |what is |and/or |1|1.|2024-01-|--|. |! |"|” |[1] |</|/|\\|**|__|# |: |; |_a'
    "|'s |U.S. |No. |Vietnam and |Article 1 |since |between 1 and |difference between |versus "
    "|5% |$1 |how many |when was |list |as of 2024 |then |he |the same |A, B and |please "
    "|Dear Sir, |> |\u0301|\u200b|é|ß|漢 |😀|\u00a0|1) |(a) |iv. |https://a.b/|a@b.c |½|XIV "
    "|first |twenty-|one hundred and |O'|never |at least "
).split("|")
TAILS = ("?", " of", "!", " when", "", "x", ")", "”")


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """Over the shipped briefs, without the networks: what is tried are the rules."""
    settings = Settings(data_dir=tmp_path_factory.mktemp("briefs"), reader="words")
    made = assemble(settings, HashingEmbedder(64))
    assert all(report.stored for report in made.ingest([BRIEFS]))
    yield made
    made.close()


def taken(assistant: Assistant, question: str) -> float:
    """Seconds of the processor that an answer, or a refusal in words, takes."""
    start = time.process_time()
    try:
        assistant.ask(question, keep=False)
    except AssistantError as error:
        assert str(error)
    return time.process_time() - start


def long(unit: str, tail: str = "?") -> str:
    return (unit * LONGEST)[: LONGEST - len(tail)] + tail


@pytest.mark.parametrize("unit", UNITS)
def test_a_long_question_of_one_unit_is_answered_in_time(assistant: Assistant, unit: str) -> None:
    assert taken(assistant, long(unit)) < MOST


@pytest.mark.whole
def test_five_hundred_long_questions_are_answered_in_time(assistant: Assistant) -> None:
    chance = random.Random(7)
    units = [*UNITS, *MORE]
    slow = {}
    for _ in range(500):
        unit = chance.choice(units) + chance.choice(["", chance.choice(units)])
        question = long(unit, chance.choice(TAILS))
        if (spent := taken(assistant, question)) > MOST:
            slow[question[:40]] = spent
    assert slow == {}


def _sentence(words: int) -> str:
    chance = random.Random(2)
    known = (
        "the Ministry of Trade signed 12 agreements with Peru in 2024 and the Agency for Science"
        " (AFS) said that 5 per cent of the budget, or 3 million dollars, went to Dr. Ana Lopez on"
        " 12 March 2024"
    ).split()
    return "On 3 May 2024 " + " ".join(chance.choice(known) for _ in range(words)) + "."


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("sentence.md", _sentence(3000)),
        ("years.md", "In 2024 " * 3000),
        ("words.txt", _sentence(200_000)[:1_000_000]),
        ("letters.txt", "a" * 1_000_000),
        ("joints.md", "a-" * 500_000),
        ("spaces.md", "a" + " " * 1_000_000 + "b"),
        ("quotes.md", "“a " * 300_000),
        ("links.md", "[a](" * 100_000),
        ("rules.md", "_" * 300_000),
    ],
)
def test_a_document_of_one_long_line_is_read_and_searched_in_time(
    tmp_path: Path, name: str, text: str
) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    assistant = assemble(Settings(data_dir=tmp_path / "data", reader="words"), HashingEmbedder(64))
    start = time.process_time()
    (report,) = assistant.ingest([path])
    assert report.stored or report.detail
    assert taken(assistant, "How many agreements did the Ministry of Trade sign in 2024?") < MOST
    assert time.process_time() - start < 4 * MOST
    assistant.close()
