"""The check of support: by form at once, then by what was learned."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from assistant.reader.training.rows import json_lines
from assistant.support.check import SupportCheck, support_check
from assistant.support.clauses import clauses
from assistant.support.features import ToldPart, features, is_turned, says_contrary
from assistant.support.network import SupportNetwork, packed, unpacked
from assistant.support.polarity import denies, undenied
from corpus.errors import ModelError
from index.models.multilingual_e5 import MultilingualE5

ALTERED = Path(__file__).parents[2] / "quality" / "support" / "altered.jsonl"
ACCORD = (
    "Under the Coral Reef Accord, signed in Manado on 17 May 2019, Palenque and Torvia agreed to"
    " close 2,400 square kilometres of reef to trawling.",
    "Fishing with hand lines remains allowed.",
)


@pytest.fixture(scope="module")
def check() -> SupportCheck:
    return support_check("int8", MultilingualE5().embed_documents)


class NoNetwork(SupportNetwork):
    """A network that must not be needed."""

    def is_word(self, word: str) -> bool:
        return True

    def logit(self, said: str, cited: Sequence[str]) -> float:
        raise AssertionError("the form told enough")


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("The accord closes 4,200 square kilometres of reef.", "number"),
        ("The accord was signed on 17 May 2021.", "date"),
        ("The accord closes 2,400 hectares of reef.", "unit"),
        ("The accord was signed in Jakarta by Palenque.", "name"),
        ("", "unsupported"),
        ("[…]", "unsupported"),
    ],
)
def test_the_form_tells_without_the_network(said: str, reason: str) -> None:
    def no_vectors(texts: Sequence[str]) -> object:
        raise AssertionError("the form told enough")

    found = SupportCheck(NoNetwork(), no_vectors).check(said, ACCORD)  # type: ignore[arg-type]
    assert (found.supported, found.reason, found.score) == (False, reason, 0.0)


def test_nothing_cited_supports_nothing(check: SupportCheck) -> None:
    assert not check.check("It was signed in Manado.", []).supported
    assert not check.check("It was signed in Manado.", ["  "]).supported


def test_a_sentence_as_it_stands_is_supported(check: SupportCheck) -> None:
    for sentence in ACCORD:
        found = check.check(sentence, ACCORD)
        assert found.supported and found.reason == "" and 0 < found.score <= 1


def test_the_contrary_in_the_same_words_is_a_negation(check: SupportCheck) -> None:
    found = check.check("Fishing with hand lines is not allowed.", ACCORD)
    assert (found.supported, found.reason) == (False, "negation")


@pytest.mark.parametrize(
    ("said", "cited", "stands"),
    [
        (
            "Boys cannot be given the vaccine, even if their parents pay.",
            "The vaccine is free for girls; boys can be given the vaccine if their parents pay.",
            False,
        ),
        (
            "Giấy phép có thời hạn 24 tháng và có thể được gia hạn.",
            "Doanh nghiệp được cấp giấy phép trong thời hạn 24 tháng, không gia hạn.",
            False,
        ),
        (
            "The licence is not yet in force, as seven of ten states have signed.",
            "It enters into force with the tenth signature. Seven states have signed so far.",
            True,
        ),
    ],
)
def test_what_is_nearest_to_its_contrary_is_turned(said: str, cited: str, stands: bool) -> None:
    assert is_turned(said, [cited], MultilingualE5().embed_documents) is not stands


def test_what_denies_a_question_turns_nothing() -> None:
    cited = ["Pilots that began before June may run to the end."]
    said = "Pilots that began before June may run to the end."
    embed = MultilingualE5().embed_documents
    assert not is_turned(f"No. {said}", cited, embed)
    assert is_turned("Pilots that began before June may not run to the end.", cited, embed)


def test_who_says_it_is_no_part_that_denies() -> None:
    assert ToldPart.of("Rector Do Van Khai said.").reports
    assert not ToldPart.of("The rector said that the course is open to everybody.").reports


def test_the_words_that_deny_are_taken_out() -> None:
    assert undenied("The data are not published.") == "The data are published."
    assert undenied("Dữ liệu không khí chưa công bố") == "Dữ liệu không khí công bố"


def test_sentences_and_their_alterations_of_the_half_that_may_be_read(check: SupportCheck) -> None:
    """A short form of `python -m tests.quality.support`: two texts, one in each language."""
    texts = [row for row in json_lines(ALTERED) if row["half"] == "dev"]
    caught, removed, false = 0, 0, 0
    for row in (texts[3], texts[-1]):
        for one in row["sentences"]:
            found = check.check(one["sentence"], [row["evidence"]])
            if one["kind"] == "faithful":
                removed += not found.supported
            elif one["kind"] in ("number", "date", "unit", "name"):
                caught += not found.supported
                false += 1
    assert (caught, false) == (16, 16) and removed <= 1


def test_what_is_denied() -> None:
    assert denies("It is not allowed.") and denies("Chưa có giấy phép.")
    assert not denies("Không khí trong lành.") and not denies("It is allowed.")
    assert not denies("It is not only cheap.")
    assert not denies("It was never not paid.")  # twice


def test_parts_of_a_sentence() -> None:
    said = "Torvia pays the costs, and Palenque provides the boats; hand lines remain allowed."
    assert clauses(said) == (
        "Torvia pays the costs",
        "Palenque provides the boats",
        "hand lines remain allowed.",
    )
    assert "".join(clauses("")) == ""
    assert ToldPart.of("According to the minister").reports


def test_features_have_the_same_names_for_all(check: SupportCheck) -> None:
    embed = MultilingualE5().embed_documents
    one = features("It is not so in Manado.", ACCORD, 0.0, embed)
    other = features("Việc câu tay vẫn được phép.", ACCORD, 1.0, embed)
    assert list(one) == list(other)
    assert not says_contrary(other, True)


def test_what_is_kept_of_the_weights_is_near_them() -> None:
    import numpy as np

    rng = np.random.default_rng(1)
    learned = {
        "down": rng.normal(size=(18, 4, 384)),
        "up": rng.normal(size=(18, 4, 384)),
        "head": rng.normal(size=385),
    }
    kept = unpacked(packed(learned))
    for name, array in learned.items():
        assert np.abs(kept[name] - array).max() < 0.03


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    damaged = tmp_path / "support.safetensors"
    damaged.write_bytes(b"no weights")
    network = SupportNetwork(file=damaged)
    with pytest.raises(ModelError, match=r"support\.safetensors"):
        network.logit("It is so.", ["It is so."])


def test_long_sentences_are_read_in_windows(check: SupportCheck) -> None:
    cited = ["The zone was opened. " * 300]
    assert check.check("The zone was opened.", cited).score > 0
