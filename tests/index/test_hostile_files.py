"""Files made to harm, all in one folder with good ones: each is told of, and costs only itself."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from corpus.loading import LOADERS, find_files
from tests.support.hostile_files import good_documents, hostile_documents

ROOT = Path(__file__).resolve().parents[2]
FIELD = ROOT.parent / "shared" / "data" / "field"
# Of a processor, not of the clock: the machine may have other work.
MOST_SECONDS = 13
MOST_MEGABYTES = 512
MOST_TEXT = 2_000_000


def ingested(files: Path, data: Path) -> dict[str, Any]:
    """What an ingest of the folder gave and cost, in a process of its own; see hostile_child."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.support.hostile_child", str(files), str(data)],
        capture_output=True,
        text=True,
        cwd=ROOT,
    )
    assert done.returncode == 0, done.stderr[-3_000:]
    assert "Traceback" not in done.stderr, done.stderr[-3_000:]
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def check_costs(told: dict[str, Any]) -> None:
    slow = {f["source"]: f["seconds"] for f in told["files"] if f["seconds"] > MOST_SECONDS}
    assert slow == {}
    assert max(told["most megabytes"], told["own megabytes"]) < MOST_MEGABYTES
    assert told["problems"] == []


@pytest.mark.slow
def test_hostile_files_are_told_of_and_harm_nothing(tmp_path: Path) -> None:
    hostile, good = hostile_documents(), good_documents()
    folder = tmp_path / "files"
    folder.mkdir()
    for file in hostile:
        (folder / file.name).write_bytes(file.data)
    for name, data in good.items():
        (folder / name).write_bytes(data)
    assert len(hostile) >= 60 and {Path(file.name).suffix for file in hostile} == set(LOADERS)
    told = ingested(folder, tmp_path / "data")
    found = {file["source"]: file for file in told["files"]}
    assert set(found) == {file.name for file in hostile} | set(good)
    wrong = {
        file.name: (found[file.name]["status"], found[file.name]["detail"])
        for file in hostile
        if found[file.name]["status"] != file.status or file.told not in found[file.name]["detail"]
    }
    assert wrong == {}
    for file in hostile:
        text = found[file.name]["text"]
        assert len(text) < MOST_TEXT, file.name
        assert not file.unsaid or file.unsaid not in text, file.name
        detail = found[file.name]["detail"]
        assert "\n" not in detail and len(detail) < 400
        assert file.name in detail or file.status == "indexed"
    for name in good:
        assert found[name]["status"] == "indexed", found[name]["detail"]
        assert "nine berths" in found[name]["text"]
    check_costs(told)


@pytest.mark.skipif(not FIELD.is_dir(), reason="the files that go wrong are not on this machine")
def test_files_from_the_field_are_read_or_told_of(tmp_path: Path) -> None:
    told = ingested(FIELD, tmp_path / "data")
    found = {file["source"]: file for file in told["files"]}
    assert len(found) == len(find_files([FIELD]))
    assert {file["status"] for file in found.values()} <= {"indexed", "duplicate", "unsupported"}
    check_costs(told)
    law = found["amended-law.html"]["text"]
    assert "350,000 dong" in law and "200,000" not in law and "waive" not in law
    accordion = found["accordion-hidden.html"]["text"]
    assert all(words in accordion for words in ("How large", "350 million", "29 August 2026"))
    assert "999" not in found["offpage.pdf"]["text"]
    assert "Breakfast is refunded" not in found["md-extras.md"]["text"]
