"""What an adviser does for his students, and questions that they ask (R8.3, R3.10)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from services.registration.models.base import Base, Recorded


class AdviserAct(Base, Recorded):
    """An objection to an application, a reminder, a recommended course: once done, kept as it is."""

    __tablename__ = "adviser_acts"
    __table_args__ = (
        CheckConstraint("kind IN ('objection', 'reminder', 'recommendation')", name="kind"),
        CheckConstraint("kind <> 'objection' OR (case_id IS NOT NULL AND reason <> '')", name="objection"),
    )

    act_id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str]
    adviser_id: Mapped[UUID] = mapped_column(ForeignKey("people.person_id"))
    student_id: Mapped[UUID] = mapped_column(ForeignKey("students.student_id"), index=True)
    case_id: Mapped[UUID | None] = mapped_column(index=True)
    debt_id: Mapped[UUID | None]
    course_id: Mapped[UUID] = mapped_column(ForeignKey("courses.course_id"))
    """The course it is about: of a recommendation the one that is recommended."""
    reason: Mapped[str] = mapped_column(default="")
    done_at: Mapped[datetime]


class Question(Base, Recorded):
    """A student's question, asked where it arose, answered by a named person within a term (R3.10)."""

    __tablename__ = "questions"
    __table_args__ = (
        CheckConstraint("about IN ('case', 'section', 'general')", name="about"),
        CheckConstraint("(about = 'general') = (about_id IS NULL)", name="about_id"),
        CheckConstraint("(answered_at IS NULL) = (answered_by IS NULL)", name="answered"),
        CheckConstraint("asked <> ''", name="asked"),
    )

    question_id: Mapped[UUID] = mapped_column(primary_key=True)
    student_id: Mapped[UUID] = mapped_column(ForeignKey("students.student_id"), index=True)
    about: Mapped[str]
    about_id: Mapped[UUID | None]
    subject: Mapped[str]
    """Codes of the course and the section, as lists print them."""
    asked: Mapped[str]
    asked_at: Mapped[datetime]
    answer_by: Mapped[datetime]
    addressed_to: Mapped[UUID] = mapped_column(ForeignKey("people.person_id"), index=True)
    """The person by name who is to answer."""
    answer: Mapped[str] = mapped_column(default="")
    answered_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.person_id"))
    answered_at: Mapped[datetime | None]
