"""Billing as the others meet it: by messages, each arriving twice, in any order (R8.4, R9.2)."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from services.billing.celery_app import celery
from services.billing.models import Invoice, Person
from services.billing.tasks import issue_invoices
from services.billing.usecases import statements
from shared.clock import at, end_of_day, set_office
from shared.contracts.base import REGISTRY
from shared.contracts.registration import PersonChanged
from shared.db import Database
from shared.messaging import publish
from shared.messaging.tables import deadlines, outbox
from shared.messaging.testing import Carrier
from tests.billing import world
from tests.billing.world import DAY, DUE
from tests.databases import Bound


@pytest.fixture
def db(undone_databases: Bound) -> Database:
    with undone_databases.billing.transaction() as session:
        world.found(session)
    return undone_databases.billing


def told(db: Database) -> dict[str, int]:
    with db.read() as session:
        return dict(session.execute(select(outbox.c.name, func.count()).group_by(outbox.c.name)).all())


def test_every_message_that_billing_hears_has_a_handler() -> None:
    heard = {key for key, contract in REGISTRY.items() if "billing" in contract.hearers}
    assert heard == set(celery.handlers)


def test_orders_that_come_twice_make_one_invoice_each(db: Database) -> None:
    commands = [world.order() for _ in range(3)]
    with db.transaction() as session:
        publish(session, commands)
    Carrier(celery, seed=1).carry()
    with db.read() as session:
        assert session.scalar(select(func.count()).select_from(Invoice)) == 3
    assert told(db)["billing.invoice_issued"] == 3


def test_an_unpaid_invoice_lapses_by_its_own_deadline_once_the_statements_are_in(db: Database) -> None:
    with db.transaction() as session:
        issue_invoices([world.order(), world.order(world.DANA)], session)
        rows = list(session.scalars(select(Invoice).order_by(Invoice.number)))
        statements.load(session, world.day_file(DAY, "0", world.pays(rows[0]), until=DUE), "week.txt")
    Carrier(celery).carry()
    assert "billing.invoice_overdue" not in told(db)
    with db.transaction() as session:
        set_office(session, end_of_day(DUE))
    Carrier(celery).carry()
    assert told(db)["billing.invoice_paid"] == told(db)["billing.invoice_overdue"] == 1


def test_reminders_go_out_by_themselves_and_stop_with_the_end(db: Database) -> None:
    with db.transaction() as session:
        issue_invoices([world.order()], session)
    for hour in (at(DUE, 8), at(DUE, 23), end_of_day(DUE), at(DUE + timedelta(days=1), 9)):
        with db.transaction() as session:
            set_office(session, hour)
        Carrier(celery).carry()
    with db.read() as session:
        assert len(world.notices(session, "payment_reminder")) == 2
        assert session.scalar(select(func.count()).select_from(deadlines)) == 0


def test_an_older_name_never_overwrites_a_newer_one(db: Database) -> None:
    person = uuid4()
    new = PersonChanged(person, 2, "Жаңа", "А", "", "kk")
    with db.transaction() as session:
        celery.handlers["registration.person_changed", 1]([new], session)
        celery.handlers["registration.person_changed", 1]([PersonChanged(person, 1, "Ескі", "А", "", "kk")], session)
    with db.read() as session:
        assert session.get_one(Person, person).surname == "Жаңа"
