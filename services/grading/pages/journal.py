"""The teacher's journal of a section: classes by date, who was absent, classes moved, not held, added (R11.2d)."""

from __future__ import annotations

from uuid import UUID

from flask import request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from services.grading.db import db
from services.grading.models import JournalClass
from services.grading.queries import journals
from services.grading.queries.journals import Journal
from services.grading.usecases import class_changes
from services.grading.usecases import journal as keeping
from shared.clock import now
from shared.errors import NotFound
from shared.web import (
    Form,
    MomentField,
    TextField,
    allows,
    back_to,
    current_actor,
    current_language,
    page_blueprint,
    render,
    render_form,
    require,
    shown_in,
    t,
)

pages = page_blueprint("grading", "journal", __name__)


class TakingForm(Form):
    """The list of a class is ticked by hand beside it; a correction says why."""

    why = TextField("journal.why", max=300, help="journal.why_help")


class ReasonForm(Form):
    """Why."""

    why = TextField("word.reason", required=True, max=300, lines=2)


class MoveForm(ReasonForm):
    """To when."""

    to = MomentField("journal.to", required=True)


class AddForm(ReasonForm):
    """When and where."""

    starts_at = MomentField("journal.starts_at", required=True)
    ends_at = MomentField("journal.ends_at", required=True)
    room = TextField("journal.room", max=40)


@pages.get("/groups/<uuid:section_id>/journal")
@allows("grading.see_journal")
def show(section_id: UUID) -> ResponseReturnValue:
    """Every class with its state, and every student with his absences."""
    with db.read() as session:
        found, moment = _journal(session, section_id, "grading.see_journal"), now(session).office
    own = {"owner": found.lists.teacher_id, "section": section_id}
    may_keep = current_actor().reach("grading.keep_journal").covers(**own) and not found.closed
    return render("grading/journal.html", journal=found, may_keep=may_keep, now=moment)


@pages.route("/journal/classes/<uuid:class_id>", methods=["GET", "POST"])
@allows("grading.keep_journal")
def take(class_id: UUID) -> ResponseReturnValue:
    """Who was absent from this class: a tick for each; a correction of it with its reason."""
    with db.read() as session:
        found, one = _class(session, class_id)
    form, ticked = TakingForm(), set(one.absent)
    if request.method == "POST":
        ticked = {line.student_id for line in found.students if request.form.get(f"absent-{line.student_id}")}
    if form.validate_on_submit():
        with shown_in(form), db.transaction() as session:
            keeping.take(session, current_actor(), class_id, ticked, (form.why.data or "").strip())
            return back_to("journal.show", said="journal.saved", section_id=found.lists.section_id)
    return render_form("grading/class.html", form=form, journal=found, one=one, ticked=ticked)


@pages.route("/journal/classes/<uuid:class_id>/move", methods=["GET", "POST"])
@allows("grading.keep_journal")
def move(class_id: UUID) -> ResponseReturnValue:
    """The class is held at another time."""
    form = MoveForm()
    with db.read() as session:
        found, one = _class(session, class_id)
    if form.validate_on_submit():
        with shown_in(form), db.transaction() as session:
            class_changes.move(session, current_actor(), class_id, form.to.data, form.why.data)
            return back_to("journal.show", said="journal.moved", section_id=found.lists.section_id)
    return _form(form, found, "journal.move", t("journal.class_of", at=one.starts_at))


@pages.route("/journal/classes/<uuid:class_id>/<any(strike, restore):what>", methods=["GET", "POST"])
@allows("grading.keep_journal")
def change(class_id: UUID, what: str) -> ResponseReturnValue:
    """The class is not held, or is held after all."""
    form, act = ReasonForm(), {"strike": class_changes.strike, "restore": class_changes.restore}[what]
    with db.read() as session:
        found, one = _class(session, class_id)
    if form.validate_on_submit():
        with shown_in(form), db.transaction() as session:
            act(session, current_actor(), class_id, form.why.data)
            return back_to("journal.show", said="journal.changed", section_id=found.lists.section_id)
    return _form(form, found, f"journal.{what}", t("journal.class_of", at=one.starts_at), danger=what == "strike")


@pages.route("/groups/<uuid:section_id>/journal/add", methods=["GET", "POST"])
@allows("grading.keep_journal")
def add(section_id: UUID) -> ResponseReturnValue:
    """A further class."""
    form = AddForm()
    with db.read() as session:
        found = _journal(session, section_id, "grading.keep_journal")
    if form.validate_on_submit():
        with shown_in(form), db.transaction() as session:
            hours = (form.starts_at.data, form.ends_at.data)
            class_changes.add(session, current_actor(), section_id, *hours, form.room.data or "", form.why.data)
            return back_to("journal.show", said="journal.changed", section_id=section_id)
    return _form(form, found, "journal.add", t("journal.add_lead", section=found.lists.label))


def _journal(session: Session, section_id: UUID, action: str) -> Journal:
    found = journals.journal(session, section_id, now(session).office)
    require(action, owner=found.lists.teacher_id, faculty=found.lists.faculty_id, section=section_id)
    return found


def _class(session: Session, class_id: UUID) -> tuple[Journal, journals.ClassLine]:
    row = session.get(JournalClass, class_id)
    if row is None:
        raise NotFound("class")
    found = _journal(session, row.section_id, "grading.keep_journal")
    return found, next(one for one in found.classes if one.class_id == class_id)


def _form(form: Form, found: Journal, heading: str, lead: str, *, danger: bool = False) -> ResponseReturnValue:
    course = found.lists.titles.get(current_language(), found.lists.course)
    back = url_for("journal.show", section_id=found.lists.section_id)
    return render_form(
        "grading/act.html", form=form, heading=heading, lead=f"{course} · {lead}", back=back, cited="R2.1",
        danger=danger,
    )  # fmt: skip
