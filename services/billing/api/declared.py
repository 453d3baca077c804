"""`/billing/api/v1/declared`: 'I have paid': receipts that keep a seat, and those without money (R8.4, D19)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from marshmallow import fields, validate
from sqlalchemy.orm import Session

from services.billing.db import db
from services.billing.models import DeclaredPayment, Student
from services.billing.queries import declared as lists
from services.billing.queries.lists import faculty_of
from services.billing.usecases import declared, receipt_holds
from services.billing.usecases.declared import Declaration
from shared.web import (
    ApiSchema,
    Base64Field,
    MoneyField,
    Paged,
    PageOf,
    PageQuery,
    Word,
    allows,
    api_blueprint,
    current_student_id,
    page_of,
    reach,
    require,
    writes,
)

blp = api_blueprint("billing", "declared", "'I have paid': receipts that students send")


class DeclaredOut(ApiSchema):
    """A declared payment, and what became of it."""

    declaration_id = fields.UUID(required=True)
    invoice_id = fields.UUID(required=True)
    student_id = fields.UUID(required=True)
    amount = MoneyField(required=True)
    paid_on = fields.Date(required=True)
    expected_by = fields.Date(required=True)
    abroad = fields.Boolean(required=True)
    bank = fields.String(required=True)
    document = fields.String(required=True)
    status = fields.String(required=True)
    declared_at = fields.AwareDateTime(required=True)
    declarer = fields.String(required=True)


class DeclaredLineOut(DeclaredOut):
    """A line of the list."""

    number = fields.String(required=True)
    course_code = fields.String(required=True)
    due_on = fields.Date(required=True)
    student = fields.String(required=True)


class DeclaredQuery(PageQuery):
    """Which receipts."""

    status = fields.String(validate=validate.OneOf(["waits", "came", "false", "lifted"]))
    invoice_id = fields.UUID()


class DeclarationIn(ApiSchema):
    """What the receipt says, and its copy: PDF, JPEG or PNG, in base64."""

    invoice_id = fields.UUID(required=True)
    amount = MoneyField(required=True)
    paid_on = fields.Date(required=True)
    bank = Word(most=120, required=True)
    document = Word(most=60, required=True)
    abroad = fields.Boolean(load_default=False)
    file_name = Word(most=200, load_default="receipt")
    content = Base64Field(required=True)


class LiftIn(ApiSchema):
    """Why a hold is lifted."""

    why = Word(most=300, required=True)


@blp.get("/")
@allows("billing.see_declared")
@blp.arguments(DeclaredQuery, location="query")
@blp.response(200, Paged(DeclaredLineOut))
def list_declared(query: dict[str, Any]) -> PageOf:
    """The receipts that the caller may see, by the day on which their money is expected."""
    select = reach("billing.see_declared").narrow(
        lists.receipts(), owner=DeclaredPayment.student_id, faculty=Student.faculty_id
    )
    if "status" in query:
        select = select.where(DeclaredPayment.status == query["status"])
    if "invoice_id" in query:
        select = select.where(DeclaredPayment.invoice_id == query["invoice_id"])
    with db.read() as session:
        return page_of(session, select.order_by(DeclaredPayment.expected_by, DeclaredPayment.declaration_id), query)


@blp.get("/<uuid:declaration_id>")
@allows("billing.see_declared")
@blp.response(200, DeclaredOut)
def show(declaration_id: UUID) -> DeclaredPayment:
    """One receipt and how it stands."""
    with db.read() as session:
        one = lists.one(session, declaration_id)
        require("billing.see_declared", owner=one.student_id, faculty=faculty_of(session, one.student_id))
        return one


@blp.post("/")
@allows("billing.declare_payment")
@blp.arguments(DeclarationIn)
@writes(blp, db, 201, DeclaredOut)
def declare(session: Session, body: dict[str, Any]) -> DeclaredPayment:
    """The student sends a receipt of an invoice of his own: it keeps the seat and confirms nothing (R8.4)."""
    return declared.declare(session, current_student_id(), Declaration(**body))


@blp.post("/<uuid:declaration_id>/lift")
@allows("billing.lift_receipt_hold")
@blp.arguments(LiftIn)
@writes(blp, db, 200, DeclaredOut)
def lift(session: Session, body: dict[str, Any], declaration_id: UUID) -> DeclaredPayment:
    """Lift the hold of a false receipt, with a reason (R3.8)."""
    return receipt_holds.lift(session, declaration_id, body["why"])
