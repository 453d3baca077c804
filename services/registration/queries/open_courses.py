"""Every open section of a term with its free seats: what a student of another university chooses from (R8.8)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from services.registration.models.catalogue import Course
from services.registration.models.sections import Section


def open_courses(session: Session, term_id: UUID) -> Sequence[Row[*tuple[Any, ...]]]:
    """``section_id, code, title, credits, label, free, waiting``, by course."""
    return session.execute(
        select(
            Section.section_id,
            Course.code,
            Course.title,
            Course.credits,
            Section.label,
            (Section.capacity - Section.taken).label("free"),
            Section.waiting,
        )
        .join(Course, Course.course_id == Section.course_id)
        .where(Section.term_id == term_id, Section.status == "open")
        .order_by(Course.code, Section.label)
    ).all()
