"""Leaving a course of the summer term: what goes back, and the act (R8.7, D24)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from marshmallow import validate
from sqlalchemy.orm import Session

from services.registration.db import db
from services.registration.domain.leaving import BY_OFFICE, Why
from services.registration.queries import cases
from services.registration.usecases import withdrawals
from services.registration.usecases.withdrawals import Quote
from services.registration.workflows import leaving
from shared.contracts.registration import SummerEnd
from shared.web import ApiSchema, MoneyField, WholeNumber, allows, api_blueprint, fields, reach, writes
from shared.web.fields import Moment

blp = api_blueprint("registration", "withdrawals", "Leaving a course of the summer term")


class BackOut(ApiSchema):
    """A line of the refund table: who leaves by that day gets so much back."""

    through = fields.Date(required=True, allow_none=True)
    percent = WholeNumber(required=True)
    amount = MoneyField(required=True)
    holds_now = fields.Boolean(required=True)


class QuoteOut(ApiSchema):
    """What leaving now means: ``part`` of ``whole`` of what was paid goes back."""

    case_id = fields.UUID(required=True)
    why = fields.String(required=True, validate=validate.OneOf([why.value for why in Why]))
    part = WholeNumber(required=True)
    whole = WholeNumber(required=True)
    paid = MoneyField(required=True)
    back = MoneyField(required=True)
    kept = MoneyField(required=True)
    table = fields.List(fields.Nested(BackOut), required=True)
    free_until = Moment(allow_none=True)


class WithdrawalIn(ApiSchema):
    """A student names nothing; the office names the cause and the paper on which it acts (R1.2)."""

    why = fields.String(load_default=Why.OWN_WISH.value, validate=validate.OneOf([why.value for why in BY_OFFICE]))
    paper = fields.String(load_default="", validate=validate.Length(max=80))


class WithdrawnOut(ApiSchema):
    case_id = fields.UUID(required=True)
    state = fields.String(required=True)
    way = fields.String(allow_none=True, validate=validate.OneOf([way.value for way in SummerEnd]))
    case_url = fields.String(required=True)


@blp.get("/<uuid:case_id>")
@allows("registration.withdraw_application")
@blp.response(200, QuoteOut)
def quote(case_id: UUID) -> dict[str, Any]:
    """What goes back if the student leaves now."""
    with db.read() as session:
        file = cases.case_file(session, case_id, reach("registration.withdraw_application"))
        return as_body(withdrawals.quote(session, file.application))


@blp.post("/<uuid:case_id>")
@allows("registration.withdraw_application")
@blp.arguments(WithdrawalIn)
@writes(blp, db, 202, WithdrawnOut)
def withdraw(session: Session, body: dict[str, Any], case_id: UUID) -> dict[str, Any]:
    """Leave the course; what becomes of the money is told when billing has answered."""
    file = cases.case_file(session, case_id, reach("registration.withdraw_application"))
    row = leaving.withdraw(session, file.application, Why(body["why"]), body["paper"])
    case_url = f"/registration/api/v1/cases/{case_id}"
    return {"case_id": case_id, "state": row.state, "way": row.way, "case_url": case_url}


def as_body(found: Quote) -> dict[str, Any]:
    """A quote as programs read it."""
    return {
        "case_id": found.application.case_id,
        "why": found.why,
        "part": found.share.part,
        "whole": found.share.whole,
        "paid": found.paid,
        "back": found.back,
        "kept": found.kept,
        "table": found.table,
        "free_until": found.free_until,
    }
