"""The books: bank = books = seats, the register for 1C, and what was paid in part, too much or twice (R14.1, R14.2)."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from services.billing.db import db
from services.billing.models import Advance, Invoice, Person
from services.billing.pages.advances import ADVANCES
from services.billing.queries import lists, register
from services.billing.queries.seats import seat_tie
from services.billing.queries.tie_out import tie_out
from shared.clock import now
from shared.money import Money
from shared.web import Column, DataTable, DateField, Form, allows, page_blueprint, render, t
from shared.web.export import as_csv, as_xlsx

pages = page_blueprint("billing", "books", __name__, "/books")

SHOWN = 500
REGISTER = DataTable(
    "register",
    Column("happened_on", "story.day", kind="day"),
    Column("nth", "books.entry", kind="number"),
    Column("kind", "story.kind", kind="badge"),
    Column("debit", "books.debit"),
    Column("debit_of", "books.debit_of"),
    Column("credit", "books.credit"),
    Column("credit_of", "books.credit_of"),
    Column("amount", "story.amount", kind="money"),
    Column("student", "invoice.student"),
    Column("invoice", "invoice.number"),
    Column("document", "line.number"),
    Column("payer", "story.payer"),
    empty="story.none",
)
SEATS = DataTable(
    "seats",
    Column("student", "invoice.student"),
    Column("number", "invoice.number", link=lambda row: _invoice(row)),
    Column("course_code", "invoice.course"),
    Column("status", "invoice.status", kind="badge"),
    Column("held", "invoice.held", kind="money"),
    empty="books.no_difference",
)
PARTS = DataTable(
    "parts",
    Column("student", "invoice.student", sort=Person.sort_key),
    Column("number", "invoice.number", sort=Invoice.number, link=lambda row: _invoice(row)),
    Column("status", "invoice.status", kind="badge", sort=Invoice.status),
    Column("amount", "invoice.amount", kind="money", sort=Invoice.amount),
    Column("held", "invoice.held", kind="money", sort=Invoice.held),
    Column("due_on", "invoice.due", kind="day", sort=Invoice.due_on),
    search=(Person.folded,),
    sort="due_on",
)


class PeriodForm(Form):
    """Which days."""

    class Meta:
        csrf = False

    since = DateField("books.since")
    until = DateField("books.until")


@pages.get("")
@allows("billing.see_ledger")
def show() -> ResponseReturnValue:
    """Bank = books = seats, every difference by name; cash apart."""
    with db.read() as session:
        seats = seat_tie(session)
        return render(
            "billing/books.html", tied=tie_out(session), seats=seats,
            unconfirmed=SEATS.of_rows(seats.unconfirmed), unpaid=SEATS.of_rows(seats.unpaid),
        )  # fmt: skip


@pages.get("/register")
@allows("billing.see_ledger")
def entries() -> ResponseReturnValue:
    """The entries of a period as debit and credit."""
    with db.read() as session:
        since, until = _period(session)
        rows = register.rows(session, since, until)
    return render(
        "billing/register.html", table=REGISTER.of_rows(rows[:SHOWN]), turnover=register.turnover(rows), n=len(rows),
        most=SHOWN, since=since, until=until, form=PeriodForm(formdata=None, since=since, until=until),
    )  # fmt: skip


@pages.get("/register.<ending>")
@allows("billing.see_ledger")
def file(ending: str) -> Response:
    """The same as a file for 1C, whole (R15.3)."""
    with db.read() as session:
        since, until = _period(session)
        rows = register.rows(session, since, until)
    columns = REGISTER.columns
    write = as_csv if ending == "csv" else as_xlsx
    values = ([column.value(row) for column in columns] for row in rows)
    return write(f"1C-{since}-{until}", [t(one.title) for one in columns], [one.kind for one in columns], values)


@pages.get("/uneven")
@allows("billing.see_ledger")
def uneven() -> ResponseReturnValue:
    """What was paid in part, too much, or twice (D3, D5, D18)."""
    part = (Invoice.held > Money(0)) & (Invoice.held < Invoice.amount) & Invoice.status.in_(("open", "paid"))
    over = Advance.why.in_(("overpaid", "paid_twice")) & (Advance.left > Money(0))
    with db.read() as session:
        beside = ADVANCES.read(session, lists.named_advances().where(over))
        return PARTS.answer(session, lists.invoices().where(part), "billing/uneven.html", over=beside)


def _period(session: Session) -> tuple[date, date]:
    """The days of the address."""
    form = PeriodForm(request.args)
    return register.period(form.since.data, form.until.data, now(session).day)


def _invoice(row: Any) -> str | None:
    return url_for("invoices.show", invoice_id=row.invoice_id) if row.invoice_id else None
