"""The program as one file has all that it needs, and nothing of its tests. Whether it works in an
empty environment is seen by `make installed`, which takes minutes."""

from __future__ import annotations

import re
import tomllib
import zipfile
from collections.abc import Iterator
from email import message_from_bytes
from pathlib import Path

import pytest

from index.models.model_files import SHA256
from tests.support.make_notices import kept
from tests.support.offline import wheel
from tests.test_dependencies import pins

ROOT = Path(__file__).resolve().parents[1]
LEFT_OUT = {"ui/page.png"}  # of README.md


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[zipfile.ZipFile]:
    with zipfile.ZipFile(wheel.build(tmp_path_factory.mktemp("dist"))) as made:
        yield made


def test_every_file_of_the_rooms_is_in_it(archive: zipfile.ZipFile) -> None:
    files = {
        path.relative_to(ROOT).as_posix()
        for room in wheel.ROOMS
        for path in (ROOT / room).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    named = {name for name in archive.namelist() if ".dist-info/" not in name}
    assert files - named == LEFT_OUT
    assert named <= files  # no tests, and nothing that lies about
    assert len(list((ROOT / "corpus" / "documents").glob("*.md"))) == 14
    for name in ("model.safetensors", "tokenizer.json"):
        assert f"index/models/base/{name}" in named and name in SHA256
    assert "assistant/reader/reader.safetensors" in named


def test_it_says_what_it_is_and_needs(archive: zipfile.ZipFile) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    name = f"policy_assistant-{project['version']}.dist-info"
    told = message_from_bytes(archive.read(f"{name}/METADATA"))
    assert told["License-Expression"] == "Apache-2.0"
    assert told.get_all("License-File") == ["LICENSE", "ui/NOTICE"]
    assert set(told.get_all("Provides-Extra", [])) == set(project["optional-dependencies"])
    assert "torch==2.13.0" in told.get_all("Requires-Dist", [])
    assert b"assistant = ui.terminal.cli:main" in archive.read(f"{name}/entry_points.txt")


def test_licences_of_others_are_in_it(archive: zipfile.ZipFile) -> None:
    (name,) = [one for one in archive.namelist() if one.endswith("licenses/ui/NOTICE")]
    notice = archive.read(name).decode()
    assert "multilingual-e5-small" in notice and "Permission is hereby granted" in notice
    assert "lemminflect" in notice and any("licenses/LICENSE" in n for n in archive.namelist())


def test_every_package_that_it_needs_is_named_with_its_licence() -> None:
    """`python -m tests.support.make_notices` writes the file anew."""
    named = kept()
    assert (
        pins("requirements.lock").keys() | {"torch", "psycopg", "prometheus-client"} <= named.keys()
    )
    # None that would bind the program itself, or whoever shows it to others.
    closed = re.compile(r"(?<!L)\b(A?GPL|SSPL|BUSL)", re.IGNORECASE)
    assert {
        n: said for n, said in named.items() if closed.search(said) and " or " not in said.lower()
    } == {}
