"""A disk that is full to the last block: questions are answered, and removing makes room."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.index.test_faults import no_mounts

ROOT = Path(__file__).resolve().parents[2]
LATER = 48  # documents that are ingested until the disk is full


def paper(number: int) -> str:
    lines = [
        f"## Berth {number}-{berth}\n\nThe fee of berth {number}-{berth} is {number * 100 + berth} "
        f"units, and whoever moors there pays it to the harbour master of town {number}.\n"
        for berth in range(40)
    ]
    return f"# Harbour of town {number}\n\n" + "\n".join(lines)


@pytest.mark.slow
@pytest.mark.parametrize(
    "sizes",
    [
        pytest.param([1500], id="one disk"),
        pytest.param([900, 1200, 1500, 1900, 2300, 2800], marks=pytest.mark.whole),
    ],
)
@pytest.mark.parametrize("how", [[], ["--for-good"]], ids=["undoable", "for good"])
def test_on_a_full_disk_it_answers_and_removes(
    tmp_path: Path, sizes: list[int], how: list[str]
) -> None:
    if reason := no_mounts():
        pytest.skip(reason)
    files = tmp_path / "files"
    files.mkdir()
    for number in range(LATER):
        (files / f"harbour-{number:02}.md").write_text(paper(number))
    for size in sizes:
        disk, kept = tmp_path / f"disk-{size}", tmp_path / f"kept-{size}"
        disk.mkdir()
        data = f"{disk}/data"
        folder = ["--data-dir", data]
        fill = f"dd if=/dev/zero of={disk}/fill bs=1024 2>/dev/null; df -k --output=avail {disk}"
        steps = [
            ["assistant", "ingest", str(files), *folder],
            ["sh", fill],
            ["sh", f"echo x > {disk}/more"],
            ["assistant", "ask", "What is the fee of berth 0-7?", *folder],
            ["assistant", "ask", "Who painted the Mona Lisa?", *folder],
            ["assistant", "documents", "list", *folder],
            ["assistant", "documents", "remove", "harbour-00.md", *how, *folder],
            ["assistant", "search", "berth", *folder],
            ["assistant", "doctor", *folder],
            ["sh", f"grep -rl 'harbour master of town 0' {data}"],
            ["sh", f"cp -r {data} {kept}"],
        ]
        done = subprocess.run(
            ["unshare", "-rm", "sh", "-c",
             f'mount -t tmpfs -o size={size}k tmpfs {disk} && exec "$@"', "sh",
             sys.executable, "-m", "tests.support.faulty_child", json.dumps(steps)],
            capture_output=True, text=True, cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT), "ASSISTANT_READER": "words"},
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        ingest, full, more, *asked, listed, removed, found, doctor, left, copied = [
            (status, out, err) for status, out, err in json.loads(done.stdout.splitlines()[-1])
        ]
        assert ingest[0] == 1 and "could not be written" in ingest[2], f"{size} was enough"
        assert full[1].split()[-1] == "0" and more[0] != 0, "the disk was full"
        for status, _, err in (*asked, listed, found):
            assert status == 0, err
        assert removed[0] == 0, (size, removed[2])
        stays = [path for path in left[1].split() if how or f"{data}/removed/" not in path]
        assert stays == [], "nothing of it stays but where it can be had back"
        assert "library: " in doctor[1] and "every text and vector is whole" in doctor[1]
        assert copied[0] == 0
        assert not [path for path in kept.rglob("*") if path.name.endswith((".new", "-journal"))]
        shutil.rmtree(kept)
