"""Requests for consultation: asked from where they arise, answered by a named person within a term (R3.10)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from marshmallow import validate
from sqlalchemy import select
from sqlalchemy.orm import Session

from services.registration.db import db
from services.registration.models.advising import Question
from services.registration.queries.questions import visible_to
from services.registration.usecases import questions
from shared.web import (
    ApiSchema,
    Paged,
    PageOf,
    PageQuery,
    Word,
    allows,
    api_blueprint,
    current_actor,
    current_student_id,
    fields,
    page_of,
    writes,
)
from shared.web.fields import Moment

blp = api_blueprint("registration", "questions", "Questions to advisers and the office")


class QuestionOut(ApiSchema):
    question_id = fields.UUID(required=True)
    student_id = fields.UUID(required=True)
    about = fields.String(required=True)
    about_id = fields.UUID(allow_none=True)
    subject = fields.String(required=True)
    asked = fields.String(required=True)
    asked_at = Moment(required=True)
    addressed_to = fields.UUID(required=True)
    answer_by = Moment(required=True)
    answer = fields.String(required=True)
    answered_by = fields.UUID(allow_none=True)
    answered_at = Moment(allow_none=True)


class QuestionIn(ApiSchema):
    """``about`` a case or a section, or general; ``about_id`` names which."""

    about = fields.String(load_default="general", validate=validate.OneOf(["general", "case", "section"]))
    about_id = fields.UUID(load_default=None)
    words = Word(required=True, most=1000)


class AnswerIn(ApiSchema):
    words = Word(required=True, most=2000)


@blp.get("/")
@allows("registration.see_questions")
@blp.arguments(PageQuery, location="query")
@blp.response(200, Paged(QuestionOut))
def list_questions(query: dict[str, Any]) -> PageOf:
    """Mine to answer, or mine that I asked, the earliest due first; the office sees all."""
    seen = select(Question).where(visible_to(current_actor(), current_student_id()))
    with db.read() as session:
        return page_of(session, seen.order_by(Question.answer_by, Question.question_id), query)


@blp.post("/")
@allows("registration.ask_question")
@blp.arguments(QuestionIn)
@writes(blp, db, 201, QuestionOut)
def ask(session: Session, body: dict[str, Any]) -> Question:
    """Ask; who is to answer is named, and until when."""
    return questions.ask(session, current_student_id(), body["about"], body["about_id"], body["words"])


@blp.post("/<uuid:question_id>/answer")
@allows("registration.see_questions")
@blp.arguments(AnswerIn)
@writes(blp, db, 200, QuestionOut)
def answer(session: Session, body: dict[str, Any], question_id: UUID) -> Question:
    """Answer it, once: whom it is addressed to, or the office."""
    return questions.answer(session, question_id, body["words"])
