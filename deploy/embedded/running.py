"""How a command typed in another shell finds the instance that runs: a note in its folder, for its owner only."""

import json
import os
from collections.abc import Mapping
from pathlib import Path

from deploy.embedded.claim import is_held
from deploy.embedded.processes import Trouble

NOTE = "running.json"
OURS = ("TIRKEU_", "REDIS_URL", "SMTP_URL")


def announce(var: Path, environments: Mapping[str, Mapping[str, str]]) -> None:
    """Leave word, whole or not at all, of what each service (and, under `all`, a command over all four) is told."""
    told = {
        who: {name: value for name, value in environment.items() if name.startswith(OURS)}
        for who, environment in environments.items()
    }
    aside = var / f"{NOTE}.new"
    aside.unlink(missing_ok=True)
    with os.fdopen(os.open(aside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="utf-8") as out:
        json.dump(told, out)
    aside.replace(var / NOTE)


def withdraw(var: Path) -> None:
    """Nothing runs here any more."""
    (var / NOTE).unlink(missing_ok=True)


def adopt(who: str = "all") -> None:
    """Take over what the running instance is told, unless this process was told already.

    A note that was left by one that was killed counts for nothing: nobody holds its folder.
    """
    if not is_told() and is_held(folder()):
        for name, value in _noted().get(who, {}).items():
            os.environ.setdefault(name, value)


def require() -> None:
    """Adopt, for a command over all four services; Trouble says why it can't be."""
    adopt()
    if not is_told():
        raise Trouble(why_not())


def is_told() -> bool:
    """Whether this process knows a database of ours."""
    return any(name.startswith("TIRKEU_") and name.endswith("_DATABASE_URL") for name in os.environ)


def folder() -> Path:
    """The folder that is meant when a command is typed."""
    return Path(os.environ.get("TIRKEU_VAR") or "var").absolute()


def why_not() -> str:
    """Why a command does not know where its database is, and what can be done."""
    if not is_held(folder()):
        return f"Nothing runs in {folder()}: start it there (make run), or name its folder (TIRKEU_VAR=folder)."
    if (folder() / NOTE).exists() and not os.access(folder() / NOTE, os.R_OK):
        return f"What runs in {folder()} is another user's: give the command as that user."
    return f"Tirkeu in {folder()} is starting or stopping: try again when it says that it is ready."


def _noted() -> dict[str, dict[str, str]]:
    """What stands in the note; nothing, if there is none that can be read."""
    try:
        noted: dict[str, dict[str, str]] = json.loads((folder() / NOTE).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return noted
