"""The reader: its input to the token, its scores by hand, and real answers end to end."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from assistant.assembly import assemble
from assistant.assistant import Assistant
from assistant.health import doctor
from assistant.reader import network
from assistant.reader.encoding import (
    CLS,
    MAX_TOKENS,
    OVERLAP,
    SEP,
    Surroundings,
    Tokens,
    windows,
)
from assistant.reader.logits import passage_logits
from assistant.reader.network import BilingualNetwork
from assistant.reader.passages import PassageText
from assistant.reader.words import WordScorer
from assistant.settings import Settings
from corpus.errors import ModelError
from corpus.language.sentences import sentence_spans
from index.models.multilingual_e5 import MultilingualE5

AROUND = Surroundings("Title", "2026-05", ("Part", "Section"), "Before it.", "After it.")


def letters(text: str) -> Tokens:
    """A token for each letter: its code and its place."""
    return Tokens([ord(letter) for letter in text], [(n, n + 1) for n in range(len(text))])


def test_the_input_is_question_lead_neighbours_and_body() -> None:
    (made,) = windows(letters, "Q?", "One. Two.", [(0, 4), (5, 9)], AROUND)
    lead = "Title" + "2026-05" + "Part > Section" + "Before it."
    head = [CLS, *map(ord, "Q?"), SEP, SEP, *map(ord, lead)]
    assert made.ids == [*head, *map(ord, "One. Two."), *map(ord, "After it."), SEP]
    assert made.first == len(head)
    assert made.types == [0] * len(head) + [1] * 9 + [0] * 10
    assert made.sentences == [(made.first, made.first + 4), (made.first + 5, made.first + 9)]


def test_a_long_passage_is_read_in_windows_that_overlap() -> None:
    text = "x" * 900
    made = windows(letters, "Q?", text, [(0, 10), (890, 900)], Surroundings())
    assert all(len(one.ids) <= MAX_TOKENS for one in made)
    read = [place for one in made for place in range(one.offsets[0][0], one.offsets[-1][1])]
    assert set(read) == set(range(900))
    assert made[1].offsets[0][0] == made[0].offsets[-1][1] - OVERLAP
    assert made[0].sentences[1] is None and made[-1].sentences[1] is not None


def test_scores_are_means_and_best_spans_by_hand() -> None:
    (made,) = windows(letters, "Q", "ab cd", [(0, 2), (3, 5)], Surroundings())
    token = np.full((len(made.ids), 3), -5.0, dtype=np.float32)
    token[0] = 0.5, 0.5, 0
    first = made.first
    token[first : first + 2, 2] = 1.0, 3.0
    token[first + 3 : first + 5] = (4.0, -1.0, 0.0), (0.0, 2.0, -2.0)
    found = passage_logits([(made, np.array([1.5, -0.5]), token)], 2)
    assert (found.answers, found.related) == (1.5, -0.5)
    one, other = found.sentences
    assert one is not None and one.evidence == 2.0
    assert other is not None and other.evidence == -1.0
    assert (other.start, other.end) == (3, 5)  # `cd`: 4 + 2, over no answer 0.5 + 0.5
    assert other.span == 5.0


FUND = """---
title: Decision on the Polar Research Fund
date: 2026-03-02
---
# Decision on the Polar Research Fund

## Article 1. The fund

The Polar Research Fund receives 42 million euros from 2026 to 2030. It is managed by the Institute
of Ocean Studies, whose director is Dr Maren Holt. Applications are sent until 30 September.

## Article 2. What is paid

The fund pays for three things:

- research ships
- polar stations
- stipends for doctoral students
"""
TRAINEES = """# Thông tư về thực tập sinh khoa học

## Điều 3. Trợ cấp

Thực tập sinh được nhận trợ cấp 6,5 triệu đồng mỗi tháng trong thời gian thực tập. Thời gian thực
tập tối đa là mười hai tháng. Thông tư có hiệu lực từ ngày 15 tháng 8 năm 2026.

## Điều 4. Hồ sơ

