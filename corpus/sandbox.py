"""Parsing in a process of its own: a hostile file can cost its time limit, never the program.

Whatever its format and size, a file is read in one child process, started when first needed and
kept for the next files. The child has no network and little memory (`confinement`), a time that
grows with the file, and may send back only so much. The parent sends a line of JSON and the
file's bytes over a pipe and reads JSON back (never pickles: a child that was taken over must not
be able to run code here). After a crash or a time-out the child is gone and the next file gets a
fresh one.

The child is a plain `python -c` process instead of `multiprocessing`, which would import the
parent's main module, and with it the web page or the models, into every child. It ends when its
pipe closes, so none outlives the parent however the parent ends.
"""

from __future__ import annotations

import atexit
import gc
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path
from typing import IO, Any

from corpus.blocks import Content
from corpus.confinement import MEMORY_BYTES, address_space, allow_seconds, confine
from corpus.errors import AssistantError, DocumentError
from corpus.wording import _, language, number, use

SECONDS = 10.0  # of a processor, for a file of up to SMALL_BYTES
SMALL_BYTES = 1_000_000
SECONDS_PER_BYTE = 1e-6  # of the rest
# Times as long by the clock, which only a reader that waits for something ever needs, or one on
# a machine so busy with other work that it gets a sixth of a processor.
PATIENCE = 6
START_SECONDS = 60.0  # by the clock, for a child to begin and to import a reader; not the file's
# What may come back: text and marks of a small file, and of a large one by its size. A page of
# Word or PDF unpacks to ten times its size at most; what becomes more was made to.
REPLY_BYTES = 4_000_000
REPLY_BYTES_PER_BYTE = 25
MOST_REPLY_BYTES = 32_000_000
HEADER_BYTES = 32
# From here on a fresh child is cheaper than a file that finds no memory left.
WORN_BYTES = MEMORY_BYTES // 2
RECURSION_LIMIT = 8_000  # readers follow nested elements; too deep is an error, not a crash
CHILD = "from corpus.sandbox import serve; serve()"
# (reader, the file's bytes, its name, options of the reader) -> the JSON of what was found.
Call = Callable[[str, bytes, str, Mapping[str, Any]], Any]


class Sandbox:
    """One child process that reads files, one at a time, for any number of threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._ready: set[str] = set()  # the readers that the child has imported

    def read(self, module: str, data: bytes, name: str, *, timeout: float | None = None) -> Content:
        """Return the content that `module.read(data, name)` finds; see `call`."""
        return Content.unpacked(self.call(module, data, name, {}, timeout=timeout), name)

    def call(
        self,
        module: str,
        data: bytes,
        name: str,
        options: Mapping[str, Any],
        *,
        timeout: float | None = None,
    ) -> Any:
        """Return `module.read(data, name, **options).packed()`, run in the child.

        `timeout` is in seconds of a processor; without one it grows with the file. Raises the
        reader's own AssistantError, and DocumentError where it took too long, sent back too much
        or crashed. What is returned was made by the child: believe only its JSON.
        """
        timeout = seconds_for(len(data)) if timeout is None else timeout
        request = {
            "module": module, "name": name, "size": len(data), "options": options,
            "language": language(),
        }  # fmt: skip
        reply, last = None, True
        timed_out = threading.Event()
        with self._lock:
            process = self._running()
            try:
                if module not in self._ready:
                    with _killed_after(process, START_SECONDS, threading.Event()):
                        _prepare(process, module)
                    self._ready.add(module)
                with _killed_after(process, timeout * PATIENCE, timed_out):
                    reply, last = _exchange(process, {**request, "timeout": timeout}, data)
            finally:
                # Also after Ctrl-C here: the late answer must not pass for the next file's.
                if last or timed_out.is_set():
                    self._stop()
        if reply is None and (timed_out.is_set() or _out_of_time(process)):
            raise DocumentError(
                _(
                    "{name} took longer than {timeout:g} s to read and was left out; split "
                    "it into parts, or save it in another format, and add that"
                ).format(name=name, timeout=timeout)
            )
        if reply is None:
            raise DocumentError(
                _(
                    "{name} could not be read: the reader crashed on it; save it again in "
                    "its own program, or in another format, and add that"
                ).format(name=name)
            )
        if "error" in reply:
            error, status = str(reply["error"]), reply.get("status")
            raise AssistantError(error) if status is None else DocumentError(error, str(status))
        return reply.get("found")

    def close(self) -> None:
        """End the child process, if there is one; a later `read` starts a fresh one."""
        process = self._process
        if process is not None:
            process.kill()  # a thread that waits for it gives up, and with it the lock
        with self._lock:
            self._stop()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self._stop()
            self._process, self._ready = _start(), set()
        return self._process

    def _stop(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        # One that has ended by itself keeps its own reason.
        process.kill()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with suppress(OSError):  # bytes not yet sent to a child that is gone
                    pipe.close()
        process.wait()


_sandbox = Sandbox()
atexit.register(_sandbox.close)


def seconds_for(size: int) -> float:
    """The seconds of a processor that a file of so many bytes may take."""
    return round(SECONDS + max(0, size - SMALL_BYTES) * SECONDS_PER_BYTE, 1)


def most_reply_bytes(size: int) -> int:
    """How much may come back for a file of so many bytes."""
    return min(REPLY_BYTES + REPLY_BYTES_PER_BYTE * size, MOST_REPLY_BYTES)


read_in_sandbox, call_in_sandbox = _sandbox.read, _sandbox.call  # in the child of all threads


def serve() -> None:
    """The child's loop: read a request, answer it, until the parent closes the pipe."""
    requests = sys.stdin.buffer
    # Replies get the real stdout; whatever a parser prints must not end up among them.
    with os.fdopen(os.dup(1), "wb") as replies:
        with Path(os.devnull).open("wb") as nowhere:
            os.dup2(nowhere.fileno(), 1)
        confine()
        # A file makes many small objects and few cycles: collecting once per file is faster,
        # and faster still without looking through what the modules made (`freeze`).
        gc.disable()
        sys.setrecursionlimit(RECURSION_LIMIT)
        while line := requests.readline():
            request = json.loads(line)
            if "prepare" in request:
                with suppress(Exception):
                    import_module(request["prepare"])
                gc.freeze()
                replies.write(b"ready\n")
                replies.flush()
                continue
            allow_seconds(request["timeout"])
            data = requests.read(request["size"])
            reply = _reply(request, data)
            worn = address_space() > WORN_BYTES
            replies.write(b"%d %d\n" % (len(reply), worn))
            replies.write(reply)
            replies.flush()
            del reply, data
            gc.collect()


