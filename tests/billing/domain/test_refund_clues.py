"""Who gets a refund, and which refund came back without its number (D15, D22)."""

from __future__ import annotations

from uuid import UUID

import pytest

from services.billing.domain import numbers
from services.billing.domain.matching import Known, Payable, Way
from services.billing.domain.refund_clues import candidates, is_payee
from services.billing.domain.routing import route
from services.billing.domain.statements import Line, Party
from tests.billing.domain.test_routing import DAY

REFUND = numbers.make(numbers.REFUND, 2025, 4)
BY_BANK = Payable(UUID(int=1), 5000, "KZ77", "Ахметова Мадина", "000101100006")
IN_CASH = Payable(UUID(int=2), 5000, "", "Ахметова Мадина", "")
NOBODY = Payable(UUID(int=3), 5000, "")


@pytest.mark.parametrize(
    ("due", "payee", "fits"),
    [
        (BY_BANK, Party("кто угодно", account="kz 77"), True),
        (BY_BANK, Party("Ахметова Мадина", account="KZ78"), False),
        (IN_CASH, Party("АХМЕТОВА М."), True),
        (IN_CASH, Party("Ли Дана"), False),
        (Payable(UUID(int=4), 5000, "", "Ли", "000101100006"), Party("Ли", "000101100708"), False),
        (NOBODY, Party("Ли Дана"), True),
    ],
)
def test_a_refund_goes_to_its_payee_by_account_iin_or_name(due: Payable, payee: Party, fits: bool) -> None:
    assert is_payee(due, payee) is fits


def test_a_refund_in_cash_that_leaves_to_another_person_is_not_paid_out_and_says_so() -> None:
    out = Line(1, "7", DAY, DAY, False, 5000, Party("Мы"), Party("Ли Дана"), f"возврат {REFUND}")
    match, _ = route(out, Known(refunds={REFUND: IN_CASH}), [])
    assert (match.way, match.refund_id, [one.code for one in match.reasons]) == (
        Way.CLEARING, None, ["refund_to_another"],
    )  # fmt: skip


def test_what_comes_back_without_a_number_has_candidates_by_sum_account_name_and_words() -> None:
    gone = [(REFUND, BY_BANK), (numbers.make(numbers.REFUND, 2025, 5), NOBODY)]
    found = candidates("Возврат: счёт закрыт, Ахметова М.", Party("АО Банк", account="KZ77"), 5000, gone)
    assert [(one.number, one.clues) for one in found] == [
        (REFUND, ("same_sum", "from_payee_account", "payee_named", "words_of_return")),
        (gone[1][0], ("same_sum", "words_of_return")),
    ]
    assert candidates("возврат", Party("АО Банк"), 4999, gone) == (), "another sum is another matter"
    assert candidates("оплата", Party("Ахметов"), 5000, [gone[1]]) == (), "a sum alone says nothing"
