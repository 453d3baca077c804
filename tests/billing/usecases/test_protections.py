"""A seat does not lapse before the facts that could save it are in (R13.1, R8.4)."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.billing.models import Invoice, Protection
from services.billing.usecases import overdue, protections
from shared.clock import at, end_of_day, set_office
from shared.messaging.deadlines import next_due
from tests.billing import world
from tests.billing.world import DAY, DUE, load, told

AFTER = DUE + timedelta(days=1)


def due_and_unpaid(session: Session) -> Invoice:
    one = world.invoice(session)
    set_office(session, at(AFTER, 9))
    return one


def test_a_declared_payment_protects_until_that_days_statement_is_in(office: Session) -> None:
    one = due_and_unpaid(office)
    protections.protect(office, "receipt", [one.invoice_id], until_statements_of=DUE)
    load(office, DAY, "0", until=DUE - timedelta(days=1))
    assert one.status == "open"
    load(office, DUE, "0")
    assert one.status == "overdue"


def test_a_protection_that_ends_at_a_moment_lets_the_invoice_lapse_then(office: Session) -> None:
    one, until = due_and_unpaid(office), end_of_day(AFTER + timedelta(days=5))
    protections.protect(office, "abroad", [one.invoice_id], until=until)
    load(office, DAY, "0", until=DUE)
    assert (one.status, told(office, "billing.invoice_overdue")) == ("open", [])
    assert next_due(office) is not None
    set_office(office, until)
    overdue.due_dates_passed(office, [one.invoice_id])
    assert one.status == "overdue"


def test_of_two_protections_both_have_to_end(office: Session) -> None:
    one = due_and_unpaid(office)
    for _ in range(2):
        protections.protect(office, "lump", [one.invoice_id])
    load(office, DAY, "0", until=DUE)
    both = Protection.invoice_id == one.invoice_id
    first = office.scalars(select(Protection)).first()
    assert first is not None
    assert protections.end(office, Protection.protection_id == first.protection_id, "register") == [one.invoice_id]
    overdue.lapse(office, DUE, Invoice.invoice_id == one.invoice_id)
    assert one.status == "open"
    protections.end(office, both, "register")
    overdue.lapse(office, DUE, Invoice.invoice_id == one.invoice_id)
    assert one.status == "overdue"
