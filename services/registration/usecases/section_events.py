"""Telling the others of sections as they are now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.registration.models.campus import Faculty
from services.registration.models.catalogue import Course
from services.registration.models.sections import Section, SectionMeeting
from shared.contracts.registration import SectionChanged, WeeklyClass
from shared.messaging import publish


def tell(session: Session, sections: Sequence[Section]) -> None:
    """Tell of sections as they are now."""
    faculties, classes = _faculties(session, sections), _classes(session, sections)
    publish(
        session,
        [
            _changed(section, *faculties[section.course_id], tuple(classes.get(section.section_id, ())))
            for section in sections
        ],
    )


def _classes(session: Session, sections: Sequence[Section]) -> dict[UUID, list[WeeklyClass]]:
    found: dict[UUID, list[WeeklyClass]] = defaultdict(list)
    wanted = [section.section_id for section in sections]
    rows = select(SectionMeeting).where(SectionMeeting.section_id.in_(wanted))
    for row in session.scalars(rows.order_by(SectionMeeting.section_id, SectionMeeting.nth)):
        starts, ends = (hour.isoformat("minutes") for hour in (row.starts, row.ends))
        found[row.section_id].append(WeeklyClass(row.weekday, starts, ends, row.room))
    return found


def _faculties(session: Session, sections: Sequence[Section]) -> Mapping[UUID, tuple[UUID, str]]:
    rows = session.execute(
        select(Course.course_id, Faculty.faculty_id, Faculty.code)
        .join(Faculty, Faculty.faculty_id == Course.faculty_id)
        .where(Course.course_id.in_({section.course_id for section in sections}))
    )
    return {course_id: (faculty_id, code) for course_id, faculty_id, code in rows}


def _changed(section: Section, faculty_id: UUID, faculty: str, meetings: tuple[WeeklyClass, ...]) -> SectionChanged:
    return SectionChanged(
        section_id=section.section_id,
        version_no=section.version_no,
        term_id=section.term_id,
        course_id=section.course_id,
        label=section.label,
        teacher_id=section.teacher_id,
        faculty=faculty,
        status=section.status,
        attestations_on=tuple(map(date.fromisoformat, section.attestations_on)),
        exam_ends_at=section.exam_ends_at,
        faculty_id=faculty_id,
        meetings=meetings,
    )
