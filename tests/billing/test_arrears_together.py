"""Two officers who enter charges for one student in the same second: both count (R3.8, R14.1)."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID

from sqlalchemy import select

from services.billing.models import Arrears
from services.billing.usecases import arrears
from services.billing.usecases.arrears import Charge
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
