"""The kind of a request, by the model that ships: on what nobody fitted it to."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from assistant.answer import RequestKind
from assistant.requests.kinds import KINDS, RequestModel, fitted, kind_called, subject_of
from assistant.requests.recognition import (
    LEAST_OF_LONG,
    LONG,
    SMALL_TALK,
    RequestRecogniser,
    recognised,
)
from assistant.requests.training import fit
from corpus.errors import QuestionError
from corpus.language.words import normalised
from index.models.multilingual_e5 import MultilingualE5

WRITTEN = Path(__file__).parents[2] / "quality" / "requests"
DATA = Path(__file__).parents[4] / "shared" / "data" / "policy"


def lines(name: str) -> list[dict[str, Any]]:
    told = (WRITTEN / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in told]


@pytest.fixture(scope="module")
def recogniser() -> RequestRecogniser:
    return RequestRecogniser(MultilingualE5().form_of)


def test_no_question_is_taken_for_small_talk(recogniser: RequestRecogniser) -> None:
    """Both lists were written and committed before the model first ran."""
    taken = [one["text"] for one in lines("written_questions") if _silent(recogniser, one["text"])]
    assert len(taken) <= 1, taken


def test_small_talk_is_not_searched(recogniser: RequestRecogniser) -> None:
    searched = [one["text"] for one in lines("small_talk") if not _silent(recogniser, one["text"])]
    assert len(searched) <= 1, searched


def test_without_the_embedded_model_no_question_is_taken_for_small_talk_either() -> None:
    by_words = RequestRecogniser(None)
    taken = [one["text"] for one in lines("written_questions") if _silent(by_words, one["text"])]
    assert taken == []
    assert by_words.kind_of("Thank you very much!") == "thanks"


def _silent(recogniser: RequestRecogniser, text: str) -> bool:
    return recogniser.kind_of(text) in SMALL_TALK


@pytest.mark.skipif(not DATA.is_dir(), reason="the shared questions are not there")
def test_the_kinds_of_requests_held_out(recogniser: RequestRecogniser) -> None:
    _, others = fit.typed(DATA)
    right = [one.text for one in others if recogniser.kind_of(one.text) in one.right]
    assert len(others) > 100 and len(right) >= 0.85 * len(others)


def test_the_writers_write_of_every_kind_and_nothing_that_is_counted() -> None:
    found = (fit.FOLDER / "by_writers.txt").read_text(encoding="utf-8").splitlines()
    assert {line[2:] for line in found if line.startswith("# ")} == set(KINDS)
    own = {normalised(line) for line in found if not line.startswith("# ")} - {""}
    assert len(own) > 1_600
    for name in ("written_questions", "small_talk"):
        assert not own & {normalised(one["text"]) for one in lines(name)}


def test_probabilities_are_of_all_kinds_and_add_up() -> None:
    for text in ("", "Hello", "Tóm tắt nghị định", "?" * 4_000):
        found = fitted().probabilities(text)
        assert tuple(found) == KINDS and abs(sum(found.values()) - 1) < 1e-5
    assert isinstance(fitted(), RequestModel)


def test_what_is_not_sure_is_a_question() -> None:
    even: dict[RequestKind, float] = dict.fromkeys(KINDS, 0.0)
    assert recognised(even | {"greeting": 0.4, "thanks": 0.2, "question": 0.3}, 2) == "greeting"
    assert recognised(even | {"greeting": 0.4, "question": 0.3}, 2) == "question"
    assert recognised(even | {"draft": 0.45, "question": 0.4}, 5) == "question"
    long = even | {"thanks": LEAST_OF_LONG - 0.01}
    assert [recognised(long, length) for length in (LONG - 1, LONG)] == ["thanks", "question"]


def test_what_a_title_is_about_is_not_what_is_asked_for(recogniser: RequestRecogniser) -> None:
    text = "Summarise “How the minister thanks and greets the delegations of two countries”"
    assert recogniser.kind_of(text) == "summarise_document"
    title = "Summarise Comparing the costs of two ports and their fees"
    named = [(10, len(title))]
    assert recogniser.kind_of(title, named) == "summarise_document"


def test_a_title_that_holds_the_verb_of_a_question_is_no_name(
    recogniser: RequestRecogniser,
) -> None:
    text = "How do grants differ from loans?"
    assert recogniser.kind_of(text, [(7, len(text) - 1)]) == "compare"
    named = "Summarise how tide power differs from wind power"
    assert recogniser.kind_of(named, [(10, len(named))]) == "summarise_document"


def test_what_the_writers_write_of_is_no_word_that_asks() -> None:
    """`by_writers.txt` names subjects: its words would be left out of what is searched for."""
    told = subject_of("Which guidelines mention wheelchair ramps", "list_documents")
    assert told == ["wheelchair", "ramps"]


def test_the_subject_is_what_does_not_ask() -> None:
    subject = subject_of("Which documents mention semiconductors?", "list_documents")
    assert subject == ["semiconductors"]
    told = subject_of("Có những tài liệu nào về bán dẫn?", "list_documents")
    assert {"bán", "dẫn"} <= set(told) and "liệu" not in told


def test_a_kind_that_there_is_not_is_named_with_those_there_are() -> None:
    assert kind_called("whats_new") == "whats_new"
    with pytest.raises(QuestionError, match="no kind of request 'summary'.*summarise_document"):
        kind_called("summary")


def test_the_weights_of_the_program_stay_within_their_bound() -> None:
    root = Path(__file__).parents[3]
    rooms = ("assistant", "corpus", "index", "ui")
    kinds = ("*.safetensors", "*weights.json", "same_questions.json")
    files = [file for room in rooms for kind in kinds for file in (root / room).rglob(kind)]
    assert len(files) >= 9 and sum(file.stat().st_size for file in files) < 60_000_000
