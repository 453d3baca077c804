"""Invoices: finance's and the office's list, and one invoice with its arithmetic, QR code and words for the purpose."""

from __future__ import annotations

from uuid import UUID

from flask import Response, current_app, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import func

from services.billing.api.invoices import as_pdf
from services.billing.db import db
from services.billing.models import Invoice, Person, Student
from services.billing.queries import cash, declared, lists, papers
from services.billing.queries.papers import InvoicePaper
from shared.documents import qr_png
from shared.identity.reach import Reach
from shared.web import (
    Column,
    DataTable,
    allows,
    current_actor,
    current_language,
    current_student_id,
    page_blueprint,
    reach,
    render,
    require,
)

pages = page_blueprint("billing", "invoices", __name__, "/invoices")

INVOICES = DataTable(
    "invoices",
    Column(
        "number", "invoice.number", sort=Invoice.number,
        link=lambda row: url_for("invoices.show", invoice_id=row.invoice_id),
    ),
    Column("student", "invoice.student", sort=Person.sort_key),
    Column("student_number", "invoice.student_number"),
    Column("course_code", "invoice.course", sort=Invoice.course_code),
    Column("credits", "invoice.credits", kind="number", sort=Invoice.credits),
    Column("price", "invoice.price", kind="money", sort=Invoice.price),
    Column("amount", "invoice.amount", kind="money", sort=Invoice.amount),
    Column("held", "invoice.held", kind="money", sort=Invoice.held),
    Column("status", "invoice.status", kind="badge", sort=Invoice.status),
    Column("due_on", "invoice.due", kind="day", sort=Invoice.due_on),
    Column("paid_on", "invoice.paid_on", kind="day", sort=Invoice.paid_on),
    search=(Person.folded, func.lower(Invoice.number)),
    sort="-due_on",
)  # fmt: skip


@pages.get("")
@allows("billing.see_invoices")
def index() -> ResponseReturnValue:
    """The invoices that the person may see."""
    query = reach("billing.see_invoices").narrow(lists.invoices(), owner=Invoice.student_id, faculty=Student.faculty_id)
    with db.read() as session:
        return INVOICES.answer(session, query, "billing/invoices.html")


@pages.get("/<uuid:invoice_id>")
@allows("billing.see_invoices")
def show(invoice_id: UUID) -> ResponseReturnValue:
    """One invoice."""
    paper = _paper(invoice_id)
    actor = current_actor()
    account = url_for("account.of_student", student_id=paper.student_id) if _sees_all() else url_for("account.mine")
    code = url_for("invoices.qr", invoice_id=invoice_id)
    pdf = url_for("invoices.pdf", invoice_id=invoice_id)
    mine = paper.student_id == actor.person_id
    with db.read() as session:
        receipts = declared.of_invoice(session, invoice_id)
        slips = cash.of_invoice(session, invoice_id)
    declares = actor.may("billing.declare_payment") and paper.student_id == current_student_id()
    return render(
        "billing/invoice.html", paper=paper, language_code=current_language(), account=account, qr=code, pdf=pdf,
        mine=mine, receipts=receipts, slips=slips, declares=declares, pay=url_for("payer.show", code=paper.code),
    )  # fmt: skip


@pages.get("/<uuid:invoice_id>/qr.png")
@allows("billing.see_invoices")
def qr(invoice_id: UUID) -> Response:
    """The QR code of the payer's page."""
    return qr_of(_paper(invoice_id))


@pages.get("/<uuid:invoice_id>/invoice.pdf")
@allows("billing.see_invoices")
def pdf(invoice_id: UUID) -> Response:
    """The invoice to print or send on."""
    return as_pdf(_paper(invoice_id))


def qr_of(paper: InvoicePaper) -> Response:
    """A picture of the payer's address."""
    address = f"{current_app.config['WEB'].origin}{url_for('payer.show', code=paper.code)}"
    return Response(qr_png(address), mimetype="image/png")


def _sees_all() -> bool:
    seen = reach("billing.see_accounts") if current_actor().may("billing.see_accounts") else Reach()
    return seen.everything or bool(seen.faculties)


def _paper(invoice_id: UUID) -> InvoicePaper:
    with db.read() as session:
        found = papers.by_id(session, invoice_id)
        faculty_id = lists.faculty_of(session, found.student_id)
    require("billing.see_invoices", owner=found.student_id, faculty=faculty_id)
    return found
