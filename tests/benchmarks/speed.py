"""Speeds as ratios: ingest, a question, and the start of the program."""

from __future__ import annotations

import json
import multiprocessing
import os
import platform
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).parents[2]
BRIEFS = ROOT / "corpus" / "documents"
QUESTIONS = ROOT / "tests" / "quality" / "questions.jsonl"


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table."""

    name: str
    value: float
    shown: str
    target: str = ""


def machine() -> str:
    from openvino import Core

    name = Core().get_property("CPU", "FULL_DEVICE_NAME")
    return f"{name}, {os.cpu_count()} cores, Python {platform.python_version()}"


def ingest(folder: Path, passages: int) -> dict[str, Any]:
    """A whole ingest against plain `SentenceTransformer.encode` of the same base in float32, over
    the same passages.
    """
    documents = folder / "documents"
    documents.mkdir()
    write_documents(documents, passages)
    first = _in_process(_ingest, folder / "library", documents)
    again = _in_process(_ingest, folder / "library", documents)
    changed = sorted(documents.iterdir())[0]
    text = changed.read_text(encoding="utf-8")
    changed.write_text(text + "\n\nOne more paragraph was added at the end.\n", encoding="utf-8")
    one = _in_process(_ingest, folder / "library", documents)
    plain = _in_process(_encode_plainly, folder / "library", folder / "model")
    speed, base = first["passages"] / first["seconds"], plain["passages"] / plain["seconds"]
    figures = [
        Figure("passages", first["passages"], str(first["passages"])),
        Figure("ingest, passages a second", speed, f"{speed:.1f}"),
        Figure("SentenceTransformer.encode, float32, defaults", base, f"{base:.1f}"),
        Figure("ratio", speed / base, f"{speed / base:.2f}", "at least 2.5"),
        Figure(
            "peak memory of the ingest, MiB", first["peak"], f"{first['peak']:.0f}", "under 1536"
        ),
        Figure(
            "the same folder again, share of the first time",
            again["seconds"] / first["seconds"],
            f"{again['seconds'] / first['seconds']:.2%}",
            "under 2 %",
        ),
        Figure(
            "passages embedded after one file changed",
            one["embedded"],
            f"{one['embedded']} of {one['chunks']} in that file",
        ),
    ]
    return {"figures": [asdict(figure) for figure in figures]}


def question(folder: Path) -> dict[str, Any]:
    """A question answered in-process, against encoding it and one flat search."""
    documents = folder / "documents"
    documents.mkdir()
    write_documents(documents, 2000)
    result = _in_process(_ask_all, folder / "library", documents)
    ratio = result["p50"] / result["bare"]
    figures = [
        Figure("question answered, p50 ms", result["p50"], f"{result['p50']:.1f}"),
        Figure("question answered, p95 ms", result["p95"], f"{result['p95']:.1f}"),
        Figure("encode and flat search, p50 ms", result["bare"], f"{result['bare']:.1f}"),
        Figure("ratio of the medians", ratio, f"{ratio:.2f}", "at most 3"),
    ]
    return {"figures": [asdict(figure) for figure in figures]}


def start(folder: Path) -> dict[str, Any]:
    """From process start to the first answer, against importing sentence-transformers."""
    program = [sys.executable, "-m", "ui"]
    environment = {**os.environ, "ASSISTANT_DATA_DIR": str(folder / "library")}

    def run(*command: str) -> float:
        started = time.perf_counter()
        subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)
        return time.perf_counter() - started

    run(*program, "ingest", str(BRIEFS))
    asked = ("ask", "What is technology diplomacy?")
    imported = (sys.executable, "-c", "import sentence_transformers")
    run(*imported)
    run(*program, *asked)
    pairs = [(run(*program, *asked), run(*imported), run(*program, "--help")) for _ in range(5)]
    ask, base, told = (statistics.median(column) for column in zip(*pairs, strict=True))
    figures = [
        Figure("assistant ask, s", ask, f"{ask:.2f}"),
        Figure("import sentence_transformers, s", base, f"{base:.2f}"),
        Figure("ratio of the medians", ask / base, f"{ask / base:.2f}", "at most 0.5"),
        Figure("assistant --help, s", told, f"{told:.2f}", "under 0.5"),
    ]
    return {"figures": [asdict(figure) for figure in figures]}


def write_documents(folder: Path, passages: int, sections: int = 20) -> None:
    """Documents of about so many passages: the shipped briefs' sentences in another order.

    Each document has `sections` of some 150 tokens; every section is different text.
    """
    import random

    sentences = [
        line.strip().lstrip("-0123456789. ")
        for brief in sorted(BRIEFS.glob("*.md"))
        for line in brief.read_text(encoding="utf-8").split("---", 2)[2].splitlines()
        if len(line) > 60 and not line.startswith("#")
    ]
    chooser = random.Random(0)
    for number in range(-(-passages // sections)):
        parts = [f"# Report {number}"]
        for section in range(min(sections, passages - sections * number)):
            body = " ".join(chooser.sample(sentences, chooser.randint(3, 7)))
            parts.append(f"## Section {section} of report {number}\n\n{body}")
        (folder / f"report-{number:03}.md").write_text("\n\n".join(parts), encoding="utf-8")


def _in_process(function: Callable[..., dict[str, Any]], *arguments: Any) -> dict[str, Any]:
    """Run in a fresh process, so that memory and caches are its own."""
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_send, args=(sender, function, arguments))
    process.start()
    sender.close()
    result: dict[str, Any] = receiver.recv()
    process.join()
    return result


def _send(sender: Any, function: Callable[..., dict[str, Any]], arguments: Any) -> None:
    sender.send(function(*arguments))


def _ingest(data_dir: Path, documents: Path) -> dict[str, Any]:
    from assistant.assembly import assemble
    from assistant.settings import Settings

    assistant = assemble(Settings(data_dir=data_dir))
    started = time.perf_counter()
    reports = list(assistant.ingest([documents]))
    seconds = time.perf_counter() - started
    return {
        "seconds": seconds,
        "passages": sum(record.chunks for record in assistant.documents()),
        "embedded": sum(report.embedded for report in reports),
        "chunks": max(report.chunks for report in reports),
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def _texts(data_dir: Path) -> list[str]:
    """What the embedder read, passage by passage."""
    import sqlite3

    from corpus.chunking import embedded_text

    connection = sqlite3.connect(data_dir / "library.sqlite")
    rows = connection.execute("SELECT text, headings FROM chunks ORDER BY id").fetchall()
    connection.close()
    return [embedded_text(text, tuple(json.loads(headings))) for text, headings in rows]


def _encode_plainly(data_dir: Path, folder: Path) -> dict[str, Any]:
    os.environ["HF_HUB_OFFLINE"] = "1"
    from sentence_transformers import SentenceTransformer

    from index.models.multilingual_e5 import PASSAGE
    from tests.support import plain_model

    model = SentenceTransformer(str(plain_model.write_base(folder)), device="cpu")
    texts = [PASSAGE + text for text in _texts(data_dir)]
    model.encode(texts[:32])
    started = time.perf_counter()
    model.encode(texts)
    return {"seconds": time.perf_counter() - started, "passages": len(texts)}


def _ask_all(data_dir: Path, documents: Path) -> dict[str, Any]:
    import faiss

    from assistant.assembly import assemble, make_embedder
    from assistant.settings import Settings

    settings = Settings(data_dir=data_dir)
    assistant = assemble(settings)
    for _ in assistant.ingest([documents]):
        pass
    embedder = make_embedder(settings)
    flat = faiss.IndexFlatIP(embedder.dimension)
    flat.add(embedder.embed_documents(_texts(data_dir)))
    questions = [json.loads(line)["question"] for line in QUESTIONS.read_text("utf-8").splitlines()]
    whole, bare = [], []
    for round_number in range(3):
        for asked in questions:
            started = time.perf_counter()
            assistant.ask(asked, keep=False)
            middle = time.perf_counter()
            flat.search(embedder.embed_query(asked)[None, :], 10)
            if round_number:  # the first round warms both
                whole.append(1000 * (middle - started))
                bare.append(1000 * (time.perf_counter() - middle))
    return {
        "p50": float(np.median(whole)),
        "p95": float(np.percentile(whole, 95)),
        "bare": float(np.median(bare)),
    }
