"""Sections: the list of a term, one section with its class list, and the form of the office."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Select

from services.registration.db import db
from services.registration.models.applications import Application
from services.registration.models.campus import Group, Student
from services.registration.models.catalogue import Course
from services.registration.models.people import Person
from services.registration.models.sections import Section
from services.registration.pages.section_form import SectionForm, fill, plan_of
from services.registration.pages.words import in_language, name, worded
from services.registration.queries import campus, sections
from services.registration.queries.terms import current_summer
from services.registration.usecases import sections as acts
from services.registration.usecases.teacher_gone import live_search
from services.registration.usecases.terms import term_of
from shared.clock import now
from shared.web import (
    Column,
    DataTable,
    allows,
    back_to,
    current_actor,
    page_blueprint,
    reach,
    render_form,
    shown_in,
)

pages = page_blueprint("registration", "sections", __name__, "/sections")

SECTIONS = DataTable(
    "sections",
    Column("code", "term.code", sort=Course.code, link=lambda row: url_for("sections.show", section_id=row.section_id)),
    Column("course", "term.course"),
    Column("label", "term.section", sort=Section.label),
    Column("teacher", "term.teacher"),
    Column("capacity", "term.capacity", kind="number", sort=Section.capacity),
    Column("taken", "section.taken", kind="number", sort=Section.taken),
    Column("free", "section.free", kind="number"),
    Column("minimum", "term.minimum", kind="number", sort=Section.minimum),
    Column("exam_at", "term.exam", kind="moment", sort=Section.exam_at),
    Column("status", "term.status", kind="badge", sort=Section.status),
    search=(Course.folded,),
    sort="code",
)
CLASS_LIST = DataTable(
    "class",
    Column("name", "term.name", sort=Person.sort_key),
    Column("number", "term.number", sort=Student.number),
    Column("group", "term.group", sort=Group.code),
    Column("state", "term.status", kind="badge", sort=Application.state),
    search=(Person.folded,),
    sort="name",
)


@pages.get("")
@allows("registration.see_sections")
def index() -> ResponseReturnValue:
    """The sections of the summer term that is on, or of the term in the address."""
    asked = request.args.get("term", "")
    with db.read() as session:
        term = term_of(session, UUID(asked)) if asked else current_summer(session)
        query: Select[*tuple[Any, ...]] = sections.listed(term.term_id if term else None)
        query = query.add_columns(in_language(Course.title).label("course"))
        lead = worded(term.title) if term else ""
        return SECTIONS.answer(session, query, "registration/sections/list.html", lead=lead)


@pages.get("/<uuid:section_id>")
@allows("registration.see_sections")
def show(section_id: UUID) -> ResponseReturnValue:
    """One section; who may see its students sees the class list as of now (R8.6)."""
    actor = current_actor()
    with db.read() as session:
        card = sections.card(session, section_id)
        seen = reach("registration.see_section_students")
        query = sections.class_list(section_id, seen).add_columns(name().label("name"))
        return CLASS_LIST.answer(
            session,
            query,
            "registration/sections/show.html",
            section=card,
            worded=worded,
            sees_students=actor.may("registration.see_section_students"),
            may_edit=actor.may("registration.edit_sections") and card.status in ("planned", "open"),
            may_seek=actor.reach("registration.seek_teacher").covers(faculty=card.faculty_id),
            search=live_search(session, section_id),
        )


@pages.route("/<uuid:section_id>/edit", methods=["GET", "POST"])
@allows("registration.edit_sections")
def edit(section_id: UUID) -> ResponseReturnValue:
    """Set teacher, seats and times."""
    with db.read() as session:
        card = sections.card(session, section_id)
        form = SectionForm()
        fill(form, card, campus.teachers(session, now(session).day, card.faculty_id), first=request.method == "GET")
    if form.validate_on_submit():
        with shown_in(form), db.transaction() as session:
            acts.change(session, section_id, plan_of(form))
            return back_to("sections.show", said="section.saved", section_id=section_id)
    return render_form("registration/sections/edit.html", form=form, section=card, worded=worded)
