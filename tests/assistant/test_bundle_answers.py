"""A library that was exported and imported answers as it did, with the real models."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from assistant.answering.calibration import Calibration
from assistant.assembly import assemble, import_bundle
from assistant.assistant import Assistant
from assistant.faq.entry import Entry
from assistant.settings import Settings
from assistant.training.bank.item_bank import ItemBank
from assistant.training.practice.practice import Practice
from assistant.training.practice.scoring import score
from assistant.training.saved_packs import KeptPacks
from corpus import briefs
from index.choice import DocumentChoice
from tests.support.pack_sample import sample_pack

ASKED = [
    "What is technology diplomacy?",
    "Which measures were taken for semiconductors?",
    "Who witnessed the signing of the agreement with NVIDIA, and when?",
    "Who are the actors of technology diplomacy?",
    "What is the price of coffee in Hanoi?",
]
APPROVED = ASKED[2]
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Assistant, Assistant]]:
    """A library with all that people keep in one, and what comes of its bundle."""
    folder = tmp_path_factory.mktemp("bundle")
    one = assemble(Settings(data_dir=folder / "one"))
    assert all(r.stored for r in one.ingest([briefs.FOLDER], collections=["Briefs"]))
    one.ask(ASKED[-1])
    one.faq.add([Entry("kept", "Topic", one.ask(APPROVED, keep=False))], "An")
    one.faq.set_state("kept", "in_review", one, version=1, who="An")
    one.faq.set_state("kept", "approved", one, version=2, who="An")
    pack = sample_pack()
    KeptPacks(one.folder).add(pack)
    ItemBank(one.folder).keep(pack.items, "Chips")
    item, at = pack.items[0], datetime(2026, 1, 1, tzinfo=UTC)
    Practice(one.folder).record("Mai", "pack", item, "x", score(item, "x"), at)
    Calibration(1.1, 0.1, 0.31, one.reader_name).save(one.folder)
    one.close()
    one = assemble(Settings(data_dir=folder / "one"))
    exported = one.export(folder / "library.bundle")
    assert exported.documents == len(one.documents()) > 5 and exported.notes == ()
    settings = Settings(data_dir=folder / "two")
    assert import_bundle(settings, folder / "library.bundle").documents == exported.documents
    other = assemble(settings)
    yield one, other
    one.close()
    other.close()


def asked(assistant: Assistant, question: str, **options: Any) -> dict[str, Any]:
    told = assistant.ask(question, **options).to_dict()
    del told["elapsed_ms"]
    return told


@pytest.mark.parametrize("question", ASKED)
def test_answers_are_equal_but_for_their_time(
    two: tuple[Assistant, Assistant], question: str
) -> None:
    one, other = two
    for options in (
        {"keep": False, "approved": False},
        {"keep": False},
        {"choice": DocumentChoice(("briefs",))},
        {"choice": DocumentChoice(topics=("actors",))},
        {"as_of": "2025"},
    ):
        assert asked(one, question, **options) == asked(other, question, **options)
    found = [[(p.chunk.text, p.score) for p in each.search(question, 20)] for each in two]
    assert found[0] == found[1]


def test_what_people_keep_is_there(two: tuple[Assistant, Assistant]) -> None:
    one, other = two
    assert asked(other, APPROVED)["generator"] == "faq"
    assert other.faq.history("kept") == one.faq.history("kept")
    assert [gap.question for gap in other.gaps()] == [gap.question for gap in one.gaps()] != []
    (pack,) = KeptPacks(other.folder).all()
    assert KeptPacks(other.folder).load(pack.name) == KeptPacks(one.folder).load(pack.name)
    assert ItemBank(other.folder).items() == ItemBank(one.folder).items() != []
    assert Practice(other.folder).results() == Practice(one.folder).results() != []
    assert other.threshold == one.threshold == 0.31
    assert other.collections() == one.collections() == {"Briefs": len(one.documents())}
    assert all(check.ok for check in other.checks())
    assert other.documents() == one.documents()
