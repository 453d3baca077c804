"""`/billing/api/v1/policies`: every row with its day and reason; the next one by the chief accountant."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.billing.db import db
from services.billing.models import PolicyRow
from services.billing.usecases import policies
from shared.web import ApiSchema, Paged, PageOf, PageQuery, Word, allows, api_blueprint, fields, page_of, writes

blp = api_blueprint("billing", "policies", "Billing's policies, by date")


class PolicyOut(ApiSchema):
    """A row of a policy, with its rule."""

    name = fields.String(required=True)
    valid_from = fields.Date(required=True)
    value = fields.Dict(required=True)
    rule = fields.String(required=True)
    why = fields.String(required=True, allow_none=True)


class PolicyIn(ApiSchema):
    """The next value, of the shape of the last one."""

    name = Word(required=True, most=50)
    valid_from = fields.Date(required=True)
    value = fields.Dict(required=True)
    why = Word(required=True, most=500)


@blp.get("/")
@allows("billing.see_policies")
@blp.arguments(PageQuery, location="query")
@blp.response(200, Paged(PolicyOut))
def list_policies(query: dict[str, Any]) -> PageOf:
    """Every row of every policy."""
    with db.read() as session:
        return page_of(session, select(PolicyRow).order_by(PolicyRow.name, PolicyRow.valid_from), query)


@blp.post("/")
@allows("billing.edit_policies")
@blp.arguments(PolicyIn)
@writes(blp, db, 201, PolicyOut)
def set_value(session: Session, body: dict[str, Any]) -> PolicyRow:
    """The next row of a policy; what was decided by an older one stays as it is."""
    return policies.change(session, **body)
