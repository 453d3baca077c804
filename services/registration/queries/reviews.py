"""Expulsion reviews as those see them whom they concern: lists, one case as a file, what waits for whom (R11.1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from services.registration.models.campus import Group, Student
from services.registration.models.orders import Order
from services.registration.models.people import Person
from services.registration.models.review_sittings import ReviewCommission, ReviewMember
from services.registration.models.reviews import Review, ReviewFact, ReviewNotice, ReviewPaper, ReviewWord
from services.registration.queries.cases import Event, history
from services.registration.queries.students import within
from shared.errors import NotFound
from shared.identity.reach import Reach
from shared.workflow.tables import Case


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody said: an explanation, an opinion, an appeal."""

    kind: str
    advice: str
    words: str
    by: str
    as_deputy: bool
    said_at: datetime


@dataclass(frozen=True, slots=True)
class Evidence:
    """A fact as it was frozen, and what later looks at its source saw (R11.1)."""

    frozen: ReviewFact | None
    later: tuple[ReviewFact, ...]

    @property
    def fact(self) -> ReviewFact:
        """The frozen one; of what appeared later the first."""
        return self.frozen or self.later[0]


@dataclass(frozen=True, slots=True)
class Seat:
    """A member of a commission, his vote and his dissent."""

    person_id: UUID
    name: str
    is_chair: bool
    vote: str | None
    dissent: str


