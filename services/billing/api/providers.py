"""`/billing/api/v1/providers`: payment providers, by whose register a lump sum is split (D17)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from marshmallow import fields, validate
from sqlalchemy import select
from sqlalchemy.orm import Session

from services.billing.db import db
from services.billing.domain.registers import FIELDS, NEEDED
from services.billing.models import Provider
from services.billing.usecases import providers
from services.billing.usecases.providers import NewProvider
from shared.web import (
    ApiSchema,
    Paged,
    PageOf,
    PageQuery,
    WholeNumber,
    Word,
    allows,
    api_blueprint,
    page_of,
    writes,
)

blp = api_blueprint("billing", "providers", "Payment providers and how their lines are recognised")

ColumnsSchema = ApiSchema.from_dict(
    {name: Word(least=0, most=100, required=name in NEEDED) for name in FIELDS}, name="ProviderColumns"
)


class ProviderIn(ApiSchema):
    """A provider, its sign, and the titles of its register's columns."""

    name = Word(most=100, required=True)
    bin = fields.String(required=True, validate=validate.Regexp(r"^[0-9]{12}\Z"))
    account = Word(least=0, most=34, load_default="")
    words = fields.List(Word(most=100), load_default=list, validate=validate.Length(max=20))
    settles_days = WholeNumber(least=0, most=10, load_default=1)
    valid_from = fields.Date(required=True)
    columns = fields.Nested(ColumnsSchema, required=True)


class ProviderOut(ApiSchema):
    """A provider as it stands."""

    provider_id = fields.UUID(required=True)
    name = fields.String(required=True)
    bin = fields.String(required=True)
    account = fields.String(required=True)
    words = fields.List(fields.String(), required=True)
    settles_days = WholeNumber(required=True)
    valid_from = fields.Date(required=True)
    valid_until = fields.Date(allow_none=True)
    columns = fields.Dict(keys=fields.String(), values=fields.String(), required=True)


class EndIn(ApiSchema):
    """The last day."""

    until = fields.Date(required=True)


@blp.get("/")
@allows("billing.see_queue")
@blp.arguments(PageQuery, location="query")
@blp.response(200, Paged(ProviderOut))
def list_providers(query: dict[str, Any]) -> PageOf:
    """Every provider, also those that have ended."""
    with db.read() as session:
        return page_of(session, select(Provider).order_by(Provider.name, Provider.provider_id), query)


@blp.post("/")
@allows("billing.edit_rules")
@blp.arguments(ProviderIn)
@writes(blp, db, 201, ProviderOut)
def add(session: Session, body: dict[str, Any]) -> Provider:
    """Add a provider; lines loaded from now on are recognised."""
    return providers.add(session, NewProvider(**body))


@blp.post("/<uuid:provider_id>/end")
@allows("billing.edit_rules")
@blp.arguments(EndIn)
@writes(blp, db, 200, ProviderOut)
def end(session: Session, body: dict[str, Any], provider_id: UUID) -> Provider:
    """From the day after this one its lines are lines as any other."""
    return providers.end(session, provider_id, body["until"])
