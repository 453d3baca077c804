"""Summer terms and periods of retakes: opened, agreed, published, run, finished, or not held (R8.2, R9.1)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.registration.domain.calendar import Calendar
from services.registration.domain.reasons import Reason
from services.registration.domain.seasons import AUTUMN, SPRING, SUMMER, policy
from services.registration.domain.term_dates import Chain, Distances, chain, misfits
from services.registration.models.terms import Term, TermDates
from services.registration.queries.calendar import working_days
from services.registration.queries.policies import PolicyInForce, in_force
from services.registration.usecases.recorded import recorded
from shared.clock import now
from shared.contracts.registration import TermChanged
from shared.errors import NotFound, Refused
from shared.messaging import publish
from shared.records.ids import record_id

OVER = ("not_held", "withdrawn")
_FIRST_MONTH = 9
_PROPOSALS = 82
"""The number by which PostgreSQL knows this lock (R8.2)."""
_WORDS: Mapping[str, Mapping[str, str]] = {
    SUMMER: {"kk": "{0}/{1}, жазғы семестр", "ru": "{0}/{1}, летний семестр", "en": "{0}/{1}, summer term"},
    AUTUMN: {
        "kk": "{0}/{1}, күзгі семестр: пәнді қайта оқу", "ru": "{0}/{1}, осенний семестр: повторное изучение",
        "en": "{0}/{1}, autumn term: retakes",
    },
    SPRING: {
        "kk": "{0}/{1}, көктемгі семестр: пәнді қайта оқу", "ru": "{0}/{1}, весенний семестр: повторное изучение",
        "en": "{0}/{1}, spring term: retakes",
    },
}  # fmt: skip


def term_of(session: Session, term_id: UUID, *, for_change: bool = False) -> Term:
    """A term, locked if it is to be changed. Raises NotFound."""
    query = select(Term).where(Term.term_id == term_id)
    term = session.scalar(query.with_for_update(of=Term) if for_change else query)
    if term is None:
        raise NotFound("term")
    return term


def academic_year_of_summer(starts_on: date) -> int:
    """The year in which the academic year began that this summer closes."""
    return starts_on.year if starts_on.month >= _FIRST_MONTH else starts_on.year - 1


def live_term(session: Session, academic_year: int, season: str = SUMMER, *, for_change: bool = False) -> Term | None:
    """The summer term of an academic year, or its period of retakes, that is proposed, agreed or further (R8.2, R9.1).

    One that was not held may be proposed anew.
    """
    mine = Term.season == season, Term.academic_year == academic_year, Term.status.not_in(OVER)
    query = select(Term).where(*mine, Term.dates.has())
    return session.scalar(query.with_for_update(of=Term) if for_change else query)


def one_proposal_at_a_time(session: Session) -> None:
    """Two deans who propose in the same second open one term, not two: the second waits for the first's commit."""
    session.execute(select(func.pg_advisory_xact_lock(_PROPOSALS)))


def distances(policies: Mapping[str, PolicyInForce], season: str = SUMMER) -> Distances:
    """The distances of D1 as the policy in force sets them for a season."""
    key = policy(season, "dates")
    return Distances.of(policies[key].value) if key in policies else Distances()


def open_term(
    session: Session, academic_year: int, dates: Chain, decide_by: datetime | None, season: str = SUMMER
) -> Term:
    """The row of a term with its worked-out chain: proposed, or agreed where nobody is to decide about it (R9.1)."""
    code = _code(session, academic_year, season)
    term = Term(
        term_id=record_id("term", code),
        code=code,
        title={language: said.format(academic_year, academic_year + 1) for language, said in _WORDS[season].items()},
        season=season,
        academic_year=academic_year,
        starts_on=dates.starts_on,
        ends_on=dates.ends_on,
        status="proposed" if decide_by else "agreed",
        version_no=1,
        decide_by=decide_by,
        dates=TermDates(**columns(dates)),
        **recorded(session),
    )
    session.add(term)
    session.flush()
    return term


def _code(session: Session, academic_year: int, season: str) -> str:
    """``2025/2026-summer``, ``2026/2027-autumn-retake``; one that was proposed anew has a number."""
    code = f"{academic_year}/{academic_year + 1}-{season}{'' if season == SUMMER else '-retake'}"
    mine = Term.season == season, Term.academic_year == academic_year, Term.dates.has()
    before = session.scalar(select(func.count()).select_from(Term).where(*mine))
    return code + (f"-{before + 1}" if before else "")


def columns(dates: Chain) -> dict[str, Any]:
    """A chain as the columns of its row."""
    return {**asdict(dates), "attestations_on": [day.isoformat() for day in dates.attestations_on]}


def chain_of(term: Term) -> Chain:
    """The chain of a term's row."""
    row = term.dates
    if row is None:
        raise NotFound("term")
    values = {name: getattr(row, name) for name in Chain.__dataclass_fields__}
    return Chain(**{**values, "attestations_on": tuple(map(date.fromisoformat, row.attestations_on))})


def misfits_of(session: Session, dates: Chain, calendar: Calendar, season: str = SUMMER) -> Iterable[Reason]:
    """Every link of a chain that does not fit, the end of the spring term before a summer included (R8.3)."""
    return misfits(dates, calendar, begins_after(session, season, academic_year_of_summer(dates.starts_on)))


def begins_after(session: Session, season: str, academic_year: int) -> date | None:
    """The last day of the spring term before a summer, if the office has it; applications open afterwards (R8.3)."""
    if season != SUMMER:
        return None
    spring = Term.season == SPRING, Term.academic_year == academic_year, ~Term.dates.has()
    return session.scalar(select(func.max(Term.ends_on)).where(*spring))


def move_start(session: Session, term_id: UUID, starts_on: date) -> Term:
    """Work the chain of a term that is not published yet out anew from another first day (D1)."""
    term = term_of(session, term_id, for_change=True)
    if term.status not in ("proposed", "agreed") or term.dates is None:
        raise Refused([Reason("published_dates_move_only_later", "R13.1")])
    calendar = working_days(session)
    dates = chain(starts_on, calendar, distances(in_force(session, now(session).day), term.season))
    reasons = list(misfits_of(session, dates, calendar, term.season))
    if reasons:
        raise Refused(reasons)
    for name, value in columns(dates).items():
        setattr(term.dates, name, value)
    term.dates.version_no += 1
    term.starts_on, term.ends_on = dates.starts_on, dates.ends_on
    session.flush()
    return term


def set_status(session: Session, terms: Sequence[Term], status: str) -> None:
    """Move terms on; the other services are told of those that students may know of."""
    for term in terms:
        term.status = status
        term.version_no += 1
    session.flush()
    publish(session, [changed(term) for term in terms])


def changed(term: Term) -> TermChanged:
    """The term as the others keep it."""
    return TermChanged(
        term_id=term.term_id,
        version_no=term.version_no,
        season=term.season,
        academic_year=term.academic_year,
        starts_on=term.starts_on,
        ends_on=term.ends_on,
        status=term.status,
        sheets_due_at=term.dates.sheets_due_at if term.dates else None,
        classes_end_on=term.dates.exams_from - timedelta(days=1) if term.dates else None,
    )
