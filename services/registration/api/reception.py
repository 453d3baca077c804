"""Where applications arrive, from pages and from programs: all that come in one moment are received together (R8.3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy.orm import Session

from services.registration.db import db
from services.registration.usecases.applications import Outcome, Wish
from services.registration.workflows import summer_enrolment
from shared.errors import Refused
from shared.web import ApiSchema, Together, Wanted, fields
from shared.web.fields import Moment
from shared.web.idempotency import Answer


class AcceptedOut(ApiSchema):
    """Where the case can be followed."""

    case_id = fields.UUID(required=True)
    state = fields.String(required=True)
    due_at = Moment(allow_none=True)
    case_url = fields.String(required=True)


def _receive(session: Session, asked: Sequence[Wanted[Wish]]) -> list[Answer | Refused]:
    outcomes = summer_enrolment.apply(session, [replace(one.what, asking=one.asking) for one in asked])
    return [_answer(outcome) for outcome in outcomes]


def _answer(outcome: Outcome) -> Answer | Refused:
    if isinstance(outcome, Refused):
        return outcome
    case_url = f"/registration/api/v1/cases/{outcome.case_id}"
    facts = {"case_id": outcome.case_id, "state": outcome.state, "due_at": outcome.due_at, "case_url": case_url}
    return 202, AcceptedOut().dump(facts)


reception = Together(db, _receive)
