"""SmolLM2 in this process: it streams, it stops, and what it invents is not shown."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.language_model.engines.deadline import Deadline
from assistant.language_model.engines.local_model import LocalModel
from assistant.language_model.engines.model import Prompt
from assistant.language_model.phrasing import Phrasing
from assistant.language_model.supported import StandsInWords
from corpus.errors import LanguageModelError
from tests.support.quoted_sample import quoted
from tests.support.small_model import small_model_or_skip

PROMPT = Prompt("You are helpful.", "Count from one to fifty in words.", 200)


@pytest.fixture(scope="module")
def model() -> Iterator[LocalModel]:
    yield LocalModel(small_model_or_skip())


def test_it_streams_and_says_how_it_ended(model: LocalModel) -> None:
    pieces: list[str] = []
    ended = model.reply(Prompt("Answer.", "Say hello.", 8), pieces.append, Deadline(60))
    assert "".join(pieces).strip() and ended.tokens > 8
    assert model.count("Hanoi is the capital.") > 3 and model.context >= 2048


def test_it_stops_when_it_is_told_to(model: LocalModel) -> None:
    until = Deadline(60)
    pieces: list[str] = []

    def tell(piece: str) -> None:
        pieces.append(piece)
        until.cancel()

    started = time.monotonic()
    assert model.reply(PROMPT, tell, until).finish == "cut"
    assert len(pieces) < 5 and time.monotonic() - started < 5


def test_whatever_it_writes_the_answer_is_cited_and_true(model: LocalModel) -> None:
    phrase = Phrasing(model, StandsInWords(), lambda ids: [], 60.0, tokens=80)
    *_, answer = phrase.phrased("question", [quoted()])
    quotes = " ".join(one.quote for one in quoted().citations)
    assert answer.complete and answer.citations and answer.usage and answer.usage.tokens > 50
    for number in filter(str.isdigit, answer.words.split()):
        assert number in quotes


def test_doctor_says_what_it_found(model: LocalModel) -> None:
    told = model.check(Deadline(60))
    assert "98 MB, of the kind llama, answers on this machine" in told


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same model as the folder that OpenVINO writes of it."""
    file = small_model_or_skip()
    import openvino_genai

    made = tmp_path_factory.mktemp("openvino")
    link = made / file.name
    link.symlink_to(file)  # it writes beside the file that it is given
    openvino_genai.LLMPipeline(str(link), "CPU", enable_save_ov_model=True)
    link.unlink()
    return made


def test_a_folder_of_openvino_answers(folder: Path) -> None:
    model = LocalModel(folder)
    assert "MB, of the kind openvino, answers on this machine" in model.check(Deadline(60))
    phrase = Phrasing(model, StandsInWords(), lambda ids: [], 60.0, tokens=40)
    *_, answer = phrase.phrased("question", [quoted()])
    assert answer.complete and answer.citations and answer.usage and answer.usage.tokens > 50


@pytest.mark.parametrize("name", ["openvino_model.bin", "openvino_model.xml"])
def test_a_folder_that_is_cut_is_told_in_a_sentence(
    folder: Path, tmp_path: Path, name: str
) -> None:
    cut = tmp_path / "cut"
    cut.mkdir()
    for one in folder.iterdir():
        (cut / one.name).symlink_to(one)
    whole = (folder / name).read_bytes()
    (cut / name).unlink()
    (cut / name).write_bytes(whole[: len(whole) // 3])
    with pytest.raises(LanguageModelError, match="cannot be loaded: take another one"):
        LocalModel(cut).check(Deadline(60))
