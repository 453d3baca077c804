"""Opening an expulsion review: by a person's statement, or by what a service tells; never by a silent run (R11.1)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.registration.domain import reviews as rules
from services.registration.domain.reasons import Reason
from services.registration.domain.reviews import OF_HIS_OWN, Opening
from services.registration.models.campus import Student
from services.registration.models.copies import AbsenceFact, DebtCopy
from services.registration.models.reviews import Review
from services.registration.usecases.decisions import not_for_oneself
from services.registration.usecases.recorded import recorded
from shared.clock import now
from shared.contracts.grading import AbsenceCrossed
from shared.contracts.review_acts import ReStudyNotPaid
from shared.contracts.reviews import Ground
from shared.errors import NotFound, Refused
from shared.identity import Actor, actor_of

OF_ABSENCE = {"share": Ground.ABSENT_SHARE, "away": Ground.ABSENT_LONG}


@dataclass(frozen=True, slots=True)
class Told:
    """A ground that a service told of: about what, since when."""

    student_id: UUID
    ground: Ground
    subject_id: UUID | None
    happened_on: date


def open_by_hand(session: Session, student_id: UUID, opening: Opening, subject_id: UUID | None = None) -> Review:
    """A person of the office or the dean states what is held against a student (R11.2). Raises Refused, NotFound."""
    not_for_oneself(session, student_id)
    reasons = list(_against(session, student_id, opening))
    if opening.ground in OF_HIS_OWN and not opening.document.strip():
        reasons.append(Reason("paper_missing", "R1.2"))
    if reasons:
        raise Refused(reasons)
    return _row(session, student_id, opening, subject_id, _person(session).person_id)


def ask_to_leave(session: Session, student_id: UUID, ground: str, words: str) -> Review:
    """A student asks to be expelled by his own wish, or for a transfer elsewhere (R11.2). Raises Refused."""
    opening = Opening(ground, words, None, "", "")
    reasons = list(_against(session, student_id, opening))
    if ground not in OF_HIS_OWN:
        reasons.append(Reason("ground_not_his", "R11.2"))
    if reasons:
        raise Refused(reasons)
    return _row(session, student_id, opening, None, student_id)


def open_again(session: Session, before: Review) -> Review | None:
    """The review of a revoked order, or of one it had overtaken, begins anew, unless it is open already (R11.1)."""
    opening = Opening(before.ground, before.what, before.happened_on, before.witness, before.document)
    if {reason.code for reason in _against(session, before.student_id, opening)} & rules.NOT_AGAIN:
        return None
    row = _row(session, before.student_id, opening, before.subject_id, before.opened_by)
    row.reopens = before.case_id
    return row


def open_on(session: Session, told: Sequence[Told]) -> list[Review]:
    """Open a case for each ground that was told, where none is open and the student is here (R11.2)."""
    opened = []
    for one in told:
        student = _locked(session, one.student_id)
        if student is None or student.status not in rules.MAY_BE_EXPELLED or one.ground in _open(session, one):
            continue
        opening = Opening(one.ground, f"text:ground_by_event.{one.ground}", one.happened_on, "", "")
        opened.append(_row(session, one.student_id, opening, one.subject_id, None))
    return opened


def unpaid(session: Session, events: Sequence[ReStudyNotPaid]) -> list[Told]:
    """Debts whose final date has passed unpaid, and which are open still; of each debt once (R9.3)."""
    ids = [event.debt_id for event in events]
    closed = set(
        session.scalars(select(DebtCopy.debt_id).where(DebtCopy.debt_id.in_(ids), DebtCopy.status == "closed"))
    )
    closed |= set(session.scalars(select(Review.subject_id).where(Review.subject_id.in_(ids))))
    return [
        Told(event.student_id, Ground.RESTUDY_UNPAID, event.debt_id, event.final_on)
        for event in events
        if event.debt_id not in closed
    ]


def absences(session: Session, events: Sequence[AbsenceCrossed]) -> list[Told]:
    """Absences that stand in the journal's newest word (R11.2d)."""
    wanted = AbsenceFact.fact_id.in_([event.fact_id for event in events])
    rows = session.scalars(select(AbsenceFact).where(wanted, AbsenceFact.stands).order_by(AbsenceFact.fact_id))
    return [_of_absence(row) for row in rows]


def left(session: Session, student_ids: Collection[UUID]) -> list[Told]:
    """Absences of these students that stand and about which no case was: one waited for the other's end (R11.1)."""
    looked_at = select(Review.subject_id).where(Review.student_id.in_(student_ids), Review.subject_id.is_not(None))
    rows = session.scalars(
        select(AbsenceFact)
        .where(AbsenceFact.student_id.in_(student_ids), AbsenceFact.stands, AbsenceFact.fact_id.not_in(looked_at))
        .order_by(AbsenceFact.since, AbsenceFact.fact_id)
    )
    return [_of_absence(row) for row in rows]


def _of_absence(row: AbsenceFact) -> Told:
    return Told(row.student_id, OF_ABSENCE[row.ground], row.fact_id, row.until)


def _against(session: Session, student_id: UUID, opening: Opening) -> list[Reason]:
    student = _locked(session, student_id)
    if student is None:
        raise NotFound("student")
    live = select(Review.ground).where(Review.student_id == student_id, Review.way.is_(None))
    return list(rules.against_opening(opening, student.status, set(session.scalars(live)), now(session).day))


def _open(session: Session, one: Told) -> set[str]:
    live = select(Review.ground).where(Review.student_id == one.student_id, Review.way.is_(None))
    return set(session.scalars(live))


def _locked(session: Session, student_id: UUID) -> Student | None:
    """Two who open at once come one after the other."""
    return session.get(Student, student_id, with_for_update=True, populate_existing=True)


def _row(
    session: Session, student_id: UUID, opening: Opening, subject_id: UUID | None, opened_by: UUID | None
) -> Review:
    row = Review(
        case_id=uuid4(), student_id=student_id, ground=opening.ground, subject_id=subject_id,
        what=opening.what.strip(), happened_on=opening.happened_on, witness=opening.witness.strip(),
        document=opening.document.strip(), opened_by=opened_by, opened_at=now(session).office, **recorded(session),
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def _person(session: Session) -> Actor:
    actor = actor_of(session)
    if actor is None:
        raise NotFound("person")
    return actor
