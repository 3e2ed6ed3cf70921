"""Row S1: six people, thirty documents and eight ways to one; each cell is let through or refused.

Every document holds a token of its own, and is the nearest there is to the question about it. A
cell is wrong where a token reaches who may not read its document, and where who may read it does
not get it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from assistant.assembly import assemble
from assistant.assistant import Assistant
from assistant.faq.build import Planned, entry_of
from assistant.faq.edition import edition, given_out
from assistant.people.principal import Principal
from assistant.settings import Settings
from assistant.training.build import build_pack
from corpus.errors import AssistantError, DocumentNotFound
from index.choice import DocumentChoice
from tests.support.hashing_embedder import HashingEmbedder
from ui.publishing.faq.formats import publish

ROOMS = [f"Room {letter}" for letter in "ABCDEF"]
DOCUMENTS = 30
# By name: role, groups, what they read and what they edit.
PEOPLE: dict[str, tuple[str, tuple[str, ...], set[str]]] = {
    "keeper": ("keeper", (), set(ROOMS)),
    "one room": ("reader", (), {"Room A"}),
    "by a group": ("reader", ("Archive",), {"Room B", "Room C"}),
    "editor": ("editor", (), {"Room C", "Room D"}),
    "no room": ("reader", (), set()),
    "two ways": ("reader", ("archive",), {"Room A", "Room B", "Room C"}),
}
PUBLIC = "Room F"  # read by all who are signed in


def token(number: int) -> str:
    return f"canary{number:02}x"


def rooms_of(number: int) -> list[str]:
    """A document is in one room, each fifth in two."""
    first = ROOMS[number % 6]
    return [first, ROOMS[(number + 1) % 6]] if number % 5 == 0 else [first]


@dataclass(frozen=True, slots=True)
class Cells:
    assistant: Assistant
    people: dict[str, Principal]
    ids: tuple[str, ...]

    def of(self, name: str) -> Assistant:
        return self.assistant.rooms.for_person(self.people[name])

    def reads(self, name: str, number: int) -> bool:
        return bool(PEOPLE[name][2] & {*rooms_of(number)}) or PUBLIC in rooms_of(number)


@pytest.fixture(scope="module")
def cells(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cells]:
    folder = tmp_path_factory.mktemp("cells")
    assistant = assemble(Settings(data_dir=folder / "data", reader="words"), HashingEmbedder())
    ids = []
    for number in range(DOCUMENTS):
        path = folder / f"{token(number)}-file.md"
        path.write_text(
            f"# The {token(number)} treaty\n\nThe {token(number)} treaty of the harbours was "
            f"signed in the year {1900 + number}. Its {token(number)} secretariat has "
            f"{number + 40} members.\n",
            encoding="utf-8",
        )
        (report,) = assistant.ingest([path], collections=rooms_of(number))
        assert report.document_id
        ids.append(report.document_id)
    rooms = assistant.rooms
    people = {
        name: rooms.accounts.add(name, role, groups) for name, (role, groups, _) in PEOPLE.items()
    }
    rooms.grant("Room A", "one room", "read")
    rooms.grant("Room B", "archive", "read")
    rooms.grant("Room C", "Archive", "read")
    rooms.grant("Room C", "editor", "edit")
    rooms.grant("Room D", "editor", "edit")
    rooms.grant("Room A", "two ways", "read")
    rooms.grant(PUBLIC, "everyone", "read")
    yield Cells(assistant, people, tuple(ids))
    assistant.close()


def wrong(cells: Cells, name: str, shown: str, told: dict[int, bool]) -> list[str]:
    """The cells of a person that are not as they must be."""
    return [
        f"{name}, document {number}, {shown}: {'shown' if told[number] else 'refused'}"
        for number in range(DOCUMENTS)
        if told[number] != cells.reads(name, number)
    ]


def leaks(cells: Cells, name: str, words: str) -> list[str]:
    return [
        f"{name}: {token(number)}"
        for number in range(DOCUMENTS)
        if not cells.reads(name, number) and token(number) in words.casefold()
    ]


def chat(assistant: Assistant, cells: Cells, number: int) -> str:
    answer = assistant.ask(f"How many members has the {token(number)} secretariat?")
    told = answer.to_dict()
    told["question"] = told["asked_as"] = ""  # what they typed themselves
    told["notes"] = [one.replace(token(number), "", 1) for one in told["notes"]]
    return json.dumps(told)


def search(assistant: Assistant, cells: Cells, number: int) -> str:
    return json.dumps([one.to_dict() for one in assistant.search(f"{token(number)} treaty", 5)])


def preview(assistant: Assistant, cells: Cells, number: int) -> str:
    try:
        return assistant.read(cells.ids[number]).text
    except DocumentNotFound as error:
        return str(error)


def download(assistant: Assistant, cells: Cells, number: int) -> str:
    try:
        path = assistant.original(cells.ids[number])
        return path.read_text(encoding="utf-8") if path else ""
    except DocumentNotFound as error:
        return str(error)


@pytest.mark.parametrize("way", [chat, search, preview, download], ids=lambda way: way.__name__)
@pytest.mark.parametrize("name", PEOPLE)
def test_each_document_reaches_those_who_may_read_it(cells: Cells, name: str, way: object) -> None:
    assert callable(way)
    assistant, told = cells.of(name), {}
    for number in range(DOCUMENTS):
        shown = way(assistant, cells, number)
        assert leaks(cells, name, shown) == []
        told[number] = token(number) in shown.casefold()
    assert wrong(cells, name, way.__name__, told) == []


@pytest.fixture(scope="module")
def entries(cells: Cells) -> frozenset[str]:
    """The FAQ of a keeper: an entry about every document, and one that cites several; these."""
    keeper, made = cells.of("keeper"), []
    for number in range(DOCUMENTS):
        question = f"How many members has the {token(number)} secretariat?"
        alone = DocumentChoice(documents=(cells.ids[number],))
        answer = keeper.ask(question, choice=alone)
        made.append(entry_of(Planned(f"q{number}", question, "", {}, ()), answer))
    several = keeper.ask("How many members has the canary00x secretariat?")
    made.append(entry_of(Planned("several", several.question, "", {}, ()), several))
    assert len(keeper.faq.add(made, "somebody").new) == DOCUMENTS + 1
    cited = frozenset(one.document_id for one in several.citations)
    assert len(cited) > 1
    return cited


@pytest.mark.parametrize("name", PEOPLE)
def test_an_entry_is_shown_to_who_may_read_all_that_it_cites(
    cells: Cells, entries: frozenset[str], name: str
) -> None:
    faq = cells.of(name).faq
    found = {record.entry.id for record in faq.find()}
    told = {number: f"q{number}" in found for number in range(DOCUMENTS)}
    assert wrong(cells, name, "faq", told) == []
    readable = {cells.ids[number] for number in range(DOCUMENTS) if cells.reads(name, number)}
    assert ("several" in found) == (entries <= readable)
    shown = json.dumps([one.entry.to_dict() for one in faq.find()])
    assert leaks(cells, name, shown) == []
    for number in range(DOCUMENTS):
        if not told[number]:
            for ask in (faq.get, faq.history):
                with pytest.raises(AssistantError) as raised:
                    ask(f"q{number}")
                assert leaks(cells, name, str(raised.value)) == []


@pytest.mark.parametrize("name", PEOPLE)
def test_an_export_holds_what_its_person_may_read(
    cells: Cells, entries: frozenset[str], name: str, tmp_path: Path
) -> None:
    assistant = cells.of(name)
    found = assistant.faq.find()
    words = ""
    if found:
        kept = given_out(found, drafts=True)
        publish(edition(assistant, "All", kept, None), [tmp_path / "all.json"])
        words = (tmp_path / "all.json").read_text(encoding="utf-8").casefold()
    told = {number: token(number) in words for number in range(DOCUMENTS)}
    assert wrong(cells, name, "export", told) == []


@pytest.mark.parametrize("name", PEOPLE)
def test_a_pack_is_made_of_what_its_person_may_read(cells: Cells, name: str) -> None:
    try:
        pack = build_pack(cells.of(name), "treaties of the harbours", items=3, seed=1)
        words = json.dumps(pack.to_dict()).casefold()
    except AssistantError as error:
        words = str(error).casefold()
    assert leaks(cells, name, words) == []
    if name == "keeper":
        assert any(token(number) in words for number in range(DOCUMENTS))


def test_a_right_that_is_taken_away_is_gone_with_the_next_request(cells: Cells) -> None:
    rooms = cells.assistant.rooms
    late = rooms.accounts.add("late", "reader", ("night desk",))
    inside = [number for number in range(DOCUMENTS) if rooms_of(number) == ["Room E"]]
    public = {cells.ids[number] for number in range(DOCUMENTS) if PUBLIC in rooms_of(number)}
    for give, take in (
        (
            lambda: rooms.grant("Room E", "late", "read"),
            lambda: rooms.revoke("Room E", "late"),
        ),
        (
            lambda: rooms.grant("Room E", "night desk", "read"),
            lambda: rooms.accounts.change("late", groups=()),
        ),
    ):
        give()
        before = rooms.for_person(late)
        assert {cells.ids[n] for n in inside} <= {record.id for record in before.documents()}
        answers = before.stream(f"How many members has the {token(inside[0])} secretariat?")
        take()
        with pytest.raises(AssistantError, match="changed meanwhile"):
            list(answers)
        after = rooms.for_person(late)
        assert {record.id for record in after.documents()} == public
        with pytest.raises(DocumentNotFound):
            after.read(cells.ids[inside[0]])
    rooms.revoke("Room E", "night desk")
    rooms.accounts.remove("late")
    with pytest.raises(AssistantError, match="Sign in"):
        rooms.for_person(late)
