"""Sections and their minimum, who has not chosen, provisional applicants; sections made one (R8.5, R8.3, D6, D8)."""

from __future__ import annotations

from uuid import UUID

from flask import url_for
from flask.typing import ResponseReturnValue

from services.registration.db import db
from services.registration.models.applications import Application
from services.registration.models.catalogue import Course
from services.registration.models.people import Person
from services.registration.queries import minimum as lists
from services.registration.queries import sections
from services.registration.queries.my_summer import current_term
from services.registration.usecases import minimum
from shared.web import (
    CheckField,
    ChoiceField,
    Column,
    DataTable,
    Form,
    allows,
    back_to,
    page_blueprint,
    reach,
    render,
    render_form,
    shown_in,
    t,
)

pages = page_blueprint("registration", "minimum", __name__)

SECTIONS = DataTable(
    "minimum",
    Column("course", "term.course", sort=Course.code),
    Column("section", "term.section", link=lambda row: url_for("sections.show", section_id=row.section_id)),
    Column("capacity", "occupancy.capacity", kind="number"),
    Column("taken", "occupancy.held", kind="number"),
    Column("paid", "minimum.paid", kind="number"),
    Column("minimum", "minimum.minimum", kind="number"),
    Column("missing", "minimum.missing", kind="number"),
    search=(Course.folded,),
    sort="course",
    empty="minimum.none",
)


def _people(name: str, *columns: Column, empty: str) -> DataTable:
    return DataTable(
        name,
        Column("name", "term.name", sort=Person.sort_key, link=lambda row: url_for("cases.show", case_id=row.case_id)),
        Column("number", "term.number"),
        Column("course", "term.course", sort=Course.code),
        Column("state", "case.state", kind="badge", sort=Application.state),
        *columns,
        search=(Person.folded, Course.folded),
        sort="name",
        empty=empty,
    )


CHOOSE = _people(
    "not-chosen",
    Column("invoice_amount", "minimum.paid", kind="money"),
    Column("choose_until", "choice.until", kind="moment"),
    empty="choice.none",
)
PROVISIONAL = _people(
    "provisional",
    Column("why", "provisional.why", kind="badge"),
    Column("until", "occupancy.until", kind="moment"),
    empty="provisional.none",
)


class MergeForm(Form):
    """Which section goes."""

    other = ChoiceField("merging.other", required=True)
    sure = CheckField("merging.text", required=True)


@pages.get("/minimum")
@allows("registration.see_case")
def listed() -> ResponseReturnValue:
    """Each open section with its minimum, what is paid and what is missing, before the count (R8.5)."""
    with db.read() as session:
        term = current_term(session)
        if term is None:
            return render("registration/occupancy/none.html")
        query = lists.sections_and_minimum(term.term_id, reach("registration.see_case"))
        return SECTIONS.answer(session, query, "registration/minimum/sections.html", term=term)


@pages.get("/not-chosen")
@allows("registration.see_case")
def not_chosen() -> ResponseReturnValue:
    """Courses not held: who has not chosen (D6)."""
    with db.read() as session:
        query = lists.not_chosen(reach("registration.see_case"))
        return CHOOSE.answer(session, query, "registration/minimum/people.html", heading=t("choice.waits"))


@pages.get("/provisional")
@allows("registration.see_case")
def provisional() -> ResponseReturnValue:
    """Provisional applicants, and what can still change their results (R8.3, D8)."""
    with db.read() as session:
        query = lists.provisional(reach("registration.see_case"))
        return PROVISIONAL.answer(session, query, "registration/minimum/people.html", heading=t("provisional.title"))


@pages.route("/sections/<uuid:section_id>/merge", methods=["GET", "POST"])
@allows("registration.edit_sections")
def merge(section_id: UUID) -> ResponseReturnValue:
    """Make another section of the course part of this one, before the count (R8.5)."""
    form = MergeForm()
    with db.read() as session:
        card = sections.card(session, section_id)
        rows = session.execute(sections.listed(card.term_id, card.course_id)).all()
    others = [row for row in rows if row.status == "open" and row.section_id != section_id]
    form.other.choices = [(str(row.section_id), f"{row.label}: {row.taken}/{row.capacity}") for row in others]
    if form.validate_on_submit():
        with shown_in(form), db.transaction() as session:
            minimum.merge_by_act(session, section_id, [UUID(form.other.data)])
            return back_to("sections.show", said="merging.done", section_id=section_id)
    return render_form(
        "registration/leaving/why.html",
        form=form,
        title=t("merging.title", section=f"{card.code}, {card.label}"),
        text=t("merging.text"),
        submit="merging.do",
        empty="" if others else t("merging.none"),
        back=url_for("sections.show", section_id=section_id),
    )
