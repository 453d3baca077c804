"""Billing's tests begin with a small university."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy.orm import Session

from shared.db import Database
from tests.billing import world
from tests.databases import Bound


@pytest.fixture
def office(billing_db: Session) -> Session:
    """A session with an account, a price and two students; undone after the test."""
    world.found(billing_db)
    return billing_db


@pytest.fixture
def web_db(office: Session, worker_databases: Bound, monkeypatch: pytest.MonkeyPatch) -> Database:
    """The service's own database, every transaction of which is undone after the test: for API and pages."""
    connection = office.connection()

    @contextmanager
    def reading() -> Iterator[Session]:
        with Session(connection, join_transaction_mode="create_savepoint", info={"service": "billing"}) as session:
            yield session

    @contextmanager
    def changing() -> Iterator[Session]:
        with reading() as session, session.begin():
            yield session

    monkeypatch.setattr(worker_databases.billing, "read", reading)
    monkeypatch.setattr(worker_databases.billing, "transaction", changing)
    return worker_databases.billing
