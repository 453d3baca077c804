"""Rehearsal: office time goes from one due moment to the next, and waits for whatever is under way."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from click.testing import CliRunner
from sqlalchemy import delete

from deploy import office_time
from deploy.cli import main
from deploy.embedded.services import SERVICES
from deploy.office_time import OfficeTime, Unquiet
from shared.clock import now
from shared.contracts.registration import SeatsFreed
from shared.db import Database
from shared.messaging.deadlines import Due, fire, schedule
from shared.messaging.outages import held
from shared.messaging.tables import outbox
from tests.databases import Bound

START = datetime(2026, 6, 1, 4, tzinfo=UTC)


@pytest.fixture
def clocks(tirkeu_databases: Bound) -> OfficeTime:
    return OfficeTime({service: getattr(tirkeu_databases, service) for service in SERVICES})


@contextmanager
def relay(database: Database) -> Iterator[list[datetime]]:
    """Fires what is due and lets it arrive at once; answers the office moments at which that happened."""
    fired: list[datetime] = []
    over = threading.Event()

    def work() -> None:
        while not over.wait(0.01):
            with database.transaction() as session:
                if fire(session):
                    fired.append(now(session).office)
                session.execute(delete(outbox))
                session.info.pop("published", None)

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield fired
    finally:
        over.set()
        thread.join()


def moments(clocks: OfficeTime) -> set[datetime]:
    found = set()
    for database in clocks.databases.values():
        with database.read() as session:
            found.add(now(session).office)
    return found


def remind_at(database: Database, *moments: datetime) -> None:
    """Deadlines; what their message says does not matter here."""
    with database.transaction() as session:
        schedule(session, [Due(moment, SeatsFreed(section_id=UUID(int=1)), f"{moment:%H}") for moment in moments])


def test_with_nothing_due_every_clock_stands_at_the_goal(clocks: OfficeTime) -> None:
    assert clocks.to(START) == []
    assert moments(clocks) == {START}


def test_a_moment_without_zone_is_almatys(clocks: OfficeTime) -> None:
    clocks.to(datetime(2026, 6, 1, 9))  # noqa: DTZ001  # as a person types it
    assert moments(clocks) == {START}


def test_it_stops_at_every_due_moment_and_goes_on_when_all_is_quiet(clocks: OfficeTime) -> None:
    billing = clocks.databases["billing"]
    clocks.set(START)
    due = [START + timedelta(hours=hours) for hours in (5, 2, 30)]
    remind_at(billing, *due)
    with relay(billing) as fired:
        stops = clocks.to(START + timedelta(hours=10))
    assert stops == fired == [due[1], due[0]]
    assert clocks.next_due() == due[2]


def test_when_nothing_moves_any_more_it_says_what_waits(clocks: OfficeTime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office_time, "UNCHANGED_FOR", 0.1)
    clocks.set(START)
    remind_at(clocks.databases["grading"], START)
    began = time.monotonic()
    with pytest.raises(Unquiet, match=r"'grading': .*'overdue': True"):
        clocks.to(START + timedelta(hours=1))
    assert time.monotonic() - began < 20


def test_an_outage_holds_what_takes_something_away_and_lets_everything_else_act(clocks: OfficeTime) -> None:
    """As `tirkeu clock outage` does it (R13.1)."""
    billing = clocks.databases["billing"]
    clocks.set(START)
    first, second = START + timedelta(hours=2), START + timedelta(hours=3)
    remind_at(billing, first)
    with billing.transaction() as session:
        schedule(session, [Due(second, SeatsFreed(UUID(int=9)), "takes", takes_away=True, kind="due_date_passed")])
    with relay(billing) as fired:
        clocks.outage(START + timedelta(hours=1), START + timedelta(hours=6))
    assert fired == [START + timedelta(hours=6)], "the reminder, once; not what takes a seat"
    assert clocks.next_due() is None
    with billing.read() as session:
        assert held(session, ["takes"]) == {"takes"}


def test_the_office_clock_is_moved_forward_only(clocks: OfficeTime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIRKEU_REHEARSAL", "1")
    assert clocks.stands_at() is None
    clocks.set(START)
    outage = ["clock", "outage", "--from", "2026-06-01T08:59", "--to", "2026-06-02"]
    for words in (["clock", "to", "2026-05-31"], outage, ["billing", "clock", "--to", "2026-06-01T08:59"]):
        earlier = CliRunner().invoke(main, words)
        assert earlier.exit_code == 1
        assert "2026-06-01 09:00" in earlier.output
        assert "goes forward only" in earlier.output
    assert moments(clocks) == {START}
    assert CliRunner().invoke(main, ["clock", "to", "2026-06-01T09:00"]).exit_code == 0, "that is now"
