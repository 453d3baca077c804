"""`tirkeu run`: everything on this machine until Ctrl-C."""

import contextlib
import os
import signal
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from types import FrameType

import psycopg
from sqlalchemy.exc import SQLAlchemyError

from deploy import plainly
from deploy.embedded import university
from deploy.embedded.instance import Instance, Interrupted
from deploy.embedded.processes import Trouble
from deploy.embedded.services import SERVICES


def run(outside: Mapping[str, str] = os.environ) -> int:
    """Start all of it, say where it is, and stop all of it when asked; the exit code."""
    started = time.monotonic()
    outside = rehearsing(outside)
    instance = Instance(
        Path(outside.get("TIRKEU_VAR") or "var"), port=outside.get("TIRKEU_PORT"), outside=outside, say=say
    )
    listen(instance)
    try:
        instance.start(university.fill)
    except Interrupted:
        return 0
    except (Trouble, OSError, SQLAlchemyError, psycopg.Error) as error:
        print(f"\ntirkeu: {plainly.of_the_server(error)}", file=sys.stderr)
        return 1
    with contextlib.suppress(Interrupted):
        prepare(instance)
        greet(instance, time.monotonic() - started)
        instance.interrupted.wait()
    say("Stopping")
    instance.stop()
    say("Stopped. `make run` goes on where it stopped.")
    return 0


def prepare(instance: Instance) -> None:
    """Have a summer term to look at; without one everything still runs, and the next start tries again."""
    try:
        university.make_ready(instance)
    except Interrupted:
        raise
    except Exception as error:
        print(f"tirkeu: no summer term could be prepared ({type(error).__name__}: {error})", file=sys.stderr)


def rehearsing(outside: Mapping[str, str]) -> Mapping[str, str]:
    """On our own servers the office is a demo whose clock stands still, unless `TIRKEU_REHEARSAL=0` says otherwise."""
    given = ("DATABASE_URL", *(f"TIRKEU_{service.upper()}_DATABASE_URL" for service in SERVICES))
    own = not any(outside.get(name) for name in given)
    return {"TIRKEU_REHEARSAL": "1", **outside} if own else outside


def listen(instance: Instance) -> None:
    """The first Ctrl-C stops in order; the second leaves at once, and the guard ends the rest."""

    def asked(_number: int, _frame: FrameType | None) -> None:
        if instance.interrupted.is_set():
            os._exit(130)
        instance.interrupted.set()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, asked)


def greet(instance: Instance, seconds: float) -> None:
    """The one address, and one account a role."""
    say(f"Ready after {seconds:.0f} s: {instance.surroundings.origin}")
    people = university.accounts(instance)
    if people:
        say("\nTo look around, sign in as")
        wide = max(len(person.role) for person in people), max(len(person.login) for person in people)
        for person in people:
            say(f"  {person.role:{wide[0]}}  {person.login:{wide[1]}}  {person.password}")
    if instance.outside.get("TIRKEU_REHEARSAL") == "1":
        say("\nThe office's clock stands still: `tirkeu clock to DAY` moves it, `tirkeu bank-day` lets everybody pay.")
        say(f"The command is {Path(sys.executable).with_name('tirkeu')}")
    say(f"\nData and logs are in {instance.var}. Ctrl-C stops everything.")


def say(line: str) -> None:
    """A line for the person at the screen, at once."""
    print(line, flush=True)
