"""A revoking order: asked for, signed, issued; what it gives back, and what it can't (R11.1, R11.4)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.registration.domain import reviews as rules
from services.registration.domain.reasons import Reason
from services.registration.models.campus import Student
from services.registration.models.orders import Order
from services.registration.models.review_effects import ReviewEffect, Revocation
from services.registration.models.reviews import Review
from services.registration.usecases import orders, people, review_notices, review_orders
from services.registration.usecases.decisions import not_for_oneself
from services.registration.usecases.notices import Value
from services.registration.usecases.people import Standing
from services.registration.usecases.recorded import recorded
from services.registration.usecases.review_effects import keep, note
from services.registration.usecases.review_terms import last_moment, terms
from shared.clock import now
from shared.contracts.base import Message
from shared.contracts.review_acts import GroundsLeft, ReviewAgain, RevocationDue, RevocationSigned
from shared.contracts.reviews import AccountResumed, ResumeAccount, ResumeStudy, ReviewEnd, StudyResumed
from shared.errors import NotFound, Refused
from shared.identity import actor_of
from shared.messaging import publish

Cases = Sequence[Revocation]
REVOKES = "revocation"


def opened(session: Session, events: Sequence[RevocationDue]) -> list[Revocation]:
    """The revocations that are due, once a review."""
    due = {event.case_id: event for event in events}
    known = set(session.scalars(select(Revocation.review_id).where(Revocation.review_id.in_(due))))
    rows = session.scalars(select(Review).where(Review.case_id.in_(due)).order_by(Review.case_id))
    return [_row(session, review, due[review.case_id].why) for review in rows if review.case_id not in known]


def ask(session: Session, review: Review, words: str, document: str) -> Revocation:
    """The leading office asks for the revocation of an order, by a court's decision say. Raises Refused."""
    not_for_oneself(session, review.student_id)
    reasons = [] if words.strip() and document.strip() else [Reason("review_without_document", "R11.1")]
    known = session.scalar(select(Revocation.case_id).where(Revocation.review_id == review.case_id))
    if review.way != ReviewEnd.EXPELLED or known is not None:
        reasons.append(Reason("nothing_to_revoke", "R11.1"))
    if reasons:
        raise Refused(reasons)
    return _row(session, review, "by_hand", words.strip(), document.strip())


