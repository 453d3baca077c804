"""Changing the section of a course: at once where a seat is free, else behind its line (D20, D21)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from services.registration.db import db
from services.registration.models.applications import Application
from services.registration.queries import cases
from services.registration.usecases import swapping
from shared.web import ApiSchema, WholeNumber, allows, api_blueprint, fields, reach, writes

blp = api_blueprint("registration", "swaps", "Another section of the same course")


class OtherSectionOut(ApiSchema):
    """An open section of his course, with the seats that are free and how many wait for one."""

    section_id = fields.UUID(required=True)
    label = fields.String(required=True)
    free = WholeNumber(required=True)
    waiting = WholeNumber(required=True)


class SwapOut(ApiSchema):
    """Where he is, for which section he waits, and which others there are."""

    case_id = fields.UUID(required=True)
    section_id = fields.UUID(required=True)
    waits_for = fields.String(required=True)
    sections = fields.List(fields.Nested(OtherSectionOut), required=True)


class SwapIn(ApiSchema):
    section_id = fields.UUID(required=True)


@blp.get("/<uuid:case_id>")
@allows("registration.answer_offer")
@blp.response(200, SwapOut)
def show(case_id: UUID) -> dict[str, Any]:
    """The other open sections of his course."""
    with db.read() as session:
        return _told(session, _mine(session, case_id))


@blp.post("/<uuid:case_id>")
@allows("registration.answer_offer")
@blp.arguments(SwapIn)
@writes(blp, db, 200, SwapOut)
def ask(session: Session, body: dict[str, Any], case_id: UUID) -> dict[str, Any]:
    """Change, or wait for a seat there; his seat stays his until then, and so does his invoice."""
    case = _mine(session, case_id)
    swapping.ask(session, case_id, body["section_id"])
    session.refresh(case)
    return _told(session, case)


def _mine(session: Session, case_id: UUID) -> Application:
    return cases.case_file(session, case_id, reach("registration.answer_offer")).application


def _told(session: Session, case: Application) -> dict[str, Any]:
    return {
        "case_id": case.case_id, "section_id": case.section_id, "waits_for": swapping.wished(session, case.case_id),
        "sections": swapping.sections_for(session, case),
    }  # fmt: skip
