"""Charges of a student: several officers in the same second all count, nobody enters his own (R3.8, R14.1, R1.2)."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from services.billing.models import Arrears
from services.billing.usecases import arrears
from services.billing.usecases.arrears import Charge
from shared.errors import Refused
from shared.identity import Actor
from shared.money import Money
from tests.billing.world import DAY
from tests.databases import Bound

OFFICERS, STUDENT = 4, UUID(int=7)


def test_charges_entered_at_once_all_count_and_the_newest_version_bears_them_all(tirkeu_databases: Bound) -> None:
    ready = Barrier(OFFICERS)

    def charge(_: int) -> None:
        ready.wait()
        with tirkeu_databases.billing.transaction() as session:
            arrears.charge(session, [Charge(STUDENT, "fees", Money.of(100), "dormitory", DAY)])

    with ThreadPoolExecutor(OFFICERS) as pool:
        list(pool.map(charge, range(OFFICERS)))
    with tirkeu_databases.billing.read() as session:
        known = session.scalars(select(Arrears)).one()
        assert (known.version_no, known.fees) == (OFFICERS, Money.of(400))


def test_nobody_enters_a_charge_of_his_own(office: Session) -> None:
    office.info["actor"] = Actor(STUDENT, "Finance officer and student")
    with pytest.raises(Refused) as refused:
        arrears.charge(office, [Charge(STUDENT, "fees", -Money.of(100), "mistake", DAY)])
    assert [(one.code, one.rule) for one in refused.value.reasons] == [("not_for_oneself", "R1.2")]
