"""A debt that is closed otherwise: everything back up to the exam, afterwards by the table (D8, R8.7)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from services.registration.models.copies import DebtCopy
from services.registration.usecases import leaving
from shared.money import Money
from tests.databases import Bound
from tests.workflows.test_summer_way import opened, pay_all, told


@pytest.mark.parametrize("after_the_exam", [False, True])
def test_all_goes_back_before_the_exam_and_by_the_table_after_it(undone_databases: Bound, after_the_exam: bool) -> None:
    office, (case,) = opened(undone_databases, capacity=1, number=1)
    pay_all(office, [case])
    exam_at = office.section.exam_at
    assert exam_at
    assert case.debt_id
    office.to(exam_at + timedelta(minutes=1) if after_the_exam else exam_at - timedelta(hours=1))
    with office.of.registration.transaction() as session:
        session.get_one(DebtCopy, case.debt_id).status = "closed"
        session.flush()
        leaving.debts_gone(session, {case.debt_id: None})
    office.wire.carry()
    now = office.case(case)
    assert now.way == "debt_gone"
    assert now.invoice_amount
    back = (Money(0), now.invoice_amount) if after_the_exam else (now.invoice_amount, Money(0))
    assert (now.refunded, now.kept) == back
    assert told(office, case.student_id)["debt_gone_after_exam" if after_the_exam else "debt_gone"] == 1
