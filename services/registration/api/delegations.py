"""A dean's delegates by name: who, from when to when, for which acts (R1.2, D26)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from marshmallow import validate
from sqlalchemy import select
from sqlalchemy.orm import Session

from services.registration.db import db
from services.registration.domain.behalf import Named
from services.registration.models.behalf import Delegation
from services.registration.usecases import delegating
from shared.identity.permissions import DELEGABLE
from shared.web import (
    ApiSchema,
    Paged,
    PageOf,
    PageQuery,
    Word,
    allows,
    api_blueprint,
    current_actor,
    fields,
    page_of,
    writes,
)
from shared.web.fields import Moment

blp = api_blueprint("registration", "delegations", "Whom a dean has named to act for him")


class DelegationOut(ApiSchema):
    delegation_id = fields.UUID(required=True)
    delegate_id = fields.UUID(required=True)
    acts = fields.String(required=True)
    valid_from = fields.Date(required=True)
    valid_until = fields.Date(required=True)
    reason = fields.String(required=True)
    ended_at = Moment(allow_none=True)


class DelegationIn(ApiSchema):
    """``login`` names the delegate, as he signs in himself."""

    login = Word(required=True, most=200)
    acts = fields.List(
        fields.String(validate=validate.OneOf(list(DELEGABLE))), required=True, validate=validate.Length(1, 10)
    )
    valid_from = fields.Date(required=True)
    valid_until = fields.Date(required=True)
    reason = Word(required=True, most=300)


@blp.get("/")
@allows("registration.name_delegates")
@blp.arguments(PageQuery, location="query")
@blp.response(200, Paged(DelegationOut))
def list_delegations(query: dict[str, Any]) -> PageOf:
    """Everybody whom I have named, also those whose days are over."""
    mine = select(Delegation).where(Delegation.principal_id == current_actor().person_id)
    with db.read() as session:
        return page_of(session, mine.order_by(Delegation.valid_from.desc(), Delegation.delegation_id), query)


@blp.post("/")
@allows("registration.name_delegates")
@blp.arguments(DelegationIn)
@writes(blp, db, 201, DelegationOut)
def name(session: Session, body: dict[str, Any]) -> Delegation:
    """Name a delegate; he is told what was left to him, by whom and until when."""
    delegate_id = delegating.of_login(session, body.pop("login"))
    return delegating.name_delegate(session, Named(current_actor().person_id, delegate_id, **body))


@blp.post("/<uuid:delegation_id>/end")
@allows("registration.name_delegates")
@writes(blp, db, 200, DelegationOut)
def end(session: Session, delegation_id: UUID) -> Delegation:
    """End it before its last day; the delegate signs in anew."""
    return delegating.end(session, delegation_id, current_actor().person_id)
