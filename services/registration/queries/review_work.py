"""Work lists of the expulsion review: what waits for me, since when, until when (R11.1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, false, or_, select
from sqlalchemy.orm import Session

from services.registration.models.campus import Group, Student
from services.registration.models.people import Person
from services.registration.models.review_effects import Revocation
from services.registration.models.review_sittings import ReviewCommission, ReviewMember
from services.registration.models.reviews import Review
from services.registration.queries.students import within
from shared.identity import Actor
from shared.workflow.tables import Case

OFFICE = ("the office hands it over on paper", "the adviser's deputy's opinion")
SENIOR = ("a person says that it goes on", "the commission is called", "others are named to decide")
RECTOR = ("the dean's deputy's opinion", "the rector decides")
HIS = ("he opens the notice", "he explains", "he may appeal")
SITTING = ("the commission decides", "others decide")
REVOKING = "the rector signs the revocation"
ROLES: Mapping[str, tuple[str, ...]] = {
    "specialist": OFFICE, "leading_specialist": (*OFFICE, *SENIOR, *SITTING), "chairman": (*OFFICE, *SENIOR, *SITTING),
    "rectorate": RECTOR,
}  # fmt: skip
"""At which steps a case waits for whoever holds a role."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A case that waits for somebody."""

    case_id: UUID
    number: int
    student_id: UUID
    name: str
    ground: str
    step: str
    since: datetime
    until: datetime | None
    is_late: bool
    """Its date has passed, and those above have been told."""


def waiting_for(session: Session, actor: Actor) -> list[Waiting]:
    """What waits for him, the most urgent first."""
    marks: list[ColumnElement[bool]] = [
        and_(Review.student_id == actor.person_id, Case.label.in_(HIS)),
        and_(Case.label == "the adviser's opinion", Group.adviser_id == actor.person_id, Review.adviser_at.is_(None)),
        and_(Case.label.in_(SITTING), _sits(actor.person_id)),
    ]
    for held in actor.roles:
        steps = ROLES.get(held.role, ())
        if steps:
            marks.append(Case.label.in_(steps))
    if actor.has("dean"):
        marks.append(and_(Case.label == "the dean's opinion", within(actor.reach("registration.give_opinion"))))
    waiting = [Waiting(*row) for row in session.execute(_of(or_(false(), *marks)))]
    if actor.has("rectorate"):
        waiting += [Waiting(*row) for row in session.execute(_of(Case.label == REVOKING, Revocation.case_id))]
    return sorted(waiting, key=lambda one: (one.until is None, one.until, one.number))


def waiting_about(session: Session, student_id: UUID) -> list[Waiting]:
    """Cases about a student in which he may do something now (R11.1)."""
    return [Waiting(*row) for row in session.execute(_of(and_(Review.student_id == student_id, Case.label.in_(HIS))))]


def _sits(person_id: UUID) -> ColumnElement[bool]:
    mine = (
        select(ReviewMember.person_id)
        .join(ReviewCommission, ReviewCommission.commission_id == ReviewMember.commission_id)
        .where(
            ReviewCommission.case_id == Review.case_id, ReviewMember.person_id == person_id,
            ReviewCommission.state.in_(("called", "written")),
        )
    )  # fmt: skip
    return exists(mine)


def _of(which: ColumnElement[bool], of_case: Any = Review.case_id) -> Any:
    """Reviews whose own case waits, or that of the revocation of their order."""
    return (
        select(
            Review.case_id, Review.number, Review.student_id,
            (Person.surname + " " + Person.given_name).label("name"), Review.ground, Case.label, Case.changed_at,
            Case.due_at, Case.unanswered,
        )
        .outerjoin(Revocation, Revocation.review_id == Review.case_id)
        .join(Case, Case.case_id == of_case)
        .join(Student, Student.student_id == Review.student_id)
        .join(Group, Group.group_id == Student.group_id)
        .join(Person, Person.person_id == Review.student_id)
        .where(Case.state == "running", which)
    )  # fmt: skip
