"""What `assistant doctor` looks at: the machine, the model, the library and its index."""

from __future__ import annotations

import os
import platform
import shutil
import sqlite3
import stat
import sys
from collections.abc import Callable
from pathlib import Path

from assistant.answering import calibration
from assistant.assembly import assemble, make_chosen_model
from assistant.assistant import Check
from assistant.conversations.conversations import Conversations
from assistant.evaluation.reviews import ReviewFile
from assistant.faq.keeping.records import FaqRecords
from assistant.language_model.engines.deadline import Deadline
from assistant.language_model.engines.model import LanguageModel
from assistant.language_model.released import ReleasedCollections
from assistant.language_model.supported import StandsInWords
from assistant.people.accounts import Accounts
from assistant.people.audit import AuditLog
from assistant.reader.network import BilingualNetwork
from assistant.reader.words import WordScorer
from assistant.settings import Settings
from assistant.training.bank.item_bank import ItemBank
from assistant.training.practice.practice import Practice
from assistant.training.saved_packs import KeptPacks
from corpus.errors import AssistantError
from corpus.wording import _, counted, later
from index.models.model_files import SHA256, read_base
from index.models.multilingual_e5 import MultilingualE5
from index.store.database import FILE_NAME
from index.store.server import places

FREE_MEGABYTES = 500
SOUND_PYTHON = (3, 11, 8)


def doctor(settings: Settings) -> list[Check]:
    """Every check, each by itself: a failed one does not stop the rest. Changes nothing."""
    checks = [
        _program(),
        _model(settings),
        _reader(settings),
        _language_model(settings),
        _disk(settings.data_dir),
        _privacy(settings.data_dir),
    ]
    checks += _kept(settings.data_dir, _reader_name(settings))
    folder = settings.data_dir
    parts = (FILE_NAME, "vectors", "originals")
    on_server = places.server_of(folder) is not None
    is_there = folder.is_dir() and any((folder / p).exists() for p in parts)
    if not is_there and not on_server and (folder.is_dir() or not folder.exists()):
        detail = f"{folder} has no library yet; 'assistant ingest PATH' makes it"
        return [*checks, Check("library", True, detail)]
    try:
        assistant = assemble(settings)
        checks.extend(assistant.checks())
        assistant.close()
    except AssistantError as error:
        checks.append(Check("library", False, str(error)))
    return checks


