"""The classes of sections by date, made from what registration tells: times, term, days off (R2.1)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from services.grading.domain.timetable import Planned, Weekly, classes, last_day
from services.grading.models import AbsenceStanding, JournalClass, Section, Term
from services.grading.models.absence_rules import absence_policies
from services.grading.queries.workdays import working_days
from services.grading.usecases import standings
from shared.clock import ALMATY, now

LIVE = ("open", "finished")


def plan(session: Session, section_ids: Sequence[UUID]) -> None:
    """Make the classes of these sections, or make them fit: what was held, moved or struck out stays as it was.

    The first time all of the term are made; later only those still to come follow times, term and days off.
    """
    found = session.execute(
        select(Section, Term)
        .join(Term, Term.term_id == Section.term_id)
        .where(Section.section_id.in_(section_ids))
        .order_by(Section.section_id)
        .with_for_update(of=Section)
    ).all()
    known = _known(session, section_ids)
    off = {day for day, works in working_days(session).table.items() if not works}
    policies, changed = absence_policies(session, [term for _, term in found]), []
    for section, term in found:
        wanted = {one.key: one for one in _wanted(section, term, policies[term.term_id].class_weeks, off)}
        if _fit(session, section.section_id, wanted, known.get(section.section_id, [])):
            changed.append(section.section_id)
    standings.refresh(session, standings.listed(session, AbsenceStanding.section_id.in_(changed)), "classes")


def plan_terms(session: Session, term_ids: Sequence[UUID]) -> None:
    """Terms have changed: their sections' classes follow."""
    _plan_where(session, Section.term_id.in_(term_ids))


def plan_days(session: Session, days: Sequence[date]) -> None:
    """Days are off or worked: the classes of the terms in which they lie follow."""
    if days:
        _plan_where(session, Term.starts_on <= max(days), Term.ends_on >= min(days))


def _plan_where(session: Session, *conditions: Any) -> None:
    query = select(Section.section_id).join(Term, Term.term_id == Section.term_id).where(*conditions)
    if found := session.scalars(query.where(Section.meetings != [])).all():
        plan(session, found)


def _known(session: Session, section_ids: Sequence[UUID]) -> dict[UUID, list[JournalClass]]:
    found: dict[UUID, list[JournalClass]] = defaultdict(list)
    for one in session.scalars(select(JournalClass).where(JournalClass.section_id.in_(section_ids))):
        found[one.section_id].append(one)
    return found


def _wanted(section: Section, term: Term, weeks: int, off: set[date]) -> Iterator[Planned]:
    if section.status not in LIVE or not section.meetings:
        return iter(())
    last = last_day(term.starts_on, term.ends_on, weeks, term.classes_end_on)
    return classes([Weekly(**one) for one in section.meetings], term.starts_on, last, off)


def _fit(session: Session, section_id: UUID, wanted: dict[str, Planned], known: Sequence[JournalClass]) -> bool:
    """Add what is missing, take away what was only planned and is not wanted any more; whether anything changed."""
    moment, standing = now(session).office, {one.planned_as: one for one in known}
    new = [
        row for key, one in wanted.items()
        if key not in standing and ((row := _row(section_id, one))["starts_at"] > moment or not known)
    ]  # fmt: skip
    gone = [
        one.class_id for one in known
        if one.planned_as not in wanted and one.planned_as and one.status == "planned" and not one.moved
        and one.starts_at > moment
    ]  # fmt: skip
    rooms = [
        {"class_id": one.class_id, "room": plan.room, "ends_at": _at(plan.day, plan.ends)}
        for key, plan in wanted.items()
        if (one := standing.get(key)) and one.status == "planned" and not one.moved
        and (one.room, one.ends_at) != (plan.room, _at(plan.day, plan.ends))
    ]  # fmt: skip
    if new:
        session.execute(insert(JournalClass), new)
    if gone:
        session.execute(delete(JournalClass).where(JournalClass.class_id.in_(gone)))
    if rooms:
        session.execute(update(JournalClass), rooms)
    return bool(new or gone)


def _row(section_id: UUID, one: Planned) -> dict[str, Any]:
    return {
        "class_id": uuid5(section_id, one.key),
        "section_id": section_id,
        "starts_at": _at(one.day, one.starts),
        "ends_at": _at(one.day, one.ends),
        "room": one.room,
        "status": "planned",
        "planned_as": one.key,
    }


def _at(day: date, hour: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(hour), ALMATY)
