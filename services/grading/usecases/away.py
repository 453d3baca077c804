"""Students who have not come back after holidays or a trip, over all their courses of a term (R11.2d)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import func, select, tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from services.grading.domain import absences as rules
from services.grading.domain.absences import AbsencePolicy, Away, Excuse, Seen
from services.grading.domain.timetable import back_after
from services.grading.models import AbsenceExcuse, AwayStanding, JournalClass, Section, Sheet, SheetRow, Term
from services.grading.models.absence_rules import absence_policies
from services.grading.queries.absent import absences, standing_excuses
from services.grading.queries.workdays import working_days
from services.grading.usecases import absence_messages
from shared.clock import now, office_day
from shared.contracts.base import Message

Pair = tuple[UUID, UUID]
"""Term and student."""
Days = Sequence[tuple[date, Seen]]


def refresh(session: Session, pairs: Collection[Pair], why: str) -> Iterator[Message]:
    """Look anew at who is away in terms in which that is a ground; what changed is said once."""
    terms = {term.term_id: term for term in _terms(session, {term_id for term_id, _ in pairs})}
    policies = absence_policies(session, terms.values())
    wanted = sorted(pair for pair in pairs if policies[pair[0]].away_days)
    if not wanted:
        return
    students = {student_id for _, student_id in wanted}
    excuses = standing_excuses(session, students)
    off = {term_id: _holidays(session, terms[term_id], policies[term_id]) for term_id in {pair[0] for pair in wanted}}
    seen = _seen(session, {term_id for term_id, _ in wanted}, students)
    for row in _locked(session, wanted):
        days = seen.get((row.term_id, row.student_id), [])
        back_on = [*off[row.term_id], *_after_trips(excuses.get(row.student_id, ()), terms[row.term_id])]
        found = rules.away(days, back_on, policies[row.term_id].away_days)
        yield from _moved(session, row, found, days, why)
    session.flush()


def _moved(session: Session, row: AwayStanding, found: Away | None, days: Days, why: str) -> Iterator[Message]:
    before = (row.since, row.until) if row.since and row.until else None
    since = found.since if found else before[0] if before else None
    held = sum(day >= since for day, _ in days) if since else 0
    row.since, row.until = (found.since, found.until) if found else (None, None)
    row.missed, row.as_of = found.missed if found else 0, now(session).office
    row.version_no += bool(found) != bool(before)
    if found and not before:
        yield from absence_messages.gone_away(row, found, held)
    if before and not found:
        yield from absence_messages.come_back(row, before, held, why)


def _terms(session: Session, term_ids: Collection[UUID]) -> Sequence[Term]:
    return session.scalars(select(Term).where(Term.term_id.in_(term_ids))).all()


def _locked(session: Session, pairs: Sequence[Pair]) -> Sequence[AwayStanding]:
    empty = {"missed": 0, "version_no": 0, "as_of": now(session).office}
    new = [{"term_id": term_id, "student_id": student_id, **empty} for term_id, student_id in pairs]
    session.execute(insert(AwayStanding).on_conflict_do_nothing(), new)
    key = (AwayStanding.term_id, AwayStanding.student_id)
    return session.scalars(
        select(AwayStanding).where(tuple_(*key).in_(pairs)).order_by(*key).with_for_update(),
        execution_options={"populate_existing": True},
    ).all()


def _holidays(session: Session, term: Term, policy: AbsencePolicy) -> list[date]:
    """The days on which classes begin again: the term's first, and after holidays within it."""
    works = working_days(session).works
    return list(back_after(term.starts_on, term.ends_on, lambda day: not works(day), policy.holiday_days))


def _after_trips(excuses: Sequence[AbsenceExcuse], term: Term) -> Iterator[date]:
    for one in excuses:
        back_on = one.until_on + timedelta(days=1)
        if one.kind == Excuse.TRIP and term.starts_on <= back_on <= term.ends_on:
            yield back_on


def _seen(session: Session, term_ids: Collection[UUID], students: Collection[UUID]) -> Mapping[Pair, Days]:
    """What the journals of all their courses say of them, class by class, since they came to each list."""
    rows = session.execute(
        select(Section.term_id, Section.section_id, JournalClass.class_id, JournalClass.starts_at, SheetRow.student_id)
        .join(JournalClass, JournalClass.section_id == Section.section_id)
        .join(Sheet, (Sheet.section_id == Section.section_id) & (Sheet.kind == "exam") & (Sheet.nth == 1))
        .join(SheetRow, SheetRow.sheet_id == Sheet.sheet_id)
        .where(Section.term_id.in_(term_ids), SheetRow.student_id.in_(students), JournalClass.status == "taken")
        .where(
            Sheet.is_newest(),
            SheetRow.is_there(),
            JournalClass.starts_at >= func.coalesce(SheetRow.added_at, JournalClass.starts_at),
        )
        .order_by(JournalClass.starts_at)
    ).all()
    sections = {row.section_id for row in rows}
    missed = {
        (one.class_id, one.student_id): Seen.EXCUSED if one.excuse else Seen.ABSENT
        for one in absences(session, students=students, sections=sections)
    }
    found: dict[Pair, list[tuple[date, Seen]]] = defaultdict(list)
    for row in rows:
        what = missed.get((row.class_id, row.student_id), Seen.PRESENT)
        found[row.term_id, row.student_id].append((office_day(row.starts_at), what))
    return found
