"""Publishing an agreed term: its chain is checked, the seed of the lot made, its sections opened (D1, D2)."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from services.registration.domain.publication import PlannedSection, TermToPublish, obstacles
from services.registration.domain.reasons import Reason
from services.registration.domain.seasons import SUMMER
from services.registration.models.catalogue import Course
from services.registration.models.sections import Section
from services.registration.models.terms import ProposedCourse, Term, TermProposal
from services.registration.queries.calendar import working_days
from services.registration.queries.debtors import priced_specialties, specialties_of_debtors
from services.registration.queries.policies import in_force
from services.registration.settings import lot_seed
from services.registration.usecases import adviser_notices, orders, reminding, sections, terms
from services.registration.usecases.reminding import Awaited, Of
from shared.clock import now, office_day
from shared.errors import Refused


def reasons_against(session: Session, term: Term) -> list[Reason]:
    """Why this term can't be published today; empty when it can (R8.2, R8.3, R9.2)."""
    return list(obstacles(_facts(session, term), working_days(session)))


def publish_term(session: Session, term: Term, seed: str | None = None) -> None:
    """Publish a term with the seed of its first day's lot, a summer by its order (R8.2). Raises Refused with all."""
    reasons = reasons_against(session, term)
    if reasons:
        raise Refused(reasons)
    term.seed = seed or lot_seed(term.code)
    term.published_at = now(session).office
    terms.set_status(session, [term], "published")
    sections.open_all(session, term)
    adviser_notices.begin(session, term)
    dates = terms.chain_of(term)
    # Until the first day's seats are given it is all the same when he applies: the time that matters begins there (D2).
    reminding.begin(session, [Awaited(Of.WINDOW, term.term_id, dates.drawn_at, dates.closes_at)])
    if term.season == SUMMER:
        orders.open_term(session, term)


def _facts(session: Session, term: Term) -> TermToPublish:
    today = now(session).day
    courses = _courses(session, term.term_id)
    planned = _sections(session, term.term_id)
    offered = set(courses) | {section.course_id for section, _ in planned}
    dates = terms.chain_of(term)
    return TermToPublish(
        status=term.status,
        today=today,
        dates=dates,
        season=term.season,
        spring_ends_on=terms.begins_after(session, term.season, term.academic_year),
        courses=frozenset(courses.values()),
        sections=tuple(
            PlannedSection(code, section.label, section.teacher_id is not None, bool(section.meetings))
            for section, code in planned
        ),
        specialties_of_debtors=frozenset(specialties_of_debtors(session, term.academic_year, offered)),
        priced_specialties=frozenset(priced_specialties(session, term.academic_year, office_day(dates.opens_at))),
        academic_year=term.academic_year,
        policies=frozenset(in_force(session, today)),
    )


def _courses(session: Session, term_id: UUID) -> dict[UUID, str]:
    rows = session.execute(
        select(Course.course_id, Course.code)
        .join(ProposedCourse, ProposedCourse.course_id == Course.course_id)
        .join(TermProposal)
        .where(TermProposal.term_id == term_id, TermProposal.status == "agreed")
    )
    return {row.course_id: row.code for row in rows}


def _sections(session: Session, term_id: UUID) -> list[tuple[Section, str]]:
    rows = session.execute(
        select(Section, Course.code)
        .join(Course, Course.course_id == Section.course_id)
        .where(Section.term_id == term_id, Section.status == "planned")
        .options(selectinload(Section.meetings))
        .order_by(Course.code, Section.label)
    )
    return [(section, code) for section, code in rows]
