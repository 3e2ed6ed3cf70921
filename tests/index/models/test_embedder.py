"""The embedded model: verified before it is loaded, and true to the one it was made from."""

from __future__ import annotations

import itertools
import threading
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import ModelError
from index.models import multilingual_e5
from index.models.bert_graph import build_encoder
from index.models.block_weights import decode, decoded
from index.models.convert_base import latin
from index.models.model_files import BASE, REINSTALL, SHA256
from index.models.multilingual_e5 import PASSAGE, TOKENS_PER_BATCH, MultilingualE5, batches
from index.models.question_map import QuestionMap
from index.models.row_weights import dequantized, quantized
from index.models.runtime import CompiledGraph
from tests.support import plain_model

VIETNAMESE = [
    "Nghị định 36/2025/NĐ-CP quy định chức năng của bộ.",
    "Quỹ chi 40 triệu euro cho nghiên cứu.",
    "Thực tập sinh được nhận trợ cấp hằng tháng.",
]
SENTENCES = [
    "The agreement was signed in Hanoi on 5 December 2024.",
    "What are the three foundations of strategic autonomy?",
    "Technology diplomacy links standards, trade and security.",
    "98 representative agencies of the Ministry of Foreign Affairs take part.",
    "Science diplomacy was discussed at a UNESCO meeting in Paris.",
    "A niche is pursued systematically and methodically.",
    "Semiconductors, quantum computing and biotechnology are named as priorities.",
    "Who witnessed the signing?",
    "The digital divide may widen.",
    "Small states hedge between large powers.",
    "No budget is given for the programme.",
    "“Soft power” and “hard power” are both mentioned.",
    "The fund pays 4.2 million euros a year from 2026 to 2030.",
    "Denmark was the first country with a technology ambassador.",
    "x",
    "Standards are the rules of the game. " * 12,
    "The harbour has nine berths, and pilots are on duty at night. " * 25,
    *VIETNAMESE,
]
PAIRS = [
    ("The fund pays 40 million euros for research.", "Quỹ chi 40 triệu euro cho nghiên cứu."),
    ("Tariffs on steel were raised in May.", "Thuế nhập khẩu thép tăng vào tháng Năm."),
    ("Interns receive a monthly stipend.", "Thực tập sinh được nhận trợ cấp hằng tháng."),
]


@pytest.fixture(scope="module")
def model() -> MultilingualE5:
    return MultilingualE5()


def cosines(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return (a * b).sum(axis=1) / np.linalg.norm(a, axis=1) / np.linalg.norm(b, axis=1)


def test_vectors_are_unit_rows_in_the_order_of_the_texts(model: MultilingualE5) -> None:
    vectors = model.embed_documents(SENTENCES)
    assert vectors.shape == (20, model.dimension) and vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(20), abs=1e-4)
    assert model.embed_documents([]).shape == (0, model.dimension)


def test_a_sentence_is_nearest_to_its_translation(model: MultilingualE5) -> None:
    english = np.vstack([model.embed_query(one) for one, _ in PAIRS])
    vietnamese = model.embed_documents([other for _, other in PAIRS])
    assert (english @ vietnamese.T).argmax(axis=1).tolist() == [0, 1, 2]


def test_a_language_is_no_likeness(model: MultilingualE5) -> None:
    """Else a question would find what is written in its language before what answers it."""
    question = model.embed_query("How large is the fund for research?")
    right, other = model.embed_documents([PAIRS[0][1], PAIRS[2][0]])
    assert question @ right > question @ other


def test_batches_sorted_by_length_give_the_vectors_of_one_by_one(model: MultilingualE5) -> None:
    together = model.embed_documents(SENTENCES)
    alone = np.vstack([model.embed_documents([sentence]) for sentence in SENTENCES])
    assert cosines(together, alone).min() > 0.999


def test_batches_hold_every_row_once_and_stay_small() -> None:
    lengths = [int(number) for number in np.random.default_rng(1).integers(1, 256, 300)]
    made = batches(lengths)
    assert sorted(itertools.chain(*made)) == list(range(300))
    for rows in made:
        assert len(rows) * max(lengths[row] for row in rows) <= TOKENS_PER_BATCH
    assert batches([5000]) == [[0]] and batches([]) == []


def test_progress_counts_every_text(model: MultilingualE5) -> None:
    told: list[int] = []
    model.embed_documents(SENTENCES, told.append)
    assert sum(told) == len(SENTENCES) and len(told) > 1


