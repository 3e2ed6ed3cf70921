"""A library with one document, for the tests of the item bank."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.assembly import assemble
from assistant.assistant import Assistant
from assistant.settings import Settings
from assistant.training.bank.item_bank import ItemBank
from tests.support.bank_sample import POLAR
from tests.support.hashing_embedder import HashingEmbedder


@pytest.fixture
def assistant(tmp_path: Path) -> Iterator[Assistant]:
    made = assemble(Settings(data_dir=tmp_path / "data", reader="words"), HashingEmbedder())
    (tmp_path / "polar.md").write_text(POLAR, encoding="utf-8")
    assert all(report.stored for report in made.ingest([tmp_path / "polar.md"]))
    yield made
    made.close()


@pytest.fixture
def bank(assistant: Assistant) -> ItemBank:
    return ItemBank(assistant.folder)
