"""Applications over HTTP with every check, from many clients at once, beside bare SQL that writes the same rows."""

from __future__ import annotations

import json
import os
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
import urllib3
from click import ClickException

from deploy import loading
from deploy.bench import bare
from deploy.bench.row import Row
from deploy.embedded import ports
from deploy.embedded.instance import Instance, started
from deploy.embedded.services import SERVICES
from deploy.rehearsal.people import Door, expect
from deploy.rehearsal.ready import SEED, make_ready
from shared.identity.tokens import key_of

STUDENTS = 2000
CLIENTS = (32, 256)
SECTIONS = 16
SEATS_OF_ONE = 40
API = "/registration/api/v1/applications/"


@dataclass(frozen=True, slots=True)
class Request:
    """One student's application, ready to be sent."""

    body: bytes
    headers: dict[str, str]


@dataclass(frozen=True, slots=True)
class Seen:
    """What came of the requests of a run."""

    rate: float
    p99: float
    """Milliseconds."""
    accepted: int


def measure(runs: int) -> list[Row]:
    """Applications a second, spread over many sections and all for one, by few clients and by many."""
    kinds = [(where, clients) for where in ("spread", "one section") for clients in CLIENTS]
    with _university() as (instance, admin):
        groups = _groups(admin, len(kinds) * runs)
        return [_row(instance, admin, kind, groups[n * runs : (n + 1) * runs]) for n, kind in enumerate(kinds)]


@contextmanager
def _university() -> Iterator[tuple[Instance, psycopg.Connection[Any]]]:
    """A university whose summer term takes applications, with a debt for every student."""
    with tempfile.TemporaryDirectory(prefix="tirkeu-bench-") as folder:
        outside = {"TIRKEU_REHEARSAL": "1", "TIRKEU_LOG": "json", "TIRKEU_LOT_SEED": str(SEED)}
        instance = Instance(Path(folder) / "var", port=str(ports.any_free()), outside=outside)
        with started(instance):
            assert instance.admin_url is not None
            os.environ.update(instance.environment())
            if loading.load("--source=generated", f"--students={STUDENTS}", f"--seed={SEED}") is None:
                raise ClickException("the university could not be loaded")
            make_ready(instance, lambda line: None)
            address = instance.admin_url.replace("postgresql+psycopg://", "postgresql://")
            with psycopg.connect(address, autocommit=True) as admin:
                yield instance, admin


def _groups(admin: psycopg.Connection[Any], number: int) -> list[list[tuple[UUID, str]]]:
    """Students (id and specialty) who are free of everything that would refuse them, in so many groups."""
    free = admin.execute(
        """SELECT s.student_id, s.specialty_id::text FROM registration.students s
           LEFT JOIN registration.arrears_copies a USING (student_id)
           WHERE s.status = 'studying' AND coalesce(a.fees, 0) = 0
             AND NOT EXISTS (SELECT FROM registration.debt_copies d WHERE d.student_id = s.student_id)
           ORDER BY s.student_id"""
    ).fetchall()
    size = len(free) // number
    return [free[nth * size : (nth + 1) * size] for nth in range(number)]


def _row(
    instance: Instance, admin: psycopg.Connection[Any], kind: tuple[str, int], groups: Sequence[list[tuple[UUID, str]]]
) -> Row:
    where, clients = kind
    pairs, seen = [], []
    for group in groups:
        sections = _sections(admin, 1 if where == "one section" else SECTIONS)
        requests = _requests(instance, admin, group, sections)
        _settle(admin)
        seen.append(_send(instance.origin, clients, requests))
        _settle(admin)
        pairs.append((seen[-1].rate, bare.rate(admin.info.dsn, admin.info.password, seen[-1].accepted)))
    beside = {
        "p99_ms": round(statistics.median(one.p99 for one in seen), 1),
        "accepted": sum(one.accepted for one in seen),
        "oversold": _oversold(admin),
    }
    return Row(f"applications, {where}, {clients} clients", "applications/s", "sql", pairs, beside)


