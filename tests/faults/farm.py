"""Runs the terminal program in forked children, each with a fault at one of its system calls.

    LD_PRELOAD=system_calls.so python -m tests.faults.farm

One JSON request a line on stdin (see `Order`), one JSON reply a line on stdout. What the program
imports is imported once, so that a child costs hundredths of a second.
"""

from __future__ import annotations

import ctypes
import gc
import json
import os
import sys
import traceback
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

HOWS = ("count", "kill before", "kill after", "tear", "fail once", "fail from there on")


@dataclass(frozen=True, slots=True)
class Order:
    """A command of the program, and the fault at the `at`-th system call on files under `root`.

    `how` is one of HOWS, `errno` what a failing call gives; `out` a folder for what is printed.
    """

    command: list[str]
    root: str
    out: str
    at: int = 0
    how: str = "count"
    errno: int = 28


def carry_out(order: Order, calls: ctypes.CDLL) -> dict[str, Any]:
    """Run the command in a child. Gives its exit status, the signal that ended it, how many calls
    there were and whether the fault fired; those two are None of a child that was killed.
    """
    told, tell = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(told)
        _child(order, calls, tell)
    os.close(tell)
    with os.fdopen(told, "rb") as pipe:
        reply: dict[str, Any] = json.loads(pipe.read() or b'{"count": null, "fired": null}')
    _, ended = os.waitpid(child, 0)
    for name in reply.pop("modules", ()):
        with suppress(Exception):  # so that the next child has them from its beginning
            import_module(name)
    reply["signal"] = os.WTERMSIG(ended) if os.WIFSIGNALED(ended) else 0
    reply["status"] = os.WEXITSTATUS(ended) if os.WIFEXITED(ended) else None
    return reply


def _child(order: Order, calls: ctypes.CDLL, tell: int) -> None:
    from tests.support import faulty_child

    for number, name in ((1, "stdout"), (2, "stderr")):
        file = os.open(Path(order.out) / name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(file, number)
    sys.stdout = os.fdopen(os.dup(1), "w", buffering=1, encoding="utf-8")
    sys.stderr = os.fdopen(os.dup(2), "w", buffering=1, encoding="utf-8")
    sys.argv = ["assistant", *order.command]
    known = set(sys.modules)
    status = 71
    try:
        calls.faults_arm(order.at, HOWS.index(order.how), order.errno, order.root.encode())
        status = faulty_child.run_terminal()
        count, fired = calls.faults_count(), calls.faults_fired()
        calls.faults_arm(0, 0, 0, b"")
        modules = [name for name in sys.modules if name not in known]
        reply = {"count": count, "fired": bool(fired), "modules": modules}
        with os.fdopen(tell, "w") as pipe:
            pipe.write(json.dumps(reply))
        sys.stdout.flush()
        sys.stderr.flush()
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(status)


def main() -> None:
    os.environ["ASSISTANT_READER"] = "words"
    calls = ctypes.CDLL(os.environ["LD_PRELOAD"])
    calls.faults_arm.argtypes = [ctypes.c_long, ctypes.c_int, ctypes.c_int, ctypes.c_char_p]
    calls.faults_count.restype = ctypes.c_long
    import assistant.faq.keeping.records
    import assistant.health
    import index.reindex
    import ui.terminal.answer_lines
    import ui.terminal.cli
    from assistant.answering.generator import fitted
    from index import ingest
    from tests.support import faulty_child

    assert all((assistant, index, ui))
    fitted()
    ingest.GROUP = 6  # several transactions in a small run
    faulty_child.use_hashing_embedder()
    gc.freeze()  # or each child would copy what its own collections touch
    for line in sys.stdin:
        print(json.dumps(carry_out(Order(**json.loads(line)), calls)), flush=True)


if __name__ == "__main__":
    main()
