"""`/billing/api/v1/arrears`: what students owe apart from summer invoices (R3.8)."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate
from sqlalchemy.orm import Session

from services.billing.db import db
from services.billing.usecases import arrears
from services.billing.usecases.arrears import KINDS, Charge
from shared.clock import now
from shared.contracts.billing import ArrearsChanged
from shared.web import ApiSchema, MoneyField, Word, allows, api_blueprint, writes

blp = api_blueprint("billing", "arrears", "What students owe apart from summer invoices")


class ChargeIn(ApiSchema):
    """What a student owes more, or less if it is below zero; without a day it is today."""

    student_id = fields.UUID(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(KINDS))
    amount = MoneyField(negative=True, required=True)
    why = Word(required=True, most=300)
    happened_on = fields.Date()


class ArrearsOut(ApiSchema):
    """What he owes now: fees hold a registration, tuition does not."""

    student_id = fields.UUID(required=True)
    fees = MoneyField(negative=True, required=True)
    tuition = MoneyField(negative=True, required=True)


@blp.post("/")
@allows("billing.charge_arrears")
@blp.arguments(ChargeIn)
@writes(blp, db, 201, ArrearsOut)
def charge(session: Session, body: dict[str, Any]) -> ArrearsChanged:
    """Enter a charge, or reverse one."""
    return arrears.charge(session, [Charge(**{"happened_on": now(session).day, **body})])[0]
