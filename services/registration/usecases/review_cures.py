"""Causes that are gone: the case closes by itself and says why; wishes taken back; cases taken back (R11.1)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.registration.domain.reasons import Reason
from services.registration.domain.reviews import MAY_BE_EXPELLED, cured_in_time
from services.registration.models.applications import Application
from services.registration.models.copies import AbsenceFact
from services.registration.models.orders import Order
from services.registration.models.reviews import Review
from services.registration.usecases import review_notices
from services.registration.usecases.decisions import not_for_oneself
from shared.clock import now, office_day
from shared.contracts.base import Message
from shared.contracts.grading import AbsenceCured
from shared.contracts.review_acts import (
    CaseDropped,
    ChanceOver,
    CourseLeft,
    CuredBeforeOrder,
    GroundCured,
    GroundsLeft,
    RevocationDue,
    StudentGone,
    WishWithdrawn,
)
from shared.contracts.reviews import Ground, ReviewEnd
from shared.errors import NotFound, Refused
from shared.identity import actor_of
from shared.messaging import publish

Cases = Sequence[Review]
BEFORE = "cured_before"
ABSENCES = frozenset({Ground.ABSENT_SHARE, Ground.ABSENT_LONG})
REVOKES = frozenset({ReviewEnd.REVOKED, ReviewEnd.REOPENED})
NOT_TOLD = frozenset({ReviewEnd.OVERTAKEN, ReviewEnd.EXPELLED, *REVOKES})
"""Ends of which an order has told him, or will."""


def paid(session: Session, cases: Sequence[Application]) -> None:
    """Re-studies that are paid for: the ground of who had not is gone, by the date of the operation (R8.4, R11.1)."""
    dated = {case.debt_id: case.paid_on for case in cases if case.debt_id and case.paid_on}
    _tell(session, {debt: ("paid", on) for debt, on in dated.items() if debt})


def debts_gone(session: Session, debt_ids: Sequence[UUID]) -> None:
    """Debts that are closed: nothing is to be paid for them any more."""
    today = now(session).day
    _tell(session, dict.fromkeys(debt_ids, ("debt_gone", today)))


def _tell(session: Session, gone: dict[UUID, tuple[str, date]]) -> None:
    """Also a case whose order was just signed hears of it: what came first is decided there."""
    if not gone:
        return
    rows = session.scalars(
        select(Review)
        .where(Review.subject_id.in_(gone), Review.ground == Ground.RESTUDY_UNPAID, Review.way.is_(None))
        .order_by(Review.case_id)
    )
    publish(session, [GroundCured(case.case_id, *gone[case.subject_id]) for case in rows if case.subject_id])


def excused(session: Session, case: Review, document: str) -> GroundCured:
    """The office excuses the absences behind a case by a document (R11.3). Raises Refused."""
    not_for_oneself(session, case.student_id)
    reasons = [] if document.strip() else [Reason("paper_missing", "R1.2")]
    if case.way is not None or case.order_id is not None:
        reasons.append(Reason("review_over", "R11.1"))
    if case.ground not in ABSENCES:
        reasons.append(Reason("no_absences", "R11.3"))
    if reasons:
        raise Refused(reasons)
    case.closed_why = document.strip()
    session.flush()
    return GroundCured(case.case_id, "excused", now(session).day)


def absences_cured(session: Session, events: Sequence[AbsenceCured]) -> None:
    """Absences that were excused or corrected afterwards, in the journal's newest word (R11.3)."""
    stands = select(AbsenceFact.fact_id).where(AbsenceFact.stands)
    mine = Review.subject_id.in_([event.fact_id for event in events])
    rows = session.scalars(select(Review.case_id).where(mine, Review.subject_id.not_in(stands), Review.way.is_(None)))
    today = now(session).day
    publish(session, [GroundCured(case_id, "excused", today) for case_id in rows])


def arrears_paid(session: Session, student_ids: Sequence[UUID]) -> None:
    """Nothing is owed any more for the repeated year (R11.2)."""
    rows = session.scalars(
        select(Review.case_id).where(
            Review.student_id.in_(student_ids), Review.ground == Ground.REPEAT_UNPAID, Review.way.is_(None)
        )
    )
    today = now(session).day
    publish(session, [GroundCured(case_id, "arrears_paid", today) for case_id in rows])


