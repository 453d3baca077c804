"""`/notifications/api/v1/choices`: by which channels a person is told."""

from typing import Any

from marshmallow import fields
from sqlalchemy.orm import Session

from services.notifications import queries
from services.notifications.db import db
from services.notifications.queries import Contact
from services.notifications.usecases import people
from shared.web import ApiSchema, allows, api_blueprint, current_actor, writes

blp = api_blueprint("notifications", "choices", "By which channels a person is told")


class ChoicesIn(ApiSchema):
    """The channel that can be switched off."""

    email = fields.Boolean(required=True)


class ChoicesOut(ApiSchema):
    """The address that the office has, and whether e-mail is on."""

    address = fields.String(allow_none=True)
    email = fields.Boolean(required=True, attribute="email_is_on")


@blp.get("/")
@allows("notifications.own_choices")
@blp.response(200, ChoicesOut)
def show_choices() -> Contact:
    """How the caller is told."""
    with db.read() as session:
        return queries.contact_of(session, current_actor().person_id)


@blp.put("/")
@allows("notifications.own_choices")
@blp.arguments(ChoicesIn)
@writes(blp, db, 200, ChoicesOut)
def change_choices(session: Session, body: dict[str, Any]) -> Contact:
    """Switch e-mail on or off; notices that the law requires heed no choice (R13.2)."""
    me = current_actor().person_id
    people.choose_email(session, me, is_on=body["email"])
    return queries.contact_of(session, me)
