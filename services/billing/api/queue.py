"""`/billing/api/v1/queue`: income that could be for us, with candidates and clues (R14.2)."""

from __future__ import annotations

from marshmallow import fields

from services.billing.api.schemas import LineOut
from services.billing.db import db
from services.billing.queries import bank
from services.billing.queries.bank import Waiting
from shared.web import ApiSchema, MoneyField, allows, api_blueprint

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
