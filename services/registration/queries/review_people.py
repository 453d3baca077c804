"""Who may sit on a commission, who sits on one, and the register of orders (R11.1, R12.2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, String, cast, func, or_, select
from sqlalchemy.orm import Session

from services.registration.models.accounts import RoleGrant
from services.registration.models.orders import Order
from services.registration.models.people import Person
from services.registration.models.review_sittings import ReviewCommission, ReviewMember
from services.registration.models.reviews import Review
from services.registration.queries import reviews
from shared.clock import now

NEVER = ("student",)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody of the staff, with the roles that he holds today."""

    person_id: UUID
    name: str
    roles: Sequence[str]


def sits_on(session: Session, case_id: UUID, person_id: UUID) -> bool:
    """Whether he is on a commission of this case that was not called off: he reads what it decides about (R1.2)."""
    mine = (
        select(ReviewMember.person_id)
        .join(ReviewCommission, ReviewCommission.commission_id == ReviewMember.commission_id)
        .where(
            ReviewCommission.case_id == case_id,
            ReviewMember.person_id == person_id,
            ReviewCommission.state != "called_off",
        )
    )
    return session.scalar(mine.limit(1)) is not None


def candidates(session: Session) -> list[Candidate]:
    """The staff of today, by name; who has acted in the case is refused when the commission is called."""
    day = now(session).day
    rows = session.execute(
        select(Person, func.array_agg(RoleGrant.role.distinct()))
        .join(RoleGrant, RoleGrant.person_id == Person.person_id)
        .where(
            RoleGrant.role.not_in(NEVER),
            RoleGrant.valid_from <= day,
            or_(RoleGrant.valid_until.is_(None), RoleGrant.valid_until >= day),
        )
        .group_by(Person.person_id)
        .order_by(Person.sort_key)
    )
    return [Candidate(person.person_id, person.name, sorted(roles)) for person, roles in rows]


def order_number() -> ColumnElement[str]:
    """As papers cite an order."""
    return cast(Order.year, String) + "-" + cast(Order.number, String)


def orders() -> Select[*tuple[Any, ...]]:
    """Every order, without gaps; of an expulsion the case and whom it concerns."""
    return (
        select(
            Order.order_id,
            order_number().label("full_number"),
            Order.kind,
            Order.issued_at,
            Order.recorded_at,
            Review.case_id,
            (Person.surname + " " + Person.given_name).label("name"),
        )
        .outerjoin(Review, Review.case_id == Order.subject_id)
        .outerjoin(Person, Person.person_id == Review.student_id)
    )


def protocols() -> Select[*tuple[Any, ...]]:
    """Every signed protocol with its number as papers cite it."""
    number = cast(ReviewCommission.year, String) + "-" + cast(ReviewCommission.protocol, String)
    return reviews.protocols().order_by(None).add_columns(number.label("protocol_number"))
