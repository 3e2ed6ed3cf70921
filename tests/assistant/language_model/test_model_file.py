"""Files that cannot be a model, each told in a sentence before anything loads them."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from assistant.language_model.engines import model_file
from assistant.language_model.engines.local_model import LocalModel
from assistant.language_model.engines.model_file import looked_at
from assistant.language_model.phrasing import Phrasing
from assistant.language_model.supported import StandsInWords
from corpus.errors import LanguageModelError
from tests.support.quoted_sample import quoted
from tests.support.small_model import small_model_or_skip


def text(words: str) -> bytes:
    return struct.pack("<Q", len(words.encode())) + words.encode()


def gguf(architecture: str = "llama", values: int = 64, written: int | None = None) -> bytes:
    """A file with one tensor of `values` numbers, of which `written` bytes are there."""
    entries = [
        text("general.architecture") + struct.pack("<I", 8) + text(architecture),
        text(f"{architecture}.context_length") + struct.pack("<II", 4, 1024),
        text("tokenizer.ggml.tokens") + struct.pack("<IIQ", 9, 8, 2) + text("a") + text("b"),
        text("tokenizer.ggml.scores") + struct.pack("<IIQ", 9, 6, 2) + bytes(8),
    ]
    tensor = text("weight") + struct.pack("<IQIQ", 1, values, 0, 0)
    head = b"GGUF" + struct.pack("<IQQ", 3, 1, len(entries)) + b"".join(entries) + tensor
    head += bytes(-len(head) % 32)
    return head + bytes(4 * values if written is None else written)


def refused(path: Path) -> str:
    with pytest.raises(LanguageModelError) as caught:
        looked_at(path)
    return str(caught.value)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "model.gguf"


def test_a_whole_file_is_taken(file: Path) -> None:
    file.write_bytes(gguf())
    found = looked_at(file)
    assert (found.name, found.architecture, found.context) == ("model", "llama", 1024)


@pytest.mark.parametrize("share", [0.02, 0.3, 0.7, 0.99])
def test_a_cut_file(file: Path, share: float) -> None:
    whole = gguf()
    file.write_bytes(whole[: int(len(whole) * share)])
    assert "is cut or damaged: copy it again" in refused(file)


def test_each_byte_of_the_header_may_be_wrong(file: Path) -> None:
    """No flipped byte raises anything else than the sentence."""
    whole = gguf()
    for place in range(4, len(whole) - 256):
        file.write_bytes(whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :])
        try:
            looked_at(file)
        except LanguageModelError as error:
            assert str(file) in str(error)


def test_an_architecture_that_is_not_known(file: Path) -> None:
    file.write_bytes(gguf("mamba9"))
    assert "of the kind 'mamba9', which cannot be computed here" in refused(file)


def test_larger_than_memory(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.write_bytes(gguf())
    monkeypatch.setattr(model_file, "free_memory", lambda: 500)
    assert "of memory" in refused(file) and "take a smaller one" in refused(file)


@pytest.mark.parametrize(
    ("config", "context"),
    [
        ('{"max_position_embeddings": 8192}', 8192),
        ('{"max_position_embeddings": "much"}', 2048),
        ("[]", 2048),
        ("{", 2048),
        (None, 2048),
    ],
)
def test_a_folder_of_openvino(tmp_path: Path, config: str | None, context: int) -> None:
    for name in model_file.FOLDER_FILES:
        (tmp_path / name).write_bytes(b"x" * 10)
    if config is not None:
        (tmp_path / "config.json").write_text(config)
    found = looked_at(tmp_path)
    assert (found.name, found.architecture, found.context) == (tmp_path.name, "openvino", context)


@pytest.mark.parametrize("name", model_file.FOLDER_FILES)
def test_a_folder_that_lacks_a_file(tmp_path: Path, name: str) -> None:
    for one in model_file.FOLDER_FILES:
        (tmp_path / one).write_bytes(b"")
    (tmp_path / name).unlink()
    assert f"is no OpenVINO model: it lacks {name}." in refused(tmp_path)


def test_a_folder_larger_than_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in model_file.FOLDER_FILES:
        (tmp_path / name).write_bytes(b"x" * 1000)
    monkeypatch.setattr(model_file, "free_memory", lambda: 500)
    assert "take a smaller one" in refused(tmp_path)


def test_what_is_no_model(file: Path, tmp_path: Path) -> None:
    assert "There is no model file" in refused(file)
    file.write_text("<html>not found</html>")
    assert "is no model file that can be read here" in refused(file)
    assert "is no OpenVINO model: it lacks openvino_model.xml" in refused(tmp_path)


def test_an_answer_is_quoted_where_the_file_cannot_be_loaded(file: Path) -> None:
    file.write_bytes(gguf("mamba9"))
    phrase = Phrasing(LocalModel(file), StandsInWords(), lambda ids: [], 5.0)
    *_, answer = phrase.phrased("question", [quoted()])
    assert answer.generator == "extractive" and answer.parts == quoted().parts
    assert "'mamba9'" in answer.notes[0] and "quoted from the documents instead" in answer.notes[0]


def test_a_real_file_that_is_cut(tmp_path: Path) -> None:
    path = small_model_or_skip()
    assert looked_at(path).architecture == "llama"
    cut = tmp_path / "cut.gguf"
    with path.open("rb") as whole:
        cut.write_bytes(whole.read(path.stat().st_size // 2))
    assert "is cut or damaged" in refused(cut)
