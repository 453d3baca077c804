"""Sections planned from the agreed proposals: a row for each expected group, with times and an exam (R8.2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.registration.domain.calendar import Calendar
from services.registration.domain.timetable import WeeklyClass, planned
from services.registration.models.catalogue import Course
from services.registration.models.sections import Section, SectionMeeting
from services.registration.models.terms import ProposedCourse, Term, TermProposal
from services.registration.queries.calendar import working_days
from services.registration.usecases.recorded import recorded
from services.registration.usecases.terms import chain_of
from shared.clock import at
from shared.records.ids import record_id

EXAM_HOURS = (9, 12)


def plan_agreed(session: Session, terms: Sequence[Term]) -> None:
    """A section for each expected group of each agreed course; times in turn where the proposal names none.

    Courses that have sections already, of an earlier proposal, are left as they are (R9.1).
    """
    calendar = working_days(session)
    for term in terms:
        have = select(Section.course_id).where(Section.term_id == term.term_id)
        proposals = session.scalars(
            select(ProposedCourse)
            .join(TermProposal)
            .join(Course, Course.course_id == ProposedCourse.course_id)
            .where(TermProposal.term_id == term.term_id, TermProposal.status == "agreed")
            .where(ProposedCourse.course_id.not_in(have))
            .order_by(Course.code)
        ).all()
        _plan(session, term, proposals, exam_days(term, calendar))
    session.flush()


def _plan(session: Session, term: Term, wishes: Sequence[ProposedCourse], exams: Sequence[date]) -> None:
    groups = [(wish, nth) for wish in wishes for nth in range(1, wish.expected_groups + 1)]
    times = planned([wish.teacher_id for wish, _ in groups])
    for turn, ((wish, nth), slot) in enumerate(zip(groups, times, strict=True)):
        session.add(_section(session, term, wish, nth, slot, exams[turn % len(exams)]))


def exam_days(term: Term, calendar: Calendar) -> list[date]:
    """The working days of the term's last week (R8.2)."""
    dates = chain_of(term)
    days = (dates.exams_from + timedelta(days=n) for n in range((dates.ends_on - dates.exams_from).days + 1))
    return [day for day in days if calendar.is_working(day)] or [dates.ends_on]


def _section(
    session: Session, term: Term, wish: ProposedCourse, nth: int, slot: Sequence[WeeklyClass], exam_on: date
) -> Section:
    section = new_section(session, term, wish.course_id, str(nth), exam_on)
    section.teacher_id, section.capacity, section.minimum = wish.teacher_id, wish.capacity, wish.minimum
    set_meetings(section, [_weekly(given) for given in wish.meetings] or slot)
    return section


def new_section(session: Session, term: Term, course_id: UUID, label: str, exam_on: date) -> Section:
    """The row of a planned section, its attestations and exam from the chain of its term (D1)."""
    first, last = EXAM_HOURS
    return Section(
        section_id=record_id("section", term.term_id, course_id, label),
        term_id=term.term_id,
        course_id=course_id,
        label=label,
        language="kk",
        taken=0,
        status="planned",
        version_no=1,
        attestations_on=[day.isoformat() for day in chain_of(term).attestations_on],
        exam_at=at(exam_on, first),
        exam_ends_at=at(exam_on, last),
        **recorded(session),
    )


def _weekly(given: Mapping[str, Any]) -> WeeklyClass:
    return WeeklyClass(
        int(given["weekday"]),
        time.fromisoformat(given["starts"]),
        time.fromisoformat(given["ends"]),
        given.get("room", ""),
    )


def set_meetings(section: Section, classes: Sequence[WeeklyClass]) -> None:
    """Put these classes in the place of those that stand."""
    section.meetings[:] = [
        SectionMeeting(nth=nth, weekday=one.weekday, starts=one.starts, ends=one.ends, room=one.room)
        for nth, one in enumerate(classes, start=1)
    ]
