"""A short form of the measure of tables: one of each kind, in every format."""

from __future__ import annotations

import pytest

from corpus.loading import document_from_bytes
from tests.quality.tables import FORMATS, counted, made_tables, written


@pytest.mark.parametrize("kind", FORMATS)
def test_rows_keep_their_cells_in_order_and_alone(kind: str) -> None:
    wrong = {}
    for number, made in enumerate(made_tables(seed=7)[:10]):
        document = document_from_bytes(written(made, kind, number), f"a.{kind}")
        found = counted(made, document)
        if not (found.rows == found.right == found.chunked and found.alone):
            wrong[number] = found
    assert wrong == {}
