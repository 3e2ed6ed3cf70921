"""What people say of answers, kept and asked again."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.answer import Answer, Citation
from assistant.answer_parts import MissingPart, QuotePart
from assistant.assembly import assemble
from assistant.assistant import Assistant
from assistant.evaluation import reviews
from assistant.evaluation.gold import gold_of
from assistant.evaluation.reviews import ReviewFile, as_questions, counts
from assistant.health import doctor
from assistant.settings import Settings
from corpus.errors import AssistantError, LibraryDamaged, LibraryError


def answered(question: str, said: str = "Nine ships") -> Answer:
    quote = f"{said} may enter the harbour in a day."
    cited = Citation(1, "0" * 16, "harbour.md", quote, 0, len(quote))
    return Answer(
        question, question, "answered", (QuotePart(quote, (1,)),), said, (cited,), confidence=0.8
    )


REFUSED = Answer("Who pays?", "Who pays?", "not_found", (MissingPart("none says it.", "en"),))


def test_what_people_said_is_kept_with_the_answer_the_newest_first(tmp_path: Path) -> None:
    kept = ReviewFile(tmp_path)
    assert kept.all() == [] and not kept.exists(), "looking makes no file"
    kept.add(answered("How many ships?"), "right")
    kept.add(answered("How long?"), "wrong", why=" that is the width ", expected="Two hours")
    last, first = ReviewFile(tmp_path).all()
    assert first.answer == answered("How many ships?") and first.judgement == "right"
    assert (last.why, last.expected) == ("that is the width", "Two hours")
    assert counts([last, first]) == {"right": 1, "wrong": 1, "incomplete": 0}
    assert kept.path.stat().st_mode & 0o077 == 0, "for its owner alone"
    assert len(kept.clear()) == 2 and kept.all() == []


def test_reviews_become_questions_whose_answers_are_known(tmp_path: Path) -> None:
    kept = ReviewFile(tmp_path)
    kept.add(answered("How many ships?", "Ninety ships"), "right")
    kept.add(answered("How many ships?"), "right")  # the same question once more: the newer holds
    kept.add(answered("How long?"), "wrong", expected="Two hours")
    kept.add(answered("How wide?"), "incomplete")  # what is right nobody said
    kept.add(REFUSED, "right")
    lines = list(as_questions(kept.all()))
    assert [one["question"] for one in lines] == ["Who pays?", "How long?", "How many ships?"]
    refused, corrected, right = gold_of(json.loads(json.dumps(lines)))
    assert not refused.answerable
    assert corrected.accept == (("Two hours",),)
    assert right.accept == (("Nine ships",),)
    assert [one.source for one in right.evidence] == ["harbour.md"]


def test_only_the_newest_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reviews, "MOST", 3)
    kept = ReviewFile(tmp_path)
    for number in range(5):
        kept.add(answered(f"How many in {number}?"), "right")
    assert [one.answer.question[-2] for one in kept.all()] == ["4", "3", "2"]


@pytest.mark.parametrize(
    ("judgement", "why", "said"),
    [("great", "", "right, wrong, incomplete"), ("wrong", "x" * 3000, "limit is 2,000")],
)
def test_what_is_no_review_is_told_so(tmp_path: Path, judgement: str, why: str, said: str) -> None:
    kept = ReviewFile(tmp_path)
    with pytest.raises(AssistantError, match=said):
        kept.add(answered("How many ships?"), judgement, why)
    assert not kept.exists()


def test_a_changed_review_is_not_shown(tmp_path: Path) -> None:
    kept = ReviewFile(tmp_path)
    kept.add(answered("How many ships?"), "wrong")
    with sqlite3.connect(kept.path) as connection:
        connection.execute("UPDATE reviews SET judgement = 'right'")
    connection.close()
    with pytest.raises(LibraryDamaged, match="not as it was stored"):
        kept.all()
    checks = {one.name: one for one in doctor(Settings(data_dir=tmp_path))}
    assert not checks["reviews"].ok and "backup" in checks["reviews"].detail


def test_a_file_of_a_newer_program_is_left_alone(tmp_path: Path) -> None:
    kept = ReviewFile(tmp_path)
    kept.add(answered("How many ships?"), "wrong")
    with sqlite3.connect(kept.path) as connection:
        connection.execute("UPDATE meta SET value = '9' WHERE key = 'format'")
    connection.close()
    before = kept.path.read_bytes()
    with pytest.raises(LibraryError, match="newer"):
        kept.add(answered("How long?"), "right")
    assert kept.path.read_bytes() == before


def test_a_file_of_no_format_there_was_is_refused(tmp_path: Path) -> None:
    kept = ReviewFile(tmp_path)
    kept.add(answered("How many ships?"), "wrong")
    with sqlite3.connect(kept.path) as connection:
        connection.execute("UPDATE meta SET value = '0' WHERE key = 'format'")
    connection.close()
    before = kept.path.read_bytes()
    with pytest.raises(LibraryDamaged, match="does not say what it is"):
        kept.all()
    assert kept.path.read_bytes() == before


def test_a_disk_that_fails_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = ReviewFile(tmp_path)
    kept.add(answered("How many ships?"), "right")
    fired = []

    def full(*_: object, **__: object) -> None:
        fired.append(True)
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(reviews, "seal", full)  # within the transaction
    with pytest.raises(LibraryError, match="space"):
        kept.add(answered("How long?"), "right")
    assert fired and len(kept.all()) == 1


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("reviews")
    (folder / "ferries.md").write_text(
        "# Rules for ferries\n\nEvery ferry carries life jackets for all its passengers. A ferry "
        "of Anholt takes in ninety passengers.\n",
        encoding="utf-8",
    )
    made = assemble(Settings(data_dir=folder / "data"))
    assert all(one.stored for one in made.ingest([folder / "ferries.md"]))
    yield made
    made.close()


def test_an_answer_that_was_called_right_is_right_when_it_is_asked_again(
    assistant: Assistant,
) -> None:
    from assistant.evaluation.evaluation import evaluate

    answer = assistant.ask("How many passengers does a ferry of Anholt take in?")
    assistant.reviews.add(answer, "right")
    made = evaluate(assistant, gold_of(as_questions(assistant.reviews.all())), name="", settings={})
    assert (made.questions, made.overall["right"]) == (1, 1.0)
