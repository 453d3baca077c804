"""A line posts by itself on a number, or on IIN, surname and sum; else it waits (R14.2, D4, D15, D16)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest

from services.billing.domain import numbers
from services.billing.domain.classes import ClassRule
from services.billing.domain.look_alikes import surname_key
from services.billing.domain.matching import Known, Match, OpenInvoice, Payable, Way
from services.billing.domain.providers import ProviderSign
from services.billing.domain.routing import route
from services.billing.domain.statements import Line, Party

IIN, OTHER_IIN = "000101100006", "000101100708"
STUDENT, OTHER = uuid4(), uuid4()
DAY = date(2025, 6, 2)
REFUND = numbers.make(numbers.REFUND, 2025, 4)
TUITION = ClassRule(1, {"en": "Tuition"}, True, ("за обучение", "оқу ақысы"), (), date(2020, 1, 1))
SALARY = ClassRule(2, {"en": "Salaries"}, False, ("заработн",), ("332",), date(2020, 1, 1))


def invoice(serial: int, amount: int = 9250000, student: UUID = STUDENT, surname: str = "Қасымов") -> OpenInvoice:
    number = numbers.make(numbers.INVOICE, 2025, serial)
    return OpenInvoice(UUID(int=serial), number, student, surname, amount, DAY, datetime(2025, 6, 1, tzinfo=UTC))


FIRST, SECOND = invoice(1), invoice(2, 7400000)


def known(*invoices: OpenInvoice) -> Known:
    open_of: dict[UUID, tuple[OpenInvoice, ...]] = {}
    by_surname: dict[str, tuple[OpenInvoice, ...]] = {}
    for one in invoices:
        open_of[one.student_id] = (*open_of.get(one.student_id, ()), one)
        key = surname_key(one.surname)
        by_surname[key] = (*by_surname.get(key, ()), one)
    students = {IIN: (STUDENT, "Қасымов"), OTHER_IIN: (OTHER, "Ли")}
    return Known(
        {one.number: one for one in invoices},
        students,
        open_of,
        by_surname,
        {REFUND: Payable(UUID(int=9), 5000, "KZ9")},
    )


def line(
    purpose: str, amount: int = 9250000, payer: Party | None = None, *, incoming: bool = True, code: str = ""
) -> Line:
    return Line(1, "7", DAY, DAY, incoming, amount, payer or Party("ТОО Ромашка"), Party("Петров"), purpose, code)


def routed(said: Line, *invoices: OpenInvoice) -> Match:
    return route(said, known(*(invoices or (FIRST, SECOND))), [TUITION, SALARY])[0]


def why(match: Match) -> list[str]:
    return [reason.code for reason in match.reasons]


@pytest.mark.parametrize("amount", [1, 9250000, 99999999])
def test_a_number_with_its_check_digits_posts_whatever_the_sum_and_the_payer(amount: int) -> None:
    match = routed(line(f"за обучение {FIRST.number} ИИН {OTHER_IIN}", amount))
    assert (match.way, [(p.invoice_id, p.amount) for p in match.parts]) == (Way.POSTS, [(FIRST.invoice_id, amount)])


def test_iin_surname_and_one_open_invoice_of_that_sum_post() -> None:
    match = routed(line(f"оплата за КАСЫМОВ А. иин{IIN}, лето"))
    assert (match.way, why(match)) == (Way.POSTS, ["iin_and_surname", "equals_one"])


def test_the_payers_iin_is_not_the_students() -> None:
    match = routed(line("летний семестр", payer=Party("Қасымов Б.", IIN)))
    assert match.way is Way.QUEUE
    assert match.candidates[0].clues == ("payer_is_student", "same_surname", "same_sum")


def test_a_student_who_pays_himself_need_not_repeat_his_name() -> None:
    assert routed(line(f"лето ИИН {IIN}", payer=Party("Қасымов Асан", IIN))).way is Way.POSTS


def test_an_iin_with_another_persons_name_waits() -> None:
    match = routed(line(f"лето Иванов {IIN}", payer=Party("Қасымов Асан", "990140000017")))
    assert (match.way, why(match), match.reasons[0].rule) == (Way.QUEUE, ["iin_of_another_name"], "D16")
    assert {candidate.invoice_id for candidate in match.candidates} == {FIRST.invoice_id, SECOND.invoice_id}


def test_an_iin_with_a_bad_check_digit_is_ignored() -> None:
    assert why(routed(line("Касымов 000101100007", 1))) == ["unknown_income"]


def test_one_payment_for_all_invoices_is_split_among_them() -> None:
    for purpose in (f"{FIRST.number} {SECOND.number}", f"Касымов {IIN}"):
        match = routed(line(purpose, FIRST.remaining + SECOND.remaining))
        assert sum(part.amount for part in match.parts) == 16650000
        assert len(match.parts) == 2


def test_never_two_halves() -> None:
    assert why(routed(line(f"{FIRST.number} {SECOND.number}", 100))) == ["several_invoices_named"]
    assert why(routed(line(f"Касымов {IIN}", 100))) == ["no_open_invoice_of_that_sum"]
    assert why(routed(line(f"Касымов {IIN}"), FIRST, invoice(3))) == ["several_open_of_that_sum"]


def test_of_several_named_the_one_of_that_sum_is_paid() -> None:
    match = routed(line(f"{FIRST.number} {SECOND.number}", SECOND.remaining))
    assert [part.invoice_id for part in match.parts] == [SECOND.invoice_id]


def test_a_mistyped_number_waits_with_the_invoice_that_was_meant() -> None:
    wrong = FIRST.number[:-1] + str((int(FIRST.number[-1]) + 1) % 10)
    match = routed(line(f"за обучение {wrong}"))
    assert (match.way, match.candidates[0].invoice_id) == (Way.QUEUE, FIRST.invoice_id)
    assert match.candidates[0].clues == ("number_mistyped", "same_sum")


def test_lines_outside_our_services_are_classed_by_rules_of_their_day() -> None:
    match, rule = route(line("Оплата ЗА ОБУЧЕНИЕ по договору"), known(FIRST), [TUITION])
    assert (match.way, rule) == (Way.CLEARING, TUITION)
    ended = ClassRule(1, {"en": "Tuition"}, True, ("за обучение",), (), date(2020, 1, 1), date(2021, 1, 1))
    assert route(line("за обучение"), known(FIRST), [ended])[0].way is Way.QUEUE


def test_a_line_with_words_of_our_own_services_is_not_classed_away() -> None:
    tuition = ClassRule(
        1, {"en": "Tuition"}, True, ("за обучение",), (), date(2020, 1, 1), unless_words=("летн", "жазғы")
    )
    assert route(line("за обучение, Летний семестр"), known(FIRST), [tuition])[0].way is Way.QUEUE


def test_tuition_of_a_student_with_another_open_invoice_goes_to_clearing_but_its_sum_waits() -> None:
    assert routed(line(f"за обучение Касымов {IIN}", 50000000)).way is Way.CLEARING
    assert routed(line(f"за обучение Иванов {IIN}")).way is Way.QUEUE


def test_what_goes_out_never_pays_an_invoice() -> None:
    assert routed(line(FIRST.number, incoming=False)).way is Way.CLEARING
    match, rule = route(line("Заработная плата", incoming=False, code="332"), known(), [TUITION, SALARY])
    assert (match.way, rule) == (Way.CLEARING, SALARY)
    assert route(line("Заработная плата", incoming=False, code="911"), known(), [SALARY])[1] is None


def test_a_released_refund_leaves_by_its_number_sum_and_account_only() -> None:
    def going(amount: int, account: str) -> Match:
        said = Line(1, "7", DAY, DAY, False, amount, Party(), Party("Петров", "", account), f"возврат {REFUND}")
        return route(said, known(FIRST), [SALARY])[0]

    assert (going(5000, "KZ9").way, going(5000, "KZ9").refund_id) == (Way.PAYOUT, UUID(int=9))
    assert going(5001, "KZ9").way is Way.CLEARING
    assert going(5000, "KZ8").way is Way.CLEARING


def test_a_refund_that_a_provider_s_bank_sends_back_is_no_lump_of_the_provider() -> None:
    provider = ProviderSign(UUID(int=3), "Kassa", "980540000773", "", (), 1, date(2020, 1, 1))
    facts = replace(known(FIRST), providers=(provider,), paid_out={REFUND: Payable(UUID(int=9), 5000, "KZ9")})
    payer = Party("Kassa", "980540000773")
    assert route(line(f"возврат {REFUND}", 5000, payer), facts, [])[0].refund_id == UUID(int=9)
    assert route(line("платежи клиентов", 5000, payer), facts, [])[0].provider_id == UUID(int=3)
    assert route(line(f"возврат {REFUND}", 5001, payer), facts, [])[0].provider_id == UUID(int=3)


def test_a_surname_and_the_sum_are_enough_for_a_candidate_but_either_alone_is_not() -> None:
    assert [c.clues for c in routed(line("лето от Касымов")).candidates] == [("same_surname", "same_sum")]
    assert routed(line("лето от Касымов", 5)).candidates == ()
    assert routed(line("лето")).candidates == ()
