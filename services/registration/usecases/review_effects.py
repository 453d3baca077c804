"""What an order of expulsion does in all services, each acknowledged, and what a revoking order gives back (R11.4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.registration.domain.reasons import Reason
from services.registration.models.applications import Application, State
from services.registration.models.campus import Student
from services.registration.models.catalogue import Course
from services.registration.models.review_effects import ReviewEffect
from services.registration.models.reviews import Review
from services.registration.usecases import people, review_notices, review_orders
from services.registration.usecases.notices import Value, typed
from services.registration.usecases.people import Standing
from shared.clock import now
from shared.contracts.base import Message
from shared.contracts.review_acts import CourseLeft
from shared.contracts.reviews import AccountEnded, EndAccount, EndStudy, Fact, Ground, StudyEnded
from shared.errors import NotFound, Refused
from shared.identity import actor_of
from shared.workflow import Stay
from shared.workflow.definition import Verdict

Cases = Sequence[Review]
WITHDRAWN = "W"
EXPELLED = "expelled"
AFTER: Mapping[str, str] = {Ground.TRANSFER: "transferred"}
"""The standing that an order gives, where it is another."""


def standing_ends(session: Session, cases: Cases) -> None:
    """He is no student any more, his grant is vacant, and he leaves his courses by R8.7 (R11.4).

    Who is transferred elsewhere may finish his courses as an external (D14).
    """
    for case in cases:
        status = AFTER.get(case.ground, EXPELLED)
        student = session.get_one(Student, case.student_id, with_for_update=True, populate_existing=True)
        note(session, case.case_id, "done", "standing", "", {"before": student.status, "now": status})
        if student.funding == "grant":
            note(
                session, case.case_id, "done", "grant", str(student.specialty_id), {"before": "grant", "now": "vacant"}
            )
        note(session, case.case_id, "done", "readmission", "", {"from_on": case.readmission_from})
        people.change_standing(session, case.student_id, _standing(student, status, "fee"))
        case.courses_left = 0 if finishes(case) else len(live_of(session, case.student_id))
    session.flush()


def _standing(student: Student, status: str, funding: str) -> Standing:
    return Standing(student.group_id, student.year_of_study, funding, status, student.graduating)


def finishes(case: Review) -> bool:
    """Transferred elsewhere: he may finish his courses here as an external (D14)."""
    return case.ground in AFTER


def live_of(session: Session, student_id: UUID) -> list[UUID]:
    """His live applications, kept as they are: one that is ending just now has ended, or hears of the order."""
    mine = Application.student_id == student_id, Application.state != State.ENDED
    return list(
        session.scalars(select(Application.case_id).where(*mine).order_by(Application.case_id).with_for_update())
    )


def course_left(session: Session, said: Sequence[tuple[Review, CourseLeft]]) -> dict[UUID, Verdict]:
    """One of his courses is left; while another is not, the case waits on."""
    verdicts: dict[UUID, Verdict] = {}
    for case, _ in said:
        case.courses_left = len(live_of(session, case.student_id))
        if case.courses_left:
            verdicts[case.case_id] = Stay()
    return verdicts


def end_study(session: Session, cases: Cases) -> list[Message]:
    """Grading closes what lines of his are open still, with a mark (R4.6)."""
    _note_courses(session, cases)
    return [
        EndStudy(case.case_id, case.student_id, "" if finishes(case) else WITHDRAWN, _number(session, case))
        for case in cases
    ]


def study_ended(session: Session, said: Sequence[tuple[Review, StudyEnded]]) -> None:
    """Which lines were closed; and his record, for the academic certificate."""
    for case, event in said:
        case.lines_ended_at = now(session).office
        keep(session, case.case_id, "done", "grading", event.done)
        case.record = [dict(fact.says) for fact in event.record]


def end_account(session: Session, cases: Cases) -> list[Message]:
    """Billing voids what invoices of his are open still."""
    return [
        EndAccount(case.case_id, case.student_id, _number(session, case), voids=not finishes(case)) for case in cases
    ]


def account_ended(session: Session, said: Sequence[tuple[Review, AccountEnded]]) -> None:
    """Which invoices are void, and what goes back."""
    for case, event in said:
        case.account_ended_at = now(session).office
        keep(session, case.case_id, "done", "billing", event.done)


def _number(session: Session, case: Review) -> str:
    return review_orders.order_of(session, case).full_number


def _note_courses(session: Session, cases: Cases) -> None:
    """The courses that he has left by the order, each with what became of it."""
    for case in cases:
        for application, code in left_by(session, case):
            says: dict[str, Value] = {
                "course": code, "way": application.way, "refunded": application.refunded, "kept": application.kept,
            }  # fmt: skip
            note(session, case.case_id, "done", "course", str(application.case_id), says)


def left_by(session: Session, case: Review) -> list[tuple[Application, str]]:
    """His applications that have ended by this order."""
    order = review_orders.order_of(session, case)
    rows = session.execute(
        select(Application, Course.code)
        .join(Course, Course.course_id == Application.course_id)
        .where(
            Application.student_id == case.student_id, Application.left_why == EXPELLED,
            Application.left_at >= order.issued_at,
        )
        .order_by(Application.case_id)
    )  # fmt: skip
    return [(application, code) for application, code in rows]


def told(session: Session, cases: Cases) -> list[Message]:
    """He is told of the order, until when he may appeal, and when he may come back; so are dean and office."""
    said: list[Message] = []
    for case in cases:
        values: dict[str, Value] = {
            "order": _number(session, case), "until": case.appeal_until, "readmission": case.readmission_from,
        }  # fmt: skip
        said += review_notices.to_student(session, [case], "review_ordered", {case.case_id: values}, proof=True)
        said += review_notices.to_roles(
            session, [case], "review_expelled", "dean", *review_notices.SENIOR, values={"order": values["order"]}
        )
    return said


def note(
    session: Session, case_id: UUID, state: str, what: str, subject: str, says: Mapping[str, Value],
    source: str = "registration",
) -> None:  # fmt: skip
    """An effect is done, undone, or lost."""
    moment = now(session)
    session.add(
        ReviewEffect(
            effect_id=uuid4(), case_id=case_id, state=state, source=source, what=what, subject=subject,
            says=dict(typed(says)), at=moment.office, recorded_at=moment.real,
        )
    )  # fmt: skip


def keep(session: Session, case_id: UUID, state: str, source: str, facts: Sequence[Fact]) -> None:
    """What another service states of its part."""
    for fact in facts:
        note(session, case_id, state, fact.what, fact.subject, fact.says, source)


def settle(session: Session, effect_id: UUID, how: str) -> ReviewEffect:
    """The office has settled by hand what could not be given back (R11.4). Raises NotFound, Refused."""
    row = session.get(ReviewEffect, effect_id, with_for_update=True, populate_existing=True)
    if row is None or row.state != "lost":
        raise NotFound("effect")
    reasons = [Reason("settled_already", "R11.4")] if row.settled_at is not None else []
    if not how.strip():
        reasons.append(Reason("words_missing", "R11.4"))
    if reasons:
        raise Refused(reasons)
    actor = actor_of(session)
    row.settled_at, row.settled_how = now(session).office, how.strip()
    row.settled_by = actor.person_id if actor else None
    session.flush()
    return row
