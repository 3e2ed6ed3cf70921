"""The bilingual base: its weights decoded exactly, its vectors, and what is refused."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import ModelError
from index.models import model_files, multilingual_e5
from index.models.block_weights import decode, decoded
from index.models.convert_base import latin
from index.models.model_files import BASE
from index.models.multilingual_e5 import MultilingualE5

needs_base = pytest.mark.skipif(
    not (BASE / "model.safetensors").exists(),
    reason="the bilingual base is not there: make bilingual",
)
PAIRS = [
    ("The fund pays 40 million euros for research.", "Quỹ chi 40 triệu euro cho nghiên cứu."),
    ("Tariffs on steel were raised in May.", "Thuế nhập khẩu thép tăng vào tháng Năm."),
    ("Interns receive a monthly stipend.", "Thực tập sinh được nhận trợ cấp hằng tháng."),
]


@pytest.fixture(scope="module")
def model() -> MultilingualE5:
    if not (BASE / "model.safetensors").exists():
        pytest.skip("the bilingual base is not there: make bilingual")
    return MultilingualE5()


def test_a_block_is_its_scale_times_its_numbers_less_eight() -> None:
    # Sixteen bytes: the low halves are the first sixteen numbers, the high halves the others.
    block = np.array([[[0x08 | (number << 4) for number in range(16)]]], dtype=np.uint8)
    numbers = decode(block, np.array([[0.5]], dtype=np.float16))
    assert numbers.shape == (1, 32)
    assert numbers[0, :16].tolist() == [0.0] * 16
    assert numbers[0, 16:].tolist() == [0.5 * (number - 8) for number in range(16)]


def test_what_is_skipped_stays_in_blocks() -> None:
    held = {"a.blocks": np.zeros((2, 1, 16), np.uint8), "a.scale": np.ones((2, 1), np.float16)}
    assert set(decoded(held)) == {"a"}
    assert set(decoded(held, skip=frozenset({"a"}))) == {"a.blocks", "a.scale"}


@pytest.mark.parametrize(
    "piece, kept", [("▁khoản", True), ("12", True), ("▁мир", False), ("政", False)]
)
def test_the_pieces_of_other_scripts_are_cut(piece: str, kept: bool) -> None:
    assert latin(piece) == kept


def test_vectors_are_unit_rows_and_the_same_alone_or_together(model: MultilingualE5) -> None:
    texts = [text for pair in PAIRS for text in pair]
    together = model.embed_documents(texts)
    assert together.shape == (6, 384) and together.dtype == np.float32
    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)
    alone = np.vstack([model.embed_documents([text]) for text in texts])
    assert float((together * alone).sum(axis=1).min()) > 0.99
    assert model.embed_documents([]).shape == (0, 384)


def test_a_sentence_is_nearest_to_its_translation(model: MultilingualE5) -> None:
    english = np.vstack([model.embed_query(one) for one, _ in PAIRS])
    vietnamese = model.embed_documents([other for _, other in PAIRS])
    assert (english @ vietnamese.T).argmax(axis=1).tolist() == [0, 1, 2]


def test_a_text_longer_than_the_model_reads_is_cut(model: MultilingualE5) -> None:
    assert np.isfinite(model.embed_documents(["khoa học " * 5_000])).all()


@needs_base
@pytest.mark.parametrize("name", sorted(model_files.BASE_SHA256))
@pytest.mark.parametrize("harm", ["altered", "missing"])
def test_a_file_that_is_not_ours_is_refused(
    name: str, harm: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = tmp_path / "base"
    shutil.copytree(model_files.BASE, copy)
    monkeypatch.setattr(model_files, "BASE", copy)
    path = copy / name
    if harm == "missing":
        path.unlink()
    else:
        data = bytearray(path.read_bytes())
        data[len(data) // 2] ^= 1
        path.write_bytes(data)
    broken = MultilingualE5(folder=copy)
    with pytest.raises(ModelError, match=name):
        broken.embed_query("Who signed?")


@needs_base
def test_the_word_table_stays_in_its_blocks() -> None:
    weights = multilingual_e5.load_weights((model_files.BASE / "model.safetensors").read_bytes())
    assert weights[f"{multilingual_e5.WORDS}.blocks"].dtype == np.uint8
    assert weights["encoder.layer.0.output.dense.weight"].shape == (384, 1536)
