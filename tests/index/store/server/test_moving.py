"""A store that is moved: all of it, the same by its hashes, wherever the move is stopped."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant.answer import Answer
from assistant.answer_parts import MissingPart
from assistant.conversations.conversations import Conversations, new_id
from assistant.evaluation.reviews import ReviewFile
from assistant.faq.keeping.records import FaqRecords
from assistant.holdings import move_store
from corpus import briefs
from corpus.errors import LibraryDamaged, LibraryLocked, LibraryMismatch
from index.corrections import Corrections
from index.question import Question
from index.store.server import moving, places
from index.store.tables.terms import Term
from index.store.writer_lock import writer_lock
from tests.conftest import Room
from tests.index.store.server.test_server import run
from tests.index.store.test_contract import CHARTER, TREATY, opened, spots

OWNER = "me"
ASKED = "Who pays for the icebreakers?"
ANSWER = Answer(ASKED, ASKED, "not_found", (MissingPart("none says it.", "en"),))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder that holds some of everything."""
    files = tmp_path_factory.mktemp("files")
    folder = tmp_path_factory.mktemp("made") / "source"
    treaty, charter = files / "treaty.md", files / "charter.md"
    treaty.write_text(TREATY)
    charter.write_text(CHARTER)
    room = opened(folder)
    room.ingest(briefs.FOLDER, treaty, charter)
    treaty.write_text(TREATY.replace("nine", "eleven"))
    (report,) = room.ingest(treaty)
    room.library.remove("charter.md", keep=True)
    room.library.correct(str(report.document_id), "", Corrections(title="Polar Accord"))
    room.library.collect([str(report.document_id)], ["Sea"])
    room.library.add_term(Term("HF", "harbour fund"))
    room.library.close()
    ReviewFile(folder).add(ANSWER, "wrong", why="Eleven")
    Conversations(folder).keep(OWNER, new_id(), "k", ANSWER)
    return folder


@pytest.fixture
def source(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "source"))


@pytest.fixture
def address(new_database: Callable[[], str]) -> str:
    return new_database()


@pytest.fixture
def on_server(tmp_path: Path, address: str) -> Iterator[Path]:
    """A data folder whose content is at `address`."""
    folder = tmp_path / "on-server"
    places.keep(folder, address)
    yield folder
    places.keep(folder, None)


def told(room: Room) -> list[object]:
    """What a user sees of a library, and what its rows are."""
    library = room.library
    hits = library.match('"harbour" OR "diplomacy" OR "technology"', 30)
    return [
        library.records(True),
        library.terms(),
        [(one.id, one.names, one.removed_at) for one in library.removed()],
        [(spot, round(score, 9)) for spot, (_, score) in zip(spots(room, hits), hits, strict=True)],
        sorted(library.word_counts(library.words_beginning([""], range(30)))),
        library.words_folded("quy"),
        {name: library.total(name) for name in ("words", "passages")},
        library.revision(),
        library.chunk_ids().tolist(),
    ]


def test_there_and_back_it_is_the_same(
    source: Path, address: str, on_server: Path, tmp_path: Path
) -> None:
    there = move_store(str(source), address, lambda share: None)
    files, server = opened(source), opened(on_server)
    assert told(server) == told(files) and server.library.problems() == []
    assert server.library.identity == files.library.identity
    assert ReviewFile(on_server).all() == ReviewFile(source).all() != []
    for search in ("", "icebr", "ICEBREAKERS pay", "reakers"):
        lists = [Conversations(folder).find(OWNER, search) for folder in (on_server, source)]
        assert lists[0] == lists[1] and lists[0].total == int(search != "reakers")
    assert Conversations(on_server).check() == 1
    assert not FaqRecords(on_server).find()
    original = server.library.original(server.library.record("treaty.md").id)
    assert original is not None and "eleven" in original.read_text()
    # It goes on where it was: no number is used twice, and a removal can be undone.
    before = max(server.library.chunk_ids().tolist())
    server.library.restore("charter.md")
    assert min(set(server.library.chunk_ids().tolist()) - {*told(files)[-1]}) > before
    server.library.remove("charter.md", keep=True)
    files.library.close()

    back = move_store(address, str(tmp_path / "back"), lambda share: None)
    again = opened(tmp_path / "back")
    assert again.library.problems() == [] and again.library.keywords_intact()
    assert told(again)[:2] == told(server)[:2] and told(again)[3:] == told(server)[3:]
    assert again.keyword.retrieve(Question.of("polar accord"), 1)[0].source == "treaty.md"
    assert [one.names for one in again.library.removed()] == [("charter.md",)]
    assert again.library.restore("charter.md") and again.library.problems() == []
    assert not (tmp_path / "back" / ".moving").exists()
    assert there.documents == back.documents and there.files == back.files
    again.library.close()
    server.library.close()


