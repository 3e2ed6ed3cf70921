"""Drawing from the bank: by the blueprint, the same again, and nothing that stands no more."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.quote_positions import Versions
from assistant.training.bank.bank_file import BankItem
from assistant.training.bank.blueprint import BlueprintPart, drawn, part_of
from assistant.training.bank.drawing import draw_pack
from assistant.training.bank.freshness import standing, usable
from assistant.training.bank.item_bank import BankError, ItemBank
from assistant.training.bank.overview import filtered, overview
from assistant.training.pack import Item, Pack
from assistant.training.practice.practice import Practice
from tests.support.bank_sample import MONEY, POLAR, PORT, polar_items

PLACES = ("Oslo", "Hue", "Lima", "Quito", "Tunis", "Riga", "Bonn", "Bern", "Turin", "Perth")


def many(assistant: Assistant) -> list[Item]:
    """Items that ask different things, half of them choices."""
    (citation,) = polar_items(assistant)[0].citations
    return [
        Item(place, "multiple_choice" if number % 2 else "short_answer",
             f"Who governs {place} under the charter of {place}?", f"Mayor {place}",
             ("easy", "medium", "hard")[number % 3], (citation,),  # type: ignore[arg-type]
             options=(f"Mayor {place}", "A council", "A prince") if number % 2 else ())
        for number, place in enumerate(PLACES)
    ]  # fmt: skip


def test_a_part_of_a_blueprint_is_what_people_write() -> None:
    assert part_of(" 5 multiple_choice hard  Export controls ") == BlueprintPart(
        5, "multiple_choice", "hard", "Export controls"
    )
    assert part_of("3") == BlueprintPart(3)
    assert part_of("2 easy") == BlueprintPart(2, None, "easy")
    assert part_of("1 hard power") == BlueprintPart(1, None, "hard", "power")
    assert str(part_of("5 multiple_choice Trade")) == "5 multiple_choice Trade"
    for wrong in ("", "many", "0 easy", "501", "-1", "²"):
        with pytest.raises(BankError, match="no part of a blueprint"):
            part_of(wrong)


def test_the_same_blueprint_draws_the_same_and_another_seed_another(
    bank: ItemBank, assistant: Assistant
) -> None:
    bank.keep(many(assistant), "Towns")
    parts = [part_of("2 multiple_choice"), part_of("2 short_answer")]

    def stems(seed: int) -> list[str]:
        pack = draw_pack(assistant, bank, "Test", parts, seed=seed)
        assert Pack.from_dict(pack.to_dict()) == pack
        return [item.stem for item in pack.items]

    assert stems(1) == stems(1) and len(stems(1)) == 4
    assert len({tuple(stems(seed)) for seed in range(1, 6)}) > 1
    # What is added to the bank moves little: each item keeps its place in the order of a seed.
    kept = set(stems(1))
    bank.keep(polar_items(assistant)[:1], "Ships")
    assert len(kept & set(stems(1))) >= 3


def test_a_pack_holds_so_many_of_each_kind_topic_and_difficulty(
    bank: ItemBank, assistant: Assistant
) -> None:
    bank.keep(many(assistant), "Towns", "Names who governs")
    bank.keep(polar_items(assistant), "Polar ships")
    parts = ["3 multiple_choice towns", "1 short_answer easy", "1 ordering", "1 WHO GOVERNS"]
    pack = draw_pack(assistant, bank, "Final test", list(map(part_of, parts)), seed=2)
    kinds = [item.type for item in pack.items]
    assert kinds == sorted(kinds, key=["multiple_choice", "ordering", "short_answer"].index)
    assert kinds.count("multiple_choice") >= 3 and kinds.count("ordering") == 1
    assert len(pack.items) == 6 == len({item.stem for item in pack.items})
    assert pack.notes == () and [item.id for item in pack.items] == [f"q{n}" for n in range(1, 7)]
    assert {one.source for one in pack.sources} == {"polar.md"}
    assert all(item.citation.marker >= 1 for item in pack.items)


def test_the_part_with_the_fewest_to_choose_from_chooses_first(assistant: Assistant) -> None:
    items = many(assistant)
    kept = [BankItem(item.id, item, "Towns") for item in items]
    here = {one.id: one.item for one in kept}
    parts = [BlueprintPart(9), BlueprintPart(1, "multiple_choice", "easy")]
    for seed in range(5):
        assert drawn(kept, here, parts, seed).short == ()


def test_what_the_bank_cannot_give_is_told(bank: ItemBank, assistant: Assistant) -> None:
    with pytest.raises(BankError, match="no item for this blueprint"):
        draw_pack(assistant, bank, "Test", [part_of("1")])
    bank.keep(polar_items(assistant), "Ships")
    pack = draw_pack(assistant, bank, "Test", [part_of("3 true_false"), part_of("1 hard")])
    assert len(pack.items) == 2 and pack.notes == ("“3 true_false”: the bank gives 1.",)
    with pytest.raises(BankError, match="what the pack is called"):
        draw_pack(assistant, bank, " ", [part_of("1")])
    with pytest.raises(BankError, match="what the pack is called"):
        draw_pack(assistant, bank, "Test", [])


def test_items_that_tell_one_anothers_answer_are_not_drawn_together(
    bank: ItemBank, assistant: Assistant
) -> None:
    """The gap and the question on the money ask the same."""
    bank.keep(polar_items(assistant), "Ships")
    pack = draw_pack(assistant, bank, "Test", [part_of("1 cloze"), part_of("1 short_answer")])
    assert len(pack.items) == 1 and len(pack.notes) == 1


def test_an_item_whose_passage_changed_or_went_is_marked_and_never_drawn(
    bank: ItemBank, assistant: Assistant, tmp_path: Path
) -> None:
    items = {item.id: item for item in polar_items(assistant)}
    bank.keep(items.values(), "Ships")
    # A sentence before it moves the rest; the sum is another now.
    (tmp_path / "polar.md").write_text(
        POLAR.replace(PORT, f"It began in 1998.\n\n{PORT}").replace("18 million", "21 million"),
        encoding="utf-8",
    )
    assert all(report.stored for report in assistant.ingest([tmp_path / "polar.md"]))
    versions = Versions(assistant)
    assert standing(items["q1"], versions) == "stands"
    assert standing(items["q2"], versions) == standing(items["q6"], versions) == "changed"
    moved = usable(bank.items()[0], versions)
    assert moved is not None
    document = assistant.read(moved.citation.document_id)
    assert document.text[moved.citation.start : moved.citation.end] == PORT
    assert document.id == assistant.record("polar.md").id != items["q1"].citation.document_id

    pack = draw_pack(assistant, bank, "Test", [part_of("6")])
    assert all(MONEY not in one.quote for item in pack.items for one in item.citations)
    assert not {"cloze", "short_answer"} & {item.type for item in pack.items}
    assert any("2 items of the bank are left out" in note for note in pack.notes)
    rows = overview(assistant, bank, Practice(assistant.folder))
    assert {one.kept.item.id for one in filtered(rows, state="stale")} == {"q2", "q6"}

    assistant.remove("polar.md", for_good=True)
    assert standing(items["q1"], Versions(assistant)) == "gone"
    with pytest.raises(BankError, match="no item for this blueprint"):
        draw_pack(assistant, bank, "Test", [part_of("6")])


def test_a_retired_item_is_never_drawn(bank: ItemBank, assistant: Assistant) -> None:
    (id, *_rest) = bank.keep(polar_items(assistant), "Ships").new
    bank.retire(id, version=1)
    pack = draw_pack(assistant, bank, "Test", [part_of("6")])
    assert "multiple_choice" not in {item.type for item in pack.items}


def test_the_list_is_filtered(bank: ItemBank, assistant: Assistant) -> None:
    ids = bank.keep(many(assistant), "Towns").new
    bank.keep(polar_items(assistant), "Ships", "Names the fleet")
    bank.retire(ids[0], version=1)
    bank.edit(ids[1], version=1, answer=f"* Mayor {PLACES[1]}\nA council\nNone of the above")
    rows = overview(assistant, bank, Practice(assistant.folder))
    assert len(filtered(rows)) == 15
    assert [one.kept.id for one in filtered(rows, state="retired")] == [ids[0]]
    assert ids[1] in {one.kept.id for one in filtered(rows, state="flawed")}
    assert len(filtered(rows, topic="fleet")) == len(filtered(rows, topic="SHIPS")) == 6
    assert len(filtered(rows, topic="fleet", type="ordering", difficulty="hard")) == 1
    assert len(filtered(rows, words="FLEET")) == 6
    assert [one.kept.item.id for one in filtered(rows, words="narvik")] == ["q1"]
    assert filtered(rows, state="weak") == []
