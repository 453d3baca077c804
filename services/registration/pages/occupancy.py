"""Seats by course as of now, and the line of a section (R3.5)."""

from __future__ import annotations

from uuid import UUID

from flask import url_for
from flask.typing import ResponseReturnValue

from services.registration.db import db
from services.registration.models.applications import Application
from services.registration.models.catalogue import Course
from services.registration.models.people import Person
from services.registration.models.sections import Section
from services.registration.queries import occupancy
from services.registration.queries.my_summer import current_term
from services.registration.queries.sections import card
from shared.web import Column, DataTable, allows, page_blueprint, render

pages = page_blueprint("registration", "occupancy", __name__)

SECTIONS = DataTable(
    "sections",
    Column("course", "term.course", sort=Course.code),
    Column(
        "section",
        "term.section",
        link=lambda row: url_for("occupancy.line", section_id=row.section_id),
    ),
    Column("capacity", "occupancy.capacity", kind="number", sort=Section.capacity),
    Column("applied", "occupancy.applied", kind="number"),
    Column("held", "occupancy.held", kind="number"),
    Column("paid", "occupancy.paid", kind="number"),
    Column("confirmed", "occupancy.confirmed", kind="number"),
    Column("waiting", "occupancy.waiting", kind="number", sort=Section.waiting),
    search=(Course.folded,),
    sort="course",
)

LINE = DataTable(
    "line",
    Column("place", "occupancy.place", kind="number"),
    Column("name", "term.name", sort=Person.sort_key, link=lambda row: url_for("cases.show", case_id=row.case_id)),
    Column("number", "term.number"),
    Column("group", "term.group"),
    Column("priority", "case.priority", kind="number", sort=Application.priority),
    Column("received_at", "case.received_at", kind="moment", sort=Application.received_at),
    Column("state", "case.state", kind="badge"),
    Column("until", "occupancy.until", kind="moment"),
    search=(Person.folded,),
    empty="occupancy.none",
)


@pages.get("/seats")
@allows("registration.plan_term")
def seats() -> ResponseReturnValue:
    """For each course: applied, held, paid, confirmed, waiting."""
    with db.read() as session:
        term = current_term(session)
        if term is None:
            return render("registration/occupancy/none.html")
        return SECTIONS.answer(
            session, occupancy.by_section(term.term_id), "registration/occupancy/seats.html", term=term
        )


@pages.get("/sections/<uuid:section_id>/line")
@allows("registration.plan_term")
def line(section_id: UUID) -> ResponseReturnValue:
    """Who waits for a seat of this section, in the order in which seats are offered."""
    with db.read() as session:
        section = card(session, section_id)
        highest = occupancy.highest(session, [section_id]).get(section_id, 0)
        return LINE.answer(
            session,
            occupancy.line_of(section_id),
            "registration/occupancy/line.html",
            section=section,
            highest=highest,
        )
