"""The folder of a server: gone with it, and after a kill with the next one."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from ui.page.temporary import LOCK, PREFIX, server_folder

SERVER = """
import sys
from ui.page.temporary import server_folder
folder, remove = server_folder()
(folder / "upload.txt").write_text("half an upload")
print(folder, flush=True)
sys.stdin.readline()
"""


def begun(temporary: Path) -> tuple[subprocess.Popen[str], Path]:
    """A process that has such a folder."""
    process = subprocess.Popen(
        [sys.executable, "-c", SERVER],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "TMPDIR": str(temporary)},
    )
    assert process.stdout
    return process, Path(process.stdout.readline().strip())


@pytest.mark.skipif(os.name != "posix", reason="TMPDIR, and the kill, of POSIX")
def test_the_next_server_deletes_what_a_killed_one_left_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    killed, left = begun(tmp_path)
    alive, used = begun(tmp_path)
    with killed, alive:
        killed.kill()
        killed.wait()
        elsewhere = tmp_path / "elsewhere"
        elsewhere.mkdir()
        (elsewhere / LOCK).touch()
        (tmp_path / f"{PREFIX}link").symlink_to(elsewhere)
        notes = tmp_path / f"{PREFIX}notes"  # of a person, who calls a folder so
        notes.mkdir()
        assert (left / "upload.txt").exists() and left.parent == tmp_path
        folder, remove = server_folder()
        assert not left.exists()
        assert (used / "upload.txt").exists() and notes.exists() and (elsewhere / LOCK).exists()
        assert folder.stat().st_mode & 0o777 == 0o700
        remove()
        assert not folder.exists() and used.exists()
        alive.kill()


def test_a_server_takes_its_folder_along(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import threading
    import time

    from tests.support import page_fixture as given
    from ui.page.server import create_app, make_server

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    server = make_server(create_app(given.make_assistant(tmp_path, light=True)))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    assert [path.name.startswith(PREFIX) for path in (tmp_path / "temporary").iterdir()] == [True]
    server.should_exit = True
    thread.join(20)
    assert list((tmp_path / "temporary").iterdir()) == []
