"""`/billing/api/v1/queue`: income that could be for us, with candidates and clues (R14.2)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask_smorest.fields import Upload
from marshmallow import fields, validate
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage

from services.billing.api.schemas import LineOut
from services.billing.api.statements import name_of
from services.billing.db import db
from services.billing.models import LineAct, LineReturn, ProviderRegister
from services.billing.queries import bank
from services.billing.queries.bank import Waiting
from services.billing.usecases import (
    assigning,
    choosing,
    refunds_returned,
    registers,
    returning,
    reversing,
    written_shares,
)
from shared.web import ApiSchema, MoneyField, allows, api_blueprint, current_student_id, writes

blp = api_blueprint("billing", "queue", "Income that waits for finance")


class CandidateOut(ApiSchema):
    """An invoice that the line may be meant for."""

    invoice_id = fields.UUID(required=True)
    number = fields.String(required=True)
    student = fields.String(required=True)
    remaining = MoneyField(required=True)
    likelihood = fields.Integer(required=True)
    clues = fields.List(fields.String(), required=True)


class WaitingOut(ApiSchema):
    """A line that waits."""

    line_id = fields.UUID(required=True, attribute="line.line_id")
    line = fields.Nested(LineOut, required=True)
    likelihood = fields.Integer(required=True)
    candidates = fields.List(fields.Nested(CandidateOut), required=True)


class QueueOut(ApiSchema):
    """The whole queue, the likeliest first."""

    items = fields.List(fields.Nested(WaitingOut), required=True)


@blp.get("/")
@allows("billing.see_queue")
@blp.response(200, QueueOut)
def list_queue() -> dict[str, list[Waiting]]:
    """What waits, by likelihood."""
    with db.read() as session:
        return {"items": bank.queue(session)}


class PartIn(ApiSchema):
    """A part: the number of an invoice or of a student, and a sum."""

    recipient = fields.String(required=True, validate=validate.Length(1, 40))
    amount = MoneyField(required=True)


class AssignmentIn(ApiSchema):
    """Parts that add up to the line."""

    parts = fields.List(fields.Nested(PartIn), required=True, validate=validate.Length(1, 500))
    why = fields.String(load_default="", validate=validate.Length(0, 500))


class WhyIn(ApiSchema):
    """A reason, that stays on record."""

    why = fields.String(required=True, validate=validate.Length(1, 500))


class ReversalIn(WhyIn):
    """Where the money belongs, if that is known; until when the seat that loses it is kept."""

    to = fields.String(load_default="", validate=validate.Length(0, 40))
    repay_on = fields.Date(load_default=None, allow_none=True)


class ActOut(ApiSchema):
    """A part of a line and what was done with it."""

    line_id = fields.UUID(required=True)
    act = fields.String(required=True)
    invoice_id = fields.UUID(allow_none=True)
    student_id = fields.UUID(allow_none=True)
    amount = MoneyField(required=True)
    operation_on = fields.Date(required=True)
    why = fields.String(required=True)
    made_at = fields.AwareDateTime(required=True)


class ActsOut(ApiSchema):
    """All parts of an act."""

    items = fields.List(fields.Nested(ActOut), required=True)


class ReturnOut(ApiSchema):
    """A line on its way back to its payer."""

    return_id = fields.UUID(required=True)
    line_id = fields.UUID(required=True)
    number = fields.String(required=True)
    amount = MoneyField(required=True)
    status = fields.String(required=True)
    to_name = fields.String(required=True)


@blp.post("/<uuid:line_id>/assignments")
@allows("billing.assign_payment")
@blp.arguments(AssignmentIn)
@writes(blp, db, 201, ActsOut)
def assign(session: Session, body: dict[str, Any], line_id: UUID) -> dict[str, list[LineAct]]:
    """Assign a line, whole or in parts; every problem is named at once, who is second is refused (R14.2)."""
    typed = [(part["recipient"], part["amount"].tiyn) for part in body["parts"]]
    return {"items": assigning.assign(session, line_id, written_shares.found(session, typed), body["why"])}


@blp.post("/<uuid:line_id>/reversals")
@allows("billing.assign_payment")
@blp.arguments(ReversalIn)
@writes(blp, db, 201, ActsOut)
def reverse(session: Session, body: dict[str, Any], line_id: UUID) -> dict[str, list[LineAct]]:
    """Reverse a wrong posting; the money waits again, or goes to the right invoice at once (D16)."""
    to = written_shares.whole_to(session, line_id, body["to"])
    return {"items": reversing.reverse(session, line_id, body["why"], repay_on=body["repay_on"], to=to)}


@blp.post("/<uuid:line_id>/returns")
@allows("billing.assign_payment")
@blp.arguments(WhyIn)
@writes(blp, db, 201, ReturnOut)
def give_back(session: Session, body: dict[str, Any], line_id: UUID) -> LineReturn:
    """Ask that the money goes back to its payer; another person releases it (D15)."""
    return returning.ask(session, line_id, body["why"])


class RefundBackIn(WhyIn):
    """Which refund came back, and how that is known."""

    refund_id = fields.UUID(required=True)


@blp.post("/<uuid:line_id>/sent-back")
@allows("billing.assign_payment")
@blp.arguments(RefundBackIn)
@writes(blp, db, 201, ActOut)
def is_refund(session: Session, body: dict[str, Any], line_id: UUID) -> LineAct:
    """Say that the line is a refund that a bank sent back without its number: the payer's advance again (D22)."""
    return refunds_returned.is_refund(session, line_id, body["refund_id"], body["why"])


@blp.post("/returns/<uuid:return_id>/release")
@allows("billing.sign_refund")
@writes(blp, db, 201, ReturnOut)
def release(session: Session, return_id: UUID) -> LineReturn:
    """Release it as the second person (R14.2)."""
    return returning.release(session, return_id)


class ChoiceIn(ApiSchema):
    """For which invoice."""

    invoice_id = fields.UUID(required=True)


class RegisterIn(ApiSchema):
    """The provider's file, as a part named ``file`` of a multipart body."""

    file = Upload(required=True)


class RegisterOut(ApiSchema):
    """A register that was loaded."""

    register_id = fields.UUID(required=True)
    line_id = fields.UUID(required=True)
    name = fields.String(required=True)
    rows = fields.Integer(required=True)
    gross = MoneyField(required=True)
    commission = MoneyField(required=True)


@blp.post("/<uuid:line_id>/choice")
@allows("billing.see_own_account")
@blp.arguments(ChoiceIn)
@writes(blp, db, 201, ActOut)
def choose(session: Session, body: dict[str, Any], line_id: UUID) -> LineAct:
    """The student says for which of his invoices a payment is (D4)."""
    return choosing.choose(session, current_student_id(), line_id, body["invoice_id"])


@blp.post("/<uuid:line_id>/register")
@allows("billing.assign_payment")
@blp.arguments(RegisterIn, location="files")
@writes(blp, db, 201, RegisterOut)
def load_register(session: Session, files: dict[str, FileStorage], line_id: UUID) -> ProviderRegister:
    """Split a lump sum by its register, or refuse it whole with every reason (D17)."""
    file = files["file"]
    return registers.load(session, line_id, file.read(), name_of(file))
