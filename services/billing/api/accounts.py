"""`/billing/api/v1/accounts`: a student's account as a story; the tie-out of bank and books."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from marshmallow import fields

from services.billing.db import db
from services.billing.queries import stories
from services.billing.queries.lists import faculty_of
from services.billing.queries.tie_out import TieOut, tie_out
from shared.web import ApiSchema, MoneyField, allows, api_blueprint, require

blp = api_blueprint("billing", "accounts", "Accounts of students, and whether bank and books agree")


class StoryLineOut(ApiSchema):
    """A step and how the account stands after it."""

    at = fields.AwareDateTime(required=True)
    happened_on = fields.Date(required=True)
    kind = fields.String(required=True)
    number = fields.String(required=True)
    payer = fields.String(required=True)
    amount = MoneyField(required=True)
    owed = MoneyField(negative=True, required=True)
    advance = MoneyField(negative=True, required=True)
    refunds = MoneyField(negative=True, required=True)


class StandingOut(ApiSchema):
    """How an account stands now."""

    owed = MoneyField(negative=True, required=True)
    advance = MoneyField(required=True)
    refunds = MoneyField(required=True)
    fees = MoneyField(negative=True, required=True)
    tuition = MoneyField(negative=True, required=True)


class AccountOut(ApiSchema):
    """The account and its story."""

    standing = fields.Nested(StandingOut, required=True)
    story = fields.List(fields.Nested(StoryLineOut), required=True)


class TieOutOut(ApiSchema):
    """``statement_total + cash_total = booked_total + queued_total + returned_total + from_desk``."""

    statement_total = MoneyField(required=True)
    booked_total = MoneyField(required=True)
    invoices = MoneyField(required=True)
    advances = MoneyField(required=True)
    clearing = MoneyField(required=True)
    queued_total = MoneyField(required=True)
    returned_total = MoneyField(required=True)
    cash_total = MoneyField(negative=True, required=True)
    from_desk = MoneyField(required=True)
    cash_on_hand = MoneyField(negative=True, required=True)
    cash_on_way = MoneyField(negative=True, required=True)
    cash_difference = MoneyField(negative=True, required=True)
    bank_difference = MoneyField(negative=True, required=True)
    books_difference = MoneyField(negative=True, required=True)
    holds = fields.Boolean(required=True)


@blp.get("/tie-out")
@allows("billing.see_ledger")
@blp.response(200, TieOutOut)
def show_tie_out() -> TieOut:
    """Each tenge of the statements' income, where it lies now."""
    with db.read() as session:
        return tie_out(session)


@blp.get("/<uuid:student_id>")
@allows("billing.see_accounts")
@blp.response(200, AccountOut)
def show_account(student_id: UUID) -> dict[str, Any]:
    """A student's account as a story (his own, or for finance)."""
    with db.read() as session:
        require("billing.see_accounts", owner=student_id, faculty=faculty_of(session, student_id))
        return {"standing": stories.standing(session, student_id), "story": stories.story(session, student_id)}
