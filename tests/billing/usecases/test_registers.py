"""A provider's lump sum is split by its register only; until it is in, nobody's seat lapses (D17, R14.2)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from io import BytesIO
from uuid import UUID, uuid4

import pytest
import xlsxwriter
from sqlalchemy import select
from sqlalchemy.orm import Session

from services.billing.domain.assigning import Share
from services.billing.models import Invoice, Protection, QueueItem, RegisterRow, StatementLine
from services.billing.queries.tie_out import tie_out
from services.billing.usecases import assigning, providers, registers
from services.billing.usecases.providers import NewProvider
from shared.clock import at, set_office
from shared.errors import Refused
from shared.identity import Actor
from tests.billing import world
from tests.billing.domain.files import Op
from tests.billing.world import DANA, DAY, DUE, load, told

BIN = "971240001315"
COLUMNS = {
    "paid_on": "Дата", "number": "Счёт", "iin": "ИИН", "gross": "Сумма", "commission": "Комиссия", "own_id": "№",
}  # fmt: skip
HEAD = ["Дата", "Счёт", "ИИН", "Сумма", "Комиссия", "№"]


@pytest.fixture(autouse=True)
def provider(office: Session) -> Iterator[UUID]:
    office.info["actor"] = Actor(uuid4(), "Officer", ())
    yield providers.add(office, NewProvider("Kaspi", BIN, DAY, COLUMNS, settles_days=1)).provider_id
    del office.info["actor"]


def lump(session: Session, net: str, day: date = DUE) -> UUID:
    """Its line, loaded on the next morning; the statements reach so far that all that was due may lapse."""
    set_office(session, at(day + timedelta(days=2), 9))
    op = Op(net, "Платежи клиентов за день", payer="Kaspi", payer_id=BIN, day=day)
    load(session, DAY, "0", op, until=day + timedelta(days=1))
    return session.scalars(select(StatementLine.line_id)).one()


def csv_of(*rows: tuple[str, ...]) -> bytes:
    return "\r\n".join(";".join(row) for row in [HEAD, *rows]).encode("cp1251")


def row_of(one: Invoice, day: date = DUE, own_id: str = "a1", iin: str = "") -> tuple[str, ...]:
    number = "" if iin else one.number
    return (f"{day:%d.%m.%Y} 12:30", number, iin, str(one.amount), "925.00", own_id)


def refused(found: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {reason.code for reason in found.value.reasons}


def test_those_in_the_register_are_paid_gross_by_its_day_and_the_others_lapse(office: Session) -> None:
    first, second, other = world.invoice(office), world.invoice(office, DANA), world.invoice(office, credits=3)
    line_id = lump(office, "183150")
    assert {one.status for one in (first, second, other)} == {"open"}, "any of them may be in the register"
    assert office.get_one(QueueItem, line_id).kind == "lump"
    registers.load(office, line_id, csv_of(row_of(first), row_of(second, own_id="a2", iin="000101100708")), "r.csv")
    assert [(one.status, one.paid_on) for one in (first, second)] == [("paid", DUE)] * 2
    assert (first.held, other.status) == (first.amount, "overdue")
    assert len(told(office, "billing.invoice_paid")) == 2
    assert office.scalars(select(Protection).where(Protection.ended_at.is_(None))).all() == []
    assert tie_out(office).holds
    assert str(tie_out(office).commission) == "1850.00"


def test_two_payments_of_one_student_by_his_iin_pay_two_invoices(office: Session) -> None:
    first, second = world.invoice(office), world.invoice(office)
    line_id = lump(office, "183150")
    rows = [row_of(first, own_id=own_id, iin="000101100006") for own_id in ("a1", "a2")]
    registers.load(office, line_id, csv_of(*rows), "r.csv")
    assert [(one.status, one.held) for one in (first, second)] == [("paid", one.amount) for one in (first, second)]


def test_a_row_that_names_an_invoice_goes_before_one_that_names_a_person(office: Session) -> None:
    first, second = world.invoice(office), world.invoice(office)
    earliest, other = sorted((first, second), key=lambda one: one.invoice_id)
    line_id = lump(office, "183150")
    rows = [row_of(earliest, own_id="a1", iin="000101100006"), row_of(earliest, own_id="a2")]
    registers.load(office, line_id, csv_of(*rows), "r.csv")
    assert [one.status for one in (earliest, other)] == ["paid", "paid"]


def test_a_spreadsheet_is_read_as_well(office: Session) -> None:
    one = world.invoice(office)
    line_id, out = lump(office, "91575"), BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEAD)
        sheet.write_row(1, 0, ["", one.number, "", 92500, 925, "x-1"])
        sheet.write_datetime(1, 0, at(DUE, 10).replace(tzinfo=None), book.add_format({"num_format": "dd.mm.yyyy"}))
    registers.load(office, line_id, out.getvalue(), "r.xlsx")
    assert (one.status, one.paid_on) == ("paid", DUE)
    assert office.scalars(select(RegisterRow.own_id)).one() == "x-1"


def test_every_problem_of_a_register_is_named_at_once(office: Session) -> None:
    one = world.invoice(office)
    line_id = lump(office, "91575")
    bad = csv_of(
        row_of(one, own_id="a1"), row_of(one, own_id="a1"), ("03.06.2025", "TK25-000000-00", "", "1", "2", "a3"),
        row_of(one, day=DUE + timedelta(days=1), own_id="a4"),
    )  # fmt: skip
    with pytest.raises(Refused) as found:
        registers.load(office, line_id, bad, "bad.csv")
    assert refused(found) == {
        "register_differs", "register_id_known", "register_person_unknown", "register_sum_impossible",
        "register_day_impossible",
    }  # fmt: skip
    with pytest.raises(Refused) as unread:
        registers.load(office, line_id, csv_of(("?", "", "", "x", "", "1"), ("", "", "", "", "", "")), "x.csv")
    assert refused(unread) == {"register_row_not_understood"}
    with pytest.raises(Refused) as titles:
        registers.load(office, line_id, b"a;b\r\n1;2", "x.csv")
    assert refused(titles) == {"columns_missing"}
    assert (one.status, office.get_one(QueueItem, line_id).status) == ("open", "waiting")


def test_a_payment_of_a_register_counts_once(office: Session) -> None:
    one = world.invoice(office)
    line_id = lump(office, "91575")
    registers.load(office, line_id, csv_of(row_of(one)), "r.csv")
    op = Op("91575", "Платежи", payer="Kaspi", payer_id=BIN, day=DUE + timedelta(days=2), number="2")
    load(office, DUE + timedelta(days=2), "91575", op)
    again = office.scalars(select(StatementLine.line_id).where(StatementLine.number == "2")).one()
    with pytest.raises(Refused) as found:
        registers.load(office, again, csv_of(row_of(one)), "r2.csv")
    assert refused(found) == {"register_id_known"}


def test_a_lump_sum_is_not_assigned_by_hand(office: Session) -> None:
    one = world.invoice(office)
    line_id = lump(office, "91575")
    with pytest.raises(Refused) as found:
        assigning.assign(office, line_id, [Share(9157500, one.invoice_id)])
    assert refused(found) == {"line_is_lump"}


def test_while_a_provider_is_in_force_its_days_are_waited_for(office: Session) -> None:
    one = world.invoice(office)
    set_office(office, at(DUE + timedelta(days=1), 9))
    load(office, DAY, "0", until=DUE)
    assert one.status == "open", "what was paid on the last day arrives a day later"
    set_office(office, at(DUE + timedelta(days=2), 9))
    load(office, DUE + timedelta(days=1), "0")
    assert one.status == "overdue"


def test_a_line_of_a_provider_that_is_not_for_many_waits_as_any_other(office: Session) -> None:
    one = world.invoice(office)
    line_id = lump(office, "91575")
    registers.not_a_lump(office, line_id, "rent of their machine")
    assert (office.get_one(QueueItem, line_id).kind, one.status) == ("unknown", "overdue")
    assigning.assign(office, line_id, [Share(9157500, one.invoice_id)])
    assert tie_out(office).holds
