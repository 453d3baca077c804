"""The journal of a class: who was absent. Nothing changes silently: a correction is a counter-entry (R11.2d)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from services.grading.domain.reasons import Reason
from services.grading.models import AbsenceEntry, ClassAct, JournalClass, Section, Sheet, SheetRow
from services.grading.usecases import standings
from services.grading.usecases.corrections import refuse
from shared.clock import now
from shared.errors import NotFound
from shared.identity import Actor, Forbidden


def take(session: Session, actor: Actor, class_id: UUID, absent: Collection[UUID], why: str = "") -> JournalClass:
    """Record who of the list was absent from a class; the rest were there.

    The first time the class counts as taken. Later each difference is a counter-entry with its reason beside the old
    one. Raises NotFound, Forbidden (another's section), Refused with every reason.
    """
    one, section = class_for_change(session, actor, class_id)
    there, before = students_of(session, section.section_id), absent_now(session, class_id)
    gone_since = before - there
    wanted = set(absent) | gone_since
    changed = before ^ wanted
    refuse(_why_not(session, actor, one, there, wanted - gone_since, corrects=bool(changed), why=why))
    if one.status == "planned":
        one.status = "taken"
        note(session, actor, one, "taken")
    _enter(session, actor, section, one, {student_id: student_id in wanted for student_id in sorted(changed)}, why)
    pairs = [(section.section_id, student_id) for student_id in there | changed]
    standings.refresh(session, pairs, "corrected" if why else "")
    return one


def class_for_change(session: Session, actor: Actor, class_id: UUID) -> tuple[JournalClass, Section]:
    """A class, locked, for somebody who keeps this section's journal. Raises NotFound, Forbidden."""
    one = session.get(JournalClass, class_id, with_for_update=True, populate_existing=True)
    if one is None:
        raise NotFound("class")
    return one, section_of(session, actor, one.section_id)


def section_of(session: Session, actor: Actor, section_id: UUID) -> Section:
    """A section whose journal this person keeps. Raises NotFound, Forbidden."""
    section = session.get(Section, section_id)
    if section is None:
        raise NotFound("section")
    reach = actor.reach("grading.keep_journal")
    if not reach.covers(owner=section.teacher_id, faculty=section.faculty_id, section=section_id):
        raise Forbidden
    return section


def students_of(session: Session, section_id: UUID) -> set[UUID]:
    """Who is on the list of a section as of now (R8.6)."""
    rows = select(SheetRow.student_id).join(Sheet, Sheet.sheet_id == SheetRow.sheet_id)
    wanted = rows.where(Sheet.section_id == section_id, Sheet.kind == "exam", Sheet.nth == 1)
    return set(session.scalars(wanted.where(Sheet.is_newest(), SheetRow.is_there())))


def absent_now(session: Session, class_id: UUID) -> set[UUID]:
    """Who was absent, by the last entry of each."""
    last = (
        select(AbsenceEntry.student_id, AbsenceEntry.absent)
        .where(AbsenceEntry.class_id == class_id)
        .ext(distinct_on(AbsenceEntry.student_id))
        .order_by(AbsenceEntry.student_id, AbsenceEntry.number.desc())
    )
    return {row.student_id for row in session.execute(last) if row.absent}


def journal_is_closed(session: Session, section_id: UUID) -> bool:
    """Whether the examination sheet is sealed: what rests on the journal stands (R5.3)."""
    sealed = select(Sheet.sheet_id).where(Sheet.section_id == section_id, Sheet.kind == "exam", Sheet.nth == 1)
    return session.scalar(sealed.where(Sheet.status == "sealed").limit(1)) is not None


def note(session: Session, actor: Actor, one: JournalClass, kind: str, why: str = "", **moments: Any) -> None:
    """Write down what was done with a class, by whom, with both times."""
    moment = now(session)
    session.execute(
        insert(ClassAct).values(
            class_id=one.class_id, section_id=one.section_id, kind=kind, why=why, done_by=actor.person_id,
            done_name=actor.name, done_at=moment.office, recorded_at=moment.real, **moments,
        )
    )  # fmt: skip


def _why_not(
    session: Session, actor: Actor, one: JournalClass, there: set[UUID], absent: set[UUID], *, corrects: bool, why: str
) -> Iterator[Reason]:
    if journal_is_closed(session, one.section_id):
        yield Reason("journal_closed", "R5.3")
    if one.status == "not_held":
        yield Reason("class_not_held", "R11.2")
    if one.starts_at > now(session).office:
        yield Reason("class_to_come", "R11.2", {"starts_at": f"moment:{one.starts_at.isoformat()}"})
    if actor.person_id in there:
        yield Reason("own_line", "R1.2")
    for student_id in sorted(absent - there):
        yield Reason("not_on_sheet", "R8.6", {"student": str(student_id)})
    if one.status == "taken" and corrects and not why:
        yield Reason("correction_why_missing", "R5.3")


def _enter(
    session: Session, actor: Actor, section: Section, one: JournalClass, changed: Mapping[UUID, bool], why: str
) -> None:
    if not changed:
        return
    moment, teacher_id = now(session), section.teacher_id
    session.flush()
    session.execute(
        insert(AbsenceEntry),
        [
            {
                "class_id": one.class_id, "student_id": student_id, "absent": is_absent, "why": why,
                "entered_by": actor.person_id, "entered_name": actor.name,
                "on_behalf_of": None if actor.person_id == teacher_id else teacher_id,
                "entered_at": moment.office, "recorded_at": moment.real,
            }
            for student_id, is_absent in changed.items()
        ],
    )  # fmt: skip