Hồ sơ gửi về Vụ Tổ chức cán bộ trước ngày 30 tháng 6 hằng năm.
"""


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("bilingual")
    (folder / "fund.md").write_text(FUND, encoding="utf-8")
    (folder / "trainees.md").write_text(TRAINEES, encoding="utf-8")
    made = assemble(Settings(data_dir=folder / "data"))
    reports = list(made.ingest([folder / "fund.md", folder / "trainees.md"]))
    assert [report.status for report in reports] == ["indexed", "indexed"]
    yield made
    made.close()


@pytest.mark.parametrize(
    "question, said",
    [
        ("How much money does the Polar Research Fund receive?", "42 million euros"),
        ("Who is the director of the Institute of Ocean Studies?", "Maren Holt"),
        ("Thực tập sinh được nhận trợ cấp bao nhiêu mỗi tháng?", "6,5 triệu đồng"),
        ("thuc tap sinh duoc nhan tro cap bao nhieu moi thang", "6,5 triệu đồng"),
        ("From what date is the circular in force?", "15 tháng 8 năm 2026"),
        ("Ai là giám đốc Viện Nghiên cứu Đại dương?", "Maren Holt"),
        ("Hạn nộp hồ sơ xin quỹ là ngày nào?", "30 September"),
    ],
)
def test_questions_are_answered_in_both_languages_and_across(
    assistant: Assistant, question: str, said: str
) -> None:
    answer = assistant.ask(question)
    assert answer.status == "answered", answer.text
    assert said in answer.text
    for citation in answer.citations:
        text = assistant.read(citation.document_id).text
        assert text[citation.start : citation.end] == citation.quote


@pytest.mark.parametrize(
    "question, opening",
    [
        ("Who won the football world cup in 1998?", "The documents do not say: "),
        ("Giá vé xem bóng đá là bao nhiêu?", "Tài liệu không nói: "),
    ],
)
def test_a_refusal_is_in_the_language_of_the_question(
    assistant: Assistant, question: str, opening: str
) -> None:
    answer = assistant.ask(question, keep=False)
    assert answer.status == "not_found" and answer.text.startswith(opening)
    assert answer.absence is not None and answer.citations == () and answer.passages


@pytest.mark.parametrize(
    "question, note",
    [("Wer leitet das Institut?", "English and Vietnamese"), ("谁签署了?", "Latin script")],
)
def test_another_language_or_script_is_said(assistant: Assistant, question: str, note: str) -> None:
    assert any(note in one for one in assistant.ask(question, keep=False).notes)


@pytest.mark.parametrize(
    "question",
    ["What " + "very " * 770 + "long?", "Who is giám đốc của Institute of Ocean Studies?", "?!"],
)
def test_odd_questions_get_an_answer_or_a_refusal(assistant: Assistant, question: str) -> None:
    assert assistant.ask(question[:3_900], keep=False).status in ("answered", "not_found")


def test_odd_documents_are_read(tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_text("The seat is in Bergen.", encoding="utf-8")
    (tmp_path / "long.txt").write_text(f"Of {'many words and ' * 1_000}one.", encoding="utf-8")
    made = assemble(Settings(data_dir=tmp_path / "data"))
    for _ in made.ingest([tmp_path / "one.txt", tmp_path / "long.txt"]):
        pass
    assert "Bergen" in made.ask("Where is the seat?").text
    made.close()


@pytest.mark.parametrize("fault", ["missing", "altered"])
def test_without_its_network_words_answer_and_it_is_said(
    assistant: Assistant, fault: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "other.safetensors"
    if fault == "altered":
        data = bytearray(network.FILE.read_bytes())
        data[len(data) // 2] ^= 1
        file.write_bytes(data)
    monkeypatch.setattr(network, "FILE", file)
    with pytest.raises(ModelError, match="other.safetensors"):
        BilingualNetwork().load()
    settings = Settings(data_dir=assistant.folder)
    made = assemble(settings)
    answer = made.ask("How much money does the Polar Research Fund receive?", keep=False)
    assert "42 million" in answer.text and answer.short_answer is None
    assert any("words alone" in note and "other.safetensors" in note for note in answer.notes)
    assert "42 million" in made.search("money of the Polar Research Fund")[0].chunk.text
    made.close()
    (check,) = [one for one in doctor(settings) if one.name == "reader"]
    assert not check.ok and "words alone" in check.detail


def test_the_setting_leaves_the_network_out(assistant: Assistant) -> None:
    made = assemble(Settings(data_dir=assistant.folder, reader="words"))
    answer = made.ask("How much money does the Polar Research Fund receive?", keep=False)
    refused = made.ask("Who won the football world cup in 1998?", keep=False)
    made.close()
    assert "42 million" in answer.text and "words alone" not in " ".join(answer.notes)
    assert refused.status == "not_found"


# The network by itself

HARBOUR = (
    "The Lotus Programme trains harbour engineers in Hue. It was founded on 4 May 2021 by "
    "Minister Tran Van An. Its yearly budget is 12 million euros."
)
OTHER = "Rice is planted twice a year in the delta. Farmers sell it at the market in Can Tho."


def text(passage: str) -> PassageText:
    return PassageText(passage, tuple(sentence_spans(passage)), Surroundings())


@pytest.fixture(scope="module")
def reading_network() -> BilingualNetwork:
    return BilingualNetwork()


@pytest.mark.parametrize(
    ("question", "answer", "sentence"),
    [
        ("When was the Lotus Programme founded?", "4 May 2021", 1),
        ("Who founded the Lotus Programme?", "Tran Van", 1),
        ("How much money does the Lotus Programme get each year?", "12 million euros", 2),
        ("Where are harbour engineers trained?", "Hue", 0),
        ("Chương trình Lotus được thành lập khi nào?", "4 May 2021", 1),
    ],
)
def test_it_marks_the_answer_in_its_sentence(
    reading_network: BilingualNetwork, question: str, answer: str, sentence: int
) -> None:
    right, wrong = reading_network.read(question, [text(HARBOUR), text(OTHER)])
    assert right is not None and wrong is not None
    assert right.answers > wrong.answers
    best = max(range(3), key=lambda n: right.sentences[n].evidence)  # type: ignore[union-attr]
    marked = right.sentences[best]
    assert best == sentence and marked is not None
    assert answer in HARBOUR[marked.start : marked.end]


def test_a_long_passage_is_read_to_its_end(reading_network: BilingualNetwork) -> None:
    passage = f"{OTHER} " * 20 + HARBOUR
    (scores,) = reading_network.read("Who founded the Lotus Programme?", [text(passage)])
    assert scores is not None
    best = max((own for own in scores.sentences if own), key=lambda own: own.evidence)
    assert "Tran Van" in passage[best.start : best.end]


def test_what_is_read_for_one_question_is_bounded(reading_network: BilingualNetwork) -> None:
    scores = reading_network.read("What is asked?", [text(("word " * 1000)[:5000])] * 50)
    assert len(scores) == 50 and scores[0] is not None
    assert scores[-1] is None, "beyond the windows that are read for one question"
    assert reading_network.read("Anything?", []) == []
    (empty,) = reading_network.read("?", [PassageText("", (), Surroundings())])
    assert empty is not None and empty.sentences == ()
    (short,) = reading_network.read("why " * 900 + "Lotus Programme?", [text(HARBOUR)])
    assert short is not None and all(own is not None for own in short.sentences)


def test_threads_read_their_own_passages(reading_network: BilingualNetwork) -> None:
    """Side by side in the streams of one network, each as if it were alone."""
    texts = [text(HARBOUR), text(OTHER), text(f"{OTHER} {HARBOUR}")]
    questions = [f"Who founded the {name} Programme?" for name in ("Lotus", "Bamboo", "River")] * 3
    alone = {question: reading_network.read(question, texts) for question in set(questions)}
    found: list[bool] = []

    def read(question: str) -> None:
        scores = reading_network.read(question, texts)
        found.append(scores == alone[question])

    threads = [threading.Thread(target=read, args=(question,)) for question in questions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [True] * len(questions)


def test_nothing_is_begun_when_the_time_is_over(
    reading_network: BilingualNetwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = [text(f"{OTHER} {HARBOUR} " * 4)] * 12
    asked = "Who founded the Lotus Programme?"
    assert reading_network.read(asked, texts, until=0.0) == [None] * 12
    assert reading_network.read(asked, texts, until=time.monotonic() + 600) == (
        reading_network.read(asked, texts)
    )
    ticks = iter(range(100))
    monkeypatch.setattr(network.time, "monotonic", lambda: next(ticks))
    scores = reading_network.read(asked, texts, until=2)
    assert None in scores
    assert any(score is not None for score in scores)


def test_an_answer_that_was_not_read_in_time_says_so(assistant: Assistant) -> None:
    """By words, where nothing was read: still an answer, and no claim that nothing is there."""
    question = "How much money does the Polar Research Fund receive?"
    answer = assistant.ask(question, keep=False, seconds=0.0)
    assert "42 million" in answer.text
    (note,) = (note for note in answer.notes if "busy" in note)
    assert note.startswith("The machine is busy: 0 of ")
    whole = assistant.ask(question, keep=False, seconds=600)
    assert not [note for note in whole.notes if "busy" in note]


def test_words_score_a_sentence_by_the_rare_words_that_it_shares() -> None:
    told = PassageText(HARBOUR, tuple(sentence_spans(HARBOUR)), Surroundings("Lotus Programme"))
    right, wrong = WordScorer().read("yearly budget of the Lotus Programme", [told, text(OTHER)])
    assert right is not None and wrong is not None and right.answers > 0 > wrong.answers
    scores = [own.evidence for own in right.sentences if own is not None]
    assert scores.index(max(scores)) == 2, "the headings say whose budget it is"


def test_without_any_model_words_are_searched_and_read_and_it_is_said(
    assistant: Assistant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(network, "FILE", tmp_path / "gone.safetensors")
    made = assemble(Settings(data_dir=assistant.folder), MultilingualE5(tmp_path / "gone"))
    answer = made.ask("How much money does the Polar Research Fund receive?", keep=False)
    made.close()
    assert "42 million" in answer.text
    assert any("searched by words alone" in note for note in answer.notes)
    assert any("chosen by words alone" in note for note in answer.notes)
