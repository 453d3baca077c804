"""Applying for a course, and answering the offer of a seat (R8.3, R8.4, R3.5)."""

from __future__ import annotations

from uuid import UUID

from flask import request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session
from wtforms import HiddenField

from services.registration.api.reception import reception
from services.registration.db import db
from services.registration.domain.exceptions import LIFTABLE
from services.registration.domain.purposes import Purpose, own_purposes
from services.registration.models.applications import Application, State
from services.registration.models.campus import Student
from services.registration.models.catalogue import Course
from services.registration.models.externals import ExternalStudent
from services.registration.models.seats import SeatOffer
from services.registration.models.sections import Section
from services.registration.models.terms import TermDates
from services.registration.pages.offer_view import document
from services.registration.queries.applying import facts
from services.registration.queries.sections import card
from services.registration.usecases.applications import Wish, prospect
from services.registration.workflows import seat_offer
from shared.clock import now
from shared.errors import NotFound, Refused
from shared.web import (
    CheckField,
    ChoiceField,
    Form,
    allows,
    back_to,
    current_language,
    current_student_id,
    page_blueprint,
    render,
    render_confirm,
    render_form,
    shown_in,
    t,
)
from shared.web.problems import told

pages = page_blueprint("registration", "applying", __name__, "/my")


class ApplicationForm(Form):
    """The acceptance of the offer that is shown; its hash goes with it."""

    offer = HiddenField("offer.digest")
    purpose = ChoiceField("case.purpose")
    agreed = CheckField("offer.agreed", required=True)


@pages.route("/apply/<uuid:section_id>", methods=["GET", "POST"])
@allows("registration.apply")
def apply(section_id: UUID) -> ResponseReturnValue:
    """The offer, every hold with its remedy, and the application."""
    form = _form(section_id)
    if form.validate_on_submit():
        with shown_in(form):
            return _sent(Wish(current_student_id(), section_id, form.offer.data or "", Purpose(form.purpose.data)))
    with db.read() as session:
        wanted = Purpose(form.purpose.data or form.purpose.choices[0][0])
        found = prospect(session, current_student_id(), section_id, wanted)
        form.offer.data = found.offer.digest if found.offer else ""
        return render_form(
            "registration/student/apply.html",
            form=form,
            section=card(session, section_id),
            document=document(found.offer.content, found.offer.digest) if found.offer else None,
            holds=[told(reason) for reason in Refused(found.holds).reasons],
            liftable=LIFTABLE,
            graduating=_graduating(session),
        )


def _form(section_id: UUID) -> ApplicationForm:
    """With the purposes that he may have; removing his debt is meant where nothing else is said (R8.1)."""
    form = ApplicationForm()
    with db.read() as session:
        wanted = purposes(session, section_id)
    form.purpose.choices = [(one.value, t(f"purpose.{one.value}")) for one in wanted]
    if form.purpose.data is None and wanted[0] in (Purpose.DEBT, Purpose.EXTERNAL):
        form.purpose.data = wanted[0].value
    return form


def _sent(wish: Wish) -> ResponseReturnValue:
    """Received or refused with every reason; who clicks twice has applied once."""
    try:
        _, case = reception.ask(wish)
    except Refused:
        with db.read() as session:
            known = _already(session, wish.section_id)
        if known is None:
            raise
        return back_to("cases.show", said="offer.sent_before", case_id=known)
    return back_to("cases.show", said="offer.sent", case_id=case["case_id"])


def purposes(session: Session, section_id: UUID) -> list[Purpose]:
    """What he may take this course for: a student of another university as such, an own one as he owes it (R8.8)."""
    me = current_student_id()
    if session.get(ExternalStudent, me):
        return [Purpose.EXTERNAL]
    known = facts(session, [me], [section_id], now(session).day)
    if section_id not in known.sections:
        raise NotFound("section")
    key = me, known.sections[section_id].course_id
    return own_purposes(owes=key in known.debts or key in known.pending)


def _graduating(session: Session) -> bool:
    """A graduate is warned: the sealed result must precede the admission to certification (D13)."""
    student = session.get(Student, current_student_id())
    return student is not None and student.graduating


@pages.get("/offers/<uuid:offer_id>")
@allows("registration.answer_offer")
def offer(offer_id: UUID) -> ResponseReturnValue:
    """A seat is offered: until when, and what follows a yes."""
    with db.read() as session:
        row, course = _offer(session, offer_id)
        section = session.get(Section, row.section_id)
        dates = session.get(TermDates, section.term_id) if section else None
        return render("registration/student/offer.html", offer=row, course=course, section=section, dates=dates)


@pages.post("/offers/<uuid:offer_id>/accept")
@allows("registration.answer_offer")
def accept(offer_id: UUID) -> ResponseReturnValue:
    """Yes: the seat is held, the invoice follows."""
    with db.transaction() as session:
        row = seat_offer.answer(session, offer_id, current_student_id(), accepted=True)
        return back_to("cases.show", said="seat.accepted", case_id=row.application_id)


@pages.route("/offers/<uuid:offer_id>/decline", methods=["GET", "POST"])
@allows("registration.answer_offer")
def decline(offer_id: UUID) -> ResponseReturnValue:
    """No: the seat goes to the next of the line."""
    if request.method == "POST":
        with db.transaction() as session:
            row = seat_offer.answer(session, offer_id, current_student_id(), accepted=False)
            return back_to("cases.show", said="seat.declined", case_id=row.application_id)
    with db.read() as session:
        _, course = _offer(session, offer_id)
        return render_confirm(
            title=t("seat.decline"),
            text=t("seat.decline_text"),
            facts=[(t("offer.course"), f"{course.code} {course.title[current_language()]}")],
            do=url_for("applying.decline", offer_id=offer_id),
            back=url_for("applying.offer", offer_id=offer_id),
            submit="word.decline",
        )


def _already(session: Session, section_id: UUID) -> UUID | None:
    """His live application for this very section: who clicks twice has applied once."""
    return session.scalar(
        select(Application.case_id).where(
            Application.student_id == current_student_id(),
            Application.section_id == section_id,
            Application.state != State.ENDED,
        )
    )


def _offer(session: Session, offer_id: UUID) -> tuple[SeatOffer, Course]:
    row = session.get(SeatOffer, offer_id)
    if row is None or row.student_id != current_student_id():
        raise NotFound("offer")
    section = session.get(Section, row.section_id)
    course = session.get(Course, section.course_id) if section else None
    if course is None:
        raise NotFound("offer")
    return row, course
