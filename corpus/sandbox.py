"""Parsing in a process of its own: a hostile file can cost its time limit, never the program.

PDF, HTML and Word parsers are large or native code, and a bad file can make them crash, hang or
fill the memory. They run in one child process, started when first needed and kept for the next
files. The parent sends a line of JSON and the file's bytes over a pipe and reads a line of JSON
back (never pickles: a child that was taken over must not be able to run code here). After a
crash or a time-out the child is gone and the next file gets a fresh one.

The child is a plain `python -c` process instead of `multiprocessing`, which would import the
parent's main module, and with it the web page or the models, into every child. It ends when its
pipe closes, so none outlives the parent however the parent ends.
"""

from __future__ import annotations

import atexit
import gc
import json
import os
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import fields
from importlib import import_module
from operator import attrgetter
from pathlib import Path
from typing import IO, Any

from corpus.blocks import Content, Element
from corpus.errors import DocumentError

MEMORY_BYTES = 2 * 1024**3
CPU_SLACK_SECONDS = 10
RECURSION_LIMIT = 8_000  # readers follow nested elements; too deep is an error, not a crash
CHILD = "from corpus.sandbox import serve; serve()"


class Sandbox:
    """One child process that reads files, one at a time, for any number of threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def read(self, module: str, data: bytes, name: str, *, timeout: float) -> Content:
        """Return `module.read(data, name)`, run in the child; `timeout` is in seconds.

        Raises DocumentError: the reader's own, or that it took too long or crashed.
        """
        with self._lock:
            process = self._running()
            timed_out = threading.Event()

            def stop() -> None:
                timed_out.set()
                process.kill()

            timer = threading.Timer(timeout, stop)
            timer.daemon = True
            timer.start()
            reply = None
            try:
                reply = _exchange(process, module, data, name, timeout)
            finally:
                timer.cancel()
                timer.join()
                # Also after Ctrl-C here: the late answer must not pass for the next file's.
                if reply is None or timed_out.is_set():
                    self._stop()
        if reply is None and timed_out.is_set():
            raise DocumentError(
                f"{name} took longer than {timeout:g} s to read and was left out; "
                "split it into parts, or save it in another format, and add that"
            )
        if reply is None:
            raise DocumentError(
                f"{name} could not be read: the reader crashed on it; "
                "save it again in its own program, or in another format, and add that"
            )
        if "error" in reply:
            raise DocumentError(reply["error"], reply["status"])
        return _content(reply)

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
            self._process = _start()
        return self._process

    def _stop(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with suppress(OSError):  # bytes not yet sent to a child that is gone
                    pipe.close()
        process.wait()


_sandbox = Sandbox()
atexit.register(_sandbox.close)


def read_in_sandbox(module: str, data: bytes, name: str, *, timeout: float) -> Content:
    """Return `module.read(data, name)`, run in the shared child process; see Sandbox.read."""
    return _sandbox.read(module, data, name, timeout=timeout)


def serve() -> None:
    """The child's loop: read a request, answer it, until the parent closes the pipe."""
    requests = sys.stdin.buffer
    # Replies get the real stdout; whatever a parser prints must not end up among them.
    with os.fdopen(os.dup(1), "wb") as replies:
        with Path(os.devnull).open("wb") as nowhere:
            os.dup2(nowhere.fileno(), 1)
        _limit_memory()
        # A file makes many small objects and few cycles: collecting once per file is faster.
        gc.disable()
        sys.setrecursionlimit(RECURSION_LIMIT)
        while line := requests.readline():
            request = json.loads(line)
            _limit_cpu(request["timeout"])
            data = requests.read(request["size"])
            reply = _read(request["module"], data, request["name"])
            replies.write(json.dumps(reply).encode() + b"\n")
            replies.flush()
            gc.collect()


def _read(module: str, data: bytes, name: str) -> dict[str, Any]:
    try:
        content: Content = import_module(module).read(data, name)
        # Field by field: dataclasses.asdict copies deeply, a second for 50,000 elements.
        values = attrgetter(*(field.name for field in fields(Element)))
        facts = {field.name: getattr(content, field.name) for field in fields(content)}
        return {**facts, "elements": [values(element) for element in content.elements]}
    except DocumentError as error:
        return {"error": str(error), "status": error.status}
    except MemoryError:
        reason = "it needs too much memory; split it into parts and add those"
    except ImportError as error:
        reason = f"this program is not installed whole ({error}); run its installation again"
    # The parser boundary: third-party parsers raise whatever a broken file makes them raise.
    except Exception as error:
        reason = (
            f"it is damaged or not standard ({type(error).__name__}); "
            "save it again in its own program, or in another format, and add that"
        )
    return {"error": f"{name} could not be read: {reason}", "status": "failed"}


def _start() -> subprocess.Popen[bytes]:
    # The child finds the same packages as the parent, whatever put them on the path here.
    path = os.pathsep.join(str(Path(entry or ".").absolute()) for entry in sys.path)
    return subprocess.Popen(
        [sys.executable, "-P", "-c", CHILD],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": path},
    )


def _exchange(
    process: subprocess.Popen[bytes], module: str, data: bytes, name: str, timeout: float
) -> dict[str, Any] | None:
    """Send one file and wait for the reply; None where the child died instead."""
    request = {"module": module, "name": name, "size": len(data), "timeout": timeout}
    requests, replies = _pipes(process)
    try:
        requests.write(json.dumps(request).encode() + b"\n")
        requests.write(data)
        requests.flush()
        reply: dict[str, Any] = json.loads(replies.readline())
    except (OSError, ValueError):
        return None
    return reply


def _pipes(process: subprocess.Popen[bytes]) -> tuple[IO[bytes], IO[bytes]]:
    if process.stdin is None or process.stdout is None:
        raise RuntimeError("the child was started without pipes")
    return process.stdin, process.stdout


def _content(reply: dict[str, Any]) -> Content:
    elements = tuple(Element(*map(_frozen, values)) for values in reply.pop("elements"))
    return Content(elements, topics=tuple(reply.pop("topics")), **reply)


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _limit_memory() -> None:
    if sys.platform != "win32":
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        allowed = MEMORY_BYTES if hard == resource.RLIM_INFINITY else min(MEMORY_BYTES, hard)
        resource.setrlimit(resource.RLIMIT_AS, (allowed, hard))


def _limit_cpu(timeout: float) -> None:
    """Let a child whose parent was killed in the middle of a file end by itself."""
    if sys.platform != "win32":
        import resource

        usage = resource.getrusage(resource.RUSAGE_SELF)
        spent = usage.ru_utime + usage.ru_stime
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        limit = int(spent + timeout) + CPU_SLACK_SECONDS
        allowed = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
        resource.setrlimit(resource.RLIMIT_CPU, (allowed, hard))
