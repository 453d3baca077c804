"""A teacher asks why a student is not on his list: state words only, nothing of money (R8.6)."""

from __future__ import annotations

from uuid import UUID

from flask import request
from flask.typing import ResponseReturnValue

from services.registration.db import db
from services.registration.models.sections import Section
from services.registration.queries import sections, study
from shared.errors import NotFound
from shared.web import allows, page_blueprint, render, require

pages = page_blueprint("registration", "section_who", __name__, "/sections")


@pages.get("/<uuid:section_id>/who")
@allows("registration.see_section_students")
def who(section_id: UUID) -> ResponseReturnValue:
    """Search by name or number among those who applied for the course."""
    asked = request.args.get("q", "")[:80]
    with db.read() as session:
        card, section = sections.card(session, section_id), session.get(Section, section_id)
        if section is None:
            raise NotFound("section")
        require("registration.see_section_students", owner=card.teacher_id, faculty=card.faculty_id, section=section_id)
        found = study.asked_for(session, section, asked)
    return render("registration/sections/who.html", section=card, asked=asked, found=found)
