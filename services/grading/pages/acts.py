"""Acts around an exam: illness, the exam of the reserve days, scans of papers, a message to the group."""

from __future__ import annotations

from uuid import UUID

from flask import Response, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from services.grading.db import db
from services.grading.models import Scan, Section, Student
from services.grading.pages.uploads import sent
from services.grading.queries import sheets
from services.grading.queries.sheets import Lists
from services.grading.usecases import certificates, reserves, writing
from services.grading.usecases.corrections import Ground
from shared.errors import NotFound
from shared.web import (
    FileField,
    Form,
    MomentField,
    TextField,
    allows,
    back_to,
    current_actor,
    current_language,
    current_student_id,
    page_blueprint,
    render_form,
    require,
    shown_in,
    t,
)

pages = page_blueprint("grading", "acts", __name__)


class CertificateForm(Form):
    """Number of the certificate, and what it says."""

    document = TextField("correction.document", required=True, max=60)
    reason = TextField("correction.why", required=True, max=500, lines=2)
    scan = FileField("correction.scan", endings=("pdf", "jpg", "jpeg"))


class ReserveForm(Form):
    """When the exam of the reserve days ends."""

    ends_at = MomentField("reserve.ends_at", required=True)


class MessageForm(Form):
    """What the teacher writes."""

    text = TextField("message.text", required=True, max=1000, lines=5)


@pages.route("/groups/<uuid:section_id>/students/<uuid:student_id>/certificate", methods=["GET", "POST"])
@allows("grading.record_certificate")
def bring_certificate(section_id: UUID, student_id: UUID) -> ResponseReturnValue:
    """The office takes a certificate of illness; another approves it (D10)."""
    found, form = _lists(section_id), CertificateForm()
    if form.validate_on_submit():
        with shown_in(form), db.transaction() as session:
            why = Ground(form.reason.data, form.document.data, sent(form.scan.data))
            certificates.bring(session, current_actor(), section_id, student_id, why)
            return _back(section_id, "illness.done")
    return _form(form, found, "illness.title", _lead("illness.lead", found, student_id), cited="D10")


@pages.route("/groups/<uuid:section_id>/reserve", methods=["GET", "POST"])
@allows("grading.open_reserve")
def open_reserve(section_id: UUID) -> ResponseReturnValue:
    """The office sets the exam of the reserve days for those who are excused (D10)."""
    found, form = _lists(section_id), ReserveForm()
    with db.read() as session:
        number = len(reserves.excused(session, section_id))
    if form.validate_on_submit():
        with shown_in(form), db.transaction() as session:
            reserves.open_sheet(session, current_actor(), section_id, form.ends_at.data)
            return _back(section_id, "reserve.done")
    return _form(form, found, "reserve.title", t("reserve.lead", course=_title(found), n=number), cited="D10")


@pages.route("/groups/<uuid:section_id>/message", methods=["GET", "POST"])
@allows("grading.message_group")
def write(section_id: UUID) -> ResponseReturnValue:
    """A message to everybody on the list."""
    found, form = _lists(section_id), MessageForm()
    require("grading.message_group", owner=found.teacher_id, section=section_id)
    if form.validate_on_submit():
        with shown_in(form), db.transaction() as session:
            writing.to_group(session, current_actor(), section_id, form.text.data)
            return _back(section_id, "message.sent")
    lead = t("message.lead", section=found.label, n=len(found.lines))
    return _form(form, found, "message.title", lead, cited="R13.2")


@pages.get("/scans/<uuid:scan_id>")
@allows("grading.see_scans")
def scan(scan_id: UUID) -> ResponseReturnValue:
    """A paper as it was sent, for those whom the section concerns (R5.1)."""
    with db.read() as session:
        found = session.get(Scan, scan_id)
        if found is None:
            raise NotFound("scan")
        _may_see(session, found)
    answer = Response(found.content, mimetype=found.media_type)
    answer.headers.set("Content-Disposition", "attachment", filename=found.name)
    answer.headers["X-Content-SHA256"] = found.sha256
    return answer


def _may_see(session: Session, found: Scan) -> None:
    """The student whose paper it is; else those who see the section's corrections."""
    if found.student_id is not None and found.student_id == current_student_id():
        return
    if found.section_id is None:
        student = session.get(Student, found.student_id)
        bounds = {"faculty": student.faculty_id, "group": student.group_id} if student else {}
        require("grading.see_absences", owner=found.student_id, **bounds)
        return
    section = session.get_one(Section, found.section_id)
    require("grading.see_corrections", owner=section.teacher_id, faculty=section.faculty_id, section=section.section_id)


def _lists(section_id: UUID) -> Lists:
    with db.read() as session:
        return sheets.lists(session, section_id)


def _lead(key: str, found: Lists, student_id: UUID) -> str:
    line = next((line for line in found.lines if line.student_id == student_id), None)
    if line is None:
        raise NotFound("student")
    return t(key, student=line.name, course=_title(found))


def _title(found: Lists) -> str:
    return found.titles.get(current_language(), found.course)


def _back(section_id: UUID, said: str) -> ResponseReturnValue:
    return back_to("teacher.show", said=said, section_id=section_id)


def _form(
    form: Form, found: Lists, heading: str, lead: str, *, cited: str, danger: bool = False
) -> ResponseReturnValue:
    back = url_for("teacher.show", section_id=found.section_id)
    return render_form(
        "grading/act.html", form=form, heading=heading, lead=lead, back=back, cited=cited, danger=danger
    )  # fmt: skip
