"""`/notifications/api/v1/deliveries`: e-mail that did not go through."""

from typing import Any
from uuid import UUID

from marshmallow import fields
from sqlalchemy.orm import Session

from services.notifications import queries
from services.notifications.db import db
from services.notifications.usecases import sending
from shared.web import ApiSchema, Paged, PageOf, PageQuery, allows, api_blueprint, page_of, writes

blp = api_blueprint("notifications", "deliveries", "E-mail that did not go through")


class DeliveryOut(ApiSchema):
    """A delivery in trouble."""

    delivery_id = fields.UUID(required=True)
    person_id = fields.UUID(required=True)
    name = fields.String(allow_none=True)
    template = fields.String(required=True)
    channel = fields.String(required=True)
    status = fields.String(required=True)
    address = fields.String(allow_none=True)
    tries = fields.Integer(required=True)
    next_try_at = fields.AwareDateTime(required=True)
    error = fields.String(allow_none=True)
    required_by_law = fields.Boolean(required=True)


class Accepted(ApiSchema):
    """The delivery waits for its next try."""

    delivery_id = fields.UUID(required=True)


@blp.get("/")
@allows("notifications.see_deliveries")
@blp.arguments(PageQuery, location="query")
@blp.response(200, Paged(DeliveryOut))
def list_deliveries(query: dict[str, Any]) -> PageOf:
    """Deliveries that failed, have no address, or are being tried again."""
    with db.read() as session:
        return page_of(session, queries.troubled_deliveries(), query)


@blp.post("/<uuid:delivery_id>/retry")
@allows("notifications.retry_delivery")
@writes(blp, db, 202, Accepted)
def retry(session: Session, delivery_id: UUID) -> dict[str, UUID]:
    """Have a delivery tried again at once."""
    sending.try_again(session, delivery_id)
    return {"delivery_id": delivery_id}
