"""After a long outage what takes something away waits for the chairman; all else acts by itself, once (R13.1)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from shared.clock import now, set_office
from shared.contracts.registration import DeadlinesReleased, SeatsFreed
from shared.db import Database
from shared.messaging import Due, schedule, unschedule
from shared.messaging.deadlines import fire, next_due
from shared.messaging.outages import beat, held, limit, note, release
from shared.messaging.tables import heartbeats, outages, outbox
from tests.databases import Bound

NOON = datetime(2025, 6, 2, 7, tzinfo=UTC)
HOUR = timedelta(hours=1)


def due(hours: int, *, takes_away: bool = True, key: str = "") -> Due:
    message = SeatsFreed(section_id=UUID(int=hours))
    return Due(NOON + hours * HOUR, message, key or f"k{hours}", takes_away=takes_away, kind="the answer")


def left(session: Session) -> list[int]:
    """The deadlines that have left so far, by their hour."""
    bodies = session.scalars(select(outbox.c.body).where(outbox.c.name == SeatsFreed.name))
    return sorted(UUID(body["section_id"]).int for body in bodies)


def told(session: Session) -> list[list[int]]:
    """What registration was told of them, in its order."""
    query = select(outbox.c.body).where(outbox.c.name == "registration.note_held_deadlines").order_by(outbox.c.id)
    return [body["numbers"] for body in session.scalars(query)]


def after_an_outage(db: Database) -> None:
    """Five hours without a beat; deadlines at hours 1 to 3 that take something away, one at 2 that does not."""
    with db.transaction() as session:
        set_office(session, NOON)
        beat(session)
        schedule(session, [due(1), due(2, takes_away=False), due(3), due(9)])
    with db.transaction() as session:
        session.execute(update(heartbeats).values(beat_at=heartbeats.c.beat_at - 5 * HOUR))
        set_office(session, NOON + 5 * HOUR)
    with db.transaction() as session:
        beat(session)
        fire(session)


def release_all(session: Session, through: datetime) -> None:
    release(session, [DeadlinesReleased(UUID(int=1), session.info["service"], "the answer", through)])


def test_only_what_takes_something_away_is_held(two_services: Bound) -> None:
    db = two_services.billing
    after_an_outage(db)
    with db.read() as session:
        assert left(session) == [2]
        assert held(session, ["k1", "k2", "k3", "k9"]) == {"k1", "k3"}
        assert next_due(session) == NOON + 9 * HOUR
        assert session.execute(select(outages.c.from_at, outages.c.to_at)).one() == (NOON, NOON + 5 * HOUR)
        assert told(session) == [[2]]


def test_the_chairman_releases_them_and_each_acts_once(two_services: Bound) -> None:
    db = two_services.billing
    after_an_outage(db)
    with db.transaction() as session:
        release_all(session, NOON + 2 * HOUR)
        release(session, [DeadlinesReleased(UUID(int=2), "grading", "the answer", NOON + 9 * HOUR)])
        release(session, [DeadlinesReleased(UUID(int=3), "billing", "another kind", NOON + 9 * HOUR)])
    for _ in range(2):
        with db.transaction() as session:
            fire(session)
    with db.transaction() as session:
        assert left(session) == [1, 2]
        release_all(session, NOON + 9 * HOUR)
        release_all(session, NOON + 9 * HOUR)
        fire(session)
    with db.read() as session:
        assert left(session) == [1, 2, 3]
        assert told(session) == [[2], [1], []]


def test_a_held_deadline_that_is_moved_or_taken_back_is_no_longer_held(two_services: Bound) -> None:
    db = two_services.billing
    after_an_outage(db)
    with db.transaction() as session:
        schedule(session, [due(7, key="k1")])
        unschedule(session, ["k3"])
        set_office(session, NOON + 8 * HOUR)
    with db.transaction() as session:
        fire(session)
        assert left(session) == [2, 7]
        assert told(session) == [[2], [1], []]


def test_what_was_on_its_way_during_the_outage_is_protected_too(two_services: Bound) -> None:
    db = two_services.billing
    after_an_outage(db)
    with db.transaction() as session:
        schedule(session, [due(4), due(0, key="before"), due(4, takes_away=False, key="harmless")])
        fire(session)
    with db.read() as session:
        assert held(session, ["k4", "before", "harmless"]) == {"k4"}
        assert left(session) == [0, 2, 4]


def test_a_short_silence_and_a_clock_that_stood_are_no_outage(two_services: Bound) -> None:
    db = two_services.registration
    for hours, office in ((3, NOON + 3 * HOUR), (50, NOON + 3 * HOUR)):
        with db.transaction() as session:
            set_office(session, NOON if hours == 3 else office)
            beat(session)
            session.execute(update(heartbeats).values(beat_at=now(session).real - hours * HOUR))
        with db.transaction() as session:
            set_office(session, office)
            beat(session)
            assert session.execute(select(outages)).all() == []
    assert limit({}) == 4 * HOUR
    assert limit({"TIRKEU_OUTAGE_HOURS": "0.5"}) == HOUR / 2


def test_an_outage_may_be_declared_in_office_time(two_services: Bound) -> None:
    db = two_services.registration
    with db.transaction() as session:
        set_office(session, NOON + 4 * HOUR)
        schedule(session, [due(1), due(2)])
        note(session, NOON, NOON + 4 * HOUR)
        assert held(session, ["k1", "k2"]) == {"k1", "k2"}
        assert fire(session) == 0