def _row(session: Session, review: Review, why: str, words: str = "", document: str = "") -> Revocation:
    actor = actor_of(session)
    row = Revocation(
        case_id=uuid4(), review_id=review.case_id, student_id=review.student_id, why=why, words=words,
        document=document, asked_by=actor.person_id if actor else None, asked_at=now(session).office,
        begins_again=review.appeal_outcome == "reopened", **recorded(session),
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def review_of(session: Session, case: Revocation) -> Review:
    """The review whose order it revokes."""
    return session.get_one(Review, case.review_id, populate_existing=True)


def lay_before(session: Session, cases: Cases) -> None:
    """The draft lies before the rector."""
    for case in cases:
        case.sign_until = last_moment(session, terms(session).sign_days)
        _to_rector(session, case, "review_to_revoke")


def missing(session: Session, cases: Cases) -> list[Message]:
    """The revoking order is not signed in time: rectorate and chairman are told."""
    told: list[Message] = []
    for case in cases:
        told += review_notices.to_roles(
            session, [review_of(session, case)], "review_late_revocation", "chairman", "rectorate"
        )
    return told


def _to_rector(session: Session, case: Revocation, template: str) -> None:
    review = review_of(session, case)
    values: dict[str, Value] = {
        "order": review_orders.order_of(session, review).full_number, "why": f"text:revocation_why.{case.why}",
        "until": case.sign_until,
    }  # fmt: skip
    publish(session, review_notices.to_roles(session, [review], template, "rectorate", values=values))


def sign(session: Session, case: Revocation) -> RevocationSigned:
    """The rector signs; never in his own matter, and not who asked for it by hand (R1.2). Raises Refused."""
    not_for_oneself(session, case.student_id)
    actor = actor_of(session)
    person = actor.person_id if actor else None
    reasons = list(rules.not_the_same(person, [case.asked_by] if case.why == "by_hand" else [], "signer_involved"))
    if case.order_id is not None or case.signed_at is not None:
        reasons.append(Reason("nothing_to_sign", "R11.1"))
    if reasons:
        raise Refused(reasons)
    case.signed_by, case.signed_at = person, now(session).office
    session.flush()
    return RevocationSigned(case.case_id)


def issue(session: Session, cases: Cases) -> None:
    """Number and content of the revoking order; the order that it revokes stays as it was issued (R15.2)."""
    for case in cases:
        case.order_id = orders.issue(session, REVOKES, case.review_id, content(session, case)).order_id
    session.flush()


def content(session: Session, case: Revocation) -> dict[str, Any]:
    """What the revoking order says, without any language; a draft says the same."""
    revoked = review_orders.order_of(session, review_of(session, case))
    return {
        **revoked.content, "revokes": revoked.full_number, "revoked_on": revoked.content["from_on"],
        "from_on": now(session).day.isoformat(), "why": case.why, "words": case.words, "document": case.document,
    }  # fmt: skip


def order_of(session: Session, case: Revocation) -> Order:
    """The revoking order. Raises NotFound."""
    found = session.get(Order, case.order_id) if case.order_id else None
    if found is None:
        raise NotFound("order")
    return found


def restore_standing(session: Session, cases: Cases) -> None:
    """He is a student again, with his grant, as before the order; unless he has left otherwise since (R11.4)."""
    for case in cases:
        student = session.get_one(Student, case.student_id, with_for_update=True, populate_existing=True)
        before = _before(session, case)
        if student.status != _after(session, case):
            note(session, case.review_id, "lost", "standing", "", {"now": student.status})
            continue
        status, funding = before.get("standing", "studying"), before.get("grant", student.funding)
        standing = Standing(student.group_id, student.year_of_study, funding, status, student.graduating)
        people.change_standing(session, case.student_id, standing)
        note(session, case.review_id, "undone", "standing", "", {"now": status})
        if "grant" in before:
            note(session, case.review_id, "undone", "grant", str(student.specialty_id), {"now": "grant"})
        note(session, case.review_id, "undone", "readmission", "", {})
    session.flush()


def _after(session: Session, case: Revocation) -> str:
    mine = ReviewEffect.case_id == case.review_id, ReviewEffect.what == "standing", ReviewEffect.state == "done"
    says = session.scalar(select(ReviewEffect.says).where(*mine)) or {}
    return str(says.get("now", ""))


def _before(session: Session, case: Revocation) -> dict[str, str]:
    mine = ReviewEffect.case_id == case.review_id, ReviewEffect.what.in_(("standing", "grant"))
    rows = session.scalars(select(ReviewEffect).where(*mine, ReviewEffect.state == "done"))
    return {row.what: row.says["before"] for row in rows}


def resume_study(_: Session, cases: Cases) -> list[Message]:
    """Grading lets his lines stand again, where their lists are open."""
    return [ResumeStudy(case.case_id, case.student_id, case.review_id) for case in cases]


def study_resumed(session: Session, said: Sequence[tuple[Revocation, StudyResumed]]) -> None:
    """What stands again, and what can't."""
    for case, event in said:
        keep(session, case.review_id, "undone", "grading", event.done)
        keep(session, case.review_id, "lost", "grading", event.lost)


def resume_account(_: Session, cases: Cases) -> list[Message]:
    """Billing says what of his money is his still."""
    return [ResumeAccount(case.case_id, case.student_id, case.review_id) for case in cases]


def account_resumed(session: Session, said: Sequence[tuple[Revocation, AccountResumed]]) -> None:
    """What stands again, and what was paid out."""
    for case, event in said:
        keep(session, case.review_id, "undone", "billing", event.done)
        keep(session, case.review_id, "lost", "billing", event.lost)


def told(session: Session, cases: Cases) -> list[Message]:
    """He is told; the office is told what could not be given back."""
    said: list[Message] = []
    for case in cases:
        review = review_of(session, case)
        values: dict[str, Value] = {"order": order_of(session, case).full_number}
        said += review_notices.to_student(session, [review], "review_revoked", {review.case_id: values})
        lost = ReviewEffect.case_id == review.case_id, ReviewEffect.state == "lost"
        count = len(session.scalars(select(ReviewEffect.effect_id).where(*lost)).all())
        if count:
            said += review_notices.to_roles(
                session, [review], "review_not_given_back", *review_notices.OFFICE, values={"count": count}
            )
    return said


def ended(session: Session, ends: Sequence[tuple[Revocation, str]]) -> None:
    """What the order had ended is looked at anew: its own ground, if the appeal says so, and those it overtook."""
    for case, _ in ends:
        case.ended_at = now(session).office
        again = [case.review_id] if case.begins_again else []
        publish(session, [ReviewAgain(case_id) for case_id in (*again, *_overtaken(session, case))])
        publish(session, [GroundsLeft(case.student_id)])


def _overtaken(session: Session, case: Revocation) -> Sequence[UUID]:
    """Other reviews of his that ended because this order came first."""
    order = review_orders.order_of(session, review_of(session, case))
    mine = Review.student_id == case.student_id, Review.way == ReviewEnd.OVERTAKEN, Review.ended_at >= order.issued_at
    return session.scalars(select(Review.case_id).where(*mine).order_by(Review.case_id)).all()
