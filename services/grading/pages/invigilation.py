"""Exams that an invigilator watches over: who sits them, and acts about cribs; no marks are shown here (R4.7, R5.4)."""

from __future__ import annotations

from uuid import UUID

from flask import url_for
from flask.typing import ResponseReturnValue

from services.grading.db import db
from services.grading.pages import tables
from services.grading.pages.uploads import sent
from services.grading.queries import sheets
from services.grading.usecases.corrections import sitting_of
from services.grading.usecases.cribs import Act, record
from shared.errors import NotFound
from shared.web import (
    Column,
    DataTable,
    FileField,
    Form,
    MomentField,
    TextField,
    allows,
    back_to,
    current_actor,
    current_language,
    page_blueprint,
    reach,
    render,
    render_form,
    require,
    shown_in,
    t,
)

pages = page_blueprint("grading", "invigilation", __name__, "/exams")

EXAMS = DataTable(
    "exams",
    Column("label", "term.section", link=lambda row: url_for("invigilation.show", section_id=row.section_id)),
    Column("course", "term.code"),
    Column("title", "term.course"),
    Column("teacher", "term.teacher"),
    Column("exam_ends_at", "sheet.exam_ends_at", kind="moment"),
    Column("students", "sheet.students", kind="number"),
    empty="groups.empty",
)


class CribsForm(Form):
    """Who, when, what, witness, number."""

    number = TextField("cribs.number", required=True, max=40)
    found_at = MomentField("cribs.found_at", required=True)
    what = TextField("cribs.what", required=True, max=500, lines=3)
    drawn_up_by = TextField("cribs.drawn_up_by", required=True, max=120)
    witness = TextField("cribs.witness", required=True, max=120)
    scan = FileField("correction.scan", endings=("pdf", "jpg", "jpeg"))


@pages.get("/")
@allows("grading.record_act")
def index() -> ResponseReturnValue:
    """The sections whose exams I may watch over."""
    return tables.sections(EXAMS, reach("grading.record_act"), "grading/exams.html")


@pages.get("/<uuid:section_id>")
@allows("grading.record_act")
def show(section_id: UUID) -> ResponseReturnValue:
    """Who is on the list of the exam, by name; about whom there is an act."""
    return render("grading/exam_list.html", lists=_lists(section_id))


@pages.route("/<uuid:section_id>/students/<uuid:student_id>/cribs", methods=["GET", "POST"])
@allows("grading.record_act")
def cribs(section_id: UUID, student_id: UUID) -> ResponseReturnValue:
    """The act: F for the course over any number (R4.7)."""
    found, form = _lists(section_id), CribsForm()
    line = next((line for line in found.lines if line.student_id == student_id), None)
    if line is None:
        raise NotFound("student")
    if form.validate_on_submit():
        with shown_in(form), db.transaction() as session:
            sitting = sitting_of(session, section_id, student_id)
            record(session, current_actor(), section_id, student_id, _act(form), sitting)
            return back_to("invigilation.show", said="cribs.done", section_id=section_id)
    lead = t("cribs.lead", student=line.name, course=found.titles.get(current_language(), found.course))
    back = url_for("invigilation.show", section_id=section_id)
    return render_form(
        "grading/act.html", form=form, heading="cribs.title", lead=lead, back=back, cited="R4.7", danger=True
    )


def _act(form: CribsForm) -> Act:
    return Act(
        form.number.data, form.found_at.data, form.what.data, form.drawn_up_by.data, form.witness.data,
        sent(form.scan.data),
    )  # fmt: skip


def _lists(section_id: UUID) -> sheets.Lists:
    with db.read() as session:
        found = sheets.lists(session, section_id)
    require("grading.record_act", faculty=found.faculty_id, section=section_id)
    return found
