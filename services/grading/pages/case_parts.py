"""Grading's part of a case for the auditor: sheets, seals, result; his reading is noted (R1.2)."""

from __future__ import annotations

from uuid import UUID

from flask import jsonify, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from services.grading.db import db
from services.grading.models import Student
from services.grading.queries import case_parts
from shared.clock import now
from shared.reading import note_reading
from shared.web import allows, current_actor, page_blueprint, render, require, t
from shared.web.chain import chain_pdf, worded

pages = page_blueprint("grading", "case_parts", __name__, "/cases")


@pages.get("/<uuid:case_id>")
@allows("grading.audit")
def show(case_id: UUID) -> ResponseReturnValue:
    """The sheets and the result of a case."""
    with db.transaction() as session:
        student = _read(session, case_id)
        file, paper = (url_for(f"case_parts.{name}", case_id=case_id) for name in ("as_file", "on_paper"))
        found = worded(case_parts.parts(session, case_id))
        return render("grading/case.html", student=student, parts=found, case_id=case_id, file=file, paper=paper)


@pages.get("/<uuid:case_id>.json")
@allows("grading.audit")
def as_file(case_id: UUID) -> ResponseReturnValue:
    """The same as a file."""
    with db.transaction() as session:
        _read(session, case_id)
        return jsonify(case_id=str(case_id), parts=[part.as_json() for part in case_parts.parts(session, case_id)])


@pages.get("/<uuid:case_id>.pdf")
@allows("grading.audit")
def on_paper(case_id: UUID) -> ResponseReturnValue:
    """The same on paper."""
    with db.transaction() as session:
        student, read_at = _read(session, case_id), now(session).office
        links = case_parts.parts(session, case_id)
        return chain_pdf(t("case_part.title"), student.number, links, case_id, read_at, current_actor().name)


def _read(session: Session, case_id: UUID) -> Student:
    student = case_parts.student_of(session, case_id)
    require("grading.audit", faculty=student.faculty_id)
    note_reading(session, "grading", "case", case_id)
    return student
