"""A student changes the section of his course; his old seat goes only when the new one is his (D20, D21)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from uuid import UUID

from sqlalchemy import Row, delete, select
from sqlalchemy.orm import Session

from services.registration.domain.reasons import Reason
from services.registration.models.applications import Application, State
from services.registration.models.catalogue import Course
from services.registration.models.seats import SectionSwap
from services.registration.models.sections import Section
from services.registration.models.terms import TermDates
from services.registration.usecases import moving, seats, withdrawals
from services.registration.usecases.notices import tell
from shared.clock import now
from shared.contracts.registration import SeatsFreed
from shared.errors import NotFound, Refused
from shared.messaging import publish

MAY_SWAP = (State.HELD, State.INVOICED, State.CONFIRMED, State.ON_SHEET)
SAID, RULE = "section_swapped", "D20"


def ask(session: Session, case_id: UUID, section_id: UUID, student_id: UUID | None = None) -> bool:
    """Change at once where a seat is free and nobody waits for it; else wait behind the line. True: changed.

    Invoice and payment stay with the case: sections of one course cost the same. Raises NotFound, Refused.
    """
    withdrawals.application_of(session, case_id, student_id)
    case = moving.locked(session, [case_id])[0]
    target = session.get(Section, section_id)
    if target is None:
        raise NotFound("section")
    reasons = [*_refusals(session, case, target), *_clash(session, case, target)]
    if reasons:
        raise Refused(reasons)
    if seats.locked(session, [case.section_id, section_id])[section_id].to_take:
        _change(session, [case], section_id)
        return True
    session.merge(SectionSwap(case_id=case_id, section_id=section_id, asked_at=now(session).office))
    session.flush()
    tell(session, [case], "swap_waits", {case_id: {"wished": target.label}}, again=str(section_id))
    return False


def _refusals(session: Session, case: Application, target: Section) -> Iterator[Reason]:
    yield from withdrawals.against(session, case)
    if case.state not in MAY_SWAP:
        yield Reason("swap_no_seat", RULE)
    if target.course_id != case.course_id or target.term_id != case.term_id:
        yield Reason("swap_other_course", RULE)
    elif target.section_id == case.section_id:
        yield Reason("swap_same_section", RULE)
    elif target.status != "open":
        yield Reason("section_not_open", "R8.2", {"section": target.label})
    until = session.scalar(select(TermDates.offers_end_at).where(TermDates.term_id == case.term_id))
    if until is not None and now(session).office >= until:
        yield Reason("swap_over", RULE, {"until": f"moment:{until.isoformat()}"})


def _clash(session: Session, case: Application, target: Section) -> Iterator[Reason]:
    """Also of a seat that he would only get later: nobody is moved into a clash of his own making (R3.8)."""
    clash = moving.clashing(session, [case], target).get(case.case_id)
    if clash:
        code = session.get_one(Course, case.course_id).code
        yield Reason("time_clash", "R3.8", {"course": f"{code} ({target.label})", "other": clash})


def hold(session: Session, section_ids: Iterable[UUID]) -> set[UUID]:
    """Who waits to change into these sections, with their cases and every section concerned kept still, in that order.

    Before the lines of these sections are served: cases are locked before sections everywhere (R3.5, D20).
    """
    freed = set(section_ids)
    rows = _waiting(session, freed)
    cases = moving.locked(session, [row.case_id for row in rows]) if rows else []
    seats.locked(session, {*freed, *(case.section_id for case in cases)})
    return {case.case_id for case in cases}


def serve(session: Session, section_ids: Iterable[UUID], held: Collection[UUID]) -> None:
    """Seats for which nobody waits any more go to those who wait to change, the first who asked first (D20, D21).

    Who began to wait since the others were held has his turn by a message of its own.
    """
    rows = _waiting(session, section_ids)
    publish(session, [SeatsFreed(one) for one in sorted({row.section_id for row in rows if row.case_id not in held})])
    rows = [row for row in rows if row.case_id in held]
    cases = {case.case_id: case for case in moving.locked(session, [row.case_id for row in rows])}
    for section_id in sorted({row.section_id for row in rows}):
        waiting = [cases[row.case_id] for row in rows if row.section_id == section_id]
        clashes = moving.clashing(session, waiting, session.get_one(Section, section_id))
        able = [one for one in waiting if one.state in MAY_SWAP and one.left_at is None and one.case_id not in clashes]
        free = seats.locked(session, [section_id])[section_id].to_take
        _change(session, able[:free], section_id)


def _waiting(session: Session, section_ids: Iterable[UUID]) -> Sequence[Row[UUID, UUID]]:
    return session.execute(
        select(SectionSwap.case_id, SectionSwap.section_id)
        .join(Section, Section.section_id == SectionSwap.section_id)
        .join(TermDates, TermDates.term_id == Section.term_id)
        .where(SectionSwap.section_id.in_(set(section_ids)), Section.status == "open")
        .where(TermDates.offers_end_at > now(session).office)
        .order_by(SectionSwap.asked_at, SectionSwap.case_id)
    ).all()


def _change(session: Session, cases: Sequence[Application], section_id: UUID) -> None:
    if not cases:
        return
    old = {case.section_id for case in cases}
    moving.change(session, cases, {case.case_id: section_id for case in cases}, RULE, SAID)
    session.execute(delete(SectionSwap).where(SectionSwap.case_id.in_([case.case_id for case in cases])))
    publish(session, [SeatsFreed(freed) for freed in sorted(old)])


def wished(session: Session, case_id: UUID) -> str:
    """The label of the section for which he waits; empty if he does not."""
    query = select(Section.label).join(SectionSwap, SectionSwap.section_id == Section.section_id)
    return session.scalar(query.where(SectionSwap.case_id == case_id)) or ""


def sections_for(session: Session, case: Application) -> list[Section]:
    """The other open sections of his course."""
    query = select(Section).where(
        Section.term_id == case.term_id, Section.course_id == case.course_id, Section.status == "open",
        Section.section_id != case.section_id,
    )  # fmt: skip
    return list(session.scalars(query.order_by(Section.label)))
