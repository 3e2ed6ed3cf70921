"""What the check of support is fitted on: examples, alterations, what is held out."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from assistant.support.training.alterations import ALTERATIONS
from assistant.support.training.examples import (
    SupportExample,
    claim_rows,
    made_examples,
    sentences_of,
)

SAID = "Ravin Solang must pay 40 dollars to Mia Lund before 12 June 2024."


@pytest.mark.parametrize("name", sorted(ALTERATIONS))
def test_an_alteration_changes_the_statement(name: str) -> None:
    made = ALTERATIONS[name](SAID, SAID, ("Ana Costa",), random.Random(1))
    assert made is not None and made != SAID


@pytest.mark.parametrize("name", sorted(ALTERATIONS))
def test_what_has_nothing_to_alter_is_left(name: str) -> None:
    assert ALTERATIONS[name]("Yes", "Yes", (), random.Random(1)) is None


def test_what_is_held_out_goes_by_the_evidence() -> None:
    def example(said: str, unit: str) -> SupportExample:
        return SupportExample(said, (unit,), True, "policy", "copy", unit)

    held = [example("a", f"evidence {n}").held_out for n in range(300)]
    assert held == [example("b", f"evidence {n}").held_out for n in range(300)]
    assert 60 < sum(held) < 140


def test_rows_of_claims(tmp_path: Path) -> None:
    (tmp_path / "policy").mkdir()
    (tmp_path / "verification").mkdir()
    (tmp_path / "policy" / "claims.jsonl").write_text(
        json.dumps({"claim": "C", "evidence": "E", "supported": False, "kind": "date"})
    )
    (tmp_path / "verification" / "claims.jsonl").write_text(
        json.dumps(
            {"claim": "C", "evidence": "['E', 'F']", "label": "partially_supported", "set": "wice"}
        )
    )
    policy, wice = claim_rows(tmp_path)
    assert (policy.source, policy.basis, policy.supported) == ("policy", ("E",), False)
    assert (wice.source, wice.basis, wice.supported) == ("wice", ("E", "F"), False)
    assert sentences_of("A plain sentence.") == ("A plain sentence.",)


def test_examples_are_made_of_training_collections_alone(tmp_path: Path) -> None:
    (tmp_path / "policy").mkdir()
    rows = [
        {
            "id": f"{collection}{n}", "set": collection[0], "collection": collection[2:],
            "question": "Who pays?", "answerable": True,
            "answer": f"Mia Lund of office {n} pays 40 dollars by 12 June 2024.",
            "evidence": [{"quote": f"Office {n}: Mia Lund has to pay 40 dollars by 12 June 2024."}],
        }
        for collection in ("a/fund", "d/caldria-maruna")
        for n in range(4)
    ]  # fmt: skip
    (tmp_path / "policy" / "rows.jsonl").write_text("\n".join(map(json.dumps, rows)))
    made = made_examples(tmp_path)
    assert {one.unit for one in made} == {"a/fund"}
    assert {one.supported for one in made} == {True, False}
    assert made == made_examples(tmp_path)
