"""Appeals against results: made in time, decided by a commission that raises or keeps, never lowers (R5.5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.grading.domain.corrections import (
    Entry,
    Source,
    why_no_appeal,
    why_no_commission,
    why_not_raised,
)
from services.grading.domain.outcome import Appearance, Outcome, is_barred, settle
from services.grading.domain.reasons import Reason
from services.grading.models import Appeal, AttemptRow, Correction, Person, Section, SheetRow
from services.grading.usecases import appeal_terms, corrections, pending, sealing
from services.grading.usecases.announcing import policy
from services.grading.usecases.consequences import title
from services.grading.usecases.corrections import line_of, refuse
from services.grading.usecases.pending import appeals_until
from services.grading.usecases.teaching import Teaching, load
from shared.clock import now
from shared.contracts.notifications import Notify
from shared.errors import NotFound, Refused
from shared.identity import Actor
from shared.messaging import publish


@dataclass(frozen=True, slots=True)
class Decision:
    """What the commission's protocol says; a mark of the exam where it raises."""

    protocol: str
    reason: str
    raised_to: Decimal | None = None


def file(session: Session, student_id: UUID, attempt_id: UUID, grounds: str) -> Appeal:
    """The student appeals against his result; until it is decided, his debt may still go (R5.5, D8)."""
    attempt, line = _result(session, student_id, attempt_id)
    refuse(
        why_no_appeal(
            at=now(session).office, until=appeals_until(session, attempt.true_from),
            already=_was_made(session, attempt), incomplete=attempt.outcome == Outcome.INCOMPLETE,
        )
    )  # fmt: skip
    appeal = Appeal(
        appeal_id=uuid4(), attempt_id=attempt_id, student_id=student_id, section_id=attempt.section_id,
        sheet_id=line.sheet_id, status="open", grounds=grounds, filed_at=now(session).office, members=[],
    )  # fmt: skip
    session.add(appeal)
    session.flush()
    course = (attempt.course_id, attempt.term_id)
    publish(session, pending.say(session, [student_id], *course, pending.APPEAL))
    publish(session, [*_told(session, appeal, "appeal_filed")])
    appeal_terms.begin(session, appeal)
    return appeal


def name_commission(session: Session, actor: Actor, appeal_id: UUID, members: Sequence[UUID]) -> Appeal:
    """The office names who sits with the chair; the teacher himself never does (R5.5)."""
    appeal = _open(session, appeal_id)
    section = session.get_one(Section, appeal.section_id)
    people = session.scalars(select(Person).where(Person.person_id.in_(members)).order_by(Person.sort_key)).all()
    refuse(
        why_no_commission(
            {person.person_id for person in people}, teacher=section.teacher_id, student=appeal.student_id,
            least=policy(session).commission_least,
        )
    )  # fmt: skip
    appeal.members = [{"person_id": str(person.person_id), "name": person.name} for person in people]
    appeal.named_by = actor.person_id
    session.flush()
    appeal_terms.commission_named(session, appeal, [person.person_id for person in people])
    return appeal


def decide(session: Session, actor: Actor, appeal_id: UUID, decision: Decision) -> Appeal:
    """The commission under its chair decides by protocol; a raised result is a new version of the sheet (R5.5)."""
    sealing.lock(session)
    appeal = _open(session, appeal_id)
    section = session.get_one(Section, appeal.section_id)
    refuse(_why_not(session, appeal, section, actor))
    sitting = corrections.sitting_of(session, appeal.section_id, appeal.student_id)
    found = load(session, section, sitting)
    if decision.raised_to is not None:
        appeal.correction_id = _raise(session, actor, found, appeal, decision).correction_id
    appeal.status = "kept" if decision.raised_to is None else "raised"
    appeal.protocol, appeal.decision = decision.protocol, decision.reason
    appeal.decided_by, appeal.decided_name, appeal.decided_at = actor.person_id, actor.name, now(session).office
    session.flush()
    appeal_terms.decided(session, appeal)
    course = (found.course.course_id, found.term.term_id)
    publish(session, pending.say(session, [appeal.student_id], *course, pending.STANDS))
    publish(session, [*_told(session, appeal, f"appeal_{appeal.status}")])
    return appeal


def _why_not(session: Session, appeal: Appeal, section: Section, actor: Actor) -> list[Reason]:
    reasons = []
    if corrections.waits(session, appeal.section_id, appeal.student_id):
        reasons.append(Reason("correction_waits", "R5.3"))
    if not appeal.members:
        reasons.append(Reason("no_commission", "R5.5"))
    if actor.person_id in (appeal.student_id, section.teacher_id):
        reasons.append(Reason("own_line", "R1.2"))
    return reasons


def _raise(session: Session, actor: Actor, found: Teaching, appeal: Appeal, decision: Decision) -> Correction:
    line = line_of(found, found.exam, appeal.student_id)
    one = next(one for one in found.listed if one.student_id == appeal.student_id)
    new = replace(one.row, exam=decision.raised_to, appearance=Appearance.APPEARED)
    if is_barred(new, found.policy):
        raise Refused.because(Reason("not_admitted_to_exam", "R4.2", {"student": one.name}))
    before, after = (settle(row, found.policy, found.scale) for row in (one.row, new))
    refuse(why_not_raised(before, after))
    appellant = Actor(appeal.student_id, one.name)
    why = corrections.Ground(decision.reason, decision.protocol)
    entry = Entry(decision.raised_to, Appearance.APPEARED)
    act = corrections.note(session, appellant, Source.APPEAL, found.exam, line, entry, why)
    corrections.carry_out(session, actor, act, decision.reason, signature=actor.name)
    return act


def _result(session: Session, student_id: UUID, attempt_id: UUID) -> tuple[AttemptRow, SheetRow]:
    """His own result that stands, with its line on the sheet. Raises NotFound."""
    found = session.execute(
        select(AttemptRow, SheetRow)
        .join(SheetRow, SheetRow.row_id == AttemptRow.row_id)
        .where(AttemptRow.attempt_id == attempt_id, AttemptRow.student_id == student_id, AttemptRow.stands())
    ).one_or_none()
    if found is None:
        raise NotFound("result")
    return found[0], found[1]


def _was_made(session: Session, attempt: AttemptRow) -> bool:
    """Against this result, or against the one that it replaced: a raised result is not appealed again."""
    ids = [attempt.attempt_id, *([attempt.replaces] if attempt.replaces else [])]
    return session.scalar(select(Appeal.appeal_id).where(Appeal.attempt_id.in_(ids))) is not None


def _open(session: Session, appeal_id: UUID) -> Appeal:
    appeal = session.scalars(
        select(Appeal).where(Appeal.appeal_id == appeal_id).with_for_update(),
        execution_options={"populate_existing": True},
    ).one_or_none()
    if appeal is None:
        raise NotFound("appeal")
    if appeal.status != "open":
        raise Refused.because(Reason("appeal_decided", "R5.5"))
    return appeal


def _told(session: Session, appeal: Appeal, template: str) -> list[Notify]:
    """The student; and of a new appeal the teacher too."""
    section = session.get_one(Section, appeal.section_id)
    people = [appeal.student_id]
    if template == "appeal_filed" and section.teacher_id:
        people.append(section.teacher_id)
    number, why = {"number": f"number:{appeal.number}"}, appeal.decision
    said = {**number, "why": why} if why else number
    return [
        Notify(
            key=f"{template}:{appeal.appeal_id}:{person}", person_id=person, template=template,
            params={**title(session, appeal.section_id, person), **said},
        )
        for person in people
    ]  # fmt: skip
