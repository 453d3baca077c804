"""What does not post itself, through all services: found by hand, posted wrongly, paid for many (R14.2, D16, D17)."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID, uuid4

from sqlalchemy import select

from services.billing.domain.assigning import Share
from services.billing.models import Advance, InvoiceMoney, LineAct, Person, StatementLine
from services.billing.queries.seats import seat_tie
from services.billing.queries.tie_out import tie_out
from services.billing.usecases import assigning, providers, registers, reversing, statements
from services.billing.usecases.providers import NewProvider
from services.registration.models.applications import Application
from services.registration.models.copies import ArrearsCopy
from services.registration.models.reversals import PaymentReversal
from shared.clock import office_day
from shared.identity import Actor
from shared.identity.testing import sign_in
from shared.money import Money
from tests.apps import app_of
from tests.billing.domain.files import Op
from tests.billing.usecases.test_registers import BIN, COLUMNS, csv_of
from tests.billing.world import day_file
from tests.databases import Bound
from tests.workflows.office import Office
from tests.workflows.test_summer_way import nothing_is_left_lying, opened, pay_all, told

OFFICER = Actor(uuid4(), "Officer", ())


def due_on(case: Application) -> date:
    assert case.due_at
    return office_day(case.due_at)


def loaded(office: Office, until: date, *ops: Op) -> list[UUID]:
    """The bank's statement from the draw through a day, with these lines; the ids of all lines."""
    since = office_day(office.dates.drawn_at)
    with office.of.billing.transaction() as session:
        statements.load(session, day_file(since, office.balance, *ops, until=until), "by hand.txt")
        lines = list(session.scalars(select(StatementLine.line_id).order_by(StatementLine.number)))
    office.wire.carry()
    return lines


def assign(office: Office, line_id: UUID, case: Application) -> None:
    amount, invoice = case.invoice_amount, case.invoice_id
    assert amount is not None
    with office.of.billing.transaction() as session:
        session.info["actor"] = OFFICER
        assigning.assign(session, line_id, [Share(amount.tiyn, invoice)], "found by the name")
    office.wire.carry()


def surname(office: Office, case: Application) -> str:
    with office.of.billing.read() as session:
        return session.get_one(Person, case.student_id).surname


def to_day_after(office: Office, case: Application) -> None:
    assert case.due_at
    office.to(case.due_at + timedelta(hours=9))


def books_agree(office: Office) -> None:
    with office.of.billing.read() as session:
        assert tie_out(session).holds


def test_money_in_time_without_a_number_is_found_by_hand_and_confirms_the_seat(undone_databases: Bound) -> None:
    office, (case, other) = opened(undone_databases, capacity=2, number=2)
    to_day_after(office, case)
    op = Op(str(case.invoice_amount), f"{surname(office, case)} лето", day=due_on(case))
    (line,) = loaded(office, due_on(case), op)
    assert office.standing(case, other) == ["invoiced", "lapsed_unpaid"], "what could save the first is not decided"
    assign(office, line, case)
    assert office.standing(case) == ["on_sheet"]
    assert office.case(case).paid_on == due_on(case)
    assert told(office, case.student_id)["payment_assigned"] == 1
    with office.of.billing.read() as session:
        act = session.scalars(select(LineAct)).one()
        assert (act.maker_name, act.student_id, act.operation_on) == ("Officer", case.student_id, due_on(case))
    books_agree(office)
    nothing_is_left_lying(office)


def test_what_is_found_after_the_seat_lapsed_is_an_advance(undone_databases: Bound) -> None:
    office, (case,) = opened(undone_databases, capacity=1, number=1)
    to_day_after(office, case)
    (line,) = loaded(office, due_on(case), Op(str(case.invoice_amount), "без имени", day=due_on(case), payer="ТОО"))
    assert office.standing(case) == ["lapsed_unpaid"], "nothing pointed to the seat"
    assign(office, line, case)
    assert office.standing(case) == ["lapsed_unpaid"]
    assert office.case(case).late_amount == case.amount
    books_agree(office)
    nothing_is_left_lying(office)


def test_a_line_that_nobody_looks_at_protects_for_two_banking_days_only(undone_databases: Bound) -> None:
    office, (case,) = opened(undone_databases, capacity=1, number=1)
    to_day_after(office, case)
    loaded(office, due_on(case), Op(str(case.invoice_amount), f"{surname(office, case)} лето", day=due_on(case)))
    assert office.standing(case) == ["invoiced"]
    office.to(office.now() + timedelta(days=7))
    assert office.standing(case) == ["lapsed_unpaid"]
    nothing_is_left_lying(office)


