"""Requests for consultation: asked from where they arise, answered by a named person within a term (R3.10)."""

from __future__ import annotations

from uuid import UUID

from flask import request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import aliased

from services.registration.db import db
from services.registration.models.advising import Question
from services.registration.models.people import Person
from services.registration.queries.questions import OFFICE, visible_to
from services.registration.usecases import questions
from shared.clock import now
from shared.errors import NotFound
from shared.web import (
    Column,
    DataTable,
    Form,
    TextField,
    allows,
    back_to,
    current_actor,
    current_student_id,
    page_blueprint,
    render_form,
    shown_in,
)

pages = page_blueprint("registration", "questions", __name__, "/questions")

Answers = aliased(Person)
QUESTIONS = DataTable(
    "questions",
    Column("answer_by", "question.answer_by", kind="moment", sort=Question.answer_by),
    Column(
        "student",
        "role.student",
        sort=Person.sort_key,
        link=lambda row: url_for("questions.show", question_id=row.question_id),
    ),
    Column("subject", "exception.subject", sort=Question.subject),
    Column("asked", "question.asked"),
    Column("to", "question.to", sort=Answers.sort_key),
    Column("late", "external.late", kind="flag"),
    Column("answered_at", "question.answered_at", kind="moment", sort=Question.answered_at),
    search=(Person.folded, Question.subject, Question.asked),
    sort="answer_by",
    empty="question.none",
)


class AskForm(Form):
    """The question."""

    words = TextField("question.asked", required=True, max=1000, lines=4)


class AnswerForm(Form):
    """The answer."""

    words = TextField("question.answer", required=True, max=2000, lines=5)


@pages.get("/")
@allows("registration.see_questions")
def index() -> ResponseReturnValue:
    """Mine to answer, or mine that I asked; the office sees all."""
    with db.read() as session:
        late = Question.answered_at.is_(None) & (Question.answer_by < now(session).office)
        query = (
            select(
                Question.question_id,
                (Person.surname + " " + Person.given_name).label("student"),
                (Answers.surname + " " + Answers.given_name).label("to"),
                Question.subject,
                Question.asked,
                Question.answer_by,
                Question.answered_at,
                late.label("late"),
            )
            .join(Person, Person.person_id == Question.student_id)
            .join(Answers, Answers.person_id == Question.addressed_to)
            .where(_mine())
        )
        return QUESTIONS.answer(session, query, "registration/questions/list.html")


@pages.route("/ask", methods=["GET", "POST"])
@allows("registration.ask_question")
def ask() -> ResponseReturnValue:
    """Ask: ``?case=`` or ``?section=`` names the place where the question arose."""
    about, about_id = _about()
    form = AskForm()
    if form.validate_on_submit():
        with shown_in(form), db.transaction() as session:
            question = questions.ask(session, current_student_id(), about, about_id, form.words.data or "")
            return back_to("questions.show", said="question.sent", question_id=question.question_id)
    with db.read() as session:
        subject = questions.subject_of(session, current_student_id(), about, about_id)
    return render_form("registration/questions/ask.html", form=form, subject=subject)


@pages.route("/<uuid:question_id>", methods=["GET", "POST"])
@allows("registration.see_questions")
def show(question_id: UUID) -> ResponseReturnValue:
    """One question, and its answer."""
    form = AnswerForm()
    with db.read() as session:
        row = session.scalar(select(Question).where(Question.question_id == question_id, _mine()))
        if row is None:
            raise NotFound("question")
        people = {one: session.get_one(Person, one).name for one in (row.student_id, row.addressed_to)}
    actor = current_actor()
    answers = row.answered_at is None and (actor.person_id == row.addressed_to or actor.has(*OFFICE))
    if answers and form.validate_on_submit():
        with shown_in(form), db.transaction() as session:
            questions.answer(session, question_id, form.words.data or "")
            return back_to("questions.show", said="question.answered", question_id=question_id)
    return render_form("registration/questions/show.html", form=form, row=row, people=people, answers=answers)


def _mine() -> ColumnElement[bool]:
    return visible_to(current_actor(), current_student_id())


def _about() -> tuple[str, UUID | None]:
    for about in ("case", "section"):
        if given := request.args.get(about, type=UUID):
            return about, given
    return "general", None