def test_a_text_beyond_the_limit_is_read_up_to_it(model: MultilingualE5) -> None:
    room = (
        model.max_tokens - 2 - model.count_tokens(PASSAGE.strip())
    )  # without the two special tokens
    long = " ".join(["science"] * room)
    assert model.count_tokens(long) == room
    longer = model.embed_documents([long, long + " and a quarrel about fish" * 30])
    assert cosines(longer[:1], longer[1:])[0] > 0.9999


@pytest.mark.parametrize("text", ["", " ", "\0", "\ud7ff", "🚢" * 500, "a" * 100_000, "\u200b"])
def test_odd_texts_have_a_vector(model: MultilingualE5, text: str) -> None:
    vector = model.embed_query(text)
    assert np.isfinite(vector).all()
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-4)
    assert model.count_tokens(text) >= 0


def test_threads_get_their_own_vectors(model: MultilingualE5) -> None:
    expected = {sentence: model.embed_query(sentence) for sentence in SENTENCES[:8]}
    errors: list[object] = []

    def ask(sentence: str) -> None:
        try:
            for _ in range(15):
                model.count_tokens(sentence)
                if not np.allclose(model.embed_query(sentence), expected[sentence], atol=1e-5):
                    errors.append(sentence)
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=ask, args=(sentence,)) for sentence in expected]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []


def test_an_unknown_precision_is_refused() -> None:
    with pytest.raises(ValueError, match="float16"):
        MultilingualE5(precision="float16")


@pytest.mark.slow
def test_vectors_agree_with_sentence_transformers_in_float32(tmp_path: Path) -> None:
    from safetensors.numpy import load_file
    from sentence_transformers import SentenceTransformer

    folder = str(plain_model.write_base(tmp_path))
    theirs = SentenceTransformer(folder, device="cpu", local_files_only=True)
    assert theirs.max_seq_length == MultilingualE5.max_tokens
    encoded = theirs.encode([f"passage: {text}" for text in SENTENCES], normalize_embeddings=True)
    means = load_file(BASE / "means.safetensors")
    own_mean = ["passage_vi" if text in VIETNAMESE else "passage_en" for text in SENTENCES]
    expected = np.asarray(encoded) - np.vstack([means[name] for name in own_mean])
    asked = theirs.encode([f"query: {SENTENCES[1]}"], normalize_embeddings=True)
    for precision, least in (("int8", 0.99), ("bfloat16", 0.99), ("float32", 0.9999)):
        model = MultilingualE5(precision=precision)
        assert cosines(model.embed_documents(SENTENCES), expected).min() >= least, precision
        query = model.embed_plain_query(SENTENCES[1])[None]
        assert cosines(query, np.asarray(asked) - means["question_en"])[0] >= least, precision


# The weights


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


def test_the_word_table_stays_in_its_blocks() -> None:
    weights = multilingual_e5.load_weights((BASE / "model.safetensors").read_bytes())
    assert weights[f"{multilingual_e5.WORDS}.blocks"].dtype == np.uint8
    assert weights["encoder.layer.0.output.dense.weight"].shape == (384, 1536)


@pytest.mark.parametrize(
    "piece, kept", [("▁khoản", True), ("12", True), ("▁мир", False), ("政", False)]
)
def test_the_pieces_of_other_scripts_are_cut(piece: str, kept: bool) -> None:
    assert latin(piece) == kept


def test_rows_of_large_matrices_are_kept_in_eight_bits() -> None:
    large = np.random.default_rng(1).normal(size=(120, 100)).astype(np.float32)
    large[7] = 0
    weights = {"large": large, "narrow": large[:, :99], "row": large[0]}
    made = quantized(weights)
    assert {name: str(own.dtype) for name, own in made.items()} == {
        "large": "int8",
        "large.scale": "float32",
        "narrow": "float32",
        "row": "float32",
    }
    back = dequantized(made)
    assert set(back) == set(weights)
    assert (back["narrow"] == large[:, :99]).all() and (back["large"][7] == 0).all()
    assert (abs(made["large"]).max(axis=1)[:7] == 127).all()
    assert (abs(back["large"] - large) <= 0.5001 * made["large.scale"]).all()


# The map of questions


def test_a_question_is_moved_and_stays_a_unit_vector() -> None:
    matrix = np.zeros((3, 3), dtype=np.float32)
    matrix[0, 1] = 2.0
    moved = QuestionMap(matrix, np.array([0, 0, 3], dtype=np.float32)).moved(
        np.array([0, 1, 0], dtype=np.float32)
    )
    assert moved == pytest.approx(np.array([2, 1, 3]) / np.sqrt(14))


