"""System calls that fail: a full disk, a failing one, too many open files, anywhere in a command.

Each gives one sentence, an exit status and nothing lost; the same command again does what it was
to do. That each fault fired is asserted.
"""

from __future__ import annotations

import errno
import random
from pathlib import Path

import pytest

from tests.faults.conftest import Farm, leftovers, said_by
from tests.faults.farm import Order
from tests.faults.test_kills import QUESTION, Deed, acknowledged, begin, deeds

assert deeds  # the fixture

ERRORS = (errno.ENOSPC, errno.EIO, errno.EMFILE)


@pytest.mark.slow
@pytest.mark.parametrize(
    "points",
    [
        {"ingest": 6, "first ingest": 3, "removal": 3, "edit": 2, "gap": 1, "ask": 1, "list": 1},
        pytest.param(
            {"ingest": 80, "first ingest": 40, "removal": 60, "edit": 40, "gap": 20, "ask": 20,
             "list": 20, "doctor": 20},
            marks=pytest.mark.whole,
        ),
    ],
    ids=["100", "1800"],
)  # fmt: skip
def test_an_error_of_any_system_call_is_one_sentence(
    farm: Farm, deeds: dict[str, Deed], quick_folder: Path, points: dict[str, int]
) -> None:
    base = deeds["ingest"].before
    looks = {
        "ask": Deed(["ask", QUESTION], base),
        "list": Deed(["documents", "list"], base),
        "doctor": Deed(["doctor"], base),
    }
    data = quick_folder / "data"
    told: dict[int | None, int] = {}
    fired = tried = 0
    bad: list[str] = []
    for name, many in points.items():
        deed = (deeds | looks)[name]
        begin(deed, data)
        command = [*deed.command, "--data-dir", str(data)]
        sound = farm.run(Order(command, str(data), ""))
        total, wanted = sound.count or 0, said_by(data)
        for how in ("fail once", "fail from there on"):
            for error in ERRORS:
                random_ = random.Random(f"{name} {how} {error}")
                for number in range(many):
                    at = 1 + int((number + random_.random()) * total / many)
                    begin(deed, data)
                    ended = farm.run(Order(command, str(data), "", at, how, error))
                    where = f"{name}, {how}, {errno.errorcode[error]}, {at} of {total}"
                    tried += 1
                    fired += bool(ended.fired)
                    told[ended.status] = told.get(ended.status, 0) + 1
                    if "Traceback" in ended.err or ended.signal or ended.status not in (0, 1):
                        bad.append(f"{where}: {ended.signal} {ended.status} {ended.err[-400:]}")
                        continue
                    lines = [line for line in ended.err.splitlines() if line.strip()]
                    if ended.status == 1 and not ended.out and not lines:
                        bad.append(f"{where}: nothing was said")
                    try:
                        names = {row[0] for row in said_by(data).get("names", [])}
                        if not acknowledged(ended.out) <= names:
                            bad.append(f"{where}: lost")
                        again = farm.run(Order(command, "/none", ""))
                        gone = name == "removal" and "has no document" in again.err
                        if again.status != 0 and not gone:
                            bad.append(f"{where}: again {again.err[-300:]}")
                        elif said_by(data) != wanted:
                            bad.append(f"{where}: another end")
                        elif leftovers(data):
                            bad.append(f"{where}: {leftovers(data)}")
                    except Exception as problem:
                        bad.append(
                            f"{where}: {type(problem).__name__} {problem} {ended.err[-200:]}"
                        )
    assert bad == [], f"{len(bad)} of {tried}:\n" + "\n".join(bad[:12])
    assert fired == tried, f"{fired} of {tried} faults fired"
    assert told.get(1, 0) >= tried // 3, "many of them were in the way"
    print(f"\n{tried} errors, {told}: 0 tracebacks, 0 lost, 0 left over")
