"""Absences of a student, for himself and for staff; documents that excuse; the list of who misses classes (R11.3)."""

from __future__ import annotations

from uuid import UUID

from flask import url_for
from flask.typing import ResponseReturnValue

from services.grading.db import db
from services.grading.domain.absences import Excuse
from services.grading.models import AbsenceExcuse, AbsenceStanding, Course, Person, Student
from services.grading.pages.student import whose
from services.grading.pages.uploads import sent
from services.grading.queries import missing
from services.grading.usecases import excuses, illness
from services.grading.usecases.excuses import Document
from shared.errors import NotFound
from shared.web import (
    ChoiceField,
    Column,
    DataTable,
    DateField,
    FileField,
    Form,
    TextField,
    allows,
    back_to,
    current_actor,
    current_student_id,
    page_blueprint,
    reach,
    render,
    render_form,
    shown_in,
    t,
)

pages = page_blueprint("grading", "absences", __name__)

LIST = DataTable(
    "absences",
    Column(
        "name", "term.name", sort=Person.sort_key,
        link=lambda row: url_for("absences.of_student", student_id=row.student_id),
    ),
    Column("number", "term.number", sort=Student.number),
    Column("group_name", "term.group", sort=Student.group_name),
    Column("course", "term.code", sort=Course.code),
    Column("section", "term.section"),
    Column("missed", "journal.missed", kind="number", sort=AbsenceStanding.missed),
    Column("excused", "journal.excused", kind="number", sort=AbsenceStanding.excused),
    Column("held", "journal.held", kind="number"),
    Column("share", "journal.share", kind="mark", sort=AbsenceStanding.share),
    Column("status", "term.status", kind="badge", sort=missing.STATUS),
    search=(Person.folded, Student.number, Student.group_name, Course.code),
    sort="-share",
    empty="absence.nobody",
)  # fmt: skip


class ExcuseForm(Form):
    """The document: what it is, its number, its days, its scan."""

    kind = ChoiceField("absence.kind", required=True)
    document = TextField("correction.document", required=True, max=60)
    from_on = DateField("absence.from_on", required=True)
    until_on = DateField("absence.until_on", required=True)
    scan = FileField("scan.upload", required=True, endings=("pdf", "jpg", "jpeg"))
    note = TextField("absence.note", max=300)


class ReasonForm(Form):
    """Why."""

    why = TextField("word.reason", required=True, max=300, lines=2)


@pages.get("/absences")
@allows("grading.see_own_absences")
def mine() -> ResponseReturnValue:
    """My absences by course, and what excuses them."""
    return _shown(current_student_id())


@pages.get("/absences/students")
@allows("grading.see_absences")
def index() -> ResponseReturnValue:
    """Who misses classes, the most first: of an adviser's groups, a dean's faculty, or all."""
    with db.read() as session:
        found = missing.listed(reach("grading.see_absences"))
        return LIST.answer(session, found, "grading/register.html", heading="absence")


@pages.get("/students/<uuid:student_id>/absences")
@allows("grading.see_absences")
def of_student(student_id: UUID) -> ResponseReturnValue:
    """The absences of a student, for those who may see them."""
    return _shown(student_id)


@pages.route("/students/<uuid:student_id>/absences/excuse", methods=["GET", "POST"])
@allows("grading.excuse_absence")
def excuse(student_id: UUID) -> ResponseReturnValue:
    """A document that excuses: recorded by the office, the dean or his delegate (R11.3)."""
    form = ExcuseForm()
    form.kind.choices = [(one.value, t(f"status.{one.value}")) for one in Excuse]
    if form.validate_on_submit():
        with shown_in(form), db.transaction() as session:
            excuses.record(session, current_actor(), student_id, _document(form))
            return _back(student_id, "absence.recorded")
    return _form(form, student_id, "absence.excuse", "R11.3")


@pages.route("/excuses/<uuid:excuse_id>/take-back", methods=["GET", "POST"])
@allows("grading.excuse_absence")
def take_back(excuse_id: UUID) -> ResponseReturnValue:
    """A document does not excuse after all."""
    form = ReasonForm()
    with db.read() as session:
        found = session.get(AbsenceExcuse, excuse_id)
    if found is None:
        raise NotFound("excuse")
    if form.validate_on_submit():
        with shown_in(form), db.transaction() as session:
            excuses.take_back(session, current_actor(), excuse_id, form.why.data)
            return _back(found.student_id, "absence.taken_back")
    return _form(form, found.student_id, "absence.take_back", "R11.3", danger=True)


@pages.route("/groups/<uuid:section_id>/students/<uuid:student_id>/incomplete", methods=["GET", "POST"])
@allows("grading.record_certificate")
def incomplete(section_id: UUID, student_id: UUID) -> ResponseReturnValue:
    """Ill for over half of the summer's classes: I until a reserve date (D10)."""
    form = Form()
    if form.validate_on_submit():
        with shown_in(form), db.transaction() as session:
            illness.leave_incomplete(session, current_actor(), section_id, student_id)
            return _back(student_id, "absence.incomplete_done")
    return _form(form, student_id, "absence.incomplete", "D10")


def _document(form: ExcuseForm) -> Document:
    return Document(
        Excuse(form.kind.data), form.document.data, form.from_on.data, form.until_on.data, sent(form.scan.data),
        (form.note.data or "").strip(),
    )  # fmt: skip


def _shown(student_id: UUID) -> ResponseReturnValue:
    own = student_id == current_student_id()
    with db.read() as session:
        person, student = whose(session, "grading.see_absences", student_id)
        courses, papers = missing.of_student(session, student_id), missing.excuses(session, student_id)
    actor = current_actor()
    covered = actor.reach("grading.excuse_absence").covers(faculty=student.faculty_id if student else None)
    rights = {
        "may_excuse": covered and not own,
        "may_certify": actor.may("grading.record_certificate") and not own,
        "may_see_scans": actor.may("grading.see_scans"),
    }
    return render(
        "grading/absences.html", person=person, student=student, student_id=student_id, courses=courses, papers=papers,
        own=own, **rights,
    )  # fmt: skip


def _back(student_id: UUID, said: str) -> ResponseReturnValue:
    return back_to("absences.of_student", said=said, student_id=student_id)


def _form(form: Form, student_id: UUID, heading: str, cited: str, *, danger: bool = False) -> ResponseReturnValue:
    with db.read() as session:
        person, _ = whose(session, "grading.see_absences", student_id)
    lead, back = person.name if person else "", url_for("absences.of_student", student_id=student_id)
    return render_form(
        "grading/act.html", form=form, heading=heading, lead=lead, back=back, cited=cited, danger=danger,
        note=f"{heading}_note",
    )  # fmt: skip
