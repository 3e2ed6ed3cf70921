"""The list of mutations is true: each can be made, and the tests that have to catch it exist."""

from __future__ import annotations

import pytest

from tests.quality.mutants import MUTANTS, ROOT, Mutant


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_a_mutation_can_be_made_where_the_list_says(mutant: Mutant) -> None:
    code = (ROOT / mutant.path).read_text(encoding="utf-8")
    assert code.count(mutant.before) == 1 and mutant.before != mutant.after
    assert all((ROOT / path.partition("::")[0]).exists() for path in mutant.tests)


def test_every_mutation_has_its_own_name() -> None:
    assert len({mutant.name for mutant in MUTANTS}) == len(MUTANTS)
