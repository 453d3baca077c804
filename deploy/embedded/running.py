"""How a command typed in another shell finds the instance that runs: a note in its folder, for its owner only."""

import json
import os
from collections.abc import Mapping
from pathlib import Path

NOTE = "running.json"
OURS = ("TIRKEU_", "REDIS_URL", "SMTP_URL")


def announce(var: Path, environments: Mapping[str, Mapping[str, str]]) -> None:
    """Leave word of what each service (and, under `all`, a command over all four) is told here."""
    told = {
        who: {name: value for name, value in environment.items() if name.startswith(OURS)}
        for who, environment in environments.items()
    }
    withdraw(var)
    with os.fdopen(os.open(var / NOTE, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="utf-8") as out:
        json.dump(told, out)


def withdraw(var: Path) -> None:
    """Nothing runs here any more."""
    (var / NOTE).unlink(missing_ok=True)


def adopt(who: str = "all") -> None:
    """Take over what the running instance is told, unless this process was told already."""
    if any(name.endswith("_DATABASE_URL") for name in os.environ if name.startswith("TIRKEU_")):
        return
    note = Path(os.environ.get("TIRKEU_VAR") or "var") / NOTE
    if note.exists():
        for name, value in json.loads(note.read_text("utf-8"))[who].items():
            os.environ.setdefault(name, value)
