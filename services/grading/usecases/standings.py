"""How students stand with their absences: worked out anew whenever an entry, an excuse or a class changes (R11.2d).

What a change leads to is told once a crossing: a level to student and adviser, the ground of R11.2d to registration,
the bar from a summer exam to the student (D10).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from services.grading.domain.absences import AbsencePolicy, Effect, Share, is_bar, is_ground, level_of
from services.grading.models import AbsenceStanding, JournalClass, Section, Term
from services.grading.models.absence_rules import absence_policies
from services.grading.queries.absent import Absence, absences, by_pair, not_excused
from services.grading.usecases import absence_messages, away
from services.grading.usecases.absence_messages import About
from shared.clock import now
from shared.contracts.base import Message
from shared.messaging import publish

Pair = tuple[UUID, UUID]
"""Section and student."""


@dataclass(frozen=True, slots=True)
class Place:
    """A section in its term, with the policy that holds there and how many classes are held."""

    section: Section
    term: Term
    policy: AbsencePolicy
    held: int


def refresh(session: Session, pairs: Iterable[Pair], why: str) -> None:
    """Work these out anew; ``why`` says what changed: ``excused``, ``corrected``, ``classes``; empty: new entries."""
    wanted = sorted(set(pairs))
    if not wanted:
        return
    rows = _locked(session, wanted)
    places = _places(session, {section_id for section_id, _ in wanted})
    found = by_pair(absences(session, students={s for _, s in wanted}, sections=set(places)))
    told: list[Message] = []
    for row in rows:
        place = places[row.section_id]
        told += _moved(session, row, place, found.get((row.section_id, row.student_id), []), why)
    session.flush()
    told += away.refresh(session, {(places[row.section_id].term.term_id, row.student_id) for row in rows}, why)
    publish(session, told)


def _locked(session: Session, pairs: Sequence[Pair]) -> Sequence[AbsenceStanding]:
    """Their rows, made where there are none yet, in one order: who refreshes the same waits."""
    empty = {
        "missed": 0, "excused": 0, "held": 0, "share": 0, "level": 0, "crossing": 0, "over": False, "barred": False,
        "version_no": 0, "as_of": now(session).office,
    }  # fmt: skip
    new = [{"section_id": section_id, "student_id": student_id, **empty} for section_id, student_id in pairs]
    session.execute(insert(AbsenceStanding).on_conflict_do_nothing(), new)
    key = (AbsenceStanding.section_id, AbsenceStanding.student_id)
    return session.scalars(
        select(AbsenceStanding).where(tuple_(*key).in_(pairs)).order_by(*key).with_for_update(),
        execution_options={"populate_existing": True},
    ).all()


def _places(session: Session, section_ids: set[UUID]) -> dict[UUID, Place]:
    held = _held(session, section_ids)
    rows = session.execute(
        select(Section, Term).join(Term, Term.term_id == Section.term_id).where(Section.section_id.in_(section_ids))
    ).all()
    policies = absence_policies(session, [term for _, term in rows])
    return {
        section.section_id: Place(section, term, policies[term.term_id], held.get(section.section_id, 0))
        for section, term in rows
    }


def _held(session: Session, section_ids: set[UUID]) -> dict[UUID, int]:
    rows = session.execute(
        select(JournalClass.section_id, func.count())
        .where(JournalClass.section_id.in_(section_ids), JournalClass.status != "not_held")
        .group_by(JournalClass.section_id)
    )
    return dict(rows.all())


def _moved(
    session: Session, row: AbsenceStanding, place: Place, missed: Sequence[Absence], why: str
) -> Iterator[Message]:
    """Write the standing down, and say what it leads to that it did not before."""
    counted, policy = list(not_excused(missed)), place.policy
    share = Share(len(counted), place.held)
    level, over, barred = level_of(share, policy), is_ground(share, policy), is_bar(share, policy)
    before = (row.level, row.over, row.barred)
    row.missed, row.excused, row.held = len(counted), len(missed) - len(counted), place.held
    row.share, row.level, row.over, row.barred = share.shown, level, over, barred
    row.crossing += level < before[0]
    row.version_no += (over, barred) != before[1:]
    row.as_of = now(session).office
    about = About(row, place.section, place.term, [one.day for one in counted])
    if level > before[0]:
        yield from absence_messages.warned(session, about, summer=policy.effect is Effect.BARS)
    if over != before[1]:
        yield from absence_messages.crossed(session, about) if over else absence_messages.cured(session, about, why)
    if barred != before[2]:
        yield absence_messages.bar_changed(session, about)


def listed(session: Session, condition: Any) -> list[Pair]:
    """The pairs that have a standing already, by a condition on it."""
    rows = session.execute(select(AbsenceStanding.section_id, AbsenceStanding.student_id).where(condition))
    return [(row.section_id, row.student_id) for row in rows]
