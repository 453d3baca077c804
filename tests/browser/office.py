"""A whole small university, running; and what happens outside its pages: time passes, the bank writes statements."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import text

from deploy.embedded import ports, university
from deploy.embedded.instance import Instance, started
from deploy.embedded.processes import Trouble
from deploy.embedded.services import SERVICES
from deploy.embedded.university import Account
from deploy.office_time import OfficeTime
from deploy.rehearsal.bank import Bank, Line, account
from deploy.rehearsal.opening import long_before
from deploy.rehearsal.stage import moment
from services.registration.usecases.policies import set_policy
from shared.clock import now, office_day
from shared.db import Database
from shared.money import Money
from shared.records.source import university_of

SEED, STUDENTS = 3, 80
MOMENT = """SELECT {name} FROM terms JOIN term_dates AS dates USING (term_id) JOIN sections AS section USING (term_id)
            WHERE season = 'summer' LIMIT 1"""


class Office:
    """What the pages cannot do for a test: the clock, the bank, and who can sign in."""

    def __init__(self, instance: Instance) -> None:
        self.instance, self.origin = instance, instance.origin
        self.var = instance.var
        self._databases = {service: _database(instance, service) for service in SERVICES}
        self.clock = OfficeTime(self._databases)
        self.bank = Bank(SEED)
        self.accounts: dict[str, Account] = {}
        self.examined: set[str] = set()
        self.starts_on = university_of("generated", None, SEED, STUDENTS).summer_starts_on

    def open(self) -> None:
        """Let the records arrive everywhere, and put the clock to spring; a course may be held for one student."""
        spring = long_before(self.starts_on)
        self.clock.set(spring)
        with self._databases["registration"].transaction() as session:
            set_policy(session, "summer_minimum", {"students": 1}, office_day(spring), "a small university")
        self.clock.wait_until_quiet()

    def quiet(self) -> None:
        """Wait until every message has arrived."""
        self.clock.wait_until_quiet()

    @property
    def today(self) -> date:
        """The office's day."""
        with self._databases["registration"].read() as session:
            return now(session).day

    def moment(self, name: str) -> datetime:
        """A published date of the term, as a moment at which people act: of a day the evening."""
        with self._databases["registration"].read() as session:
            told = session.execute(text(MOMENT.format(name=name))).scalar_one()
        return told if isinstance(told, datetime) else moment(told, 18)

    def statement(self, day: date, *payments: tuple[str, str, str]) -> Path:
        """The bank's file of this day; a payment is who, for what, how much."""
        lines = [
            Line(payer, "", account(nth), purpose, Money.of(amount))
            for nth, (payer, purpose, amount) in enumerate(payments)
        ]
        path = self.var / f"statement-{day}.txt"
        path.write_bytes(self.bank.statement(day, lines, since=day - timedelta(days=7)))
        return path

    def close(self) -> None:
        """Leave the databases."""
        for database in self._databases.values():
            database.engine.dispose()


@contextmanager
def running(var: Path, students: int = STUDENTS) -> Iterator[Office]:
    """A university in a folder of its own, in rehearsal, for the length of a block."""
    instance = Instance(var, port=str(ports.any_free()), outside={"TIRKEU_REHEARSAL": "1"})
    with started(instance, partial(_load, students)):
        office = Office(instance)
        try:
            office.accounts = {person.role: person for person in university.accounts(instance)}
            office.open()
            yield office
        finally:
            office.close()


def _load(students: int, instance: Instance) -> None:
    if instance.run("demo-university", "--students", str(students), "--seed", str(SEED)):
        raise Trouble("the small university could not be loaded")


def _database(instance: Instance, service: str) -> Database:
    made = Database(service)
    made.bind(instance.environment(service)[f"TIRKEU_{service.upper()}_DATABASE_URL"])
    return made
