"""`/billing/api/v1/providers`: payment providers, by whose register a lump sum is split (D17)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import request
from marshmallow import fields, validate
from sqlalchemy import select
from sqlalchemy.orm import Session

from services.billing.db import db
from services.billing.domain.registers import FIELDS, NEEDED
from services.billing.models import AnnouncedPayment, Provider
from services.billing.usecases import announced, providers
from services.billing.usecases.announced import Callback, Signed
from services.billing.usecases.providers import NewProvider
from shared.web import (
    ApiSchema,
    MoneyField,
    Paged,
    PageOf,
    PageQuery,
    WholeNumber,
    Word,
    allows,
    api_blueprint,
    limiter,
    page_of,
    public,
    writes,
)
from shared.web.fields import Moment

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


class SecretOut(ApiSchema):
    """Shown this once."""

    secret = fields.String(required=True)


class CallbackIn(ApiSchema):
    """A payment: the provider's own number of it, as in its register, our invoice's number, the sum, the moment."""

    payment_id = Word(most=100, required=True)
    number = Word(most=40, required=True)
    amount = MoneyField(required=True)
    paid_at = Moment(required=True)


class CallbackHeaders(ApiSchema):
    """When it was sent, in seconds since 1970, and HMAC-SHA256 over that, a point and the body, in hexadecimal."""

    time = fields.String(required=True, data_key="X-Tirkeu-Time", validate=validate.Regexp(r"^[0-9]{1,12}\Z"))
    signature = fields.String(
        required=True, data_key="X-Tirkeu-Signature", validate=validate.Regexp(r"^[0-9a-fA-F]{64}\Z")
    )


class AnnouncementOut(ApiSchema):
    """What is kept of it. It books nothing: the provider's line and its register do (D17)."""

    announcement_id = fields.UUID(required=True)
    own_id = fields.String(required=True)
    amount = MoneyField(required=True)
    paid_at = Moment(required=True)
    expected_by = fields.Date(required=True)


class ListedAnnouncementOut(AnnouncementOut):
    """With its invoice, its provider and what became of it."""

    invoice_id = fields.UUID(required=True)
    number = fields.String(required=True)
    name = fields.String(required=True)
    state = fields.String(required=True)


@blp.get("/announcements")
@allows("billing.see_queue")
@blp.arguments(PageQuery, location="query")
@blp.response(200, Paged(ListedAnnouncementOut))
def list_announcements(query: dict[str, Any]) -> PageOf:
    """Payments that providers have announced: in a register, awaited, or missing (D17)."""
    order = AnnouncedPayment.received_at.desc(), AnnouncedPayment.announcement_id
    with db.read() as session:
        return page_of(session, announced.listed().order_by(*order), query)


@blp.post("/<uuid:provider_id>/secret")
@allows("billing.edit_rules")
@writes(blp, db, 201, SecretOut)
def new_secret(session: Session, provider_id: UUID) -> dict[str, str]:
    """Make the secret with which this provider signs its callbacks from now on."""
    return {"secret": announced.new_secret(session, provider_id)}


@blp.post("/<uuid:provider_id>/callbacks")
@public
@limiter.limit("600/minute")
@blp.arguments(CallbackHeaders, location="headers")
@blp.arguments(CallbackIn)
@blp.response(202, AnnouncementOut)
@blp.alt_response(409, description="There is no such invoice, or sum or moment can't be; every reason is named.")
@blp.alt_response(401, description="The signature does not hold, or was made more than five minutes ago.")
def announce(headers: dict[str, str], body: dict[str, Any], provider_id: UUID) -> dict[str, Any]:
    """A provider says that somebody has paid: it keeps the seat until the statement is in, and confirms nothing."""
    said = Callback(body["payment_id"], body["number"], body["amount"], body["paid_at"])
    signed = Signed(request.get_data(), headers["time"], headers["signature"])
    with db.transaction() as session:
        kept = announced.announce(session, provider_id, said, signed)
        return {name: getattr(kept, name) for name in AnnouncementOut().fields}


@blp.post("/<uuid:provider_id>/end")
@allows("billing.edit_rules")
@blp.arguments(EndIn)
@writes(blp, db, 200, ProviderOut)
def end(session: Session, body: dict[str, Any], provider_id: UUID) -> Provider:
    """From the day after this one its lines are lines as any other."""
    return providers.end(session, provider_id, body["until"])