def test_a_map_is_kept_in_half_precision(tmp_path: Path) -> None:
    draw = np.random.default_rng(3)
    made = QuestionMap(*(draw.normal(size=size).astype(np.float32) for size in ((8, 8), 8)))
    made.save(tmp_path / "map")
    back = QuestionMap.parse((tmp_path / "map").read_bytes())
    assert back.matrix.dtype == back.shift.dtype == np.float32
    assert back.matrix == pytest.approx(made.matrix, rel=1e-3)
    assert back.shift == pytest.approx(made.shift, rel=1e-3)


def test_the_shipped_map_moves_questions_but_not_far(model: MultilingualE5) -> None:
    for question in ("Who signs the permits?", "Ai ký giấy phép?"):
        plain, moved = model.embed_plain_query(question), model.embed_query(question)
        assert np.linalg.norm(moved) == pytest.approx(1, abs=1e-5)
        assert 0.7 < float(plain @ moved) < 0.999


# A model that is missing or altered


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The model's folder, with links instead of files; a test puts a file for one of them."""
    for name in SHA256:
        (tmp_path / name).symlink_to(BASE / name)
    return tmp_path


def flipped(data: bytes) -> bytes:
    middle = len(data) // 2
    return data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :]


def assert_refused(folder: Path, name: str) -> None:
    """Refused with the file and the remedy, each time, and nothing was loaded."""
    model = MultilingualE5(folder)
    use = model.count_tokens if name == "tokenizer.json" else model.embed_query
    for _ in range(2):
        with pytest.raises(ModelError, match=name) as raised:
            use("harbour")
        assert str(raised.value).endswith(REINSTALL)
        assert "\n" not in str(raised.value)
    loaded = model._tokenizer if name == "tokenizer.json" else model._model
    assert loaded is None


def test_the_links_are_a_whole_model(copy: Path) -> None:
    assert MultilingualE5(copy).embed_query("harbour").shape == (384,)


@pytest.mark.parametrize("name", SHA256)
def test_a_missing_file_is_named(copy: Path, name: str) -> None:
    (copy / name).unlink()
    assert_refused(copy, name)


@pytest.mark.parametrize("name", SHA256)
def test_one_flipped_bit_is_enough(copy: Path, name: str) -> None:
    data = (copy / name).read_bytes()
    (copy / name).unlink()
    (copy / name).write_bytes(flipped(data))
    assert_refused(copy, name)


@pytest.mark.parametrize("name", SHA256)
@pytest.mark.parametrize("left", [0, 0.5])
def test_a_truncated_file_is_refused(copy: Path, name: str, left: float) -> None:
    data = (copy / name).read_bytes()
    (copy / name).unlink()
    (copy / name).write_bytes(data[: int(len(data) * left)])
    assert_refused(copy, name)


def test_a_folder_in_the_place_of_a_file_is_refused(copy: Path) -> None:
    (copy / "model.safetensors").unlink()
    (copy / "model.safetensors").mkdir()
    assert_refused(copy, "model.safetensors")


# A model of the user's own


@pytest.mark.slow
@pytest.mark.parametrize("bfloat16", [False, True])
def test_any_sentence_transformers_model_gives_float32_unit_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bfloat16: bool
) -> None:
    """Also where the CPU makes it compute in bfloat16, which NumPy does not have."""
    import torch

    from index.models import sentence_transformer
    from index.models.sentence_transformer import SentenceTransformerEmbedder

    monkeypatch.setattr(sentence_transformer, "bfloat16_is_faster", lambda: bfloat16)
    weights, config, tokenizer = plain_model.tiny()
    embedder = SentenceTransformerEmbedder(
        str(plain_model.write(tmp_path, weights, config, tokenizer))
    )
    texts = ["what is technology diplomacy", "a much longer text about what is much longer " * 5]
    rows = embedder.embed_documents(texts)
    assert (rows.shape, rows.dtype, embedder.dimension) == ((2, 32), np.float32, 32)
    assert (embedder.max_tokens, embedder.count_tokens(texts[0])) == (64, 4)
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-6)
    encoder = CompiledGraph(build_encoder(weights, config, int8=False), "float32")
    for text, row in zip(texts, rows, strict=True):
        ids = np.array([tokenizer.encode(text).ids], dtype=np.int32)
        ((unit,),) = encoder.run([[ids, np.ones_like(ids)]])
        assert float(unit[0] @ row) >= (0.99 if bfloat16 else 0.9999)
    assert float(embedder.embed_query(texts[0]) @ rows[0]) >= 0.99
    first = next(iter(embedder._load().parameters()))
    assert first.dtype == (torch.bfloat16 if bfloat16 else torch.float32)


def test_a_model_that_is_not_there_is_named() -> None:
    from index.models.sentence_transformer import SentenceTransformerEmbedder

    with pytest.raises(ModelError, match="/no/such/model"):
        _ = SentenceTransformerEmbedder("/no/such/model").dimension
