"""What is in the way of a command, said to a person in a line or two instead of a traceback."""

from __future__ import annotations

import sys

from deploy.embedded import running
from deploy.embedded.processes import Trouble

TOLD = ("TIRKEU_", "REDIS_URL")


def said(error: BaseException) -> str | None:
    """The line for an error that is no fault of the program; nothing for any other, whose traceback is wanted."""
    if isinstance(error, Trouble):
        return str(error)
    if isinstance(error, KeyError) and error.args and str(error.args[0]).startswith(TOLD):
        return f"{error.args[0]} is not set. {running.why_not()}"
    if away(error):
        return f"The database does not answer as it should: {of_the_server(error)}"
    return None


def away(error: BaseException) -> bool:
    """Whether the database can't be reached; a command that never imported its library can't have met it."""
    found = sys.modules.get("sqlalchemy.exc")
    return found is not None and isinstance(error, found.OperationalError)


def of_the_server(error: BaseException) -> str:
    """The server's own words, without the statement."""
    return str(getattr(error, "orig", None) or error).strip()
