"""Whatever happens in whatever order, no tenge is lost, and each invoice ends in one way only (R14.1, R8.4)."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta
from random import Random

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.billing.models import Advance, Invoice, Posting, RefundRequest
from services.billing.queries.tie_out import tie_out
from services.billing.usecases import advances, invoices, overdue, refunds
from shared.clock import at, set_office
from shared.contracts.billing import CancelInvoice
from shared.errors import Refused
from shared.money import Money
from tests.billing import world
from tests.billing.domain.files import Op
from tests.billing.usecases.test_refunds import ACCOUNTANT, FINANCE, sign
from tests.billing.world import ALIYA, DANA, DAY


class Office:
    """Days of a small office, drawn by a seed."""

    def __init__(self, session: Session, seed: int) -> None:
        self.session, self.draw = session, Random(seed)
        self.day, self.balance, self.number = DAY, Money(0), 0

    def one_day(self) -> None:
        """Some invoices, some payments, some cancelled, refunded or used; then the bank's statement of the day."""
        set_office(self.session, at(self.day, 10))
        for _ in range(self.draw.randrange(3)):
            due = self.day + timedelta(days=self.draw.randrange(3))
            world.invoice(self.session, self.draw.choice([ALIYA, DANA]), self.draw.randrange(1, 6), due)
        ops = [self.payment(one) for one in self.some(3)] + self.noise()
        for one in self.some(1):
            invoices.cancel(self.session, [CancelInvoice(one.case_id, "drawn")])
        self.money_back()
        set_office(self.session, at(self.day + timedelta(days=1), 9))
        overdue.due_dates_passed(self.session, [one.invoice_id for one in self.some(2)])
        loaded = world.load(self.session, self.day, self.balance, *ops)
        assert loaded.new_lines == len(ops)
        self.balance += sum((Money.of(op.amount) for op in ops if op.incoming), Money(0))
        self.balance -= sum((Money.of(op.amount) for op in ops if not op.incoming), Money(0))
        self.day += timedelta(days=1)

    def some(self, most: int) -> list[Invoice]:
        known = list(self.session.scalars(select(Invoice).order_by(Invoice.number)))
        return self.draw.sample(known, min(len(known), self.draw.randrange(most + 1)))

    def payment(self, one: Invoice) -> Op:
        amount = self.draw.choice([one.amount, one.amount - Money(49000), Money.of(1000), one.amount + Money(1)])
        return world.pays(one, str(amount), self.day, self.next_number())

    def noise(self) -> list[Op]:
        drawn = [
            Op("777.77", "летний", number=self.next_number(), day=self.day),
            Op("9000", "за обучение", number=self.next_number(), day=self.day),
            *self.payouts(),
        ]
        return self.draw.sample(drawn, self.draw.randrange(len(drawn) + 1))

    def payouts(self) -> list[Op]:
        released = self.session.scalars(select(RefundRequest).where(RefundRequest.status == "released"))
        return [
            Op(
                str(one.amount),
                one.number,
                incoming=False,
                number=self.next_number(),
                day=self.day,
                payer_account="KZ1",
            )
            for one in released
        ]

    def money_back(self) -> None:
        for request in self.session.scalars(refunds.live_requests().order_by(RefundRequest.number).limit(2)).all():
            if self.draw.random() < 0.5:
                sign(self.session, request, FINANCE if request.status == "open" else ACCOUNTANT)
        for one in self.some(1):
            with suppress(Refused):
                advances.use(self.session, one.student_id, one.invoice_id)

    def next_number(self) -> str:
        self.number += 1
        return str(self.number)


@pytest.mark.parametrize("seed", range(6))
def test_no_tenge_is_lost_and_every_invoice_ends_once(office: Session, seed: int) -> None:
    drawn = Office(office, seed)
    for _ in range(8):
        drawn.one_day()
        seen = tie_out(office)
        assert seen.holds, seen
        owed = sum((one.remaining for one in office.scalars(select(Invoice))), Money(0))
        books = office.scalar(select(func.sum(Posting.amount)).where(Posting.account == "1210")) or Money(0)
        assert books == owed
        assert (office.scalar(select(func.sum(Advance.left))) or Money(0)) == seen.advances
    ends = [
        str(body["case_id"])
        for name in ("invoice_paid", "invoice_overdue")
        for body in world.told(office, f"billing.{name}")
    ]
    assert len(ends) == len(set(ends))
    assert drawn.day == date(2025, 6, 10)
