"""Wishes that courses be held in the summer: the counts, and one student's own signatures (R8.2)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import Session

from services.registration.models.catalogue import Course
from services.registration.models.copies import DebtCopy
from services.registration.models.signatures import Signature, WishedCourse


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
