"""A teacher is gone after classes began: reported, another named, or the course cancelled at once by two (D7)."""

from __future__ import annotations

from uuid import UUID

from flask import url_for
from flask.typing import ResponseReturnValue

from services.registration.db import db
from services.registration.pages.words import worded
from services.registration.queries import campus, sections
from services.registration.queries.sections import SectionCard
from services.registration.usecases import exception_acts, teacher_gone
from shared.clock import now
from shared.web import (
    ChoiceField,
    Form,
    TextField,
    allows,
    back_to,
    page_blueprint,
    render_form,
    require,
    shown_in,
    t,
)

pages = page_blueprint("registration", "teacher_gone", __name__)


class WhyForm(Form):
    """Why, as everybody concerned is told."""

    why = TextField("word.reason", required=True, max=500, lines=3)


class NameForm(Form):
    """Who teaches on."""

    teacher = ChoiceField("term.teacher", required=True)


class AskForm(WhyForm):
    """Why, and by which paper."""

    document = TextField("exception.document", help="exception.document_help", max=200)


@pages.route("/sections/<uuid:section_id>/teacher-gone", methods=["GET", "POST"])
@allows("registration.seek_teacher")
def report(section_id: UUID) -> ResponseReturnValue:
    """The teacher is gone: the days begin in which another is sought."""
    form, card = WhyForm(), _card(section_id)
    if form.validate_on_submit():
        with shown_in(form), db.transaction() as session:
            teacher_gone.report(session, section_id, form.why.data or "")
            return back_to("sections.show", said="teacher_gone.reported", section_id=section_id)
    return _form(form, card, "report")


@pages.route("/sections/<uuid:section_id>/another-teacher", methods=["GET", "POST"])
@allows("registration.seek_teacher")
def name(section_id: UUID) -> ResponseReturnValue:
    """Another teaches on."""
    form, card = NameForm(), _card(section_id)
    with db.read() as session:
        known = campus.teachers(session, now(session).day)
    form.teacher.choices = [(str(person), words) for person, words in known if person != card.teacher_id]
    if form.validate_on_submit():
        with shown_in(form), db.transaction() as session:
            teacher_gone.name_another(session, section_id, UUID(form.teacher.data))
            return back_to("sections.show", said="teacher_gone.named", section_id=section_id)
    return _form(form, card, "name")


@pages.route("/sections/<uuid:section_id>/cancel", methods=["GET", "POST"])
@allows("registration.edit_sections")
def cancel(section_id: UUID) -> ResponseReturnValue:
    """Ask that classes which have begun end at once; another approves it (D7, R1.4)."""
    form, card = AskForm(), _card(section_id)
    if form.validate_on_submit():
        with shown_in(form), db.transaction() as session:
            exception_acts.ask_to_cancel(session, section_id, form.why.data or "", form.document.data or "")
            return back_to("sections.show", said="exception.asked", section_id=section_id)
    return _form(form, card, "cancel")


def _card(section_id: UUID) -> SectionCard:
    with db.read() as session:
        card = sections.card(session, section_id)
    require("registration.seek_teacher", faculty=card.faculty_id)
    return card


def _form(form: Form, card: SectionCard, what: str) -> ResponseReturnValue:
    return render_form(
        "registration/leaving/why.html",
        form=form,
        title=t(f"teacher_gone.{what}_title", section=f"{card.code} {worded(card.title)}, {card.label}"),
        text=t(f"teacher_gone.{what}_text"),
        submit=f"teacher_gone.{what}",
        back=url_for("sections.show", section_id=card.section_id),
    )
