"""Two who set a policy or a price in the same second get two versions: the second waits for the first (R9.2, R13.1)."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from services.billing.models import Tariff
from services.billing.usecases import policies as billing_policies
from services.billing.usecases import tariffs
from services.billing.usecases.tariffs import PriceRow
from services.registration.models.policies import Policy
from services.registration.usecases.policies import set_policy
from shared.clock import now
from shared.db import Database
from shared.errors import Refused
from shared.money import Money
from tests.databases import Bound

SECOND = "the second who sets it"
Act = Callable[[Session], object]


def at_once(db: Database, first: Act, second: Act) -> None:
    """The second begins while the first has not committed, and must wait for it."""

    def run() -> None:
        with db.transaction() as session:
            session.execute(text(f"SET LOCAL application_name = '{SECOND}'"))
            second(session)

    with ThreadPoolExecutor(1) as pool:
        with db.transaction() as session:
            first(session)
            done = pool.submit(run)
            while not waits(db):
                assert not done.done(), "it did not wait"
        done.result(10)


def waits(db: Database) -> bool:
    """Whether the second connection waits for a lock."""
    query = text("SELECT count(*) FROM pg_stat_activity WHERE application_name = :it AND wait_event_type = 'Lock'")
    with db.read() as session:
        return bool(session.scalar(query, {"it": SECOND}))


def test_two_policies_of_registration_get_two_versions(tirkeu_databases: Bound) -> None:
    def setting(courses: int) -> Act:
        return lambda s: set_policy(
            s, "summer_limits", {"courses": courses, "credits": 20}, date(2026, 5, 1), "council"
        )

    at_once(tirkeu_databases.registration, setting(2), setting(4))
    with tirkeu_databases.registration.read() as session:
        rows = select(Policy.version).where(Policy.key == "summer_limits").order_by(Policy.version)
        assert session.scalars(rows).all() == [1, 2, 3]


def test_two_prices_get_two_versions(tirkeu_databases: Bound) -> None:
    def setting(price: int) -> Act:
        row = PriceRow("6B06102", 2025, Money.of(price), date(2026, 5, 1))
        return lambda s: tariffs.set_prices(s, [row], "order 1")

    at_once(tirkeu_databases.billing, setting(18000), setting(19000))
    with tirkeu_databases.billing.read() as session:
        assert session.scalars(select(Tariff.version_no).order_by(Tariff.version_no)).all() == [1, 2]


def test_of_two_policies_of_billing_for_one_day_the_second_is_refused(tirkeu_databases: Bound) -> None:
    db = tirkeu_databases.billing
    with db.read() as session:
        day = now(session).day + timedelta(days=1)

    def again(session: Session) -> None:
        with pytest.raises(Refused) as refused:
            billing_policies.change(session, "statements_wait", {"banking_days": 5}, day, "the second")
        assert [reason.code for reason in refused.value.reasons] == ["policy_set_later"]

    at_once(db, lambda s: billing_policies.change(s, "statements_wait", {"banking_days": 4}, day, "the first"), again)