def applications_ended(session: Session, cases: Sequence[Application]) -> None:
    """Applications that have ended: an expelled student's, or one that could have cured a case (R11.1, R11.4)."""
    students = {case.student_id for case in cases}
    debts = {case.debt_id for case in cases if case.debt_id}
    rows = session.scalars(
        select(Review).where(Review.student_id.in_(students), Review.way.is_(None)).order_by(Review.case_id)
    )
    told: list[Message] = []
    for review in rows:
        if review.order_id is not None:
            told.append(CourseLeft(review.case_id))
        elif review.chances and review.subject_id in debts:
            told.append(ChanceOver(review.case_id))
    publish(session, told)


def student_gone(session: Session, student_id: UUID, status: str) -> None:
    """He has left otherwise: what is still open about him ends (D14)."""
    if status in MAY_BE_EXPELLED:
        return
    live = Review.student_id == student_id, Review.way.is_(None), Review.order_id.is_(None)
    rows = session.scalars(select(Review.case_id).where(*live).order_by(Review.case_id))
    publish(session, [StudentGone(case_id, status) for case_id in rows])


def withdraw_wish(session: Session, case: Review, student_id: UUID) -> WishWithdrawn:
    """He takes his own wish back, before the order (R11.2). Raises NotFound, Refused."""
    if case.student_id != student_id or not case.of_his_own:
        raise NotFound("review")
    if case.way is not None or case.order_id is not None:
        raise Refused([Reason("review_over", "R11.1")])
    return WishWithdrawn(case.case_id)


def drop(session: Session, case: Review, why: str) -> CaseDropped:
    """The leading office takes a case back that another opened in error, before the order (R1.2). Raises Refused."""
    not_for_oneself(session, case.student_id)
    actor = actor_of(session)
    reasons = [] if why.strip() else [Reason("words_missing", "R11.1")]
    if case.way is not None or case.order_id is not None:
        reasons.append(Reason("review_over", "R11.1"))
    if actor is not None and actor.person_id == case.opened_by:
        reasons.append(Reason("drops_his_own", "R1.2"))
    if reasons:
        raise Refused(reasons)
    case.closed_why = why.strip()
    session.flush()
    return CaseDropped(case.case_id)


def noted(session: Session, said: Sequence[tuple[Review, Message]]) -> None:
    """Keep with the case what closed it."""
    for case, event in said:
        match event:
            case GroundCured():
                case.cured_how, case.cured_on = event.how, event.on
            case StudentGone():
                case.closed_why = f"text:standing.{event.status}"
            case _:
                pass


def after_the_order(session: Session, said: Sequence[tuple[Review, GroundCured]]) -> None:
    """The cause was gone, but the order was first: gone on its day or before, the order is to be revoked (R11.1)."""
    due: list[Message] = []
    for case, event in said:
        order = session.get(Order, case.order_id) if case.order_id else None
        if order is not None and cured_in_time(event.on, office_day(order.issued_at)):
            case.cured_how, case.cured_on = event.how, event.on
            over = case.way is not None
            due.append(RevocationDue(case.case_id, BEFORE) if over else CuredBeforeOrder(case.case_id))
    publish(session, due)


def too_late(_: Session, __: Sequence[tuple[Review, Message]]) -> None:
    """What came after the order, or after the end, stays in the history."""


def ended(session: Session, ends: Sequence[tuple[Review, str]]) -> None:
    """Note how each case ended; the student, and who opened it, are told why (R13.2)."""
    told: list[Message] = []
    for case, way in ends:
        case.way, case.ended_at = way, now(session).office
        if way not in NOT_TOLD:
            told.append(GroundsLeft(case.student_id))
        if way in REVOKES:
            told.append(RevocationDue(case.case_id, BEFORE if case.appeal_outcome is None else "appeal"))
        if way in NOT_TOLD:
            continue
        values = {case.case_id: {"way": f"text:review_end.{way}", "why": case.closed_why or case.decided_why or "–"}}
        if case.told_at is not None:
            told += review_notices.to_student(session, [case], "review_closed", values)
        if case.opened_by is not None:
            told += review_notices.to_people(
                session, case, "review_closed_opener", [case.opened_by], values[case.case_id]
            )
    session.flush()
    publish(session, told)