def _reply(request: dict[str, Any], data: bytes) -> bytes:
    use(request["language"])
    name = request["name"]
    try:
        found = import_module(request["module"]).read(data, name, **request["options"])
        reply = _encoded({"found": found.packed()})
        if len(reply) <= most_reply_bytes(len(data)):
            return reply
        return _encoded({"error": _too_much(name, len(data)), "status": "failed"})
    except AssistantError as error:
        return _encoded({"error": str(error), "status": getattr(error, "status", None)})
    except MemoryError:
        reason = _("it needs too much memory; split it into parts and add those")
    except ImportError as error:
        reason = _("this program is not installed whole ({reason}); run its installation again")
        reason = reason.format(reason=error)
    # The parser boundary: third-party parsers raise whatever a broken file makes them raise.
    except Exception as error:
        reason = _(
            "it is damaged or not standard ({kind}); save it again in its own program, or in"
            " another format, and add that"
        ).format(kind=type(error).__name__)
    told = _("{name} could not be read: {reason}").format(name=name, reason=reason)
    return _encoded({"error": told, "status": "failed"})


def _encoded(value: dict[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")


def _too_much(name: str, size: int) -> str:
    return _(
        "{name} could not be read: its {size} MB unpack to more than {most} MB of text; split it"
        " into parts, or save it again in its own program, and add that"
    ).format(name=name, size=number(size / 1e6, 2), most=number(most_reply_bytes(size) / 1e6))


def _start() -> subprocess.Popen[bytes]:
    # The child finds the same packages as the parent, whatever put them on the path here.
    path = os.pathsep.join(str(Path(entry or ".").absolute()) for entry in sys.path)
    return subprocess.Popen(
        [sys.executable, "-P", "-c", CHILD],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        # Its libraries would begin a thread per processor, each with memory of its own.
        env={**os.environ, "PYTHONPATH": path, "OPENBLAS_NUM_THREADS": "1"},
    )


@contextmanager
def _killed_after(
    process: subprocess.Popen[bytes], seconds: float, happened: threading.Event
) -> Iterator[None]:
    """End a process that is not done with what happens inside after so many seconds."""

    def stop() -> None:
        happened.set()
        process.kill()

    timer = threading.Timer(seconds, stop)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()


def _prepare(process: subprocess.Popen[bytes], module: str) -> None:
    """Have the child import a reader. One that cannot be imported is told of by the reading."""
    requests, replies = _pipes(process)
    with suppress(OSError):
        requests.write(json.dumps({"prepare": module}).encode() + b"\n")
        requests.flush()
        replies.readline(HEADER_BYTES)


def _exchange(
    process: subprocess.Popen[bytes], request: dict[str, Any], data: bytes
) -> tuple[dict[str, Any] | None, bool]:
    """Send one file and wait for the reply; None where the child died instead.

    With the reply: whether it is the last of this child.
    """
    requests, replies = _pipes(process)
    try:
        requests.write(json.dumps(request).encode() + b"\n")
        requests.write(data)
        requests.flush()
        size, worn = map(int, replies.readline(HEADER_BYTES).split())
        if not 0 <= size <= most_reply_bytes(len(data)):
            return {"error": _too_much(request["name"], len(data)), "status": "failed"}, True
        reply = json.loads(replies.read(size))
    except (OSError, ValueError, RecursionError):
        return None, True
    return (reply, bool(worn)) if isinstance(reply, dict) else (None, True)


def _pipes(process: subprocess.Popen[bytes]) -> tuple[IO[bytes], IO[bytes]]:
    if process.stdin is None or process.stdout is None:
        raise RuntimeError("the child was started without pipes")
    return process.stdin, process.stdout


def _out_of_time(process: subprocess.Popen[bytes]) -> bool:
    """Whether the kernel ended a process for its seconds of a processor."""
    return sys.platform != "win32" and process.returncode == -signal.SIGXCPU
