"""What the page tests run against: a real assistant over three small documents, served."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from assistant.answer import Answer, Turn
from assistant.assembly import assemble
from assistant.assistant import Assistant
from assistant.settings import Settings
from tests.support.hashing_embedder import HashingEmbedder

ARCTIC = """---
title: Joint Statement on Arctic Science Cooperation
publisher: Ministry of Foreign Affairs
date: 2025-03-26
---
# Joint Statement on Arctic Science Cooperation

The ministers met in Bergen to renew their commitment to open research in the polar regions.

## Funding of polar research

Each participating state will contribute 4.2 million euros a year to the shared polar research
fund from 2026 to 2030. The shared fund pays for research ships, polar stations and stipends.

- Ships: 60 per cent of the fund
- Stations: 25 per cent of the fund

## Polar research data

Polar research observations shall be published within twelve months under an open licence.
Security-relevant bathymetry is excluded, see note [1] of the annex.
"""
QUANTUM = "# Quantum Research Partnership: Terms of Reference\n\n" + "".join(
    f"## Article {number}\n\nThe parties keep a register of visits under article {number}. "
    "It lists the host, the guest and the purpose of each stay.\n\n"
    for number in range(1, 40)
) + (
    "## Seat\n\nThe secretariat of the Quantum Research Partnership is located in Lisbon and"
    " reports to the joint committee every six months.\n"
)  # fmt: skip
HOSTILE = (
    "# Zanzibar office <img src=x onerror=\"window.__xss='title'\">\n\n"
    "The Zanzibar embassy <script>window.__xss='text'</script> opened a liaison office"
    " ![pixel](http://evil.example/p.png) ](javascript:window.__xss=1) `code` $x^2$"
    " ${window.__xss='template'} {{constructor}}.\n"
)
FILES = {"arctic-statement.md": ARCTIC, "quantum-terms.md": QUANTUM, "hostile.txt": HOSTILE}

DESK = {"width": 1366, "height": 850}
PATIENCE = 90_000  # milliseconds that a browser is waited for, on a machine that is busy
FUND = "How much will each participating state contribute to the shared polar research fund?"
SEAT = "Where is the secretariat of the Quantum Research Partnership located?"
NOTE = "What is excluded from polar research data by note of the annex?"
ZANZIBAR = "What did the Zanzibar embassy open?"
UNKNOWN = "What is the price of coffee in Hanoi?"


class Provoked:
    """An assistant whose streaming can be slowed, and made to fail by a certain word."""

    def __init__(self, assistant: Assistant) -> None:
        self.assistant = assistant
        self.pause = 0.0

    def stream(
        self, question: str, history: Sequence[Turn] = (), **options: Any
    ) -> Iterator[Answer]:
        if "explode" in question:
            raise RuntimeError("secret detail of the machine")
        for answer in self.assistant.stream(question, history, **options):
            time.sleep(self.pause)
            yield answer

    def __getattr__(self, name: str) -> Any:
        return getattr(self.assistant, name)


def make_assistant(folder: Path, *, light: bool = False) -> Provoked:
    """A real assistant with its library in `folder`, over the documents above; a light one has
    no networks."""
    given = folder / "given"
    given.mkdir(parents=True)
    for name, text in FILES.items():
        (given / name).write_text(text, encoding="utf-8")
    settings = Settings(data_dir=folder / "data", reader="words" if light else "trained")
    assistant = assemble(settings, HashingEmbedder() if light else None)
    assert all(report.stored for report in assistant.ingest([given]))
    return Provoked(assistant)


@contextmanager
def serving(assistant: Any, upload_folder: Path, **options: Any) -> Iterator[str]:
    """The real page over `assistant` on a free port of this machine; yields its address."""
    from ui.page.server import LOOPBACK, create_app, make_server

    server = make_server(
        create_app(assistant, upload_folder=upload_folder, hosts=LOOPBACK, **options)
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        while not server.started:
            time.sleep(0.05)
        assistant.examples()  # the server has begun: on a busy machine they may be on their way
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(10)
