"""`/billing/api/v1/invoices`: invoices, each student his own; the paper as PDF."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, current_app
from marshmallow import fields, validate
from sqlalchemy.orm import Session

from services.billing.api.schemas import InvoiceOut
from services.billing.db import db
from services.billing.models import Invoice, Student
from services.billing.paper import invoice_pdf
from services.billing.queries import lists, papers
from services.billing.queries.papers import InvoicePaper
from services.billing.usecases import advances
from shared.web import (
    ApiSchema,
    MoneyField,
    Paged,
    PageOf,
    PageQuery,
    allows,
    api_blueprint,
    current_language,
    current_student_id,
    page_of,
    reach,
    require,
    writes,
)

blp = api_blueprint("billing", "invoices", "Invoices of the summer term")


class InvoiceQuery(PageQuery):
    """Which invoices."""

    student_id = fields.UUID()
    status = fields.String(validate=validate.OneOf(["open", "paid", "overdue", "cancelled", "withdrawn"]))


class InvoicePaperOut(ApiSchema):
    """An invoice as it is printed; the code opens the payer's page."""

    invoice_id = fields.UUID(required=True)
    number = fields.String(required=True)
    code = fields.String(required=True)
    status = fields.String(required=True)
    student = fields.String(required=True)
    course_code = fields.String(required=True)
    credits = fields.Integer(required=True)
    price = MoneyField(required=True)
    amount = MoneyField(required=True)
    remaining = MoneyField(required=True)
    due_on = fields.Date(required=True)
    paid_on = fields.Date(allow_none=True)
    purpose = fields.String(required=True)


class PaidOut(ApiSchema):
    """How the invoice stands after an advance was used."""

    invoice_id = fields.UUID(required=True)
    status = fields.String(required=True)
    remaining = MoneyField(required=True)


@blp.get("/")
@allows("billing.see_invoices")
@blp.arguments(InvoiceQuery, location="query")
@blp.response(200, Paged(InvoiceOut))
def list_invoices(query: dict[str, Any]) -> PageOf:
    """The invoices that the caller may see, the newest first."""
    select = reach("billing.see_invoices").narrow(
        lists.invoices(), owner=Invoice.student_id, faculty=Student.faculty_id
    )
    for name in ("student_id", "status"):
        if name in query:
            select = select.where(getattr(Invoice, name) == query[name])
    with db.read() as session:
        return page_of(session, select.order_by(Invoice.issued_at.desc(), Invoice.number.desc()), query)


@blp.get("/<uuid:invoice_id>")
@allows("billing.see_invoices")
@blp.response(200, InvoicePaperOut)
def show_invoice(invoice_id: UUID) -> InvoicePaper:
    """One invoice with the text for the purpose of payment."""
    return _paper(invoice_id)


@blp.get("/<uuid:invoice_id>/paper.pdf")
@allows("billing.see_invoices")
def paper(invoice_id: UUID) -> Response:
    """The invoice as a PDF in the caller's language (R12.2)."""
    return as_pdf(_paper(invoice_id))


@blp.post("/<uuid:invoice_id>/use-advance")
@allows("billing.see_own_account")
@writes(blp, db, 200, PaidOut)
def use_advance(session: Session, invoice_id: UUID) -> Invoice:
    """Pay the invoice from the caller's advances: asking is the consent (D5)."""
    return advances.use(session, current_student_id(), invoice_id)


def as_pdf(shown: InvoicePaper) -> Response:
    """The PDF; its name is the invoice's number."""
    address = f"{current_app.config['WEB'].origin}/billing/pay/{shown.code}"
    answer = Response(invoice_pdf(shown, current_language(), address), mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{shown.number}.pdf"'
    return answer


def _paper(invoice_id: UUID) -> InvoicePaper:
    with db.read() as session:
        found = papers.by_id(session, invoice_id)
        faculty_id = lists.faculty_of(session, found.student_id)
    require("billing.see_invoices", owner=found.student_id, faculty=faculty_id)
    return found
