"""The trained reader: what it reads, what it marks, and what happens when it cannot be loaded."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import assistant.reader.cross_encoder as cross_encoder
import numpy as np
import pytest
from assistant.reader.cross_encoder import CrossEncoder, Text, dequantized, quantized
from assistant.reader.trained import READ

from assistant.assembly import assemble
from assistant.assistant import Assistant
from assistant.health import doctor
from assistant.question.language import is_english
from assistant.settings import Settings
from corpus.errors import ModelError
from corpus.language.sentences import sentence_spans

HARBOUR = (
    "The Lotus Programme trains harbour engineers in Hue. It was founded on 4 May 2021 by "
    "Minister Tran Van An. Its yearly budget is 12 million euros."
)
OTHER = "Rice is planted twice a year in the delta. Farmers sell it at the market in Can Tho."


def text(passage: str, lead: str = "") -> Text:
    return Text(lead, passage, tuple(sentence_spans(passage)))


@pytest.fixture(scope="module")
def network() -> CrossEncoder:
    return CrossEncoder()


class TestNetwork:
    @pytest.mark.parametrize(
        ("question", "answer", "sentence"),
        [
            ("When was the Lotus Programme founded?", "4 May 2021", 1),
            ("Who founded the Lotus Programme?", "Tran Van", 1),
            ("How much money does the Lotus Programme get each year?", "12 million euros", 2),
            ("Where are harbour engineers trained?", "Hue", 0),
        ],
    )
    def test_it_marks_the_answer_in_its_sentence(
        self, network: CrossEncoder, question: str, answer: str, sentence: int
    ) -> None:
        right, wrong = network.read(question, [text(HARBOUR), text(OTHER)])
        assert right is not None
        assert wrong is not None
        assert right.answers > wrong.answers
        best = max(range(3), key=lambda n: right.sentences[n].evidence)  # type: ignore[union-attr]
        assert best == sentence
        marked = right.sentences[best]
        assert marked is not None
        assert answer in HARBOUR[marked.start : marked.end]
        start, end = sentence_spans(HARBOUR)[best]
        assert start <= marked.start < marked.end <= end

    def test_the_graph_computes_what_was_trained(self) -> None:
        torch = pytest.importorskip("torch")
        train = pytest.importorskip("assistant.reader.training.train")
        from safetensors.numpy import load_file

        trained = train.Network()
        weights = dequantized(load_file(cross_encoder.FILE))
        named = {
            name if name.startswith(("whole", "token.")) else f"bert.{name}": torch.tensor(weight)
            for name, weight in weights.items()
        }
        missing, unexpected = trained.load_state_dict(named, strict=False)
        assert (missing, unexpected) == (["bert.embeddings.word_embeddings.weight"], [])
        question, spans = "Who founded it?", sentence_spans(HARBOUR)
        row = {
            "question": question,
            "passage": HARBOUR,
            "title": "Lotus",
            "answers": 1.0,
            "related": 1.0,
            "span": None,
            "sentences": [(start, end, False) for start, end in spans],
        }
        (encoded,) = train.encode([row])
        made = train.tensors([encoded])
        with torch.no_grad():
            whole, token = trained.eval()(made["ids"], made["types"], made["mask"])
        (scores,) = CrossEncoder(precision="float32").read(question, [text(HARBOUR, "Lotus\n")])
        assert scores is not None
        assert np.allclose([scores.answers, scores.related], whole[0].numpy(), atol=0.05)
        for own, (first, last, _) in zip(scores.sentences, encoded.sentences, strict=True):
            assert own is not None
            assert own.evidence == pytest.approx(float(token[0, first:last, 2].mean()), abs=0.05)

    def test_a_long_passage_is_read_to_its_end(self, network: CrossEncoder) -> None:
        passage = f"{OTHER} " * 20 + HARBOUR
        (scores,) = network.read("Who founded the Lotus Programme?", [text(passage)])
        assert scores is not None
        best = max(
            (own for own in scores.sentences if own), key=lambda own: own.evidence + own.span
        )
        assert "Tran Van" in passage[best.start : best.end]

    def test_huge_passages_are_read_within_bounds(self, network: CrossEncoder) -> None:
        network.load()
        passages = [("word " * 1000)[:5000] for _ in range(50)]
        started = time.perf_counter()
        scores = network.read("What is asked?", [text(passage) for passage in passages])
        assert len(scores) == 50
        assert scores[0] is not None
        assert scores[-1] is None, "beyond the windows that are read for one question"
        line = "x" * 20_000
        (single,) = network.read("What is x?", [text(line)])
        assert single is not None
        many = "ab cd " * 3333
        network.read("What is ab?", [text(many)])
        assert time.perf_counter() - started < 60

    def test_empty_input_is_no_error(self, network: CrossEncoder) -> None:
        assert network.read("Anything?", []) == []
        (scores,) = network.read("?", [Text("", "", ())])
        assert scores is not None
        assert scores.sentences == ()

    def test_a_long_question_leaves_room_for_the_passage(self, network: CrossEncoder) -> None:
        (scores,) = network.read("why " * 900 + "Lotus Programme?", [text(HARBOUR)])
        assert scores is not None
        assert all(own is not None for own in scores.sentences)


def test_quantized_weights_come_back_within_half_a_step() -> None:
    weight = np.random.default_rng(1).normal(size=(8, 16)).astype(np.float32)
    stored = quantized({"encoder.layer.0.dense.weight": weight, "whole.bias": weight[0]})
    assert stored["encoder.layer.0.dense.weight"].dtype == np.int8
    again = dequantized(stored)
    step = np.abs(weight).max(axis=1, keepdims=True) / 127
    assert (np.abs(again["encoder.layer.0.dense.weight"] - weight) <= step / 2 + 1e-7).all()
    assert (again["whole.bias"] == weight[0]).all()


class TestWithoutIt:
    @pytest.fixture
    def assistant(self, tmp_path: Path) -> Iterator[Assistant]:
        documents = tmp_path / "documents"
        documents.mkdir()
        (documents / "lotus.md").write_text(f"# Lotus\n\n{HARBOUR}\n\n# Rice\n\n{OTHER}\n")
        made = assemble(Settings(data_dir=tmp_path / "data"))
        list(made.ingest([documents]))
        yield made
        made.close()

    @pytest.mark.parametrize("fault", ["missing", "altered"])
    def test_the_words_answer_and_a_note_says_so(
        self,
        assistant: Assistant,
        fault: str,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        file = tmp_path / "reader.safetensors"
        if fault == "altered":
            shutil.copy(cross_encoder.FILE, file)
            data = bytearray(file.read_bytes())
            data[len(data) // 2] ^= 1
            file.write_bytes(data)
        monkeypatch.setattr(cross_encoder, "FILE", file)
        with pytest.raises(ModelError, match="reader"):
            CrossEncoder().load()
        broken = assemble(Settings(data_dir=tmp_path / "data"))
        answer = broken.ask("When was the Lotus Programme founded?")
        broken.close()
        assert answer.short_answer == "4 May 2021"
        assert any("words alone" in note for note in answer.notes), answer.notes
        (check,) = [c for c in doctor(Settings(data_dir=tmp_path / "data")) if c.name == "reader"]
        assert not check.ok
        assert "words alone" in check.detail

    def test_a_question_in_another_language_is_noted_and_searched_by_words(
        self, assistant: Assistant
    ) -> None:
        answer = assistant.ask("Quand est-ce que le Lotus Programme est founded, et par qui ?")
        assert any("English" in note for note in answer.notes)
        assert answer.passages[0].source == "lotus.md"

    def test_the_setting_leaves_it_out(self, assistant: Assistant, tmp_path: Path) -> None:
        plain = assemble(Settings(data_dir=tmp_path / "data", reader="words"))
        answer = plain.ask("When was the Lotus Programme founded?")
        plain.close()
        assert answer.short_answer == "4 May 2021"
        assert not any("words alone" in note for note in answer.notes)


def test_no_more_than_a_few_passages_are_read() -> None:
    assert READ <= 20


@pytest.mark.parametrize(
    ("question", "english"),
    [
        ("Who is Le Thi Thu Hang?", True),
        ("resolution 57 politburo", True),
        ("What did Nguyễn Mạnh Cường say about trade in the region?", True),
        ("Quels sont les objectifs de la diplomatie technologique ?", False),
        ("Was ist die Aufgabe der Technologiediplomatie?", False),
        ("Vietnam đã ký thỏa thuận với NVIDIA khi nào?", False),
        ("科学外交とは何ですか", False),
    ],
)
def test_the_language_of_a_question(question: str, english: bool) -> None:
    assert is_english(question) is english