def _sections(admin: psycopg.Connection[Any], number: int) -> list[tuple[UUID, UUID]]:
    """Open sections of different courses; seats for nearly all of the students, but where there is only one."""
    found = admin.execute(
        """SELECT DISTINCT ON (course_id) section_id, course_id FROM registration.sections
           WHERE status = 'open' ORDER BY course_id, section_id LIMIT %s""",
        [number],
    ).fetchall()
    seats = SEATS_OF_ONE if number == 1 else STUDENTS
    admin.execute(
        "UPDATE registration.sections SET capacity = greatest(taken, %s) WHERE section_id = ANY(%s)",
        [seats, [section for section, _ in found]],
    )
    return found


def _requests(
    instance: Instance,
    admin: psycopg.Connection[Any],
    group: Sequence[tuple[UUID, str]],
    sections: Sequence[tuple[UUID, UUID]],
) -> list[Request]:
    """A debt of each student, and his application as a program would send it."""
    door = Door(instance.origin, key_of(json.dumps(instance.secrets.token)))
    offers: dict[tuple[UUID, str], str] = {}
    found = []
    _owe(admin, [(student, sections[nth % len(sections)][1]) for nth, (student, _) in enumerate(group)])
    for nth, (student, specialty) in enumerate(group):
        section = sections[nth % len(sections)][0]
        somebody = door.person(student, "", "student")
        if (section, specialty) not in offers:
            shown = expect(somebody.get(f"{API}prospect?section_id={section}"), 200)
            offers[section, specialty] = shown["accepted_offer"]
        body = {"section_id": str(section), "accepted_offer": offers[section, specialty], "purpose": "debt"}
        headers = {"Authorization": f"Bearer {somebody.token}", "Content-Type": "application/json"}
        found.append(Request(json.dumps(body).encode(), headers | {"Idempotency-Key": str(uuid4())}))
    return found


def _owe(admin: psycopg.Connection[Any], debts: Sequence[tuple[UUID, UUID]]) -> None:
    with admin.cursor() as cursor:
        cursor.executemany(
            """INSERT INTO registration.debt_copies
                 (debt_id, version_no, student_id, course_id, status, reason, percent, term_id, since)
               SELECT %s, 1, %s, %s, 'open', 'failed', 40, term_id, starts_on FROM registration.terms LIMIT 1""",
            [(uuid4(), student, course) for student, course in debts],
        )


def _send(origin: str, clients: int, requests: Sequence[Request]) -> Seen:
    """All of them from so many clients at once, each asking again as soon as it is answered."""
    pool = urllib3.PoolManager(maxsize=clients, block=True, retries=False, timeout=60)

    def one(request: Request) -> tuple[int, float]:
        began = time.monotonic()
        said = pool.request("POST", origin + API, body=request.body, headers=request.headers)
        return said.status, time.monotonic() - began

    with ThreadPoolExecutor(clients) as threads:
        began = time.monotonic()
        answers = list(threads.map(one, requests))
        seconds = time.monotonic() - began
    slowest = statistics.quantiles((took for _, took in answers), n=100)[98]
    return Seen(len(answers) / seconds, slowest * 1000, sum(status == 202 for status, _ in answers))


def _settle(admin: psycopg.Connection[Any]) -> None:
    """Wait until what the run has caused is done: it belongs to no other run."""
    outboxes = " UNION ALL ".join(f"SELECT 1 FROM {service}.outbox" for service in SERVICES)
    while admin.execute(f"SELECT EXISTS ({outboxes})").fetchone() != (False,):
        time.sleep(0.1)


def _oversold(admin: psycopg.Connection[Any]) -> int:
    row = admin.execute("SELECT count(*) FROM registration.sections WHERE taken > capacity").fetchone()
    assert row is not None
    return int(row[0])
