"""Commands that are killed at one of their system calls, anywhere, with half a write done or not.

Nothing that was reported as done is lost, nothing is there twice or in part, and the same command
again finishes what was begun, with nothing left behind. That each kill came is asserted.
"""

from __future__ import annotations

import random
import shutil
import signal
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.faults.conftest import Farm, leftovers, said_by
from tests.faults.farm import Order

QUESTION = "How many berths has the harbour of town 7?"


def paper(number: int, version: int = 1) -> str:
    return (
        f"# Paper {number}\n\nThe harbour of town {number} has {number * version} berths.\n\n"
        f"## Subject\n\nIt was version {version} that told of subject {number % 5}.\n"
    )


@dataclass(frozen=True)
class Deed:
    """A command, and the folder that it begins with, None where there is none yet."""

    command: list[str]
    before: Path | None


@pytest.fixture(scope="session")
def deeds(farm: Farm, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Deed]:
    folder = tmp_path_factory.mktemp("deeds")
    files = [folder / f"paper-{number:02}.md" for number in range(14)]
    for number, path in enumerate(files):
        path.write_text(paper(number))

    def run(*command: str) -> None:
        ended = farm.run(Order([*command, "--data-dir", str(folder / "base")], "/none", ""))
        assert ended.status == 0, ended.err

    run("ingest", *map(str, files[:8]))
    questions = folder / "questions.csv"
    questions.write_text(f"id,question,topic\nberths,{QUESTION},Harbours\n")
    run("faq", "build", str(questions), "--out", str(folder / "f.md"), "--store", "--who", "An")
    for number, path in enumerate(files[:3]):
        path.write_text(paper(number, version=2))
    added = list(map(str, files))
    edit = ["faq", "edit", "berths", "--owner", "Lan", "--topic", "Ports", "--who", "Binh"]
    return {
        "ingest": Deed(["ingest", *added], folder / "base"),
        "first ingest": Deed(["ingest", *added], None),
        "removal": Deed(["documents", "remove", "paper-05.md"], folder / "base"),
        "removal for good": Deed(
            ["documents", "remove", "paper-05.md", "--for-good"], folder / "base"
        ),
        "edit": Deed(edit, folder / "base"),
        "gap": Deed(["ask", "Who painted the Mona Lisa?"], folder / "base"),
    }


# Where what a removed document said may still stand: for 30 days in a folder from which it can
# be had back, unless it was removed for good.
KEPT = {"removal": {"removed"}, "removal for good": set()}


def places_of(data: Path, text: bytes) -> set[str]:
    """The first parts of the paths within a data folder of the files that hold a text."""
    return {
        path.relative_to(data).parts[0]
        for path in data.rglob("*")
        if path.is_file() and text in path.read_bytes()
    }


def begin(deed: Deed, data: Path) -> None:
    shutil.rmtree(data, ignore_errors=True)
    if deed.before is not None:
        shutil.copytree(deed.before, data)


def done_without_fault(farm: Farm, deed: Deed, data: Path) -> tuple[int, dict[str, object]]:
    """How many system calls it takes, and what the folder says in the end."""
    begin(deed, data)
    ended = farm.run(Order([*deed.command, "--data-dir", str(data)], str(data), ""))
    assert ended.status == 0 and ended.count, ended.err
    return ended.count, said_by(data)


def acknowledged(out: str) -> set[str]:
    """The files that the command reported as stored."""
    return {line.split(": ")[0] for line in out.splitlines() if ": indexed" in line}


@pytest.mark.slow
@pytest.mark.parametrize(
    "points",
    [
        pytest.param(
            {
                "ingest": 28,
                "first ingest": 9,
                "removal": 9,
                "removal for good": 9,
                "edit": 10,
                "gap": 2,
            }
        ),
        pytest.param(
            {
                "ingest": 300,
                "first ingest": 120,
                "removal": 80,
                "removal for good": 50,
                "edit": 80,
                "gap": 37,
            },
            marks=pytest.mark.whole,
        ),
    ],
    ids=["200", "2000"],
)
def test_a_kill_at_any_system_call_loses_nothing(
    farm: Farm, deeds: dict[str, Deed], quick_folder: Path, points: dict[str, int]
) -> None:
    killed = halfway = 0
    data = quick_folder / "data"
    for name, many in points.items():
        deed = deeds[name]
        total, wanted = done_without_fault(farm, deed, data)
        begin(deed, data)
        old = said_by(data) if deed.before else {}
        for how in ("kill before", "kill after", "tear"):
            random_ = random.Random(f"{name} {how}")
            for number in range(many):
                at = 1 + int((number + random_.random()) * total / many)
                begin(deed, data)
                order = Order([*deed.command, "--data-dir", str(data)], str(data), "", at, how)
                ended = farm.run(order)
                where = f"{name}, {how} {at} of {total}: {ended.err}"
                assert ended.signal == signal.SIGKILL, where
                killed += 1
                state = said_by(data)
                names = {row[0] for row in state.get("names", [])}
                assert acknowledged(ended.out) <= names, f"lost: {where}"
                if name.startswith(("removal", "edit")):
                    assert state in (old, wanted), f"a mixture: {where}"
                halfway += state not in (old, wanted)

                again = farm.run(Order([*deed.command, "--data-dir", str(data)], "/none", ""))
                gone = name.startswith("removal") and "has no document" in again.err
                assert again.status == 0 or gone, (where, again.err)
                assert said_by(data) == wanted, where
                assert leftovers(data) == [], where
                if name.startswith("removal"):
                    assert places_of(data, b"harbour of town 5 ") <= KEPT[name], where
    assert killed == 3 * sum(points.values())
    assert halfway >= killed // 20, f"only {halfway} of {killed} stopped between two states"
    print(f"\n{killed} kills, {halfway} of them halfway: 0 lost, 0 twice, 0 left over")


def test_without_the_fault_nothing_is_killed(
    farm: Farm, deeds: dict[str, Deed], tmp_path: Path
) -> None:
    """What the kills are told from: the same orders, beyond the last system call."""
    for deed in deeds.values():
        total, wanted = done_without_fault(farm, deed, tmp_path / "data")
        begin(deed, tmp_path / "data")
        command = [*deed.command, "--data-dir", str(tmp_path / "data")]
        ended = farm.run(
            Order(command, str(tmp_path / "data"), "", 4 * total + 1000, "kill before")
        )
        assert (ended.signal, ended.status, ended.fired) == (0, 0, False)
        assert said_by(tmp_path / "data") == wanted
