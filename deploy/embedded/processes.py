"""Children in sessions of their own, which Ctrl-C does not reach, and which do not outlive a killed parent."""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Any

from deploy.embedded import guard

PATIENCE = 8.0
"""Seconds between asking a child to stop and stopping it; safe by design, nothing is lost."""

LONGEST_LOG = 10 * 2**20


class Trouble(Exception):
    """Something of this machine is in the way; the text says what, and what can be done."""


class Guard:
    """Ends the children when this process dies, however it dies."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", guard.__file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def add(self, pid: int, asked: int) -> None:
        """End this child too, by this signal first."""
        self._tell(f"+{pid} {asked}")

    def remove(self, pid: int) -> None:
        """The child has ended: its number may soon be another's."""
        self._tell(f"-{pid}")

    def close(self) -> None:
        """Nothing left to watch."""
        assert self._process.stdin is not None
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.close()
        self._process.wait()

    def _tell(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{line}\n".encode())
        self._process.stdin.flush()


class Child:
    """One running program, with its log."""

    def __init__(
        self,
        command: Sequence[str | os.PathLike[str]],
        *,
        log: Path | None,
        guard: Guard,
        asked: int = signal.SIGTERM,
        environment: Mapping[str, str] | None = None,
        user: int | None = None,
        folder: Path | None = None,
    ) -> None:
        self.log, self.asked, self._guard = log, asked, guard
        if log:
            turn_over(log)
        with log.open("ab") if log else contextlib.nullcontext() as out:
            self.process = start(command, out, environment, user, folder)
        guard.add(self.pid, asked)

    @property
    def pid(self) -> int:
        """The process, which leads its own group."""
        return self.process.pid

    def running(self) -> bool:
        """Whether it has not ended."""
        return self.process.poll() is None

    def ask(self) -> None:
        """Ask it to stop; don't wait."""
        if self.running():
            self.process.send_signal(self.asked)

    def stop(self, patience: float = PATIENCE) -> None:
        """Ask it to stop, and stop it with all that it started when it doesn't."""
        self.ask()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(patience)
        self.kill()

    def end(self) -> None:
        """End it and all that it started, hard."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)

    def kill(self) -> None:
        """End it hard and forget it."""
        self.end()
        self.process.wait()
        self._guard.remove(self.pid)

    def last_words(self, lines: int = 12) -> str:
        """The end of its log, for whoever asks why it stopped."""
        if self.log is None or not self.log.exists():
            return ""
        return "\n".join(self.log.read_text("utf-8", "replace").splitlines()[-lines:])


def turn_over(log: Path) -> None:
    """A log that has grown long begins anew; the one before it stays beside it."""
    if log.exists() and log.stat().st_size > LONGEST_LOG:
        log.replace(log.with_name(f"{log.name}.1"))


def start(
    command: Sequence[str | os.PathLike[str]],
    out: IO[bytes] | None,
    environment: Mapping[str, str] | None,
    user: int | None,
    folder: Path | None,
) -> subprocess.Popen[bytes]:
    """Start a program in a session of its own, as another user where that is asked."""
    as_user: dict[str, Any] = {} if user is None else {"user": user, "group": user, "extra_groups": []}
    return subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=out,
        stderr=subprocess.STDOUT,
        env=environment,
        cwd=folder,
        start_new_session=True,
        **as_user,
    )
