"""A dean proposes summer courses with counts; the rectorate agrees within its days, or the term is not held (R8.2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.registration.domain import proposals as rules
from services.registration.domain.calendar import Calendar
from services.registration.domain.reasons import Reason
from services.registration.domain.seasons import SUMMER, academic_year, policy
from services.registration.domain.term_dates import Chain, chain
from services.registration.models.terms import ProposedCourse, Term, TermProposal
from services.registration.queries.calendar import working_days
from services.registration.queries.debtors import CourseDebtors, debtors_by_course
from services.registration.queries.policies import PolicyInForce, in_force
from services.registration.queries.staff import holders
from services.registration.usecases import terms
from services.registration.usecases.recorded import recorded
from shared.clock import end_of_day, now, office_day
from shared.errors import NotFound, Refused
from shared.identity import actor_of
from shared.records.ids import record_id

WEEKS_AHEAD = 40


@dataclass(frozen=True, slots=True)
class CourseWish:
    """A course as a dean wants it held; classes as ``{weekday, starts, ends, room}``, none: the office plans them."""

    course_id: UUID
    groups: int
    capacity: int
    minimum: int
    teacher_id: UUID | None = None
    meetings: tuple[dict[str, Any], ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Setting:
    """What a proposal is judged by."""

    today: date
    calendar: Calendar
    policies: Mapping[str, PolicyInForce]
    dates: Chain
    decide_by: datetime | None
    """None: nobody decides about it, as about retakes in a general period (R9.1)."""
    season: str = SUMMER


def propose(
    session: Session, faculty_id: UUID, starts_on: date, wishes: Sequence[CourseWish], season: str = SUMMER
) -> tuple[TermProposal, Term | None]:
    """Take a dean's proposal; answers it, and the term if this is its first proposal.

    Retakes in the general period before autumn or spring need no yes of the rectorate: they are agreed at once (R9.1).

    Raises Refused with every reason (R8.2).
    """
    terms.one_proposal_at_a_time(session)
    year = academic_year(season, starts_on)
    setting = setting_of(session, starts_on, season)
    owed = {row.course_id: row for row in debtors_by_course(session, year, courses=[wish.course_id for wish in wishes])}
    term = terms.live_term(session, year, season, for_change=True)
    _refuse(session, faculty_id, starts_on, wishes, owed, term, setting)
    opened = terms.open_term(session, year, setting.dates, setting.decide_by, season) if term is None else None
    proposal = _proposal(session, term or opened, faculty_id, wishes, owed)
    session.add(proposal)
    session.flush()
    return proposal, opened


def first_possible_start(session: Session) -> date | None:
    """The first Monday whose chain leaves the rectorate its days, or the day proposed already (R8.2, D1)."""
    today = now(session).day
    term = terms.live_term(session, terms.academic_year_of_summer(today))
    if term is not None:
        return term.starts_on
    calendar, policies = working_days(session), in_force(session, today)
    decide_on = office_day(_decide_by(today, calendar, policies))
    mondays = (today + timedelta(days=7 - today.weekday(), weeks=n) for n in range(WEEKS_AHEAD))
    for monday in mondays:
        dates = chain(monday, calendar, terms.distances(policies))
        if decide_on <= dates.publish_by and not list(terms.misfits_of(session, dates, calendar)):
            return monday
    return None


def decide(session: Session, term: Term, agreed: bool, why: str) -> None:
    """Note what the rectorate said to every proposal of a term; after its time nothing is taken (R8.2).

    Whoever proposed does not decide, whatever other roles he has (R1.2).
    """
    if term.status != "proposed":
        raise Refused([Reason("term_already_decided", "R8.2", {"status": f"text:status.{term.status}"})])
    moment, actor = now(session), actor_of(session)
    if term.decide_by is not None and moment.office > term.decide_by:
        raise Refused([Reason("decision_too_late", "R8.2", {"date": f"moment:{term.decide_by.isoformat()}"})])
    if actor is not None and _proposed_by(session, term, actor.person_id):
        raise Refused([Reason("not_for_oneself", "R1.2")])
    settle(session, term, "agreed" if agreed else "refused", actor.person_id if actor else None, why)


def _proposed_by(session: Session, term: Term, person_id: UUID) -> bool:
    mine = select(TermProposal.proposal_id).where(
        TermProposal.term_id == term.term_id, TermProposal.proposed_by == person_id
    )
    return session.scalar(mine.limit(1)) is not None


def settle(session: Session, term: Term, status: str, by: UUID | None = None, why: str = "") -> None:
    """Give the waiting proposals of a term their end."""
    waiting = select(TermProposal).where(TermProposal.term_id == term.term_id, TermProposal.status == "waiting")
    for proposal in session.scalars(waiting):
        proposal.status, proposal.decided_by, proposal.decided_at = status, by, now(session).office
        proposal.why = why
    session.flush()


def setting_of(session: Session, starts_on: date, season: str = SUMMER) -> Setting:
    """What a proposal of this first day is judged by today."""
    today = now(session).day
    calendar, policies = working_days(session), in_force(session, today)
    return Setting(
        today=today,
        calendar=calendar,
        policies=policies,
        dates=chain(starts_on, calendar, terms.distances(policies, season)),
        decide_by=_decide_by(today, calendar, policies) if season == SUMMER else None,
        season=season,
    )


def _decide_by(today: date, calendar: Calendar, policies: Mapping[str, PolicyInForce]) -> datetime:
    """The end of the rectorate's last day (R8.2)."""
    days = int(policies["agreement"].value["working_days"]) if "agreement" in policies else 3
    return end_of_day(calendar.shift(today, days))