def test_a_wrong_posting_goes_to_the_right_student_and_the_other_seat_is_kept_until_a_day(
    undone_databases: Bound,
) -> None:
    office, (wrong, right) = opened(undone_databases, capacity=2, number=2)
    office.to(office.dates.drawn_at + timedelta(days=1))
    day = office_day(office.now()) - timedelta(days=1)
    (line,) = loaded(office, day, Op(str(wrong.invoice_amount), f"оплата {wrong.invoice_number}", day=day))
    assert office.standing(wrong, right) == ["on_sheet", "invoiced"]
    assert right.invoice_amount
    with office.of.billing.transaction() as session:
        session.info["actor"] = OFFICER
        to = [Share(right.invoice_amount.tiyn, right.invoice_id)]
        reversing.reverse(session, line, "the mother named her other child's invoice", to=to)
    office.wire.carry()
    assert office.standing(wrong, right) == ["on_sheet", "on_sheet"]
    assert (told(office, wrong.student_id)["repay_needed"], told(office, right.student_id)["payment_assigned"]) == (
        1,
        1,
    )
    assert reversal(office, wrong).state == "reversed"
    office.balance += Money.of(str(wrong.invoice_amount))
    to_day_after(office, wrong)
    office.bank(day + timedelta(days=1), due_on(wrong))
    assert reversal(office, wrong).state == "missed"
    assert office.standing(wrong, right) == ["lapsed_unpaid", "on_sheet"], "judged as any unpaid seat (D16)"
    assert office.section.taken == 1
    heard = told(office, wrong.student_id)
    assert (heard["not_repaid"], heard["lapsed_unpaid"], heard["fee_owed"]) == (1, 0, 0)
    assert office.debt(wrong.student_id) == "open"
    assert "not repaid in time" not in list_of_unpaid_seats()
    books_agree(office)
    nothing_is_left_lying(office)


def test_who_has_a_sealed_result_and_does_not_repay_keeps_it_and_owes_the_fee(undone_databases: Bound) -> None:
    office, (case, other) = opened(undone_databases, capacity=2, number=2)
    pay_all(office, [case, other])
    office.to(office.dates.sheets_due_at - timedelta(days=1))
    office.teach({case.student_id: ("80", "70"), other.student_id: ("80", "70")})
    with office.of.billing.transaction() as session:
        session.info["actor"] = OFFICER
        line = session.scalars(select(InvoiceMoney.line_id).where(InvoiceMoney.invoice_id == case.invoice_id)).one()
        assert line
        reversing.reverse(session, line, "his neighbour's money")
    office.wire.carry()
    assert "to be repaid" not in list_of_unpaid_seats(), "his case has ended"
    until = reversal(office, case).repay_by
    office.to(until + timedelta(hours=9))
    office.bank(due_on(case) + timedelta(days=1), office_day(until))
    assert reversal(office, case).state == "missed"
    assert (office.standing(case), office.debt(case.student_id)) == (["debt_closed"], "closed")
    assert told(office, case.student_id)["fee_owed"] == 1
    with office.of.registration.read() as session:
        assert session.get_one(ArrearsCopy, case.student_id).fees == case.invoice_amount
    with office.of.billing.read() as session:
        assert seat_tie(session).holds
    books_agree(office)
    nothing_is_left_lying(office)


def list_of_unpaid_seats() -> str:
    client = app_of("registration").test_client()
    sign_in(client, OFFICER.person_id, roles=("finance",), language="en")
    answer = client.get("/registration/reversed-payments")
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def reversal(office: Office, case: Application) -> PaymentReversal:
    with office.of.registration.read() as session:
        return session.get_one(PaymentReversal, case.case_id)


def test_a_lump_sum_protects_all_until_its_register_names_those_who_paid(undone_databases: Bound) -> None:
    office, cases = opened(undone_databases, capacity=3, number=3)
    first, second, _ = cases
    due = due_on(first)
    with office.of.billing.transaction() as session:
        session.info["actor"] = OFFICER
        providers.add(session, NewProvider("Kaspi", BIN, due - timedelta(days=30), COLUMNS, settles_days=0))
    to_day_after(office, first)
    net = first.amount + second.amount - Money.of(2)
    (line,) = loaded(office, due, Op(str(net), "Платежи клиентов", payer="Kaspi", payer_id=BIN, day=due))
    assert office.standing(*cases) == ["invoiced"] * 3
    office.to(office.now() + timedelta(days=1))
    assert office.standing(*cases) == ["invoiced"] * 3, "no register by noon: still protected"
    rows = [
        (f"{due:%d.%m.%Y}", str(case.invoice_number), "", str(case.invoice_amount), "1.00", f"k{nth}")
        for nth, case in enumerate((first, second))
    ]
    with office.of.billing.transaction() as session:
        session.info["actor"] = OFFICER
        registers.load(session, line, csv_of(*rows), "register.csv")
    office.wire.carry()
    assert office.standing(*cases) == ["on_sheet", "on_sheet", "lapsed_unpaid"]
    with office.of.billing.read() as session:
        assert session.scalars(select(Advance)).all() == []
    books_agree(office)
    nothing_is_left_lying(office)
