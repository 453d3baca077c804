"""What a student has before him in courses whose sheets are still open: rating so far, and the mark he needs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.grading.domain.exact import cut
from services.grading.domain.outcome import Row, is_barred, rating_of
from services.grading.domain.rating import exam_needed
from services.grading.models import AbsenceStanding, Course, Section, Sheet, SheetRow, Term, rulebook


@dataclass(frozen=True, slots=True)
class Running:
    """A course whose result is still to come."""

    course_id: UUID
    course: str
    titles: dict[str, str]
    section: str
    exam_ends_at: datetime | None
    attestations: tuple[Decimal | None, ...]
    rating: Decimal | None
    barred: bool
    needed: Decimal | None
    """The least whole exam mark with which he passes, once the rating stands (R4.3)."""


def running(session: Session, student_id: UUID) -> list[Running]:
    """The student's lines on open sheets; his own only (R5.4)."""
    exams = session.execute(
        select(Sheet, Section, Course, Term)
        .join(SheetRow, SheetRow.sheet_id == Sheet.sheet_id)
        .join(Section, Section.section_id == Sheet.section_id)
        .join(Course, Course.course_id == Sheet.course_id)
        .join(Term, Term.term_id == Sheet.term_id)
        .where(SheetRow.student_id == student_id, Sheet.kind == "exam", Sheet.status == "open")
        .where(SheetRow.is_there())
        .order_by(Course.code)
    ).all()
    if not exams:
        return []
    marks = _attestations(session, student_id, [section.section_id for _, section, _, _ in exams])
    book, absent = rulebook(session), _absent(session, student_id)
    found = []
    for sheet, section, course, term in exams:
        policy = book.policy(term.starts_on, season=term.season, course_id=course.course_id)
        row = Row(tuple(marks.get(section.section_id, [])), absent=section.section_id in absent)
        rating, barred = rating_of(row, policy), is_barred(row, policy)
        least = book.scale(policy).lowest_pass
        found.append(
            Running(
                course_id=course.course_id,
                course=course.code,
                titles=course.titles,
                section=section.label,
                exam_ends_at=sheet.held_at or section.exam_ends_at,
                attestations=tuple(row.attestations),
                rating=None if rating is None else cut(rating, 2),
                barred=barred,
                needed=None if rating is None or barred else exam_needed(rating, least, policy),
            )
        )
    return found


def _absent(session: Session, student_id: UUID) -> set[UUID]:
    """The sections from whose exams missed classes bar him (D10)."""
    barred = select(AbsenceStanding.section_id).where(AbsenceStanding.student_id == student_id)
    return set(session.scalars(barred.where(AbsenceStanding.barred)))


def _attestations(session: Session, student_id: UUID, section_ids: list[UUID]) -> dict[UUID, list[Decimal | None]]:
    rows = session.execute(
        select(Sheet.section_id, SheetRow.value)
        .join(SheetRow, SheetRow.sheet_id == Sheet.sheet_id)
        .where(SheetRow.student_id == student_id, Sheet.kind == "attestation", Sheet.section_id.in_(section_ids))
        .where(Sheet.is_newest())
        .order_by(Sheet.section_id, Sheet.nth)
    )
    found: dict[UUID, list[Decimal | None]] = {}
    for section_id, value in rows:
        found.setdefault(section_id, []).append(value)
    return found
