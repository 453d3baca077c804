"""`make run` for the first time: a summer term that is open for applications, so that there is something to do."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from importlib import import_module

from deploy.embedded.instance import Instance
from deploy.embedded.services import SERVICES
from deploy.office_time import OfficeTime
from deploy.rehearsal import cast, opening
from deploy.rehearsal.bank import Bank
from deploy.rehearsal.people import Door
from deploy.rehearsal.reader import Reader, make_reader
from deploy.rehearsal.stage import Stage
from shared.identity.tokens import key_of
from shared.records.source import university_of

SEED, STUDENTS = 1, 1000


def make_ready(instance: Instance, say: Callable[[str], None]) -> None:
    """Let the deans propose, the rectorate agree and the office publish; then it is the window's second day.

    What an earlier try has done is not done again.
    """
    assert instance.admin_url is not None
    reader = Reader(make_reader(instance.admin_url))
    databases = {service: import_module(f"services.{service}.db").db for service in SERVICES}
    for service, db in databases.items():
        db.bind(instance.environment(service)[f"TIRKEU_{service.upper()}_DATABASE_URL"])
    try:
        _play(instance, reader, OfficeTime(databases), say)
    finally:
        reader.close()
        for db in databases.values():
            db.engine.dispose()


def _play(instance: Instance, reader: Reader, clock: OfficeTime, say: Callable[[str], None]) -> None:
    say("Preparing a summer term")
    starts_on = university_of("generated", None, SEED, STUDENTS).summer_starts_on
    if reader.one("SELECT max(stands_at) FROM registration.office_clock") is None:
        clock.to(opening.long_before(starts_on))
    with ThreadPoolExecutor(1) as pool:
        door = Door(instance.origin, key_of(json.dumps(instance.secrets.token)))
        stage = Stage(SEED, cast.find(door, reader), clock, reader, Bank(SEED), say, pool)
        dates = opening.hold(stage, starts_on)
    opened = dates.drawn_at + timedelta(hours=2)
    if reader.one("SELECT max(stands_at) FROM registration.office_clock") < opened:
        clock.to(opened)
