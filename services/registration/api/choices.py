"""What a student chooses whose course is not held: another course, an advance, or his money (R8.5, D6)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from marshmallow import validate
from sqlalchemy.orm import Session

from services.registration.api.titles import title
from services.registration.db import db
from services.registration.models.applications import Application
from services.registration.queries import cases, sections
from services.registration.usecases import not_held
from services.registration.usecases.not_held import CHOICES
from services.registration.workflows import choosing
from shared.money import Money
from shared.web import ApiSchema, MoneyField, WholeNumber, Word, allows, api_blueprint, fields, reach, writes
from shared.web.fields import Moment

blp = api_blueprint("registration", "choices", "What becomes of the money of a course that is not held")


class InsteadOut(ApiSchema):
    """A section of another course that he may have, with the published offer that he accepts by choosing it."""

    section_id = fields.UUID(required=True)
    course = fields.String(required=True)
    title = title()
    section = fields.String(required=True)
    credits = WholeNumber(required=True)
    price = MoneyField(required=True)
    amount = MoneyField(required=True)
    offer = fields.String(required=True)


class ChoiceOut(ApiSchema):
    """What was paid, until when he chooses, what he has chosen, and the other courses that he may have."""

    case_id = fields.UUID(required=True)
    paid = MoneyField(required=True)
    until = Moment(required=True, allow_none=True)
    choice = fields.String(required=True, allow_none=True)
    instead = fields.List(fields.Nested(InsteadOut), required=True)


class ChoiceIn(ApiSchema):
    """``section_id`` and ``offer`` belong to ``moved`` alone."""

    choice = fields.String(required=True, validate=validate.OneOf(CHOICES))
    section_id = fields.UUID(load_default=None)
    offer = Word(least=0, most=100, load_default="")


@blp.get("/<uuid:case_id>")
@allows("registration.answer_offer")
@blp.response(200, ChoiceOut)
def show(case_id: UUID) -> dict[str, Any]:
    """The choice as it stands."""
    with db.read() as session:
        return _told(session, cases.case_file(session, case_id, reach("registration.answer_offer")).application)


@blp.post("/<uuid:case_id>")
@allows("registration.answer_offer")
@blp.arguments(ChoiceIn)
@writes(blp, db, 200, ChoiceOut)
def choose(session: Session, body: dict[str, Any], case_id: UUID) -> dict[str, Any]:
    """Choose, once, until T-4 12:00; the price difference of another course is settled by its invoice (D6)."""
    cases.case_file(session, case_id, reach("registration.answer_offer"))
    return _told(session, choosing.choose(session, case_id, body["choice"], body["section_id"], body["offer"]))


def _told(session: Session, case: Application) -> dict[str, Any]:
    return {
        "case_id": case.case_id, "paid": case.invoice_amount or Money(0), "until": case.choose_until,
        "choice": case.choice, "instead": list(_instead(session, case)),
    }  # fmt: skip


def _instead(session: Session, case: Application) -> Iterator[dict[str, Any]]:
    if case.choose_until is None or case.choice is not None:
        return
    for section_id in not_held.offered(session, case):
        offer, card = not_held.prospect(session, case, section_id).offer, sections.card(session, section_id)
        if offer is not None:
            said = offer.content
            yield {
                "section_id": section_id, "course": card.code, "title": card.title, "section": card.label,
                "credits": said["credits"], "price": Money.of(said["price"]), "amount": Money.of(said["amount"]),
                "offer": offer.digest,
            }  # fmt: skip
