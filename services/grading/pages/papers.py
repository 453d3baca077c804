"""Attestation lists and examination sheets to print (R5.4, R12.2)."""

from __future__ import annotations

from uuid import UUID

from flask import Response
from flask.typing import ResponseReturnValue

from services.grading.db import db
from services.grading.paper import attestation_pdf, exam_pdf
from services.grading.queries import sheets
from services.grading.queries.sheets import Lists
from shared.errors import NotFound
from shared.web import allows, current_language, page_blueprint, require

pages = page_blueprint("grading", "papers", __name__, "/groups")


@pages.get("/<uuid:section_id>/attestations/<int:nth>.pdf")
@allows("grading.see_sheets")
def attestation(section_id: UUID, nth: int) -> ResponseReturnValue:
    """An attestation list."""
    found = _lists(section_id)
    made = attestation_pdf(found, sheets.attestation(found, nth), current_language())
    return _file(made, f"{found.label}-{nth}")


@pages.get("/<uuid:section_id>/exam.pdf")
@allows("grading.see_sheets")
def exam(section_id: UUID) -> ResponseReturnValue:
    """The examination sheet."""
    found = _lists(section_id)
    if found.exam is None:
        raise NotFound("sheet")
    return _file(exam_pdf(found, found.exam, current_language()), f"{found.label}-exam")


def _lists(section_id: UUID) -> Lists:
    with db.read() as session:
        found = sheets.lists(session, section_id)
    require("grading.see_sheets", owner=found.teacher_id, faculty=found.faculty_id, section=section_id)
    return found


def _file(made: bytes, name: str) -> Response:
    answer = Response(made, mimetype="application/pdf")
    answer.headers.set("Content-Disposition", "inline", filename=f"{name}.pdf")
    return answer
