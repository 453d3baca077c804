"""Exceptions by two: the register, asking for one, deciding about one (R1.4)."""

from __future__ import annotations

from uuid import UUID

from flask import url_for
from flask.typing import ResponseReturnValue

from services.registration.db import db
from services.registration.models.exceptions import ExceptionAct
from services.registration.models.people import Person
from services.registration.queries import exceptions as register
from services.registration.queries.sections import card
from services.registration.usecases import exception_acts, exceptions
from shared.errors import NotFound
from shared.web import (
    ChoiceField,
    Column,
    DataTable,
    Form,
    TextField,
    WholeNumberField,
    allows,
    back_to,
    current_actor,
    current_student_id,
    page_blueprint,
    render_form,
    shown_in,
    t,
)

pages = page_blueprint("registration", "exceptions", __name__)

REGISTER = DataTable(
    "exceptions",
    Column("asked_at", "exception.asked_at", kind="moment", sort=ExceptionAct.asked_at),
    Column("kind", "exception.kind", kind="badge", sort=ExceptionAct.kind),
    Column(
        "subject",
        "exception.subject",
        sort=ExceptionAct.subject,
        link=lambda row: url_for("exceptions.show", exception_id=row.exception_id),
    ),
    Column("student", "role.student", sort=Person.sort_key),
    Column("reason", "word.reason"),
    Column("document", "exception.document"),
    Column("asked_by", "exception.asked_by", sort=register.Asker.sort_key),
    Column("status", "term.status", kind="badge", sort=ExceptionAct.status),
    Column("decided_by", "exception.decided_by", sort=register.Decider.sort_key),
    Column("decided_at", "exception.decided_at", kind="moment", sort=ExceptionAct.decided_at),
    Column("recorded_at", "exception.recorded_at", kind="moment", sort=ExceptionAct.recorded_at),
    search=(Person.folded, ExceptionAct.subject, ExceptionAct.reason, ExceptionAct.document),
    sort="-asked_at",
    empty="exception.none",
)


class AskForm(Form):
    """Why, and by which paper."""

    reason = TextField("word.reason", required=True, max=500, lines=3)
    document = TextField("exception.document", help="exception.document_help", max=200)


class SeatsForm(AskForm):
    """More seats in a section."""

    capacity = WholeNumberField("term.capacity", required=True, least=1, most=1000)


class DecisionForm(Form):
    """Approve, or refuse."""

    decision = ChoiceField("summer.decision", required=True)
    why = TextField("exception.why", max=500, lines=3)


@pages.get("/exceptions")
@allows("registration.see_exceptions")
def index() -> ResponseReturnValue:
    """The register; an adviser sees what is his to decide."""
    query = register.listed().where(register.within(current_actor()))
    with db.read() as session:
        return REGISTER.answer(session, query, "registration/exceptions/list.html")


@pages.route("/exceptions/<uuid:exception_id>", methods=["GET", "POST"])
@allows("registration.see_exceptions")
def show(exception_id: UUID) -> ResponseReturnValue:
    """One exception, and its decision by whoever may take it."""
    form = DecisionForm()
    form.decision.choices = [("approve", t("exception.approve")), ("refuse", t("exception.refuse"))]
    with db.read() as session:
        row = session.execute(
            register.listed().where(ExceptionAct.exception_id == exception_id, register.within(current_actor()))
        ).one_or_none()
        act = session.get(ExceptionAct, exception_id)
        if row is None or act is None:
            raise NotFound("exception")
        decides = act.status == "asked" and exceptions.may_decide(session, act, current_actor())
    if decides and form.validate_on_submit():
        with shown_in(form), db.transaction() as session:
            exception_acts.decide(session, exception_id, form.decision.data == "approve", form.why.data or "")
            return back_to("exceptions.show", said="exception.decided", exception_id=exception_id)
    return render_form("registration/exceptions/show.html", form=form, row=row, decides=decides)


@pages.route("/sections/<uuid:section_id>/more-seats", methods=["GET", "POST"])
@allows("registration.edit_sections")
def more_seats(section_id: UUID) -> ResponseReturnValue:
    """Ask that an open section have more seats."""
    form = SeatsForm()
    if form.validate_on_submit():
        with shown_in(form), db.transaction() as session:
            exception_acts.ask_for_seats(
                session, section_id, form.capacity.data, form.reason.data, form.document.data or ""
            )
            return back_to("sections.show", said="exception.asked", section_id=section_id)
    with db.read() as session:
        section = card(session, section_id)
    back = url_for("sections.show", section_id=section_id)
    return _ask_page(form, t("exception.more_seats"), f"{section.code}, {section.label}: {section.capacity}", back)


@pages.route("/my/apply/<uuid:section_id>/lift/<string:hold>", methods=["GET", "POST"])
@allows("registration.ask_exception")
def lift(section_id: UUID, hold: str) -> ResponseReturnValue:
    """The student asks that a hold be lifted for this section (D24)."""
    form = AskForm()
    if form.validate_on_submit():
        with shown_in(form), db.transaction() as session:
            exception_acts.ask_to_lift(
                session, current_student_id(), section_id, hold, form.reason.data, form.document.data or ""
            )
            return back_to("applying.apply", said="exception.asked", section_id=section_id)
    with db.read() as session:
        section = card(session, section_id)
    back = url_for("applying.apply", section_id=section_id)
    return _ask_page(form, t("exception.lift"), f"{section.code}, {section.label}", back)


@pages.route("/cases/<uuid:case_id>/out-of-turn", methods=["GET", "POST"])
@allows("registration.plan_term")
def out_of_turn(case_id: UUID) -> ResponseReturnValue:
    """Ask that a student be the next of his line (R3.5)."""
    form = AskForm()
    if form.validate_on_submit():
        with shown_in(form), db.transaction() as session:
            exception_acts.ask_for_the_front(session, case_id, form.reason.data, form.document.data or "")
            return back_to("cases.show", said="exception.asked", case_id=case_id)
    return _ask_page(form, t("exception.to_front"), "", url_for("cases.show", case_id=case_id))


def _ask_page(form: AskForm, title: str, lead: str, back: str) -> ResponseReturnValue:
    return render_form("registration/exceptions/ask.html", form=form, title=title, lead=lead, back=back)
