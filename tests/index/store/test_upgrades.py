"""A data folder of every earlier release and stored format is opened by this one: all that was kept
is there, answers that were saved still verify, and it goes into a bundle and out again."""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from assistant.assembly import assemble, import_bundle
from assistant.assistant import Assistant
from assistant.health import doctor
from assistant.saved_answers import check
from assistant.settings import Settings
from index.exporting import export_library
from index.store.tables.schema import FORMAT
from tests.index.store.test_migration import format_of, kept

HERE = Path(__file__).parent
FOLDERS = sorted(path.name for path in HERE.glob("library_*"))
MADE_BY = {"library_0_1_0": "1", "library_0_3_0": "2"}  # the others are called by their format
ANSWERS = {name: HERE / name / "answers.jsonl" for name in ("library_0_1_0", "library_format_3")}
WORK = ("faq.sqlite", "gaps.db", "practice.sqlite")  # of people, in files of their own


def test_every_format_before_this_one_has_a_folder() -> None:
    formats = {MADE_BY.get(name, name.rsplit("_", 1)[-1]) for name in FOLDERS}
    assert formats == {str(number) for number in range(1, FORMAT)}


def made(name: str) -> str:
    return MADE_BY.get(name, name.rsplit("_", 1)[-1])


def settings(folder: Path) -> Settings:
    return Settings(data_dir=folder, reader="words")


def stored(folder: Path) -> list[Any]:
    """Documents, passages with their vectors, and names; but not the words beside a passage under
    which it is found too, which follow from what is told of its document."""
    documents, passages, *rest = kept(folder)
    return [documents, [row[:6] + row[7:] for row in passages], *rest]


def files(folder: Path, *below: str) -> dict[str, str]:
    """The sha256 of files, by their paths in the data folder."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for one in below
        for path in sorted((folder / one).rglob("*"))
        if path.is_file()
    }


def people_wrote(folder: Path) -> dict[str, list[Any]]:
    """Every row of what people made, but for marks of the format."""
    found: dict[str, list[Any]] = {}
    for name in WORK:
        if not (folder / name).exists():
            continue
        with closing(sqlite3.connect(folder / name)) as connection:
            tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            for (table,) in tables.fetchall():
                if table in ("meta", "sqlite_sequence"):
                    continue
                rows = connection.execute(f'SELECT * FROM "{table}"').fetchall()
                found[f"{name} {table}"] = sorted(rows, key=repr)
    return found


@pytest.fixture(params=FOLDERS)
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return Path(shutil.copytree(HERE / request.param, tmp_path / request.param))


@pytest.fixture
def assistant(folder: Path) -> Iterator[Assistant]:
    opened = assemble(settings(folder))
    yield opened
    opened.close()


def test_all_that_was_kept_is_there(folder: Path) -> None:
    assert format_of(folder) == made(folder.name)
    before = stored(folder), files(folder, "originals", "packs"), people_wrote(folder)
    opened = assemble(settings(folder))
    assert format_of(folder) == str(FORMAT)
    assert len(opened.documents()) == 3
    for record in opened.documents():
        original = opened.original(record.id)
        assert original is not None and original.exists() and opened.read(record.id).text
    opened.close()
    assert (stored(folder), files(folder, "originals", "packs"), people_wrote(folder)) == before


def test_saved_answers_still_verify(folder: Path, assistant: Assistant) -> None:
    """Those of this folder, or of one that holds the same documents."""
    path = ANSWERS.get(folder.name, ANSWERS["library_format_3"])
    checked = list(check(assistant, path))
    assert len(checked) > 5 and {one.state for one in checked} == {"stands"}


def test_the_doctor_finds_nothing_wrong(folder: Path) -> None:
    wrong = {one.name for one in doctor(settings(folder)) if not one.ok}
    # A folder of another embedder offers its reindex, and one of git is not closed to others.
    assert wrong - {"privacy"} == ({"vectors"} if folder.name == "library_0_1_0" else set())


def test_what_people_made_is_whole(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(HERE / "library_0_3_0", tmp_path / "data"))
    assert len(people_wrote(folder)) >= len(WORK)
    opened = assemble(settings(folder))
    records = opened.faq.find()
    assert records and opened.gaps()
    quoted = [one for record in records for one in record.entry.answer.citations]
    assert quoted
    for one in quoted:
        assert opened.read(one.document_id).text[one.start : one.end] == one.quote
    opened.close()


def test_it_goes_into_a_bundle_and_out_again(folder: Path, tmp_path: Path) -> None:
    """As it is moved to another machine, and as one goes back to where one was."""
    opened = assemble(settings(folder))
    if folder.name == "library_0_1_0":
        list(opened.reindex())  # its vectors are of another embedder
    documents = {one.id: opened.read(one.id).text for one in opened.documents()}
    bundle = tmp_path / "library.zip"
    export_library(opened._library, bundle)
    opened.close()
    import_bundle(settings(tmp_path / "new"), bundle)
    again = assemble(settings(tmp_path / "new"))
    assert {one.id: again.read(one.id).text for one in again.documents()} == documents
    assert again.other_embedder() is None
    again.close()
    assert people_wrote(tmp_path / "new") == people_wrote(folder)
