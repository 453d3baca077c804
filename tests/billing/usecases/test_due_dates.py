"""A due date moves later, with reminders, protections and the time to choose; the truth is told of the rest (R13.1)."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from services.billing.models import Invoice, Protection, QueueItem
from services.billing.usecases import due_dates, queueing, voiding
from services.billing.usecases.protections import protect
from shared.clock import at, end_of_day, set_office
from shared.contracts.billing import DueDateMoved, MoveDueDate
from shared.messaging.tables import deadlines
from tests.billing import world
from tests.billing.usecases.test_queue import two
from tests.billing.world import DUE, load, pays

LATER = end_of_day(DUE + timedelta(days=5))
DAY = timedelta(days=1)


def move(session: Session, one: Invoice, to: datetime = LATER) -> DueDateMoved:
    answer = due_dates.move(session, [MoveDueDate(one.case_id, to)])[0]
    session.refresh(one)
    return answer


def moments(session: Session, *keys: str) -> list[datetime]:
    """When these deadlines act."""
    found = select(deadlines.c.due_at).where(deadlines.c.key.in_(keys)).order_by(deadlines.c.due_at)
    return list(session.scalars(found))


def test_the_end_and_its_reminders_move_and_the_statements_are_waited_for_later(office: Session) -> None:
    one = world.invoice(office)
    answer = move(office, one)
    assert (one.due_at, one.due_on) == (LATER, DUE + 5 * DAY)
    assert (answer.due_at, answer.is_open) == (LATER, True)
    assert answer.statements_by == end_of_day(DUE + 8 * DAY), "three banking days"
    assert moments(office, voiding.due_key(one)) == [LATER]
    before = [LATER - DAY * days for days in (7, 3, 1)]
    assert moments(office, *voiding.reminder_keys(one)) == before


def test_an_older_order_and_an_earlier_date_change_nothing(office: Session) -> None:
    one = world.invoice(office)
    move(office, one)
    assert move(office, one, LATER - DAY).due_at == LATER
    assert one.due_at == LATER


def test_of_a_paid_invoice_the_truth_is_told(office: Session) -> None:
    one = world.invoice(office)
    load(office, world.DAY, "0", pays(one))
    answer = move(office, one)
    assert (answer.due_at, answer.is_open, answer.statements_by) == (end_of_day(DUE), False, None)
    assert moments(office, voiding.due_key(one)) == []


def test_an_order_for_an_unknown_case_is_a_fault_to_see(office: Session) -> None:
    with pytest.raises(LookupError):
        due_dates.move(office, [MoveDueDate(world.order().case_id, LATER)])


def test_a_line_in_the_queue_protects_as_long_after_the_new_date(office: Session) -> None:
    one = world.invoice(office)
    set_office(office, at(DUE, 12))
    protect(office, "queue", [one.invoice_id], until=at(DUE + 2 * DAY, 12))
    move(office, one)
    kept = office.scalars(select(Protection)).one()
    assert kept.until
    assert kept.until > LATER
    assert moments(office, f"protected:{kept.protection_id}") == [kept.until]


def test_who_chooses_between_two_invoices_has_until_the_first_of_them_is_due_now(office: Session) -> None:
    first, second, line_id = two(office)
    move(office, first)
    assert office.get_one(QueueItem, line_id).act_by == second.due_at
    assert moments(office, queueing.choice_key(line_id)) == [second.due_at]