def _program() -> Check:
    """The versions of Python and SQLite; for those with faults that are known, and which pip does
    not bring, what is done instead. And what this system has no means for.
    """
    told = [f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"]
    if sys.version_info < SOUND_PYTHON:
        told.append(
            _(
                "this Python does not see parts of a zip file that overlap and is slow on some"
                " broken HTML: Word files are unpacked, and HTML is read, within limits of this"
                " program's own"
            )
        )
    if not _sound_sqlite(sqlite3.sqlite_version_info):
        told.append(
            _(
                "this SQLite can lose a write in WAL mode: the rollback journal is used, which it"
                " does not concern"
            )
        )
    if os.name != "posix":
        told.append(
            _(
                "on this system documents are read in a process of their own with a limit of time,"
                " but none of memory, and files are as private as the folder that they lie in"
            )
        )
    return Check(later("program"), True, "; ".join(told))


def _sound_sqlite(version: tuple[int, ...]) -> bool:
    """Whether a version has the repair of WAL mode: 3.51.3, and 3.50.7 and 3.44.6 of theirs."""
    return version >= (3, 51, 3) or any(
        version >= fixed and version[:2] == fixed[:2] for fixed in ((3, 50, 7), (3, 44, 6))
    )


def _privacy(folder: Path) -> Check:
    """Whether others on this machine can read the data folder."""
    if os.name != "posix" or not folder.is_dir() or not any(folder.iterdir()):
        return Check(
            later("privacy"), True, _("the data folder is as private as the folder above it")
        )
    if stat.S_IMODE(folder.stat().st_mode) & 0o007:
        return Check(
            later("privacy"), False,
            _(
                "everyone on this machine can open {folder}; 'chmod 700' on it keeps others out"
            ).format(folder=folder),
        )  # fmt: skip
    return Check(
        later("privacy"),
        True,
        _("{folder} is closed to others on this machine").format(folder=folder),
    )


def _kept(folder: Path, reader: str) -> list[Check]:
    """What people made, each read whole; none where there is none."""
    entries, practice, packs = FaqRecords(folder), Practice(folder), KeptPacks(folder)
    reviews = ReviewFile(folder)
    conversations = Conversations(folder)
    bank = ItemBank(folder)
    people = Accounts(folder)
    kept: list[tuple[str, Path, Callable[[], str]]] = [
        (later("faq"), entries.path, lambda: _whole(entries.check(), "entry")),
        (later("practice"), practice.path, lambda: _whole(practice.check(), "answer")),
        (later("conversations"), conversations.path, lambda: _conversations(conversations)),
        (later("reviews"), reviews.path, lambda: _whole(len(reviews.all()), "review")),
        (later("people"), people.path, lambda: _people(people, AuditLog(folder))),
        (later("bank"), bank.path, lambda: _whole(bank.check(), "item")),
        (later("packs"), packs.folder, lambda: _packs(packs)),
        (
            later("calibration"),
            folder / calibration.FILE_NAME,
            lambda: _calibrated(folder, reader),
        ),
    ]
    checks = []
    for name, path, read in kept:
        try:
            if not (places.exists(path) if path.suffix == ".sqlite" else path.exists()):
                continue
            checks.append(Check(name, True, f"{path}: {read()}"))
        except AssistantError as error:
            checks.append(Check(name, False, str(error)))
    return checks


def _conversations(kept: Conversations) -> str:
    count = kept.check()
    return f"{count:,} conversation{'' if count == 1 else 's'}, all whole"


def _people(people: Accounts, log: AuditLog) -> str:
    count = people.check()
    lines = sum(1 for _line in log.lines())
    return f"{count:,} account{'' if count == 1 else 's'}, {lines:,} lines of the audit log"


def _packs(packs: KeptPacks) -> str:
    kept = packs.all()
    if wrong := [one.problem for one in kept if one.problem]:
        raise AssistantError(" ".join(wrong))
    return _whole(len(kept), "pack")


def _whole(count: int, noun: str) -> str:
    return _("{counted}, all whole").format(counted=counted(count, noun))


def _calibrated(folder: Path, reader: str) -> str:
    found = calibration.load(folder, reader)
    if not found:
        return _("for another reader, not used")
    return _("fitted to {questions}").format(questions=counted(found.questions, "question"))


def _model(settings: Settings) -> Check:
    if settings.embedder != MultilingualE5.name:
        return Check(
            later("model"),
            True,
            _("{embedder} (its files are not checked)").format(embedder=settings.embedder),
        )
    embedder = MultilingualE5(precision=settings.precision)
    try:
        for name in SHA256:
            read_base(name)
        embedder.embed_query("ready")
    except AssistantError as error:
        return Check("model", False, str(error))
    return Check(
        later("model"),
        True,
        _("{name}, files verified, computes in {precision}").format(
            name=embedder.name, precision=embedder.precision
        ),
    )


def _reader_name(settings: Settings) -> str:
    return WordScorer.name if settings.reader == WordScorer.name else BilingualNetwork.name


def _reader(settings: Settings) -> Check:
    if settings.reader == WordScorer.name:
        return Check(later("reader"), True, _("by words alone, as was set"))
    network = BilingualNetwork(precision=settings.precision)
    try:
        network.load()
    except AssistantError as error:
        return Check(
            later("reader"),
            False,
            _("{reason} Until then answers are chosen by words alone").format(reason=error),
        )
    return Check(later("reader"), True, _("{name}, file verified").format(name=network.name))


def _set_model(settings: Settings) -> LanguageModel | None:
    """The language model that the settings or the page mean; no sentence of it is shown here."""
    released = ReleasedCollections(settings.data_dir, list)
    return make_chosen_model(settings, released, StandsInWords()).model


def _language_model(settings: Settings) -> Check:
    """Whether the one that is set answers; nothing of the documents is sent."""
    model = _set_model(settings)
    name = later("language model")
    if model is None:
        return Check(name, True, _("none is set: answers are quoted word for word"))
    try:
        return Check(name, True, model.check(Deadline(settings.model_timeout)))
    except AssistantError as error:
        told = _("{problem} Until then answers are quoted word for word").format(problem=error)
        return Check(name, False, told)


def _disk(folder: Path) -> Check:
    existing = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    free = shutil.disk_usage(existing).free // 1_000_000
    detail = f"{free:,} MB free at {existing}"
    if free < FREE_MEGABYTES:
        detail += "; free some space before adding documents"
    return Check("disk", free >= FREE_MEGABYTES, detail)
