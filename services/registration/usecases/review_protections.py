"""Students who are ill or on leave: nobody goes on against them without a person's word (R10.4, D10, R11.1)."""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.registration.domain.reasons import Reason
from services.registration.models.campus import Student
from services.registration.models.reviews import Protection, Review
from services.registration.models.study import PendingCopy
from services.registration.usecases.decisions import not_for_oneself
from services.registration.usecases.recorded import recorded
from shared.clock import now
from shared.errors import NotFound, Refused
from shared.identity import actor_of


def protect(session: Session, student_id: UUID, kind: str, from_on: date, until_on: date, document: str) -> Protection:
    """Note on a paper that he is ill or away with leave (R10.4, D10). Raises Refused, NotFound."""
    not_for_oneself(session, student_id)
    if session.get(Student, student_id) is None:
        raise NotFound("student")
    reasons = [Reason("paper_missing", "R1.2")] if not document.strip() else []
    if until_on < from_on:
        reasons.append(Reason("days_out_of_order", "R11.1"))
    if reasons:
        raise Refused(reasons)
    row = Protection(
        protection_id=uuid4(), student_id=student_id, kind=kind, from_on=from_on, until_on=until_on,
        document=document.strip(), **recorded(session),
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def why(session: Session, student_id: UUID) -> str:
    """``on_leave``, ``ill``, or nothing: by his standing, by a paper, by an exam put off for an illness (D10)."""
    if session.get_one(Student, student_id, populate_existing=True).status == "on_leave":
        return "on_leave"
    day = now(session).day
    noted = select(Protection.kind).where(
        Protection.student_id == student_id, Protection.from_on <= day, Protection.until_on >= day
    )
    if (kind := session.scalar(noted.order_by(Protection.kind.desc()).limit(1))) is not None:
        return kind
    put_off = select(PendingCopy.pending_id).where(PendingCopy.student_id == student_id, PendingCopy.why == "re_exam")
    return "ill" if session.scalar(put_off.limit(1)) is not None else ""


def say_word(session: Session, case: Review, why_so: str) -> None:
    """A person takes it on himself to say whether the case of such a student goes on, with a reason (R1.2)."""
    not_for_oneself(session, case.student_id)
    actor = actor_of(session)
    reasons = [Reason("words_missing", "R11.1")] if not why_so.strip() else []
    if case.way is not None:
        reasons.append(Reason("review_over", "R11.1"))
    if actor is not None and actor.person_id == case.opened_by:
        reasons.append(Reason("word_of_opener", "R1.2"))
    if reasons:
        raise Refused(reasons)
    case.word_by = actor.person_id if actor else None
    case.word_at, case.word_why = now(session).office, why_so.strip()
    session.flush()
