"""An offline bundle: `make bundle` puts it into `build`, as one file to carry to another machine.

It holds the wheels of everything, torch too, for the Python and the system that it was made with.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tarfile
from importlib.metadata import version
from pathlib import Path

from tests.support.offline import wheel

ROOT = wheel.ROOT
HERE = Path(__file__).parent
NAME = f"policy-assistant-{version('policy-assistant')}-offline"
TORCH = "torch==2.13.0"
EXTRAS = "server,metrics,model,local-model"  # small beside torch, but for the last
SHIPPED = ("constraints.txt", "requirements.lock", "LICENSE", "ui/NOTICE")


def pip(*given: str) -> None:
    subprocess.run(
        [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", *given],
        cwd=ROOT,
        check=True,
    )


def make(folder: Path) -> Path:
    """The bundle as a folder, made anew but for wheels that are there already; and as a tar."""
    wheels = folder / "wheels"
    wheels.mkdir(parents=True, exist_ok=True)
    into = ("--wheel-dir", str(wheels), "--find-links", str(wheels))
    # As the Makefile installs: each by its hash, and torch exactly. What comes as a source only is
    # built here, where there is a network.
    pip("wheel", "--no-deps", "--require-hashes", "-r", "requirements.lock", *into)
    pip("wheel", "--no-deps", "-c", "constraints.txt", TORCH, *into)
    for old in wheels.glob("policy_assistant-*.whl"):
        old.unlink()
    program = wheel.build(wheels)
    pip("wheel", "-c", "constraints.txt", f"{program}[{EXTRAS}]", *into)
    for name in SHIPPED:
        shutil.copy2(ROOT / name, folder / Path(name).name)
    (folder / "python").write_text(f"{sys.version_info.major}.{sys.version_info.minor}\n")
    for name in ("install.sh", "README.txt"):
        shutil.copy2(HERE / name, folder / name)
    (folder / "install.sh").chmod(0o755)
    sums = [f"{_sha256(path)}  {path.relative_to(folder)}\n" for path in _files(folder)]
    (folder / "SHA256SUMS").write_text("".join(sums), encoding="utf-8")
    packed = folder.with_suffix(".tar")
    with tarfile.open(packed, "w") as archive:  # wheels are compressed already
        archive.add(folder, arcname=NAME, filter=_of_nobody)
    return packed


def _files(folder: Path) -> list[Path]:
    return sorted(one for one in folder.rglob("*") if one.is_file() and one.name != "SHA256SUMS")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _of_nobody(member: tarfile.TarInfo) -> tarfile.TarInfo:
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    return member


if __name__ == "__main__":
    made = make(ROOT / "build" / "bundle")
    print(f"{made}: {made.stat().st_size / 1e6:,.0f} MB")