@dataclass(frozen=True, slots=True)
class Sitting:
    """A commission with its members."""

    commission: ReviewCommission
    seats: tuple[Seat, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """A document of the case, without its content."""

    paper_id: UUID
    kind: str
    name: str
    media_type: str
    sha256: str
    sent_at: datetime


@dataclass(frozen=True, slots=True)
class ReviewFile:
    """A review as one file (R1.2)."""

    review: Review
    student: str
    number: str
    group: str
    opened_by: str | None
    case: Case
    evidence: Sequence[Evidence]
    said: Sequence[Said]
    papers: Sequence[Paper]
    notices: Sequence[ReviewNotice]
    sittings: Sequence[Sitting]
    orders: Sequence[Order]
    history: Sequence[Event]


def listed(
    reach: Reach, *, ground: str = "", way: str = "", student_id: UUID | None = None
) -> Select[*tuple[Any, ...]]:
    """The register of reviews within somebody's reach, the newest first; ``way``: an end, or ``open``."""
    query = (
        select(
            Review.case_id, Review.number, Review.student_id, Review.ground, Review.opened_at, Review.recorded_at,
            Review.way, Review.ended_at, Review.explain_until, Review.appeal_until,
            (Person.surname + " " + Person.given_name).label("name"), Person.sort_key,
            Student.number.label("student_number"), Group.code.label("group"),
            Case.label.label("step"), Case.changed_at.label("since"), Case.due_at.label("until"),
        )
        .join(Student, Student.student_id == Review.student_id)
        .join(Group, Group.group_id == Student.group_id)
        .join(Person, Person.person_id == Review.student_id)
        .join(Case, Case.case_id == Review.case_id)
        .where(within(reach))
        .order_by(Review.number.desc())
    )  # fmt: skip
    if ground:
        query = query.where(Review.ground == ground)
    if student_id is not None:
        query = query.where(Review.student_id == student_id)
    if way == "open":
        return query.where(Review.way.is_(None))
    return query.where(Review.way == way) if way else query


def review_file(session: Session, case_id: UUID, reach: Reach) -> ReviewFile:
    """One review. Raises NotFound, also for one that the person who asks may not see."""
    row = session.execute(
        select(Review, Person, Student.number, Group.code, Case)
        .join(Student, Student.student_id == Review.student_id)
        .join(Group, Group.group_id == Student.group_id)
        .join(Person, Person.person_id == Review.student_id)
        .join(Case, Case.case_id == Review.case_id)
        .where(Review.case_id == case_id, within(reach))
    ).one_or_none()
    if row is None:
        raise NotFound("review")
    review, person, number, group, case = row
    opener = session.get(Person, review.opened_by) if review.opened_by else None
    return ReviewFile(
        review, person.name, number, group, opener.name if opener else None, case, evidence(session, case_id),
        said(session, case_id), papers(session, case_id), _notices(session, case_id), sittings(session, case_id),
        orders(session, case_id), history(session, case_id),
    )  # fmt: skip


def evidence(session: Session, case_id: UUID) -> list[Evidence]:
    """The frozen facts in their order, each with what was seen later beside it."""
    rows = session.scalars(
        select(ReviewFact)
        .where(ReviewFact.case_id == case_id)
        .order_by(ReviewFact.source, ReviewFact.what, ReviewFact.subject, ReviewFact.nth)
    )
    found: dict[tuple[str, str, str], list[ReviewFact]] = {}
    for row in rows:
        found.setdefault((row.source, row.what, row.subject), []).append(row)
    return [
        Evidence(facts[0] if facts[0].nth == 1 else None, tuple(fact for fact in facts if fact.nth > 1))
        for facts in found.values()
    ]


def said(session: Session, case_id: UUID) -> list[Said]:
    """Explanations, opinions, appeals, in their order."""
    rows = session.execute(
        select(ReviewWord, Person)
        .join(Person, Person.person_id == ReviewWord.said_by)
        .where(ReviewWord.case_id == case_id)
        .order_by(ReviewWord.said_at, ReviewWord.recorded_at)
    )
    return [Said(w.kind, w.advice, w.words, by.name, w.as_deputy, w.said_at) for w, by in rows]


def papers(session: Session, case_id: UUID) -> list[Paper]:
    """Documents without their content."""
    columns = (ReviewPaper.paper_id, ReviewPaper.kind, ReviewPaper.name, ReviewPaper.media_type, ReviewPaper.sha256,
               ReviewPaper.sent_at)  # fmt: skip
    rows = session.execute(select(*columns).where(ReviewPaper.case_id == case_id).order_by(ReviewPaper.sent_at))
    return [Paper(*row) for row in rows]


def paper(session: Session, case_id: UUID, paper_id: UUID, reach: Reach) -> ReviewPaper:
    """A document with its content. Raises NotFound."""
    review_file(session, case_id, reach)
    found = session.get(ReviewPaper, paper_id)
    if found is None or found.case_id != case_id:
        raise NotFound("paper")
    return found


def _notices(session: Session, case_id: UUID) -> Sequence[ReviewNotice]:
    mine = ReviewNotice.case_id == case_id
    return session.scalars(select(ReviewNotice).where(mine).order_by(ReviewNotice.at, ReviewNotice.what)).all()


def sittings(session: Session, case_id: UUID) -> list[Sitting]:
    """The commissions of a case, also those that were called off."""
    rows = session.scalars(
        select(ReviewCommission).where(ReviewCommission.case_id == case_id).order_by(ReviewCommission.called_at)
    ).all()
    seats = session.execute(
        select(ReviewMember, Person)
        .join(Person, Person.person_id == ReviewMember.person_id)
        .where(ReviewMember.commission_id.in_([row.commission_id for row in rows]))
        .order_by(Person.sort_key)
    ).all()
    return [Sitting(row, tuple(_seat(row, one, who) for one, who in seats if _sits(row, one))) for row in rows]


def _sits(row: ReviewCommission, one: ReviewMember) -> bool:
    return one.commission_id == row.commission_id


def _seat(row: ReviewCommission, one: ReviewMember, person: Person) -> Seat:
    return Seat(one.person_id, person.name, one.person_id == row.chair_id, one.vote, one.dissent)


def orders(session: Session, case_id: UUID) -> Sequence[Order]:
    """The orders about a case, as they were issued."""
    return session.scalars(select(Order).where(Order.subject_id == case_id).order_by(Order.year, Order.number)).all()


def protocols() -> Select[*tuple[Any, ...]]:
    """The register of signed protocols, the newest first; numbered without gaps within a year."""
    return (
        select(
            ReviewCommission.year, ReviewCommission.protocol, ReviewCommission.kind, ReviewCommission.meets_at,
            ReviewCommission.signed_at, ReviewCommission.outcome, ReviewCommission.case_id,
            Review.number.label("case"), (Person.surname + " " + Person.given_name).label("name"),
        )
        .join(Review, Review.case_id == ReviewCommission.case_id)
        .join(Person, Person.person_id == Review.student_id)
        .where(ReviewCommission.state == "signed")
        .order_by(ReviewCommission.year.desc(), ReviewCommission.protocol.desc())
    )  # fmt: skip
