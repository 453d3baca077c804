"""One supervisor a folder: a lock that the system gives back when the holder dies, however he dies."""

import fcntl
import json
import os
from pathlib import Path

from deploy.embedded.processes import Trouble


class Claim:
    """This folder is ours as long as this object lives."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file = folder / "lock"
        self._handle = os.open(self.file, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            os.close(self._handle)
            raise Trouble(taken(folder, self.file)) from error
        self.note("")

    def note(self, address: str) -> None:
        """Leave word of who holds it and where he can be reached."""
        os.ftruncate(self._handle, 0)
        os.pwrite(self._handle, json.dumps({"process": os.getpid(), "address": address}).encode(), 0)

    def give_back(self) -> None:
        """Others may have it."""
        os.close(self._handle)


def taken(folder: Path, file: Path) -> str:
    """What to say to the second one."""
    try:
        holder = json.loads(file.read_text("utf-8"))
    except ValueError:
        holder = {}
    where = f", {holder['address']}" if holder.get("address") else ""
    return (
        f"Tirkeu already runs with the data in {folder} (process {holder.get('process', '?')}{where}). "
        "Stop it there with Ctrl-C, or give this one a folder of its own: TIRKEU_VAR=other make run"
    )