def _refuse(
    session: Session,
    faculty_id: UUID,
    starts_on: date,
    wishes: Sequence[CourseWish],
    owed: Mapping[UUID, CourseDebtors],
    term: Term | None,
    setting: Setting,
) -> None:
    term_id = term.term_id if term else None
    proposed = select(TermProposal.proposal_id).where(
        TermProposal.term_id == term_id, TermProposal.faculty_id == faculty_id, ~TermProposal.by_students
    )
    taken = proposed_courses(session, term_id)
    minimum, decide_by = setting.policies.get(policy(setting.season, "minimum")), setting.decide_by
    teachers = set(holders(session, setting.today, "teacher"))
    facts = rules.Proposal(
        starts_on=starts_on,
        decide_on=office_day((term and term.decide_by) or decide_by) if decide_by else setting.today,
        adds_to="proposed" if decide_by else "agreed",
        dates=setting.dates,
        courses=tuple(_wished(wish, owed.get(wish.course_id), faculty_id, teachers, taken) for wish in wishes),
        term_status=term.status if term else None,
        term_starts_on=term.starts_on if term else None,
        faculty_has_proposed=session.scalar(proposed) is not None,
        least_minimum=int(minimum.value["students"]) if minimum else 0,
    )
    reasons = [*rules.refusals(facts), *terms.misfits_of(session, setting.dates, setting.calendar, setting.season)]
    if reasons:
        raise Refused(reasons)


def _wished(
    wish: CourseWish, owed: CourseDebtors | None, faculty_id: UUID, teachers: set[UUID], by_students: set[UUID]
) -> rules.WishedCourse:
    return rules.WishedCourse(
        code=owed.code if owed else str(wish.course_id),
        of_faculty=owed is None or owed.faculty_id == faculty_id,
        wanted=owed.wanted if owed else 0,
        by_students=wish.course_id in by_students,
        groups=wish.groups,
        capacity=wish.capacity,
        minimum=wish.minimum,
        teacher_known=wish.teacher_id is None or wish.teacher_id in teachers,
    )


def proposed_courses(session: Session, term_id: UUID | None) -> set[UUID]:
    """Courses of a term that are with the rectorate or agreed, whoever proposed them (R8.2)."""
    known = select(ProposedCourse.course_id).join(TermProposal).where(TermProposal.term_id == term_id)
    return set(session.scalars(known.where(TermProposal.status.in_(("waiting", "agreed")))))


def _proposal(
    session: Session,
    term: Term | None,
    faculty_id: UUID,
    wishes: Sequence[CourseWish],
    owed: Mapping[UUID, CourseDebtors],
) -> TermProposal:
    actor = actor_of(session)
    if term is None or actor is None:
        raise NotFound("term")
    return TermProposal(
        proposal_id=record_id("proposal", term.term_id, faculty_id),
        term_id=term.term_id,
        faculty_id=faculty_id,
        proposed_by=actor.person_id,
        proposed_at=now(session).office,
        status="waiting" if term.status == "proposed" else "agreed",
        why="",
        courses=[_course(wish, owed[wish.course_id]) for wish in wishes],
        **recorded(session),
    )


def _course(wish: CourseWish, owed: CourseDebtors) -> ProposedCourse:
    return ProposedCourse(
        course_id=wish.course_id,
        debtors=owed.debtors,
        wishes=owed.wishes,
        expected_fee=owed.expected_fee,
        expected_groups=wish.groups,
        capacity=wish.capacity,
        minimum=wish.minimum,
        teacher_id=wish.teacher_id,
        meetings=list(wish.meetings),
    )
