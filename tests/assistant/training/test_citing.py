"""The citations of a pack: those that do not stand take with them what rests on them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from assistant.training.citing import citations, cite, numbered, standing, stands
from assistant.training.pack import Pack, Quoted, Section, form
from corpus.document import Document
from corpus.errors import DocumentNotFound
from corpus.loading import load_document
from tests.support.pack_sample import sample_pack

BRIEFS = Path(__file__).parents[3] / "corpus" / "documents"
READ = {one.id: one for one in (load_document(path) for path in sorted(BRIEFS.glob("*.md")))}


def read(document_id: str) -> Document:
    try:
        return READ[document_id]
    except KeyError:
        raise DocumentNotFound("It is gone.") from None


@pytest.fixture(scope="module")
def pack() -> Pack:
    return sample_pack()


def test_a_citation_is_made_from_offsets() -> None:
    document = next(iter(READ.values()))
    start = document.text.index(". ", document.headings[0].start) + 2
    made = cite(document, start, start + 20)
    assert made.quote == document.text[start : start + 20] and stands(made, read)
    assert made.headings == document.heading_path_at(start)
    assert not stands(replace(made, start=start + 1), read)
    assert not stands(replace(made, document_id="0" * 16), read)
    assert not stands(replace(made, quote="", end=start), read)


def test_a_pack_whose_quotes_stand_is_left_as_it_is(pack: Pack) -> None:
    assert standing(pack, read) is pack


def test_what_rests_on_a_quote_that_does_not_stand_is_left_out(pack: Pack) -> None:
    gone = pack.items[0].citation.document_id
    kept = standing(pack, lambda one: read("") if one == gone else read(one))
    fallen = {one for one in citations(pack) if one.document_id == gone}
    assert fallen and all(one.document_id != gone for one in citations(kept))
    assert (
        len(kept.items)
        == sum(not fallen.intersection(item.citations) for item in pack.items)
        < len(pack.items)
    )
    assert kept.notes[-1].startswith(f"{len(fallen)} quotes were not found again")


def test_citations_are_numbered_as_they_are_met_and_a_quote_has_one_number(pack: Pack) -> None:
    first = pack.briefing[0].sentences[0]
    twice = Section("Again", (first, Quoted(first.text, replace(first.citation, marker=0))))
    told = numbered(replace(pack, briefing=(*pack.briefing, twice)))
    markers: dict[tuple[str, int, int], int] = {}
    for one in citations(told):
        place = (one.document_id, one.start, one.end)
        assert one.marker == markers.setdefault(place, len(markers) + 1)
    assert [source.number for source in told.sources] == list(range(1, len(told.sources) + 1))
    cited = {one.document_id for one in citations(told)}
    cited |= {one.document_id for answer in told.questions for one in answer.citations}
    assert {source.document_id for source in told.sources} == cited


def test_a_pack_comes_back_from_its_json(pack: Pack) -> None:
    assert Pack.from_dict(pack.to_dict()) == pack


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("seed", "1", "seed"),
        ("items", [7], "items"),
        ("briefing", [{"heading": "x", "sentences": [{"text": "x"}]}], "citation"),
        ("timeline", {}, "timeline"),
        ("actors", [{"name": "x", "kind": "ship", "deeds": []}], "kind"),
        ("notes", [None], "notes"),
    ],
)
def test_a_pack_edited_by_hand_is_told_what_is_wrong(
    pack: Pack, key: str, value: object, said: str
) -> None:
    with pytest.raises(ValueError, match=said):
        Pack.from_dict({**pack.to_dict(), key: value})


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"type": "essay"}, "type"),
        ({"answer": "none of them"}, "options"),
        ({"difficulty": 3}, "difficulty"),
        ({"citation": None, "citations": []}, "citation"),
    ],
)
def test_an_item_edited_by_hand_is_told_what_is_wrong(
    pack: Pack, change: dict[str, object], said: str
) -> None:
    told = pack.to_dict()
    place = next(n for n, item in enumerate(pack.items) if item.type == "multiple_choice")
    told["items"][place].update(change)
    with pytest.raises(ValueError, match=said):
        Pack.from_dict(told)


def test_ids_are_one_item_s_own_and_pairs_are_made_of_options(pack: Pack) -> None:
    told = pack.to_dict()
    with pytest.raises(ValueError, match="same"):
        Pack.from_dict({**told, "items": [*told["items"], told["items"][0]]})
    place = next(n for n, item in enumerate(pack.items) if item.type == "matching")
    told["items"][place]["answer"][0][1] = "None of them"
    with pytest.raises(ValueError, match="options"):
        Pack.from_dict(told)


@pytest.mark.parametrize(("seed", "letter"), [(1, "A"), (2, "B"), (26, "Z"), (27, "AA"), (0, "0")])
def test_the_form_is_the_letter_of_the_seed(seed: int, letter: str) -> None:
    assert form(seed) == letter
