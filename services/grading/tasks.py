"""Message -> use case, nothing else."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from services.grading.celery_app import celery
from services.grading.usecases import (
    anonymity,
    appeal_terms,
    copies,
    late,
    leaving,
    moving,
    review_facts,
    rows,
    study_ends,
)
from shared.contracts.anonymity import PersonAnonymised
from shared.contracts.grading import AppealDue, CloseRows, MoveRows, OpenRows, SheetLate
from shared.contracts.registration import (
    CourseChanged,
    DeadlinesReleased,
    HolidaysChanged,
    PersonChanged,
    SectionChanged,
    StudentChanged,
    TermChanged,
)
from shared.contracts.reviews import EndStudy, GatherStudyFacts, ResumeStudy
from shared.messaging import publish
from shared.messaging.outages import release


@celery.handles(OpenRows)
def open_rows(commands: Sequence[OpenRows], session: Session) -> None:
    """Put confirmed students on the lists of their sections, and say so (R8.6)."""
    rows.open_rows(session, commands)


@celery.handles(MoveRows)
def move_rows(commands: Sequence[MoveRows], session: Session) -> None:
    """Put students who go on in another section on its lists (R8.5, D20)."""
    moving.move_rows(session, commands)


@celery.handles(CloseRows)
def close_rows(commands: Sequence[CloseRows], session: Session) -> None:
    """Close the lines of those who leave, and say so (R8.7)."""
    leaving.close_rows(session, commands)


@celery.handles(GatherStudyFacts)
def state_facts(commands: Sequence[GatherStudyFacts], session: Session) -> None:
    """State what is known of students in an expulsion review (R11.1)."""
    publish(session, review_facts.state(session, commands))


@celery.handles(EndStudy)
def end_studies(commands: Sequence[EndStudy], session: Session) -> None:
    """Close the open lines of who is expelled (R11.4)."""
    publish(session, study_ends.end(session, commands))


@celery.handles(ResumeStudy)
def resume_studies(commands: Sequence[ResumeStudy], session: Session) -> None:
    """The order was revoked: what can stand again does (R11.4)."""
    publish(session, study_ends.resume(session, commands))


@celery.handles(SheetLate)
def on_sheet_late(messages: Sequence[SheetLate], session: Session) -> None:
    """Whose exam is over may apply provisionally (R8.3); open sheets whose time is over are late (R5.1, R13.1)."""
    late.exams_over(session, [message.sheet_id for message in messages if message.level == late.EXAM_OVER])
    late.report(session, [message.sheet_id for message in messages if message.level != late.EXAM_OVER])


@celery.handles(AppealDue)
def on_appeal_due(messages: Sequence[AppealDue], session: Session) -> None:
    """Of an appeal that still waits those are told who let it wait, then those above (R5.5)."""
    appeal_terms.act(session, messages)


@celery.handles(PersonChanged)
def on_person_changed(events: Sequence[PersonChanged], session: Session) -> None:
    """Keep names and languages."""
    copies.keep_people(session, events)


@celery.handles(StudentChanged)
def on_student_changed(events: Sequence[StudentChanged], session: Session) -> None:
    """Keep the standing of students."""
    copies.keep_students(session, events)


@celery.handles(CourseChanged)
def on_course_changed(events: Sequence[CourseChanged], session: Session) -> None:
    """Keep courses."""
    copies.keep_courses(session, events)


@celery.handles(TermChanged)
def on_term_changed(events: Sequence[TermChanged], session: Session) -> None:
    """Keep terms."""
    copies.keep_terms(session, events)


@celery.handles(SectionChanged)
def on_section_changed(events: Sequence[SectionChanged], session: Session) -> None:
    """Keep sections, and by when their sheets are due."""
    copies.keep_sections(session, events)


@celery.handles(HolidaysChanged)
def on_holidays_changed(events: Sequence[HolidaysChanged], session: Session) -> None:
    """Keep the office's days off: appeals and certificates are counted by them, classes fall out (R2.1, R5.5, D10)."""
    copies.keep_days_off(session, events)


@celery.handles(DeadlinesReleased)
def on_deadlines_released(events: Sequence[DeadlinesReleased], session: Session) -> None:
    """Let the deadlines act that the chairman has released (R13.1)."""
    release(session, events)


@celery.handles(PersonAnonymised)
def on_person_anonymised(events: Sequence[PersonAnonymised], session: Session) -> None:
    """Forget the name of who left long ago."""
    anonymity.forget(session, events)
