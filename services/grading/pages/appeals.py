"""Appeals: a student makes one in time, the office names the commission, its chair records the decision (R5.5)."""

from __future__ import annotations

from uuid import UUID

from flask import request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from services.grading.db import db
from services.grading.models import Appeal, Person
from services.grading.pages.tables import ABOUT
from services.grading.queries import acts, record
from services.grading.queries.acts import Case
from services.grading.queries.record import ResultLine
from services.grading.usecases import appeals
from services.grading.usecases.appeals import Decision
from shared.clock import now
from shared.errors import NotFound
from shared.web import (
    ChoiceField,
    Column,
    DataTable,
    Form,
    MarkInput,
    TextField,
    allows,
    back_to,
    current_actor,
    current_language,
    current_student_id,
    page_blueprint,
    reach,
    render_form,
    require,
    shown_in,
    t,
)

pages = page_blueprint("grading", "appeals", __name__, "/appeals")


class AppealForm(Form):
    """What the student objects to."""

    grounds = TextField("appeal.grounds", required=True, max=2000, lines=6)


class CommissionForm(Form):
    """Who sits with the chair."""

    first = ChoiceField("appeal.members", required=True)
    second = ChoiceField("appeal.members", required=True)
    third = ChoiceField("appeal.members")
    fourth = ChoiceField("appeal.members")


class DecisionForm(Form):
    """What the protocol says."""

    protocol = TextField("appeal.protocol", required=True, max=60)
    raised_to = MarkInput("appeal.raised_to", help="appeal.raised_help")
    reason = TextField("correction.decision_why", required=True, max=1000, lines=4)


APPEALS = DataTable(
    "appeals",
    Column(
        "number", "seals.number", kind="number", sort=Appeal.number,
        link=lambda row: url_for("appeals.show", appeal_id=row.appeal_id),
    ),
    Column("status", "term.status", kind="badge", sort=Appeal.status == "open"),
    *ABOUT,
    Column("mark", "appeal.result"),
    Column("filed_at", "appeal.filed_at", kind="moment", sort=Appeal.filed_at),
    Column("protocol", "appeal.protocol"),
    Column("decided_at", "correction.decided_at", kind="moment", sort=Appeal.decided_at),
    search=(Person.folded,),
    sort="-status",
    empty="appeal.empty",
)  # fmt: skip


@pages.get("/")
@allows("grading.see_appeals")
def index() -> ResponseReturnValue:
    """Every appeal within reach, the open ones first."""
    with db.read() as session:
        return APPEALS.answer(
            session, acts.appeals(reach("grading.see_appeals")), "grading/register.html", heading="appeal"
        )


@pages.route("/new/<uuid:attempt_id>", methods=["GET", "POST"])
@allows("grading.appeal")
def file(attempt_id: UUID) -> ResponseReturnValue:
    """The student appeals against his own result, within the time that is shown."""
    with db.read() as session:
        line = _mine(session, attempt_id)
        may = acts.of_student(session, current_student_id(), now(session).office).get(attempt_id)
    form = AppealForm()
    if form.validate_on_submit():
        with shown_in(form), db.transaction() as session:
            appeals.file(session, current_student_id(), attempt_id, form.grounds.data)
            return back_to("student.results", said="appeal.filed")
    course = line.titles.get(current_language(), line.course)
    until = may.until if may and may.until else line.taken_on
    lead = t("appeal.file_lead", course=course, mark=line.printed, until=until)
    return render_form(
        "grading/act.html", form=form, heading="appeal.file", lead=lead, back=url_for("student.results"),
        note="appeal.what_happens", cited="R5.5",
    )  # fmt: skip


@pages.get("/<uuid:appeal_id>")
@allows("grading.see_appeals")
def show(appeal_id: UUID) -> ResponseReturnValue:
    """One appeal, and what is to be done with it."""
    return _shown(appeal_id, CommissionForm(), DecisionForm())


@pages.post("/<uuid:appeal_id>/commission")
@allows("grading.name_commission")
def commission(appeal_id: UUID) -> ResponseReturnValue:
    """The office names the members beside the chair."""
    with db.read() as session:
        form = _with_people(session, CommissionForm())
    if form.validate_on_submit():
        with shown_in(form), db.transaction() as session:
            chosen = {UUID(field.data) for field in (form.first, form.second, form.third, form.fourth) if field.data}
            appeals.name_commission(session, current_actor(), appeal_id, sorted(chosen))
            return back_to("appeals.show", said="appeal.named", appeal_id=appeal_id)
    return _shown(appeal_id, form, DecisionForm())


@pages.post("/<uuid:appeal_id>/decision")
@allows("grading.decide_appeal")
def decision(appeal_id: UUID) -> ResponseReturnValue:
    """The chair records what the commission decided."""
    form = DecisionForm()
    if form.validate_on_submit():
        with shown_in(form), db.transaction() as session:
            said = Decision(form.protocol.data, form.reason.data, form.raised_to.data)
            appeals.decide(session, current_actor(), appeal_id, said)
            return back_to("appeals.show", said="appeal.decided", appeal_id=appeal_id)
    return _shown(appeal_id, CommissionForm(), form)


def _shown(appeal_id: UUID, members: CommissionForm, decided: DecisionForm) -> ResponseReturnValue:
    actor = current_actor()
    with db.read() as session:
        found = acts.appeal(session, appeal_id)
        require("grading.see_appeals", faculty=found.section.faculty_id)
        _with_people(session, members)
    is_open = found.act.status == "open"
    return render_form(
        "grading/appeal.html", form=decided if "protocol" in request.form else members,
        found=found, members=members, decision=decided,
        may_name=is_open and actor.may("grading.name_commission"),
        may_decide=is_open and bool(_members(found)) and actor.may("grading.decide_appeal"),
    )  # fmt: skip


def _members(found: Case) -> list[object]:
    return found.act.members if isinstance(found.act, Appeal) else []


def _with_people(session: Session, form: CommissionForm) -> CommissionForm:
    """Staff to choose from, by name."""
    staff = session.scalars(select(Person).where(Person.is_staff).order_by(Person.sort_key)).all()
    choices = [("", t("appeal.nobody")), *((str(person.person_id), person.name) for person in staff)]
    for field in (form.first, form.second, form.third, form.fourth):
        field.choices = choices
    return form


def _mine(session: Session, attempt_id: UUID) -> ResultLine:
    """The result, if it is the student's own."""
    for term in record.results(session, current_student_id()):
        for line in term.lines:
            if line.attempt_id == attempt_id:
                return line
    raise NotFound("result")
