"""Uploaded files leave the temporary folder at once, whatever becomes of them."""

from __future__ import annotations

import gc
from pathlib import Path
from typing import Any

import pytest

from tests.support import page_fixture as given
from tests.support import patient
from ui.page.faq.lists.events import ListEvents
from ui.page.uploads import Claimed, waiting

KELP = b"# Kelp\n\nThe kelp accord was signed in Lima in 2024.\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(tmp_path / "uploads"))
    return tmp_path / "uploads"


def stored(folder: Path, place: str, name: str, data: bytes = KELP) -> str:
    """A file as gradio stores an upload."""
    path = folder / place / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return str(path)


def test_claimed_uploads_keep_their_names_and_go_with_who_claimed_them(folder: Path) -> None:
    files = [stored(folder, "1", "a.md"), stored(folder, "2", "a.md", b"other")]
    claimed = Claimed([*files, files[0]])
    assert [path.name for path in claimed.paths] == ["a.md", "a.md"]
    assert [path.read_bytes() for path in claimed.paths] == [KELP, b"other"]
    assert not (folder / "1").exists() and not (folder / "2").exists()
    assert waiting(folder) == len(KELP) + 5
    del claimed
    gc.collect()
    assert [*folder.iterdir()] == []


def test_only_uploads_are_claimed(folder: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.md"
    secret.write_bytes(KELP)
    claimed = Claimed([str(secret), str(folder / ".." / "secret.md"), "/etc/hostname"])
    assert claimed.paths == []
    claimed.release()
    assert secret.read_bytes() == KELP


def test_an_upload_that_is_gone_is_told_by_who_reads_it(folder: Path) -> None:
    claimed = Claimed([str(folder / "1" / "gone.md")])
    assert [path.name for path in claimed.paths] == ["gone.md"]
    assert not claimed.paths[0].exists()


def test_a_list_is_there_as_long_as_it_is_before_somebody(folder: Path) -> None:
    class Embedding:
        def embed(self, texts: list[str]) -> Any:
            from tests.support.hashing_embedder import HashingEmbedder

            return HashingEmbedder().embed_documents(texts)

        def spelled_out(self, text: str) -> str:
            return text

    events: Any = ListEvents(Embedding())  # type: ignore[arg-type]
    file = stored(folder, "1", "list.csv", b"question,other\nWho?,What is kelp?\nWhen?,Where?\n")
    *_, shown = events.upload(file)
    reading = shown[-1]
    assert [row.question for row in reading.questions.rows] == ["Who?", "When?"]
    *_, shown = events.read_again(reading, "other", "")
    again = shown[-1]
    assert [row.question for row in again.questions.rows] == ["What is kelp?", "Where?"]
    assert waiting(folder) > 0
    del reading, again, shown, _
    gc.collect()
    assert [*folder.iterdir()] == []


@pytest.mark.slow
def test_added_and_refused_files_leave_the_folder(tmp_path: Path) -> None:
    """Through the server, as the page uploads them."""
    assistant, folder = given.make_assistant(tmp_path, light=True), tmp_path / "uploads"
    with given.serving(assistant, folder) as address, patient.Client(base_url=address) as client:
        own = {"Origin": address}
        config = client.get("/config").json()
        event = next(
            one["id"] for one in config["dependencies"] if one["targets"][0][1] == "upload"
        )
        files = [("files", ("kelp.md", KELP)), ("files", ("bad.exe", b"MZ\x00\x01"))]
        paths = client.post("/gradio_api/upload", files=files, headers=own).json()
        assert len(paths) == 2 and waiting(folder) > 0
        data = [[{"path": path, "meta": {"_type": "gradio.FileData"}} for path in paths], None]
        body = {"fn_index": event, "data": data, "session_hash": "adds"}
        client.post("/gradio_api/queue/join", json=body, headers=own).raise_for_status()
        with client.stream(
            "GET", "/gradio_api/queue/data?session_hash=adds", headers=own
        ) as events:
            told = "".join(events.iter_lines())
        assert "kelp.md" in {record.source for record in assistant.documents()}
        assert "bad.exe" in told
        assert [*folder.rglob("*")] == []
