"""One supervisor a folder: a lock that the system gives back when the holder dies, however he dies."""

import contextlib
import fcntl
import json
import os
import time
from pathlib import Path

from deploy.embedded.processes import Trouble

LOOK = 0.3
"""Seconds in which whoever only looks whether the folder is held has let it go again."""


class Claim:
    """This folder is ours as long as this object lives."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file = folder / "lock"
        self._handle = os.open(self.file, os.O_RDWR | os.O_CREAT, 0o600)
        if not self._take():
            os.close(self._handle)
            raise Trouble(taken(folder, self.file))
        self.note("")

    def _take(self) -> bool:
        deadline = time.monotonic() + LOOK
        while time.monotonic() < deadline:
            with contextlib.suppress(BlockingIOError):
                fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return True
            time.sleep(0.02)
        return False

    def note(self, address: str) -> None:
        """Leave word of who holds it and where he can be reached."""
        os.ftruncate(self._handle, 0)
        os.pwrite(self._handle, json.dumps({"process": os.getpid(), "address": address}).encode(), 0)

    def give_back(self) -> None:
        """Others may have it."""
        os.close(self._handle)


def is_held(folder: Path) -> bool:
    """Whether somebody works in this folder now."""
    try:
        with (folder / "lock").open("rb") as handle:
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return True  # held, or another user's: he alone can say
    except OSError:
        return False
    return False


def taken(folder: Path, file: Path) -> str:
    """What to say to the second one."""
    try:
        holder = json.loads(file.read_text("utf-8"))
    except ValueError:
        holder = {}
    where = f", {holder['address']}" if holder.get("address") else ""
    return (
        f"Tirkeu already runs with the data in {folder} (process {holder.get('process', '?')}{where}). "
        "Stop it there with Ctrl-C, or give this one a folder of its own (TIRKEU_VAR=other)."
    )
