"""A small university for the tests of billing: an account, prices, students, invoices, statement files."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import NAMESPACE_URL, UUID, uuid4, uuid5

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.billing.models import Invoice
from services.billing.usecases import copies, invoices, statements, tariffs
from services.billing.usecases.accounts import NewAccount, open_account
from services.billing.usecases.statements import LoadedFile
from services.billing.usecases.tariffs import PriceRow
from shared.clock import end_of_day, set_office
from shared.contracts.billing import IssueInvoice
from shared.contracts.registration import CourseChanged, PersonChanged, StudentChanged
from shared.messaging.tables import outbox
from shared.money import Money
from tests.billing.domain.files import ACCOUNT, Op, file_of, header, span

DAY = date(2025, 6, 2)
DUE = date(2025, 6, 4)
MORNING = datetime(2025, 6, 2, 4, 0, tzinfo=UTC)
PRICE = Money.of(18500)
SPECIALTY, YEAR = "6B06102", 2024
ALIYA = uuid5(NAMESPACE_URL, "test:aliya")
"""Her IIN and that of Dana are the two of the rules (R14.3)."""
DANA = uuid5(NAMESPACE_URL, "test:dana")


def found(session: Session) -> None:
    """Open the account, set the price, keep two students; it is the morning of 2 June 2025."""
    set_office(session, MORNING)
    open_account(session, NewAccount(ACCOUNT, "Main", "Halyk", "HSBKKZKX"))
    tariffs.set_prices(session, [PriceRow(SPECIALTY, YEAR, PRICE, date(2025, 1, 1))], "Order 12")
    people = [(ALIYA, "Қожахметова", "Әлия", "000101100006"), (DANA, "Ли", "Дана", "000101100708")]
    copies.keep_people(session, [PersonChanged(one, 1, surname, name, "", "kk") for one, surname, name, _ in people])
    titles = {"kk": "Математика", "ru": "Математика", "en": "Mathematics"}
    copies.keep_courses(session, [CourseChanged(uuid5(NAMESPACE_URL, "test:course"), 1, "MAT1201", 5, titles)])
    copies.keep_students(
        session,
        [
            StudentChanged(one, 1, f"S{nth}", iin, "F", SPECIALTY, "G", 2, "grant", "studying")
            for nth, (one, _, _, iin) in enumerate(people)
        ],
    )


def order(student: UUID = ALIYA, credits: int = 5, due: date = DUE, case_id: UUID | None = None) -> IssueInvoice:
    """The command to invoice a case."""
    return IssueInvoice(
        case_id or uuid4(), student, uuid4(), "MAT1201", uuid5(NAMESPACE_URL, "test:term"), SPECIALTY, YEAR, credits,
        PRICE, MORNING - timedelta(days=1), end_of_day(due),
    )  # fmt: skip


def invoice(session: Session, student: UUID = ALIYA, credits: int = 5, due: date = DUE) -> Invoice:
    """An issued invoice."""
    made = invoices.issue(session, [order(student, credits, due)])[0].invoice
    assert made is not None
    return made


def day_file(
    day: date, opening: str | Money, *ops: Op, until: date | None = None, created: date | None = None
) -> bytes:
    """A statement of a day (or more), made on the day after it; its sums come from the operations."""
    began = opening if isinstance(opening, Money) else Money.of(opening)
    received = sum((Money.of(op.amount) for op in ops if op.incoming), Money(0))
    spent = sum((Money.of(op.amount) for op in ops if not op.incoming), Money(0))
    until = until or day
    head = header(day, until, created or until + timedelta(days=1))
    account = span(day, until, str(began), str(received), str(spent), str(began + received - spent))
    return file_of(head, account, [row for op in ops for row in op.kazakh()]).encode("cp1251", errors="replace")


def load(session: Session, day: date, opening: str | Money, *ops: Op, until: date | None = None) -> LoadedFile:
    """Load a statement of a day."""
    return statements.load(session, day_file(day, opening, *ops, until=until), f"{day}.txt")


def pays(
    one: Invoice,
    amount: str | None = None,
    day: date = DAY,
    number: str = "1",
    payer: str = "Тест",
    payer_account: str = "KZ1",
) -> Op:
    """An incoming line that names the invoice."""
    purpose = f"оплата {one.number}"
    return Op(amount or str(one.amount), purpose, number=number, day=day, payer=payer, payer_account=payer_account)


def told(session: Session, name: str) -> list[dict[str, object]]:
    """Bodies of the messages said so far under a name, once each whatever the hearers."""
    query = select(outbox.c.body).where(outbox.c.name == name).order_by(outbox.c.id)
    return list(session.scalars(query))


def notices(session: Session, template: str) -> list[dict[str, object]]:
    """What a template was said with."""
    return [body for body in told(session, "notifications.notify") if body["template"] == template]
