"""Five hours down over a deadline: nobody loses anything before the chairman has said so (R13.1, R8.4, D20)."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from sqlalchemy import select

from services.notifications.models import Notice
from services.registration.models.applications import Application
from services.registration.models.deadlines import DeadlineRelease, HeldDeadlines
from services.registration.models.seats import SeatOffer
from services.registration.usecases import held_deadlines
from shared.clock import office_day
from shared.messaging.outages import note
from tests.databases import Bound
from tests.workflows.office import Office, Records
from tests.workflows.test_summer_way import nothing_is_left_lying, opened, told


def down(office: Records, hours: int) -> None:
    """All four services are down for so long, from now on."""
    since = office.now()
    for database in office.databases:
        with database.transaction() as session:
            note(session, since, since + timedelta(hours=hours))
    office.set_clock(since + timedelta(hours=hours))
    office.wire.carry()


def held(office: Records) -> Counter[tuple[str, str]]:
    """What the chairman sees: service and kind, with the number."""
    with office.of.registration.read() as session:
        rows = session.scalars(select(HeldDeadlines)).all()
        return Counter({(row.service, one["kind"]): one["number"] for row in rows for one in row.held})


def release(office: Records) -> None:
    """The chairman lets all of it act."""
    for service, kind in held(office):
        with office.acting("chairman") as session:
            held_deadlines.release(session, service, kind, "everybody could pay at the bank")
    office.wire.carry()


def over_the_due_date(office: Office, cases: list[Application]) -> None:
    """Down for six hours, in which the due date passes."""
    assert cases[0].due_at
    office.to(cases[0].due_at - timedelta(hours=1))
    down(office, 6)


def load(office: Office, case: Application, *paid: Application) -> None:
    """The statements through the due date, with these payments of the day before it."""
    assert case.due_at
    first, last = office_day(office.dates.drawn_at), office_day(case.due_at)
    office.bank(first, last, *((one, last) for one in paid))


def test_the_unpaid_lapse_only_when_the_chairman_releases(undone_databases: Bound) -> None:
    office, cases = opened(undone_databases, capacity=6, number=2)
    over_the_due_date(office, cases)
    load(office, cases[0], cases[1])
    assert office.standing(*cases) == ["invoiced", "on_sheet"]
    assert held(office) == {("registration", "the_payment"): 1, ("billing", "due_date_passed"): 1}
    assert told(office, cases[0].student_id)["deadline_held"] == 1
    release(office)
    assert office.standing(*cases) == ["lapsed_unpaid", "on_sheet"]
    assert held(office) == {}
    with office.of.registration.read() as session:
        assert {act.service for act in session.scalars(select(DeadlineRelease))} == {"registration", "billing"}
    with office.of.notifications.read() as session:
        assert "deadlines_held" in set(session.scalars(select(Notice.template)))
    nothing_is_left_lying(office)


def test_a_payment_in_time_saves_the_seat_also_after_the_release(undone_databases: Bound) -> None:
    office, cases = opened(undone_databases, capacity=6, number=2)
    over_the_due_date(office, cases)
    release(office)
    assert office.standing(*cases) == ["invoiced"] * 2
    load(office, cases[0], cases[1])
    assert office.standing(*cases) == ["lapsed_unpaid", "on_sheet"]
    assert told(office, cases[0].student_id)["payment_reminder"] <= 2
    nothing_is_left_lying(office)


def test_an_offer_that_ran_out_meanwhile_can_still_be_answered(undone_databases: Bound) -> None:
    office, cases = opened(undone_databases, capacity=1, number=3)
    seat, first, second = cases
    assert seat.due_at
    office.to(seat.due_at + timedelta(hours=9))
    load(office, seat)
    with office.of.registration.read() as session:
        until = session.scalars(select(SeatOffer.until).where(SeatOffer.outcome.is_(None))).one()
    office.to(until - timedelta(minutes=30))
    down(office, 5)
    assert office.standing(first, second) == ["offered", "in_line"]
    assert held(office) == {("registration", "the_answer"): 1}
    office.answer(first, accepted=True)
    assert office.standing(first, second) == ["invoiced", "in_line"]
    assert held(office) == {}
    nothing_is_left_lying(office)
