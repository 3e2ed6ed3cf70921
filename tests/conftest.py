"""What the tests of the index room share: a room over one data folder, and files to fill it."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest
from filelock import FileLock

from corpus import briefs, sandbox
from index.ingest import Ingest
from index.search.retriever import DenseRetriever, HybridRetriever, KeywordRetriever
from index.search.vectors import VectorIndex
from index.search.vocabulary import Vocabulary
from index.store.library import Library
from index.store.records import FileReport
from index.store.server import places
from tests.support.hashing_embedder import HashingEmbedder
from tests.support.postgres import Postgres, folder_for_all
from tests.support.postgres import make as make_postgres

# What the tests expect of the terminal, wherever they are run.
os.environ["ASSISTANT_LANGUAGE"] = "en"


@dataclass
class Room:
    """The index room as the assembly wires it, with the hashing embedder."""

    library: Library
    vectors: VectorIndex
    embedder: HashingEmbedder

    def ingest(self, *paths: Path, names: Mapping[Path, str] | None = None) -> list[FileReport]:
        return list(
            Ingest(self.library, self.vectors, self.embedder, max_tokens=60).run(paths, names)
        )

    @property
    def dense(self) -> DenseRetriever:
        return DenseRetriever(self.library, self.vectors, self.embedder)

    @property
    def keyword(self) -> KeywordRetriever:
        return KeywordRetriever(self.library, Vocabulary(self.library))

    @property
    def hybrid(self) -> HybridRetriever:
        return HybridRetriever(self.dense, self.keyword, self.library)


OpenRoom = Callable[..., Room]


@pytest.fixture
def open_room(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[OpenRoom]:
    """Opens the same data folder as often as asked, as a fresh process would."""
    opened: list[Library] = []
    kept: set[Path] = set()
    on_server = request.config.getoption("--on-server")

    def open_(folder: Path = tmp_path / "data", dimension: int = 64) -> Room:
        embedder = HashingEmbedder(dimension)
        if on_server and places.server_of(folder) is None:
            places.keep(folder, request.getfixturevalue("new_database")())
            kept.add(folder)
        library = places.library_at(folder, embedder.name, embedder.dimension)
        opened.append(library)
        vectors = VectorIndex(library)
        if on_server:
            from index.search.server_vectors import ServerVectors

            vectors = ServerVectors(library)
        return Room(library, vectors, embedder)

    yield open_
    for library in opened:
        library.close()
    for folder in kept:
        places.keep(folder, None)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A real server with pgvector, made in about a second; skips where there can be none."""
    folder = folder_for_all()
    try:
        server = make_postgres(folder)
        server.start()
    except OSError as error:
        pytest.skip(f"no PostgreSQL can be started here: {error}")
    yield server
    server.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def new_database(postgres: Postgres) -> Iterator[Callable[[], str]]:
    """Makes an empty database on the server; its address."""
    made: list[str] = []

    def make() -> str:
        made.append(f"test_{uuid4().hex}")
        postgres.run(f"CREATE DATABASE {made[-1]}")
        return postgres.address(made[-1])

    yield make
    for name in made:
        postgres.run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.fixture
def room(open_room: OpenRoom) -> Room:
    return open_room()


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str], Path]:
    """Writes a file under `files/`, with its folders."""

    def write_(name: str, text: str) -> Path:
        path = tmp_path / "files" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return write_


@pytest.fixture(scope="session")
def briefs_library(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], Path]:
    """Puts a library of the shipped briefs, with the vectors of the real model, into a new data
    folder. It is made once, also where several processes share the tests."""
    from assistant.assembly import assemble
    from assistant.settings import Settings

    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    with FileLock(shared / "briefs.lock"):
        if not (shared / "briefs").exists():
            made = assemble(Settings(data_dir=shared / "briefs-begun"))
            assert all(report.stored for report in made.ingest([briefs.FOLDER]))
            made.close()
            (shared / "briefs-begun").rename(shared / "briefs")
    return lambda folder: Path(shutil.copytree(shared / "briefs", folder))


@pytest.fixture(autouse=True)
def kept_on_server(request: pytest.FixtureRequest) -> Iterator[None]:
    """With `--on-server`: what the data folders of a test keep is in a database of their own."""
    if not request.config.getoption("--on-server"):
        yield
        return
    folder = request.getfixturevalue("tmp_path")
    folders = (folder, folder / "data")
    for folder in folders:
        places.keep(folder, request.getfixturevalue("new_database")())
    yield
    for folder in folders:
        places.keep(folder, None)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--on-server",
        action="store_true",
        help="the libraries of tests/index are kept by PostgreSQL, where the tests know only rooms",
    )
    parser.addoption("--whole", action="store_true", help="also what has a short form in the suite")
    parser.addoption(
        "--readers-here",
        action="store_true",
        help="files are read in this process, where coverage sees it, not in the locked one",
    )


@pytest.fixture(autouse=True)
def readers_here(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.config.getoption("--readers-here"):
        # Above the frames of the tests themselves, as much as the child has.
        limit = sys.getrecursionlimit()
        request.addfinalizer(lambda: sys.setrecursionlimit(limit))
        sys.setrecursionlimit(sandbox.RECURSION_LIMIT + 200)
        monkeypatch.setattr(
            sandbox,
            "_exchange",
            lambda _, asked, data: (json.loads(sandbox._reply(asked, data)), False),
        )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests marked `whole` are run when asked for: they repeat at length what others hold."""
    if config.getoption("--whole"):
        return
    left = [item for item in items if item.get_closest_marker("whole")]
    if left:
        config.hook.pytest_deselected(items=left)
        items[:] = [item for item in items if item not in left]
