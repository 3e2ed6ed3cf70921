"""A choice of documents: full results however narrow it is; what is not there is told plainly."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from corpus.errors import ChoiceError
from corpus.wording import using
from index.choice import Choices, DocumentChoice
from index.ingest import Ingest
from index.question import Question
from index.search.retriever import Retriever
from index.search.vectors import VectorIndex
from index.store.library import Library
from tests.conftest import Room
from tests.support.hashing_embedder import HashingEmbedder

Write = Callable[[str, str], Path]
MANY = 300
ASKED = Question.of("How many berths does the harbour have?")


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    """300 documents that all say what is asked for better than the one that is chosen."""
    folder = tmp_path_factory.mktemp("many")
    (folder / "many").mkdir()
    embedder = HashingEmbedder()
    library = Library(folder / "data", embedder.name, embedder.dimension)
    room = Room(library, VectorIndex(library), embedder)

    def write(name: str, text: str) -> Path:
        (folder / name).write_text(text, encoding="utf-8")
        return folder / name

    words = " ".join(["How many berths does the harbour have?"] * 3)
    paths = [
        write(f"many/{n}.md", f"# Harbour {n}\n\n{words} It has {n} berths.\n") for n in range(MANY)
    ]
    sections = "\n".join(
        f"## Part {n}\n\nThe old harbour has a berth with number {n}.\n" for n in range(7)
    )
    facts = "---\ntitle: Old Harbour\ndate: 2024-05-01\ntopics: [ports, History]\n---\n"
    one = write("one.md", f"{facts}# Old Harbour\n\n{sections}")
    run = Ingest(room.library, room.vectors, room.embedder, max_tokens=60)
    assert all(r.stored for r in run.run(paths, collections=["Many"]))
    assert all(r.stored for r in run.run([one], collections=["One"]))
    yield room
    library.close()


def test_one_document_of_three_hundred_gives_full_results(many: Room) -> None:
    chosen = Choices(many.library).chosen(DocumentChoice(collections=("one",)))
    id_ = many.library.record("one.md").id
    whole = many.library.record("one.md").chunks
    assert chosen.scope == {id_} and whole >= 7
    kinds: list[Retriever] = [many.dense, many.keyword, many.hybrid]
    for retriever in kinds:
        first = retriever.retrieve(ASKED, 100)
        assert id_ not in {passage.chunk.document_id for passage in first}, "it is far behind"
        found = retriever.retrieve(ASKED, 100, chosen.scope)
        assert {passage.chunk.document_id for passage in found} == {id_}
        assert len(found) == whole, "a filter afterwards would leave none"


@pytest.mark.parametrize(
    "choice",
    [
        DocumentChoice(collections=("ONE",)),
        DocumentChoice(topics=("Ports",)),
        DocumentChoice(topics=("ports", "history")),
        DocumentChoice(documents=("one.md",)),
        DocumentChoice(documents=("old  harbour",)),
        DocumentChoice(("One", "Many"), ("history",)),
        DocumentChoice(("One",), ("ports",), ("Old Harbour", "7.md")),
        DocumentChoice(years=("2024",)),
        DocumentChoice(("One", "Many"), documents=("Old Harbour", "7.md"), years=("2024",)),
    ],
)
def test_names_of_all_kinds_lead_to_the_document(many: Room, choice: DocumentChoice) -> None:
    id_ = many.library.record("one.md").id
    chosen = Choices(many.library).chosen(choice)
    assert chosen.scope == {id_}
    assert Choices(many.library).chosen(DocumentChoice(documents=(id_,))).scope == {id_}
    assert chosen.notes[0].startswith("Searched only: ")


def test_several_of_a_kind_are_all_meant(many: Room) -> None:
    chosen = Choices(many.library).chosen(DocumentChoice(documents=("one.md", "7.md", "8.md")))
    assert chosen.scope == {many.library.record(name).id for name in ("one.md", "7.md", "8.md")}
    both = Choices(many.library).chosen(DocumentChoice(collections=("One", "Many")))
    assert both.scope is not None and len(both.scope) == MANY + 1
    assert both.notes == ("Searched only: collections “One”, “Many” (301 documents).",)
    assert Choices(many.library).chosen(DocumentChoice()).scope is None


@pytest.mark.parametrize(
    ("choice", "said"),
    [
        (DocumentChoice(("Onne",)), "no collection 'Onne'; did you mean 'One'"),
        (DocumentChoice(topics=("port",)), "no topic 'port'; did you mean 'ports'"),
        (DocumentChoice(documents=("Old Harbor",)), "'Old Harbor'; did you mean 'Old Harbour'"),
        (DocumentChoice(years=("2023",)), "no year '2023'; did you mean '2024'"),
        (DocumentChoice(("Many",), years=("2024",)), "“Many”, year “2024”. Choose fewer"),
        (DocumentChoice(("Many",), ("ports",)), "No document is in all of these: collection “Many”,"
         " topic “ports”. Choose fewer of them."),
    ],
)  # fmt: skip
def test_what_is_not_there_is_one_sentence_with_the_nearest(
    many: Room, choice: DocumentChoice, said: str
) -> None:
    with pytest.raises(ChoiceError) as raised:
        Choices(many.library).chosen(choice)
    assert said in str(raised.value)


def test_what_was_searched_is_told_in_the_language_of_the_reader(many: Room) -> None:
    choices = Choices(many.library)
    with using("vi"):
        found = choices.chosen(DocumentChoice(("One", "Many"), years=("2024",)))
        assert found.notes == ("Chỉ tìm trong: bộ sưu tập “One”, “Many”, năm “2024” (1 tài liệu).",)
        with pytest.raises(ChoiceError, match="có phải ý bạn là '2024'"):
            choices.chosen(DocumentChoice(years=("2023",)))


def test_an_id_from_before_is_the_version_of_today(room: Room, write: Write) -> None:
    room.ingest(write("a.md", "# A\n\nOne berth.\n"))
    old = room.library.record("a.md").id
    choices = Choices(room.library)
    assert choices.chosen(DocumentChoice(documents=(old,))).scope == {old}
    room.ingest(write("a.md", "# A\n\nNine berths.\n"))
    new = room.library.record("a.md").id
    chosen = choices.chosen(DocumentChoice(documents=(old,)))
    assert chosen.scope == {new} != {old}
    assert chosen.choice.documents == (new,)


def test_the_choice_follows_the_library(room: Room, write: Write) -> None:
    room.ingest(write("a.md", "# A\n\nOne berth.\n"))
    id_ = room.library.record("a.md").id
    choices = Choices(room.library)
    with pytest.raises(ChoiceError):
        choices.chosen(DocumentChoice(("Trade",)))
    room.library.collect([id_], ["Trade"])
    assert choices.chosen(DocumentChoice(("Trade",))).scope == {id_}
    room.library.remove(id_)
    with pytest.raises(ChoiceError, match="nor any collection at all"):
        choices.chosen(DocumentChoice(("Trade",)))
