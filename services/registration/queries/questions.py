"""Who sees which questions: the office all, everybody else those that he asked or is to answer (R3.10)."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ColumnElement, or_, true

from services.registration.models.advising import Question
from shared.identity import Actor

OFFICE = ("specialist", "leading_specialist", "chairman")


def visible_to(actor: Actor, student_id: UUID) -> ColumnElement[bool]:
    """The questions that this person may read; ``student_id`` is whose matter it is."""
    if actor.has(*OFFICE):
        return true()
    return or_(Question.student_id == student_id, Question.addressed_to == actor.person_id)
