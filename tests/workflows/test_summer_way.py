"""The summer term through all four services: the main way, and those that end before it (R8.4, R9.1, D3, D20)."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from uuid import UUID

from sqlalchemy import func, select

from services.billing.models import Invoice, RefundRequest
from services.grading.domain.outcome import Appearance
from services.notifications.models import Notice
from services.registration.models.applications import Application
from services.registration.models.seats import SeatHistory
from shared.clock import office_day
from shared.messaging.tables import outbox, parked
from tests.databases import Bound
from tests.workflows.office import Office, Records


def opened(databases: Bound, capacity: int, number: int) -> tuple[Office, list[Application]]:
    """So many have applied on the first day, and its seats have been given."""
    office = Office(databases, capacity)
    office.to(office.dates.opens_at + timedelta(hours=1))
    office.apply(office.debtors[:number])
    office.to(office.dates.drawn_at)
    return office, office.cases()


def nothing_is_left_lying(office: Records) -> None:
    """All is quiet: no message waits or is parked in any service."""
    for database in office.databases:
        with database.read() as session:
            assert session.scalar(select(func.count()).select_from(parked)) == 0
            assert session.scalar(select(func.count()).select_from(outbox)) == 0


def told(office: Office, student: UUID) -> Counter[str]:
    """Which notices lie in his inbox."""
    with office.of.notifications.read() as session:
        return Counter(session.scalars(select(Notice.template).where(Notice.person_id == student)))


def pay_all(office: Office, cases: list[Application]) -> None:
    """All of these pay on the day after the draw; the statement through the due date is loaded afterwards."""
    due = cases[0].due_at
    assert due
    first = office_day(office.dates.drawn_at)
    office.to(due + timedelta(hours=9))
    office.bank(first, office_day(due), *((case, first + timedelta(days=1)) for case in cases))


def test_paid_taught_and_sealed_closes_the_debt_or_keeps_it(undone_databases: Bound) -> None:
    office, cases = opened(undone_databases, capacity=6, number=4)
    assert office.standing(*cases) == ["invoiced"] * 4
    pay_all(office, cases)
    assert office.standing(*cases) == ["on_sheet"] * 4
    passes, fails, barred, absent = cases
    office.to(office.dates.sheets_due_at - timedelta(days=1))
    office.teach(
        {
            passes.student_id: ("80", "70"),
            fails.student_id: ("80", "49"),
            barred.student_id: ("49", None),
            absent.student_id: ("60", Appearance.DID_NOT_APPEAR),
        }
    )
    assert office.standing(*cases) == ["debt_closed", "debt_kept", "not_admitted", "did_not_appear"]
    assert [office.debt(case.student_id) for case in cases] == ["closed", "open", "open", "open"]
    assert office.case(passes).mark == "B-"
    assert told(office, passes.student_id) >= Counter(
        ["application_received", "seat_held", "invoice_issued", "paid_confirmed", "on_the_sheet", "debt_closed"]
    )
    assert max(told(office, passes.student_id).values()) <= 2, "attestation_result twice, everything else once"
    nothing_is_left_lying(office)


def test_unpaid_lapses_when_the_statements_are_in_and_late_money_is_an_advance(undone_databases: Bound) -> None:
    office, cases = opened(undone_databases, capacity=2, number=2)
    late, punctual = cases
    due = late.due_at
    assert due
    office.to(due + timedelta(hours=9))
    assert office.standing(late, punctual) == ["invoiced", "invoiced"], "no statement is in yet"
    first = office_day(office.dates.drawn_at)
    office.bank(first, office_day(due), (punctual, office_day(due)))
    assert office.standing(late, punctual) == ["lapsed_unpaid", "on_sheet"]
    day_after = office_day(due) + timedelta(days=1)
    office.to(due + timedelta(days=1, hours=9))
    office.bank(day_after, day_after, (late, day_after))
    assert office.case(late).late_amount == late.amount
    with office.of.billing.read() as session:
        requests = list(session.scalars(select(RefundRequest)))
        states = Counter(session.scalars(select(Invoice.status)))
    assert [request.amount for request in requests] == [late.amount]
    assert sum(states.values()) == 2
    assert office.debt(late.student_id) == "open"
    nothing_is_left_lying(office)


def test_a_freed_seat_goes_along_the_line(undone_databases: Bound) -> None:
    office, cases = opened(undone_databases, capacity=1, number=5)
    first, *line = cases
    due = first.due_at
    assert due
    office.to(due + timedelta(hours=9))
    office.bank(office_day(office.dates.drawn_at), office_day(due))
    assert office.standing(first, *line) == ["lapsed_unpaid", "offered", "in_line", "in_line", "in_line"]
    office.answer(line[0], accepted=False)
    assert office.standing(*line) == ["offer_declined", "offered", "in_line", "in_line"]
    office.to(office.now() + timedelta(days=1))
    assert office.standing(*line) == ["offer_declined", "offer_expired", "offered", "in_line"]
    office.answer(line[2], accepted=True)
    accepted_on = office_day(office.now())
    taker = office.case(line[2])
    assert taker.state == "invoiced"
    office.to(office.dates.offers_end_at)
    assert office.standing(line[3]) == ["no_seat"]
    since = office_day(due) + timedelta(days=1)
    office.bank(since, office_day(office.now()), (taker, accepted_on))
    assert office.standing(taker) == ["on_sheet"]
    with office.of.registration.read() as session:
        changes = session.execute(
            select(SeatHistory.change, SeatHistory.taken_after).order_by(SeatHistory.seat_change_id)
        )
        history = [tuple(row) for row in changes]
    assert history == [("held", 1), *[("freed", 0), ("offered", 1)] * 3]
    assert (office.section.taken, office.section.waiting) == (1, 0)
    nothing_is_left_lying(office)
