"""Every open section of a term with its free seats: what a student of another university chooses from (R8.8)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from services.registration.models.catalogue import Course
from services.registration.models.copies import PassedCopy
from services.registration.models.sections import Section
from services.registration.queries.policies import in_force
from shared.clock import now


def open_courses(session: Session, term_id: UUID) -> Sequence[Row[*tuple[Any, ...]]]:
    """``section_id, course_id, code, title, credits, label, free, waiting``, by course."""
    return session.execute(
        select(
            Section.section_id,
            Course.course_id,
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


def not_repeated(session: Session, student_id: UUID) -> frozenset[UUID]:
    """Courses that he has passed, and so does not take again, but where a policy lets him (R9.4)."""
    if in_force(session, now(session).day)["repeats_allowed"].value["on"]:
        return frozenset()
    known = session.get(PassedCopy, student_id)
    return frozenset(known.course_ids if known else ())
