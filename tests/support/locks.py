"""Makes the locks anew from `constraints.txt`: `make lock`.

`requirements.lock` has what the program needs, `requirements-dev.lock` what else its tests do; each
package with the sha256 of all of its files, as the package registry tells them to uv. Torch is in
neither: it comes as one file or another by the machine.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
BUILD = "setuptools>=77"  # which builds the project itself


def needed(requirements: list[str]) -> set[str]:
    """The packages that these need, and those in turn, as they are installed here."""
    found: set[str] = set()
    waiting = [(Requirement(one), "") for one in requirements]
    while waiting:
        one, extra = waiting.pop()
        name = canonicalize_name(one.name)
        wanted = one.marker is None or one.marker.evaluate({"extra": extra})
        if not wanted or (name in found and not one.extras):
            continue
        found.add(name)
        try:
            own = [Requirement(line) for line in requires(name) or ()]
        except PackageNotFoundError:
            continue
        waiting += [(inner, extra) for inner in own for extra in ("", *one.extras)]
    return found


def main(uv: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    program = needed(project["dependencies"])
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = {canonicalize_name(re.split("==", line)[0]): line for line in lines if "==" in line}
    del pins["torch"]
    for name, wanted in (
        ("requirements.lock", [BUILD, *(pins[one] for one in pins if one in program)]),
        ("requirements-dev.lock", [pins[one] for one in pins if one not in program]),
    ):
        locked = subprocess.run(
            [uv, "pip", "compile", "--quiet", "--no-deps", "--generate-hashes", "--no-header",
             "--no-annotate", "--python-version", "3.11", "-"],
            input="\n".join(wanted), capture_output=True, text=True, check=True,
        ).stdout  # fmt: skip
        (ROOT / name).write_text(f"# Made by: make lock\n{locked}", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
