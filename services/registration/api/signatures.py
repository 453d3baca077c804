"""Students' signatures that a course be held in the summer (R8.2)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from services.registration.api.debtors import DebtorsOut
from services.registration.db import db
from services.registration.domain.purposes import Purpose
from services.registration.models.signatures import WishedCourse
from services.registration.queries.debtors import CourseDebtors, debtors_by_course
from services.registration.usecases import signatures
from services.registration.usecases.terms import academic_year_of_summer
from services.registration.workflows import summer_term
from shared.clock import now
from shared.web import (
    ApiSchema,
    WholeNumber,
    allows,
    api_blueprint,
    current_student_id,
    fields,
    reach,
    writes,
)

blp = api_blueprint("registration", "signatures", "Students' signatures that a course be held")


class SignatureIn(ApiSchema):
    course_id = fields.UUID(required=True)
    purpose = fields.Enum(Purpose, by_value=True, load_default=Purpose.DEBT)


class WishedOut(ApiSchema):
    course_id = fields.UUID(required=True)
    academic_year = WholeNumber(required=True)
    signed = WholeNumber(required=True)
    proposal_id = fields.UUID(allow_none=True)


@blp.get("/")
@allows("registration.see_debts")
@blp.response(200, DebtorsOut(many=True))
def list_signed() -> list[CourseDebtors]:
    """Courses of the caller's faculties for which somebody has signed, with the counts of a proposal."""
    seen = reach("registration.see_debts")
    with db.read() as session:
        year = academic_year_of_summer(now(session).day)
        rows = debtors_by_course(session, year, None if seen.everything else seen.faculties)
    return [row for row in rows if row.wishes]


@blp.post("/")
@allows("registration.sign_proposal")
@blp.arguments(SignatureIn)
@writes(blp, db, 201, WishedOut)
def sign(session: Session, body: dict[str, Any]) -> WishedCourse:
    """Sign; the signature that makes the number full makes the proposal."""
    return summer_term.sign(session, current_student_id(), body["course_id"], body["purpose"])


@blp.delete("/<uuid:course_id>")
@allows("registration.sign_proposal")
@writes(blp, db, 200, WishedOut)
def take_back(session: Session, course_id: UUID) -> WishedCourse:
    """Take one's signature back, while the number is not full."""
    return signatures.take_back(session, current_student_id(), course_id)
