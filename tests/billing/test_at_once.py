"""Two workers at once: an order to issue and an order to cancel one case leave no invoice behind (R8.4)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select, text

from services.billing.domain.assigning import Share
from services.billing.models import CancelledCase, Invoice, StatementLine
from services.billing.usecases import assigning, invoices
from shared.contracts.billing import CancelInvoice, IssueInvoice
from shared.db import Database
from shared.errors import Refused
from shared.identity import Actor
from tests.billing import world
from tests.billing.domain.files import Op
from tests.databases import Bound


@pytest.fixture
def db(tirkeu_databases: Bound) -> Database:
    with tirkeu_databases.billing.transaction() as session:
        world.found(session)
    return tirkeu_databases.billing


def cancel(db: Database, order: IssueInvoice) -> None:
    with db.transaction() as session:
        session.execute(text("SET LOCAL application_name = 'the second'"))
        invoices.cancel(session, [CancelInvoice(order.case_id, "withdrawn")])


def waits(db: Database) -> bool:
    with db.read() as session:
        query = text(
            "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'the second' AND wait_event_type = 'Lock'"
        )
        return bool(session.scalar(query))


def test_a_cancellation_waits_for_the_issuing_of_its_case(db: Database) -> None:
    order = world.order(case_id=uuid4())
    with ThreadPoolExecutor(1) as pool:
        with db.transaction() as session:
            invoices.issue(session, [order])
            done = pool.submit(cancel, db, order)
            while not waits(db):
                assert not done.done(), "it did not wait"
        done.result(10)
    with db.read() as session:
        assert session.scalars(select(Invoice.status)).all() == ["cancelled"]


def test_an_order_to_issue_waits_for_the_cancellation_of_its_case(db: Database) -> None:
    order = world.order(case_id=uuid4())

    def issue() -> None:
        with db.transaction() as session:
            session.execute(text("SET LOCAL application_name = 'the second'"))
            outcome = invoices.issue(session, [order])[0]
            assert [reason.code for reason in outcome.reasons] == ["case_cancelled"]

    with ThreadPoolExecutor(1) as pool:
        with db.transaction() as session:
            invoices.cancel(session, [CancelInvoice(order.case_id, "withdrawn")])
            done = pool.submit(issue)
            while not waits(db):
                assert not done.done(), "it did not wait"
        done.result(10)
    with db.read() as session:
        assert session.scalar(select(func.count()).select_from(Invoice)) == 0
        assert session.scalar(select(func.count()).select_from(CancelledCase)) == 1


def test_of_two_officers_who_assign_one_line_at_once_one_wins_and_the_other_is_told(db: Database) -> None:
    with db.transaction() as session:
        one, other = world.invoice(session), world.invoice(session, world.DANA)
        ids = (one.invoice_id, other.invoice_id)
        amount = one.amount.tiyn
        world.load(session, world.DAY, "0", Op(str(one.amount), "?"))
    with db.read() as session:
        line_id = session.scalars(select(StatementLine.line_id)).one()

    def assign(invoice_id: UUID, name: str) -> None:
        with db.transaction() as session:
            session.execute(text(f"SET LOCAL application_name = '{name}'"))
            session.info["actor"] = Actor(uuid4(), name, ())
            assigning.assign(session, line_id, [Share(amount, invoice_id)])

    with ThreadPoolExecutor(1) as pool:
        with db.transaction() as session:
            session.info["actor"] = Actor(uuid4(), "the first", ())
            assigning.assign(session, line_id, [Share(amount, ids[0])])
            second = pool.submit(assign, ids[1], "the second")
            while not waits(db):
                assert not second.done(), "it did not wait"
        with pytest.raises(Refused) as refused:
            second.result(10)
    assert [reason.code for reason in refused.value.reasons] == ["line_already_decided"]
    with db.read() as session:
        assert set(session.scalars(select(Invoice.status))) == {"paid", "open"}
