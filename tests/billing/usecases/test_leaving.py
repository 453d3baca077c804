"""A student leaves: his share goes back as an advance, the rest stays income, the books agree (R8.7, D14)."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.billing.domain.shares import made_up, share_of
from services.billing.models import Advance, Invoice, Posting, RefundRequest
from services.billing.queries.tie_out import tie_out
from services.billing.usecases import invoices, leaving
from shared.contracts.billing import CancelInvoice, CaseRefunded, RefundCase
from shared.money import Money
from tests.billing import world
from tests.billing.world import DAY


def paid(session: Session, *parts: str) -> Invoice:
    """An invoice of 92 500, paid in these parts by different people."""
    one = world.invoice(session)
    ops = [
        world.pays(one, part, number=str(nth), payer=f"Payer {nth}", payer_account=f"KZ{nth}")
        for nth, part in enumerate(parts or ("92500",), start=1)
    ]
    world.load(session, DAY, "0", *ops)
    return one


def leave(session: Session, case_id: UUID, part: int, whole: int = 100, why: str = "own_wish") -> tuple[int, int]:
    """What he gets back and what stays, in tenge."""
    (told,) = leaving.give_back(session, [RefundCase(case_id, part, whole, why)])
    assert isinstance(told, CaseRefunded)
    return int(told.amount.tenge), int(told.kept.tenge)


def earned(session: Session) -> Money:
    return -(session.scalar(select(func.sum(Posting.amount)).where(Posting.account == "6010")) or Money(0))


def requests(session: Session) -> list[tuple[str, str]]:
    rows = session.scalars(select(RefundRequest).order_by(RefundRequest.to_account))
    return [(row.to_account, str(row.amount)) for row in rows]


def test_a_share_of_several_payments_is_the_share_of_their_sum_to_the_tiyn() -> None:
    assert share_of(9250000, 75, 100) == 6937500
    assert made_up([1, 1, 1], 1, 2) == [1, 0, 1] and share_of(3, 1, 2) == 2
    with pytest.raises(ValueError, match="no share"):
        share_of(1, 2, 1)


def test_three_quarters_go_back_to_those_who_paid_and_the_rest_stays_income(office: Session) -> None:
    one = paid(office, "40000", "52500")
    assert leave(office, one.case_id, 75) == (69375, 23125)
    assert (one.status, str(one.held), one.closed_why) == ("withdrawn", "23125.00", "own_wish")
    assert requests(office) == [("KZ1", "30000.00"), ("KZ2", "39375.00")]
    assert (str(earned(office)), str(tie_out(office).advances)) == ("23125.00", "69375.00")
    assert tie_out(office).holds
    assert leave(office, one.case_id, 75) == (69375, 23125), "asked again, told again"
    assert len(requests(office)) == 2


@pytest.mark.parametrize(("part", "told", "status"), [(100, (92500, 0), "cancelled"), (0, (0, 92500), "withdrawn")])
def test_all_goes_back_before_the_start_and_nothing_at_the_end(
    office: Session, part: int, told: tuple[int, int], status: str
) -> None:
    one = paid(office)
    assert leave(office, one.case_id, part) == told
    assert one.status == status and int(earned(office).tenge) == told[1]
    assert len(requests(office)) == (1 if part else 0)


def test_of_a_bank_fee_that_stayed_due_nothing_is_asked_any_more(office: Session) -> None:
    one = paid(office, "92100")
    assert leave(office, one.case_id, 50) == (46050, 46050)
    owed = office.scalar(select(func.sum(Posting.amount)).where(Posting.account == "1210"))
    assert owed == Money(0) and tie_out(office).holds


@pytest.mark.parametrize("cancelled_first", [True, False])
def test_leaving_and_the_cancelling_of_a_paid_invoice_meet_in_either_order(
    office: Session, cancelled_first: bool
) -> None:
    one = paid(office)
    if cancelled_first:
        invoices.cancel(office, [CancelInvoice(one.case_id, "")])
    leave(office, one.case_id, 100)
    invoices.cancel(office, [CancelInvoice(one.case_id, "")])
    assert leave(office, one.case_id, 100) == (92500, 0)
    assert one.status == "cancelled" and len(requests(office)) == 1


def test_who_left_unpaid_owes_nothing_and_money_on_its_way_comes_back(office: Session) -> None:
    one = world.invoice(office)
    assert leave(office, one.case_id, 100) == (0, 0)
    assert len(world.notices(office, "invoice_cancelled")) == 1
    world.load(office, DAY, "0", world.pays(one))
    assert requests(office) == [("KZ1", "92500.00")]
    assert int(earned(office).tenge) == 0


@pytest.mark.parametrize("cancelled", [True, False])
def test_of_one_who_has_died_the_money_waits_for_finance(office: Session, cancelled: bool) -> None:
    one = paid(office)
    if cancelled:
        invoices.cancel(office, [CancelInvoice(one.case_id, "died")])
    assert leave(office, one.case_id, 100, why="died") == (92500, 0)
    assert requests(office) == []
    assert [str(row.left) for row in office.scalars(select(Advance))] == ["92500.00"]
