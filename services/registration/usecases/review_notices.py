"""Who is told what in an expulsion review, and what is known of its delivery (R11.1, R13.2)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from services.registration.models.campus import Student
from services.registration.models.people import Person
from services.registration.models.reviews import Review, ReviewNotice
from services.registration.queries.staff import holders
from services.registration.usecases.notices import Value, typed
from shared.clock import now
from shared.contracts.base import Message
from shared.contracts.notifications import Notify
from shared.contracts.review_acts import NoticeOpened, NoticeSettled
from shared.contracts.reviews import NoticeProved

OFFICE = ("specialist", "leading_specialist", "chairman")
SENIOR = ("leading_specialist", "chairman")
PAGE = "/registration/reviews"
SETTLES = frozenset({"inbox", "undeliverable"})
"""What of a notice says that it was delivered, or that it can't be."""


def to_student(
    session: Session, cases: Sequence[Review], template: str, values: Mapping[UUID, Mapping[str, Value]] | None = None,
    *, proof: bool = False, again: str = "",
) -> list[Notify]:  # fmt: skip
    """What the student is told of each case; the law requires all of it."""
    return [
        Notify(
            key=":".join(part for part in (template, str(case.case_id), again) if part),
            person_id=case.student_id,
            template=template,
            params=typed({**_about(case), **(values or {}).get(case.case_id, {}), "page": f"{PAGE}/{case.case_id}"}),
            case_id=case.case_id,
            required_by_law=True,
            proof=proof,
        )
        for case in cases
    ]


def to_people(
    session: Session, case: Review, template: str, people: Iterable[UUID], values: Mapping[str, Value] | None = None,
    again: str = "",
) -> list[Notify]:  # fmt: skip
    """What people of the university are told of a case, never the student himself."""
    student = session.get_one(Student, case.student_id)
    name = session.get_one(Person, case.student_id).name
    params = typed({**_about(case), "name": name, "number": student.number, **(values or {})})
    return [
        Notify(
            key=":".join(part for part in (template, str(case.case_id), str(person), again) if part),
            person_id=person,
            template=template,
            params={**params, "page": f"{PAGE}/{case.case_id}"},
            case_id=case.case_id,
        )
        for person in dict.fromkeys(people)
        if person != case.student_id
    ]


def to_roles(
    session: Session, cases: Sequence[Review], template: str, *roles: str, again: str = "", column: str = "",
    values: Mapping[str, Value] | None = None,
) -> list[Message]:  # fmt: skip
    """What those are told who hold a role today; a dean those of his faculty. ``column`` says until when he acts."""
    told: list[Message] = []
    for case in cases:
        faculty = session.get_one(Student, case.student_id).faculty_id
        people = holders(session, now(session).day, *roles, faculties=[faculty])
        until = {"until": getattr(case, column)} if column else {}
        told += to_people(session, case, template, people, {**until, **(values or {})}, again)
    return told


def _about(case: Review) -> dict[str, Value]:
    return {"case": case.number, "ground": f"text:ground.{case.ground}", "what": case.what}


def proved(session: Session, events: Sequence[NoticeProved]) -> list[Message]:
    """Keep what became of notices, once each; says what the cases are to hear of it."""
    real, told = now(session).real, list[Message]()
    known = set(session.scalars(select(Review.case_id).where(Review.case_id.in_({e.case_id for e in events}))))
    for event in (one for one in events if one.case_id in known):
        row = insert(ReviewNotice).values(
            key=event.key, what=event.what, case_id=event.case_id, at=event.at, proof=event.proof, recorded_at=real
        )
        fresh = session.scalar(row.on_conflict_do_nothing().returning(ReviewNotice.key))
        if fresh and event.key == key_of_told(event.case_id):
            told += [NoticeSettled(event.case_id)] if event.what in SETTLES else []
            told += [NoticeOpened(event.case_id)] if event.what == "read" else []
    return told


def key_of_told(case_id: UUID) -> str:
    """The key of the notice that begins his days."""
    return f"review_told:{case_id}"
