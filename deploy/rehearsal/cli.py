"""`tirkeu demo`: a throwaway instance, records, the story, the checks; exit code 1 if a check fails."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
import time
import traceback
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from importlib import import_module
from pathlib import Path
from types import FrameType
from typing import Any

import click

from deploy import loading
from deploy.embedded import ports
from deploy.embedded.claim import Claim, is_held, taken
from deploy.embedded.instance import Instance, started
from deploy.embedded.processes import Trouble
from deploy.embedded.services import SERVICES
from deploy.office_time import OfficeTime
from deploy.rehearsal import cast, checks, every_way, opening, report, story
from deploy.rehearsal.bank import Bank
from deploy.rehearsal.chaos import Chaos, PatientTime
from deploy.rehearsal.people import Door
from deploy.rehearsal.reader import Reader, make_reader
from deploy.rehearsal.stage import Say, Stage
from shared.clock import now
from shared.identity.tokens import key_of
from shared.records.source import university_of

THREADS = 40
STOPPED = "stopped"


@click.command()
@click.option("--data", envvar="DATA", type=click.Path(exists=True, file_okay=False, path_type=Path), help="OULAD.")
@click.option("--students", envvar="STUDENTS", default=1000, show_default=True, type=click.IntRange(1))
@click.option("--seed", envvar="SEED", default=1, show_default=True)
@click.option("--chaos", envvar="CHAOS", is_flag=True, help="Break the instance at seeded moments.")
@click.option("--keep", is_flag=True, help="Leave the instance's folder for a look afterwards.")
def demo(data: Path | None, students: int, seed: int, *, chaos: bool, keep: bool) -> None:
    """Play a whole summer term through the real processes, and check what came of it."""
    began = time.monotonic()
    var = Path(os.environ.get("TIRKEU_VAR") or "var").absolute() / "demo"
    told = report.Report(seed, "oulad" if data else f"generated:{students}")
    claim = _take(var)
    _listen(told)
    try:
        _rehearse(var / "instance", _source(data, students, seed), told, began, chaos=chaos)
    except KeyboardInterrupt:
        click.echo("Stopped.", err=True)
    except Exception as error:
        told.failure = told.failure or f"{type(error).__name__}: {error}"
        traceback.print_exc()
    told.seconds = time.monotonic() - began
    told.write(var / "report.json")
    if not keep:
        shutil.rmtree(var / "instance", ignore_errors=True)
    claim.give_back()
    click.echo("\n".join(report.lines(told)))
    click.echo(f"\n{var / 'report.json'}")
    sys.exit(0 if told.ok else 1)


def _take(var: Path) -> Claim:
    """The folder is ours alone from here on; what another rehearsal said in it counts no more."""
    var.mkdir(parents=True, exist_ok=True)
    claim = Claim(var)
    if is_held(var / "instance"):
        raise Trouble(taken(var / "instance", var / "instance" / "lock"))
    (var / "report.json").unlink(missing_ok=True)
    return claim


def _listen(told: report.Report) -> None:
    """The first Ctrl-C stops in order and is reported; the second leaves at once, and the guard ends the rest."""

    def asked(_number: int, _frame: FrameType | None) -> None:
        if told.failure:
            os._exit(130)
        told.failure = STOPPED
        raise KeyboardInterrupt

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, asked)


def _source(data: Path | None, students: int, seed: int) -> dict[str, Any]:
    return {"source": "oulad" if data else "generated", "folder": data, "seed": seed, "students": students}


def _rehearse(var: Path, source: dict[str, Any], told: report.Report, began: float, *, chaos: bool) -> None:
    def say(line: str) -> None:
        click.echo(f"{time.monotonic() - began:6.1f} s  {line}")

    shutil.rmtree(var, ignore_errors=True)
    instance = Instance(var, port=str(ports.any_free()), outside=_outside(told.seed), say=say)
    with started(instance), ThreadPoolExecutor(THREADS) as pool:
        os.environ.update(instance.environment())
        _load(source, say)
        clock = PatientTime({service: import_module(f"services.{service}.db").db for service in SERVICES})
        stage = _stage(instance, source, told, clock, say, pool)
        if chaos:
            clock.chaos = Chaos(instance, told.seed)
            told.chaos = clock.chaos.struck
        try:
            story.play(stage, university_of(**source).summer_starts_on)
        finally:
            if clock.chaos:
                clock.chaos.end()
            if told.failure != STOPPED:
                _judge(stage, told, json.dumps(instance.secrets.seal_public))


def _stage(
    instance: Instance, source: dict[str, Any], told: report.Report, clock: PatientTime, say: Say,
    pool: ThreadPoolExecutor,
) -> Stage:  # fmt: skip
    """Everybody in his place, long before the summer."""
    assert instance.admin_url is not None
    reader = Reader(make_reader(instance.admin_url))
    told.clock_from = opening.long_before(university_of(**source).summer_starts_on)
    clock.set(told.clock_from)
    clock.wait_until_quiet()
    told.before = report.before_summer(reader)
    clock.door = Door(instance.origin, key_of(json.dumps(instance.secrets.token)))
    people = cast.find(clock.door, reader)
    say(f"{len(people.debtors)} debtors, {told.before['open_debts_before']} debts")
    return Stage(told.seed, people, clock, reader, Bank(told.seed), say, pool)


def _judge(stage: Stage, told: report.Report, seal_key: str) -> None:
    """What came of it, however far it came."""
    told.refused = dict(stage.refused)
    told.acts = {**{what: n for what, n in stage.done.items() if n}, **every_way.counted(stage.reader)}
    told.after = report.after_summer(stage.reader)
    told.clock_to = _office_now(stage.clock)
    told.checks = checks.all_checks(stage.reader, checks.Known(stage.bank.income, seal_key))


def _office_now(clock: OfficeTime) -> datetime:
    with clock.databases["registration"].read() as session:
        return now(session).office


def _outside(seed: int) -> dict[str, str]:
    """A rehearsal stands alone: no server named from outside, no real mail; its seed decides the first day's lot."""
    passed = {name: os.environ[name] for name in ("TIRKEU_LOG",) if name in os.environ}
    return {**passed, "TIRKEU_REHEARSAL": "1", "TIRKEU_LOT_SEED": str(seed)}


def _load(source: dict[str, Any], say: Say) -> None:
    say("loading records")
    options = {"dir" if name == "folder" else name: value for name, value in source.items() if value is not None}
    told = loading.load(*(f"--{name}={value}" for name, value in options.items()))
    if told is None:
        raise RuntimeError("the records could not be loaded; the lines above say why")
    for service, numbers in told.items():
        say(f"  {service}: {numbers}")
