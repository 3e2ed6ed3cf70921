"""No package is below the floor under which a fault of it is known that a stranger could use."""

from __future__ import annotations

import re
from importlib.metadata import version
from pathlib import Path

import pytest
from packaging.version import Version

ROOT = Path(__file__).resolve().parents[1]

FLOORS = {
    "gradio": "6.16.0",  # GHSA-j36p-7w88-g82j, CVE-2026-48545, CVE-2026-28414, CVE-2026-28416
    "starlette": "1.0.1",  # CVE-2026-48710, CVE-2025-62727
    "python-multipart": "0.0.27",  # CVE-2026-42561
    "pypdf": "6.16.1",  # CVE-2026-84309 and others; used by the tests alone
    "lxml": "6.1.0",  # CVE-2026-41066
    "python-docx": "0.8.6",  # GHSA-34wj-p5jm-2p96
    "pillow": "12.3.0",  # CVE-2026-40192, CVE-2026-42309
    "torch": "2.10.0",  # CVE-2025-32434, CVE-2026-24747
    "sentence-transformers": "6.0",  # its issue 3801: code of a model's folder
    "requests": "2.33.0",  # CVE-2024-47081, CVE-2026-25645
    "urllib3": "2.6.3",  # CVE-2025-66418, CVE-2026-21441
    "langchain-core": "1.2.5",  # CVE-2025-68664
}


def pins(name: str) -> dict[str, str]:
    """The exact versions that a file of requirements asks for, by package."""
    found = re.findall(r"^([\w.-]+)==([^\s\\]+)", (ROOT / name).read_text(), re.MULTILINE)
    return {re.sub(r"[-_.]+", "-", package).lower(): pinned for package, pinned in found}


@pytest.mark.parametrize(("package", "floor"), FLOORS.items())
def test_no_package_is_below_its_floor(package: str, floor: str) -> None:
    assert Version(pins("constraints.txt")[package]) >= Version(floor)
    assert Version(version(package)) >= Version(floor)


def test_every_pin_has_its_hashes_in_the_lock() -> None:
    """But torch, which comes as one file or another by the machine, and what builds the project."""
    program, tests = pins("requirements.lock"), pins("requirements-dev.lock")
    pinned = pins("constraints.txt")
    pinned.pop("torch")
    assert program.keys() & tests.keys() == set() and "pytest" in tests
    locked = program | tests
    assert {name: locked.get(name) for name in pinned} == pinned, "make lock"
    assert locked.keys() - pinned.keys() == {"setuptools"}
    for name in ("requirements.lock", "requirements-dev.lock"):
        for block in re.split(r"\n(?=\S)", (ROOT / name).read_text().strip()):
            hashed = re.search(r"--hash=sha256:[0-9a-f]{64}", block)
            assert block.startswith("#") or hashed, block[:60]
