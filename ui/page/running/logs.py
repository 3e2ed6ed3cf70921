"""The log of a running page: JSON lines in the data folder, a line for a request or an event.

What people ask, add or are called never gets into it: a line has the message of this program, which
holds none of that, an error its kind and the places in the code that it passed, never its words. Of
a library of others there is its name and the place, since what its messages hold is not known.
"""

from __future__ import annotations

import json
import logging
import os
import re
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any
from uuid import uuid4

from filelock import FileLock, Timeout

from corpus.wording import _
from index.store.database import PRIVATE_FILE, PRIVATE_FOLDER

FOLDER = "logs"
NAME = "assistant{}.jsonl"  # with the number of the server, where several have one data folder
SERVERS = 9  # of one data folder that log
OURS = ("corpus", "index", "assistant", "ui", "uvicorn")  # whose messages hold nothing of people
LOGGED_FROM = {"ui": logging.INFO, "assistant": logging.INFO}  # others: from a warning on
CAUSES = 5  # errors behind an error that are told
HERE = Path(__file__).resolve().parents[3]
_WELL_FORMED = re.compile(r"[A-Za-z0-9._-]{8,64}")
_request: ContextVar[str] = ContextVar("request", default="")


def request_id(given: str) -> str:
    """The id of a request: the one that it brings, where that can be logged, or a new one."""
    return given if _WELL_FORMED.fullmatch(given) else uuid4().hex


def current_request() -> str:
    """The id of the request that is being answered, or whose work this is; or nothing."""
    return _request.get()


@contextmanager
def answering(request: str) -> Iterator[None]:
    """Log under the id of a request within; never around a `yield`, since it would leak."""
    token = _request.set(request)
    try:
        yield
    finally:
        _request.reset(token)


def told(record: logging.LogRecord) -> dict[str, Any]:
    """What a line of the log says."""
    at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
    line: dict[str, Any] = {
        "time": at.replace("+00:00", "Z"),
        "level": record.levelname.lower(),
        "logger": record.name,
        "message": _message(record),
    }
    request = getattr(record, "request", "") or current_request()
    if request:
        line["request"] = request
    line.update(getattr(record, "figures", {}))
    error = record.exc_info[1] if record.exc_info else None
    if error is not None:
        line["errors"] = [_error(one) for one in _with_causes(error)]
    return line


def _message(record: logging.LogRecord) -> str:
    if record.name.split(".")[0] in OURS:
        return " ".join(record.getMessage().split())
    return f"a message of this library, at {Path(record.pathname).name}:{record.lineno}"


def _with_causes(error: BaseException) -> Iterator[BaseException]:
    """An error, and those behind it."""
    following: BaseException | None = error
    for _number in range(CAUSES):
        if following is None:
            return
        yield following
        following = following.__cause__ or following.__context__


def _error(error: BaseException) -> dict[str, Any]:
    """The kind of an error, with the system's number for it, and the places that it passed, the
    last first."""
    frames = reversed(traceback.extract_tb(error.__traceback__))
    number = {"errno": error.errno} if isinstance(error, OSError) else {}
    places = [f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames]
    return {"kind": type(error).__qualname__, **number, "traceback": places}


def _short(file: str) -> str:
    """A file of code by its place in the program or in a library, not on this machine."""
    path = Path(file)
    if path.is_relative_to(HERE) and "site-packages" not in path.relative_to(HERE).parts:
        return path.relative_to(HERE).as_posix()
    return "/".join(path.parts[-3:])


class JsonLines(logging.Formatter):
    """A record as a line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        return json.dumps(told(record), ensure_ascii=False, default=str)


class PlainLines(logging.Formatter):
    """The same for a person at the terminal, or for what keeps the output of a service."""

    def format(self, record: logging.LogRecord) -> str:
        line = told(record)
        lines = [line["message"] + (f" (request {line['request']})" if "request" in line else "")]
        for error in line.get("errors", ()):
            lines += [f"  {error['kind']}", *(f"    {place}" for place in error["traceback"])]
        return "\n".join(lines)


class _File(RotatingFileHandler):
    """A file for its owner alone; where it cannot be written nothing else fails, and it is said
    once."""

    failed = False

    def _open(self) -> Any:
        def private(path: str, flags: int) -> int:
            return os.open(path, flags, PRIVATE_FILE)

        return open(self.baseFilename, self.mode, encoding="utf-8", opener=private)  # noqa: PTH123, SIM115

    def handleError(self, record: logging.LogRecord) -> None:
        if not self.failed:
            self.failed = True
            print(_("The log cannot be written; the disk may be full."), file=sys.stderr)


@contextmanager
def logging_to(folder: Path, megabytes: float, files: int) -> Iterator[Path | None]:
    """Log into a data folder within, in a file of so many megabytes and so many older ones; gives
    the file. Without any files, or where it cannot be written, warnings go to stderr alone."""
    root = logging.getLogger()
    terminal = logging.StreamHandler()
    terminal.setLevel(logging.WARNING)
    terminal.setFormatter(PlainLines())
    handlers: list[logging.Handler] = [terminal]
    lock, path = _place(folder / FOLDER) if files else (None, None)
    if path is not None:
        with suppress(OSError):
            # `delay` would hide until the first line that it cannot be opened.
            kept = _File(path, maxBytes=int(megabytes * 1e6), backupCount=files, encoding="utf-8")
            kept.setFormatter(JsonLines())
            handlers.append(kept)
    before = {name: logging.getLogger(name).level for name in LOGGED_FROM}
    for name, level in LOGGED_FROM.items():
        logging.getLogger(name).setLevel(level)
    for handler in handlers:
        root.addHandler(handler)
    try:
        yield path if len(handlers) > 1 else None
    finally:
        for handler in handlers:
            root.removeHandler(handler)
            handler.close()
        for name, level in before.items():
            logging.getLogger(name).setLevel(level)
        if lock is not None:
            lock.release()


def _place(folder: Path) -> tuple[FileLock | None, Path | None]:
    """A file that no other server of the data folder logs to, and the lock that says so."""
    with suppress(OSError):
        folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
        for number in range(1, SERVERS + 1):
            path = folder / NAME.format("" if number == 1 else f"-{number}")
            lock = FileLock(path.with_suffix(".lock"), mode=PRIVATE_FILE, thread_local=False)
            with suppress(Timeout):
                lock.acquire(timeout=0)
                return lock, path
    return None, None
