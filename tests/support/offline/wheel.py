"""The program as one file: `make wheel` puts it into `build/dist`."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
ROOMS = ("corpus", "index", "assistant", "ui")
FILES = ("pyproject.toml", "README.md", "LICENSE")
DIST = ROOT / "build" / "dist"


def build(folder: Path) -> Path:
    """The wheel, made of a copy of the tree: setuptools leaves files where it builds."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as made:
        source = Path(made) / "source"
        source.mkdir()
        for room in ROOMS:
            shutil.copytree(
                ROOT / room, source / room, ignore=shutil.ignore_patterns("__pycache__")
            )
        for name in FILES:
            shutil.copy2(ROOT / name, source / name)
        done = subprocess.run(
            [sys.executable, "-c", BUILD, str(folder.resolve())],
            cwd=source,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
    return folder / done.stdout.splitlines()[-1]


BUILD = """
import sys
from setuptools import build_meta
print(build_meta.build_wheel(sys.argv[1]))
"""

if __name__ == "__main__":
    print(build(DIST))