def test_unchanged_it_has_the_same_hash_there_and_back(
    source: Path, address: str, tmp_path: Path
) -> None:
    there = move_store(str(source), address, lambda share: None)
    back = move_store(address, str(tmp_path / "back"), lambda share: None)
    assert there == back


class Stopped(BaseException):
    """What ends a process, and no `except` holds."""


@pytest.mark.parametrize("to_server", [True, False])
def test_stopped_anywhere_it_goes_on_and_is_the_same(
    source: Path,
    address: str,
    new_database: Callable[[], str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    to_server: bool,
) -> None:
    monkeypatch.setattr(moving, "ROWS", 40)
    whole = move_store(str(source), address, lambda share: None)
    start = str(source) if to_server else address
    target = new_database() if to_server else str(tmp_path / "back")
    stops = 0

    def stopping(after: int) -> Callable[[float], object]:
        def tell(share: float) -> None:
            nonlocal after
            after -= 1
            if after < 0:
                raise Stopped

        return tell

    for after in range(0, 200, 7):
        try:
            moved = move_store(start, target, stopping(after))
            break
        except Stopped:
            stops += 1
            folder = tmp_path / f"look-{after}"
            places.keep(folder, target if to_server else None)
            assert places.existing_library(folder if to_server else Path(target)) is None
            places.keep(folder, None)
    else:
        moved = move_store(start, target, lambda share: None)
    assert stops >= 5 and moved == whole


def test_a_library_that_is_there_is_not_written_over(
    source: Path, address: str, tmp_path: Path
) -> None:
    move_store(str(source), address, lambda share: None)
    with pytest.raises(LibraryMismatch, match="has a library already"):
        move_store(str(source), address, lambda share: None)
    with pytest.raises(LibraryMismatch, match="has no library that could be moved"):
        move_store(str(tmp_path / "nothing"), address, lambda share: None)


def test_while_it_is_moved_nobody_writes(source: Path, address: str) -> None:
    refused = []

    def tell(share: float) -> None:
        if not refused:
            with pytest.raises(LibraryLocked) as error, writer_lock(source):
                pass
            refused.append(error)

    move_store(str(source), address, tell)
    assert refused


def test_a_source_that_changed_meanwhile_is_moved_anew(
    source: Path, address: str, on_server: Path, write: Callable[[str, str], Path]
) -> None:
    def stop(share: float) -> None:
        raise Stopped

    with pytest.raises(Stopped):
        move_store(str(source), address, stop)
    room = opened(source)
    room.ingest(write("late.md", "# Late\n\nA ferry came late.\n"))
    move_store(str(source), address, lambda share: None)
    server = opened(on_server)
    assert told(server) == told(room) and server.library.problems() == []
    room.library.close()
    server.library.close()


def test_what_does_not_arrive_as_it_was_is_not_put_in_place(
    source: Path, address: str, on_server: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    digest, fired = moving._digest, []

    def altered(end: object, one: moving.MovedFile, *rest: object) -> str:
        if not fired:
            fired.append(one.name)
            run(address, "UPDATE moving_assistant_library.chunks SET page = 99 WHERE id = 1")
        return digest(end, one, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(moving, "_digest", altered)
    with pytest.raises(LibraryDamaged, match="What was moved of chunks is not what"):
        move_store(str(source), address, lambda share: None)
    assert fired and places.existing_library(on_server) is None
    monkeypatch.setattr(moving, "_digest", digest)
    assert move_store(str(source), address, lambda share: None).documents
