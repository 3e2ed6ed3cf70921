"""Twenty who ask at once, of this tree and of another, in turns.

    python -m tests.benchmarks.askers OTHER [--packages FOLDER] [--rounds 3]

OTHER is a work tree of another release, FOLDER has packages that it alone needs. Each serves the
briefs that it comes with. Printed are the seconds that one answer takes with nobody else, the
median and the tail of twenty at once, and how many single answers that tail is.
"""

from __future__ import annotations

import argparse
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx

ROOT = Path(__file__).parents[2]
QUESTIONS = ROOT / "tests" / "quality" / "questions.jsonl"
AT_ONCE = 20
PATIENCE = 300.0  # seconds


@contextmanager
def served(tree: Path, packages: str, data: str) -> Iterator[str]:
    """The page of a work tree, over a new library of its briefs; its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    process = subprocess.Popen(
        [sys.executable, "-m", "ui", "serve", "--port", port, "--data-dir", data],
        cwd=tree,
        env={**os.environ, "PYTHONPATH": os.pathsep.join((str(tree), packages))},
        stderr=subprocess.DEVNULL,
    )
    address, until = f"http://127.0.0.1:{port}", time.monotonic() + PATIENCE
    try:
        while True:
            try:
                httpx.get(f"{address}/healthz").raise_for_status()
                break
            except httpx.HTTPError:
                if process.poll() is not None or time.monotonic() > until:
                    raise
                time.sleep(0.2)
        yield address
    finally:
        process.terminate()
        process.wait()


def ask(address: str, question: str) -> float:
    """The seconds until a question is answered."""
    with httpx.Client(base_url=address, timeout=PATIENCE) as client:
        dependencies = client.get("/config").json()["dependencies"]
        event = next(one["id"] for one in dependencies if one["api_name"] == "ask")
        begun, session = time.monotonic(), uuid.uuid4().hex
        body = {"fn_index": event, "data": [question], "session_hash": session}
        client.post("/gradio_api/queue/join", json=body).raise_for_status()
        path = f"/gradio_api/queue/data?session_hash={session}"
        with client.stream("GET", path) as events:
            for line in events.iter_lines():
                if "process_completed" in line:
                    assert json.loads(line[5:])["success"], line
                    return time.monotonic() - begun
    raise AssertionError("no answer")


def main() -> None:
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("other", type=Path)
    wanted.add_argument("--packages", default="")
    wanted.add_argument("--rounds", type=int, default=3)
    given = wanted.parse_args()
    lines = QUESTIONS.read_text(encoding="utf-8").splitlines()
    asked = [json.loads(line)["question"] for line in lines][:: len(lines) // AT_ONCE][:AT_ONCE]
    trees = {"this": ROOT, "other": given.other.resolve()}
    tails: dict[str, list[float]] = {name: [] for name in trees}
    with ExitStack() as stack, ThreadPoolExecutor(AT_ONCE) as crowd:
        addresses = {}
        for name, tree in trees.items():
            data = stack.enter_context(tempfile.TemporaryDirectory())
            addresses[name] = stack.enter_context(served(tree, given.packages, f"{data}/data"))
            ask(addresses[name], asked[0])
        for place in range(given.rounds):
            for name, address in addresses.items():
                alone = statistics.median(ask(address, question) for question in asked)
                waits = list(crowd.map(ask, [address] * AT_ONCE, asked))
                tail = statistics.quantiles(waits, n=20, method="inclusive")[18]
                tails[name].append(tail)
                print(
                    f"round {place + 1}, {name}: one {alone:.2f} s; {AT_ONCE} at once p50 "
                    f"{statistics.median(waits):.1f} s, p95 {tail:.1f} s = {tail / alone:.1f} "
                    "single answers",
                    flush=True,
                )
    this, other = map(statistics.median, tails.values())
    print(f"p95 of {AT_ONCE} at once, this against the other: {this / other:.2f}")


if __name__ == "__main__":
    main()
