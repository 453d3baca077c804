"""Ways of the money across the services: in cash, a receipt true and false, from abroad (R14.2, R8.4, D19)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.billing.models import DeclaredPayment, Invoice
from services.billing.queries.tie_out import tie_out
from services.billing.usecases import cash, declared, receipt_holds
from services.billing.usecases.cash import Payment
from services.billing.usecases.declared import Declaration
from services.registration.models.applications import Application
from services.registration.queries.cases import receipts
from services.registration.usecases.applications import prospect
from shared.clock import office_day
from shared.identity import Actor, Held, Role
from shared.identity.actor import acting
from shared.identity.testing import sign_in
from tests.apps import app_of
from tests.databases import Bound
from tests.workflows.office import Office
from tests.workflows.test_summer_way import nothing_is_left_lying, opened, told

CASHIER = Actor(uuid4(), "Cashier", (Held(Role.CASHIER),))


@contextmanager
def billing(office: Office, case: Application) -> Iterator[tuple[Session, Invoice]]:
    """A transaction of billing in which the cashier acts, with the invoice of a case."""
    token = acting.set(CASHIER)
    try:
        with office.of.billing.transaction() as session:
            yield session, session.scalars(select(Invoice).where(Invoice.case_id == case.case_id)).one()
    finally:
        acting.reset(token)


def declares(office: Office, case: Application, *, abroad: bool = False) -> None:
    """He sends the receipt of a payment of his due date."""
    assert case.due_at
    office.to(case.due_at - timedelta(hours=3))
    with billing(office, case) as (session, invoice):
        day = office_day(case.due_at)
        said = Declaration(invoice.invoice_id, invoice.amount, day, "Halyk", "1", "r.pdf", b"%PDF-1.7", abroad)
        declared.declare(session, case.student_id, said)
    office.wire.carry()


def asked_to_let_lapse(case: Application) -> str:
    client = app_of("registration").test_client()
    sign_in(client, uuid4(), roles=("finance",), language="en")
    return client.get(f"/registration/cases/{case.case_id}/lapse").get_data(as_text=True)


def held_by(office: Office, case: Application) -> set[str]:
    """What would stop a further application of his."""
    with office.of.registration.read() as session:
        return {reason.code for reason in prospect(session, case.student_id, office.section.section_id).holds}


def test_paid_at_the_cash_desk_is_confirmed_at_once(undone_databases: Bound) -> None:
    office, (case,) = opened(undone_databases, capacity=1, number=1)
    with billing(office, case) as (session, invoice):
        cash.open_shift(session)
        cash.take(session, Payment(invoice.invoice_id, invoice.amount, "Мать"))
    office.wire.carry()
    assert office.standing(case) == ["on_sheet"]
    assert office.case(case).paid_on == office_day(office.now())
    with office.of.billing.read() as session:
        assert tie_out(session).holds
    assert told(office, case.student_id)["paid_confirmed"] == 1
    nothing_is_left_lying(office)


def test_a_true_receipt_waits_for_the_bank_and_is_confirmed(undone_databases: Bound) -> None:
    office, (case,) = opened(undone_databases, capacity=1, number=1)
    assert case.due_at
    declares(office, case)
    office.to(case.due_at + timedelta(hours=9))
    assert office.standing(case) == ["invoiced"], "a receipt confirms nothing"
    with office.of.registration.read() as session:
        assert [(one.state, one.amount) for one in receipts(session, case.case_id)] == [("waits", case.amount)]
    assert "I have paid" in asked_to_let_lapse(case), "finance sees the receipt where it decides"
    office.bank(office_day(office.dates.drawn_at), office_day(case.due_at), (case, office_day(case.due_at)))
    assert office.standing(case) == ["on_sheet"]
    assert "false_receipt" not in held_by(office, case)
    nothing_is_left_lying(office)


def test_a_false_receipt_lapses_as_usual_and_holds_further_applications(undone_databases: Bound) -> None:
    office, (case,) = opened(undone_databases, capacity=1, number=1)
    assert case.due_at
    declares(office, case)
    office.to(case.due_at + timedelta(hours=9))
    office.bank(office_day(office.dates.drawn_at), office_day(case.due_at))
    assert office.standing(case) == ["lapsed_unpaid"]
    assert "false_receipt" in held_by(office, case)
    assert told(office, case.student_id)["receipt_false"] == 1
    with billing(office, case) as (session, _):
        one = session.scalars(select(DeclaredPayment)).one()
        receipt_holds.lift(session, one.declaration_id, "the bank confirmed its own error")
    office.wire.carry()
    assert "false_receipt" not in held_by(office, case)
    nothing_is_left_lying(office)


def test_a_transfer_from_abroad_keeps_the_seat_and_counts_by_its_own_day(undone_databases: Bound) -> None:
    office, (case,) = opened(undone_databases, capacity=1, number=1)
    assert case.due_at
    declares(office, case, abroad=True)
    due = office_day(case.due_at)
    office.to(case.due_at + timedelta(hours=9))
    office.bank(office_day(office.dates.drawn_at), due)
    assert office.standing(case) == ["invoiced"], "protected for five banking days"
    came = due + timedelta(days=1)
    office.to(case.due_at + timedelta(days=1, hours=9))
    office.bank(came, came, (case, came))
    assert office.standing(case) == ["on_sheet"]
    assert office.case(case).paid_on == due
    nothing_is_left_lying(office)
