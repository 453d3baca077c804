"""Wishes that courses be held in the summer: the counts, and one student's own signatures (R8.2)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, any_, func, literal, select
from sqlalchemy.orm import Session

from services.registration.models.catalogue import Course
from services.registration.models.copies import DebtCopy, PassedCopy
from services.registration.models.signatures import Signature, WishedCourse
from services.registration.queries.policies import in_force
from shared.clock import now


def standing_signature(academic_year: int, course_id: UUID, student_id: UUID) -> Select[Signature]:
    """His signature that stands, if there is one."""
    return select(Signature).where(
        Signature.academic_year == academic_year,
        Signature.course_id == course_id,
        Signature.student_id == student_id,
        Signature.taken_back_at.is_(None),
    )


def courses_for(student_id: UUID, academic_year: int) -> Select[*tuple[Any, ...]]:
    """Every course as this student may wish for it: signatures so far, whether he owes it, whether he has signed."""
    mine = and_(
        Signature.course_id == Course.course_id,
        Signature.academic_year == academic_year,
        Signature.student_id == student_id,
        Signature.taken_back_at.is_(None),
    )
    owed = and_(DebtCopy.course_id == Course.course_id, DebtCopy.student_id == student_id, DebtCopy.status == "open")
    return (
        select(
            Course.course_id,
            Course.code,
            Course.title,
            Course.credits,
            func.coalesce(WishedCourse.signed, 0).label("signed"),
            Signature.purpose.label("purpose"),
            DebtCopy.debt_id.is_not(None).label("owes"),
        )
        .outerjoin(
            WishedCourse,
            and_(WishedCourse.course_id == Course.course_id, WishedCourse.academic_year == academic_year),
        )
        .outerjoin(Signature, mine)
        .outerjoin(DebtCopy, owed)
        .order_by(Signature.purpose.is_(None), DebtCopy.debt_id.is_(None), Course.code)
    )


def repeats_a_passed(session: Session, student_id: UUID, course_id: UUID) -> bool:
    """He has passed the course, and does not owe it; passing grades are not raised by a repeat (R9.4, policy)."""
    if in_force(session, now(session).day)["repeats_allowed"].value["on"]:
        return False
    owed = select(DebtCopy.debt_id).where(
        DebtCopy.student_id == student_id, DebtCopy.course_id == course_id, DebtCopy.status == "open"
    )
    passed = select(PassedCopy.student_id).where(
        PassedCopy.student_id == student_id, literal(course_id) == any_(PassedCopy.course_ids), ~owed.exists()
    )
    return session.scalar(passed) is not None


def signed_by(session: Session, academic_year: int, course_id: UUID) -> list[UUID]:
    """Those whose signatures stand for a course, in the order of signing."""
    return list(
        session.scalars(
            select(Signature.student_id)
            .where(
                Signature.academic_year == academic_year,
                Signature.course_id == course_id,
                Signature.taken_back_at.is_(None),
            )
            .order_by(Signature.signed_at, Signature.student_id)
        )
    )
