"""Policies: dated rows with their rule; a new version is in force from a day on."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.registration.db import db
from services.registration.models.policies import Policy
from services.registration.usecases import policies
from shared.web import (
    ApiSchema,
    Paged,
    PageOf,
    PageQuery,
    WholeNumber,
    Word,
    allows,
    api_blueprint,
    fields,
    page_of,
    writes,
)

blp = api_blueprint("registration", "policies", "Policies of the office, by date")


class PolicyOut(ApiSchema):
    key = fields.String(required=True)
    scope = fields.String(required=True)
    version = WholeNumber(required=True)
    valid_from = fields.Date(required=True)
    value = fields.Dict(required=True)
    rule = fields.String(required=True)
    why = fields.String(required=True)


class PolicyIn(ApiSchema):
    key = Word(required=True, most=50)
    scope = Word(least=0, most=100, load_default="")
    valid_from = fields.Date(required=True)
    value = fields.Dict(required=True)
    why = Word(required=True, most=500)


@blp.get("/")
@allows("registration.see_terms")
@blp.arguments(PageQuery, location="query")
@blp.response(200, Paged(PolicyOut))
def list_policies(query: dict[str, Any]) -> PageOf:
    """Every version of every policy."""
    with db.read() as session:
        return page_of(session, select(Policy).order_by(Policy.key, Policy.scope, Policy.version), query)


@blp.post("/")
@allows("registration.edit_policies")
@blp.arguments(PolicyIn)
@writes(blp, db, 201, PolicyOut)
def set_value(session: Session, body: dict[str, Any]) -> Policy:
    """A new version of a policy; what was decided by an older one stays as it is."""
    return policies.change(session, body["key"], body["value"], body["valid_from"], body["why"], body["scope"])
