"""What `assistant doctor` looks at: the machine, the model, the library and its index."""

from __future__ import annotations

import platform
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

from assistant.answering import calibration
from assistant.assembly import assemble
from assistant.assistant import Check
from assistant.faq.keeping.records import FaqRecords
from assistant.reader.network import BilingualNetwork
from assistant.reader.words import WordScorer
from assistant.settings import Settings
from assistant.training.practice.practice import Practice
from assistant.training.saved_packs import KeptPacks
from corpus.errors import AssistantError
from index.models.model_files import SHA256, read_base
from index.models.multilingual_e5 import MultilingualE5
from index.store.database import FILE_NAME

FREE_MEGABYTES = 500


def doctor(settings: Settings) -> list[Check]:
    """Every check, each by itself: a failed one does not stop the rest. Changes nothing."""
    checks = [
        Check(
            "program",
            True,
            f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version} "
            "with the rollback journal",
        ),
        _model(settings),
        _reader(settings),
        _disk(settings.data_dir),
    ]
    checks += _kept(settings.data_dir, _reader_name(settings))
    folder = settings.data_dir
    parts = (FILE_NAME, "vectors", "originals")
    if not folder.exists() or folder.is_dir() and not any((folder / p).exists() for p in parts):
        detail = f"{folder} has no library yet; 'assistant ingest PATH' makes it"
        return [*checks, Check("library", True, detail)]
    try:
        assistant = assemble(settings)
        checks.extend(assistant.checks())
        assistant.close()
    except AssistantError as error:
        checks.append(Check("library", False, str(error)))
    return checks


def _kept(folder: Path, reader: str) -> list[Check]:
    """What people made, each read whole; none where there is none."""
    entries, practice, packs = FaqRecords(folder), Practice(folder), KeptPacks(folder)
    kept: list[tuple[str, Path, Callable[[], str]]] = [
        ("faq", entries.path, lambda: f"{entries.check():,} entries, all whole"),
        ("practice", practice.path, lambda: f"{practice.check():,} answers, all whole"),
        ("packs", packs.folder, lambda: _packs(packs)),
        ("calibration", folder / calibration.FILE_NAME, lambda: _calibration(folder, reader)),
    ]
    checks = []
    for name, path, read in kept:
        if not path.exists():
            continue
        try:
            checks.append(Check(name, True, f"{path}: {read()}"))
        except AssistantError as error:
            checks.append(Check(name, False, str(error)))
    return checks


def _packs(packs: KeptPacks) -> str:
    kept = packs.all()
    if wrong := [one.problem for one in kept if one.problem]:
        raise AssistantError(" ".join(wrong))
    return f"{len(kept):,} packs, all whole"


def _calibration(folder: Path, reader: str) -> str:
    found = calibration.load(folder, reader)
    return f"fitted to {found.questions:,} questions" if found else "for another reader, not used"


def _model(settings: Settings) -> Check:
    if settings.embedder != MultilingualE5.name:
        return Check("model", True, f"{settings.embedder} (its files are not checked)")
    embedder = MultilingualE5(precision=settings.precision)
    try:
        for name in SHA256:
            read_base(name)
        embedder.embed_query("ready")
    except AssistantError as error:
        return Check("model", False, str(error))
    return Check(
        "model", True, f"{embedder.name}, files verified, computes in {embedder.precision}"
    )


def _reader_name(settings: Settings) -> str:
    return WordScorer.name if settings.reader == WordScorer.name else BilingualNetwork.name


def _reader(settings: Settings) -> Check:
    if settings.reader == WordScorer.name:
        return Check("reader", True, "by words alone, as was set")
    network = BilingualNetwork(precision=settings.precision)
    try:
        network.load()
    except AssistantError as error:
        return Check("reader", False, f"{error} Until then answers are chosen by words alone")
    return Check("reader", True, f"{network.name}, file verified")


def _disk(folder: Path) -> Check:
    existing = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    free = shutil.disk_usage(existing).free // 1_000_000
    detail = f"{free:,} MB free at {existing}"
    if free < FREE_MEGABYTES:
        detail += "; free some space before adding documents"
    return Check("disk", free >= FREE_MEGABYTES, detail)
