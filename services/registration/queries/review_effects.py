"""What orders of expulsion did, what came back, and what is to be settled by hand (R11.4)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from services.registration.models.orders import Order
from services.registration.models.people import Person
from services.registration.models.review_effects import Certificate, ReviewEffect, Revocation, SealedPaper
from services.registration.models.reviews import Review
from shared.errors import NotFound


def of_review(session: Session, case_id: UUID) -> Sequence[ReviewEffect]:
    """The effects of a case in the order in which they were stated."""
    mine = select(ReviewEffect).where(ReviewEffect.case_id == case_id)
    return session.scalars(mine.order_by(ReviewEffect.recorded_at, ReviewEffect.what)).all()


def to_settle() -> Select[*tuple[Any, ...]]:
    """What could not be given back and waits for the office, the oldest first."""
    return (
        select(
            ReviewEffect.effect_id, ReviewEffect.case_id, Review.number,
            (Person.surname + " " + Person.given_name).label("name"), ReviewEffect.source, ReviewEffect.what,
            ReviewEffect.subject, ReviewEffect.says, ReviewEffect.at,
        )
        .join(Review, Review.case_id == ReviewEffect.case_id)
        .join(Person, Person.person_id == Review.student_id)
        .where(ReviewEffect.state == "lost", ReviewEffect.settled_at.is_(None))
        .order_by(ReviewEffect.at, ReviewEffect.effect_id)
    )  # fmt: skip


def lost(session: Session, effect_id: UUID) -> ReviewEffect:
    """What could not be given back. Raises NotFound."""
    found = session.get(ReviewEffect, effect_id)
    if found is None or found.state != "lost":
        raise NotFound("effect")
    return found


def revocation_of(session: Session, case_id: UUID) -> Revocation | None:
    """The revocation of a review's order, if there is one."""
    return session.scalar(select(Revocation).where(Revocation.review_id == case_id))


def orders() -> Select[*tuple[Any, ...]]:
    """The register of all orders with both times and their seal, the newest first (R12.2, R15.2)."""
    return (
        select(
            Order.order_id, Order.year, Order.number, Order.kind, Order.subject_id, Order.issued_at, Order.recorded_at,
            SealedPaper.number.label("link"), SealedPaper.digest,
        )
        .outerjoin(SealedPaper, SealedPaper.paper_id == Order.order_id)
        .order_by(Order.year.desc(), Order.number.desc())
    )  # fmt: skip


def certificates() -> Select[*tuple[Any, ...]]:
    """The register of academic certificates, the newest first."""
    return (
        select(
            Certificate.certificate_id, Certificate.year, Certificate.number, Certificate.review_id,
            (Person.surname + " " + Person.given_name).label("name"), Certificate.issued_at, SealedPaper.digest,
        )
        .join(Person, Person.person_id == Certificate.student_id)
        .outerjoin(SealedPaper, SealedPaper.paper_id == Certificate.certificate_id)
        .order_by(Certificate.year.desc(), Certificate.number.desc())
    )  # fmt: skip
