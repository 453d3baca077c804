"""A declared payment: what is refused, and when only the bank can say that it was false (R8.4, D19)."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from services.billing.domain import declared
from services.billing.domain.declared import Claim, Found, Verdict
from services.billing.domain.settlement import Status

DAY = date(2025, 6, 4)
PDF = b"%PDF-1.7 ..."
DAYS = st.dates(date(2025, 5, 1), date(2025, 7, 1))


def codes(**changed: object) -> list[str]:
    said = {
        "status": Status.OPEN, "due_on": DAY, "amount": 100, "paid_on": DAY, "today": DAY, "content": PDF,
        "through": DAY - timedelta(days=1), **changed,
    }  # fmt: skip
    return [reason.code for reason in declared.refusals(**said)]  # type: ignore[arg-type]


def test_a_receipt_is_taken_for_an_open_invoice_before_its_days_statement_is_in() -> None:
    assert codes() == []
    assert codes(status=Status.OVERDUE) == ["receipt_for_closed_invoice"]
    assert codes(paid_on=DAY + timedelta(days=1)) == ["day_to_come", "receipt_after_due"]
    assert codes(through=DAY) == ["statement_is_in"]
    assert codes(amount=0, content=b"MZ") == ["amount_is_zero", "receipt_file_unknown"]
    assert codes(content=PDF + b"0" * declared.MOST_BYTES) == ["receipt_file_too_big"]


def test_a_file_is_what_its_first_bytes_say() -> None:
    assert declared.kind_of(PDF) == "application/pdf"
    assert declared.kind_of(b"\xff\xd8\xff\xe0") == "image/jpeg"
    assert declared.kind_of(b"\x89PNG\r\n\x1a\n...") == "image/png"
    assert declared.kind_of(b"<svg onload=...>") is None


@given(st.integers(1, 1000), st.integers(0, 2000), DAYS, st.none() | DAYS, st.booleans(), st.booleans())
def test_nothing_is_false_before_the_statements_of_its_day_are_in(
    amount: int, came: int, expected_by: date, through: date | None, paid: bool, in_queue: bool
) -> None:
    verdict = declared.judge(Claim(amount, expected_by, expected_by), Found(through, came, paid, in_queue))
    assert (verdict is Verdict.TRUE) == (paid or came >= amount)
    if verdict is Verdict.FALSE:
        assert through is not None
        assert through >= expected_by
        assert not in_queue


@given(DAYS, st.integers(0, 10), st.integers(0, 20))
def test_a_declared_transfer_from_abroad_is_judged_by_its_own_day_if_it_comes_in_time(
    paid_on: date, wait: int, took: int
) -> None:
    claim = Claim(100, paid_on, paid_on + timedelta(days=wait))
    operation_on = paid_on + timedelta(days=took)
    assert declared.judged_on(operation_on, claim) == (paid_on if took <= wait else operation_on)
    assert declared.judged_on(operation_on, None) == operation_on
