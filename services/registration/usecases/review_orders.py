"""The order of an expulsion: its draft, what must not be run over, its issue (R11.1, R11.4, R12.2)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.registration.domain import reviews as rules
from services.registration.domain.readmission import Windows, opens_next
from services.registration.domain.reasons import Reason
from services.registration.domain.reviews import LETTERS, OF_FEES, BeforeSigning
from services.registration.models.campus import Faculty, Group, Specialty, Student
from services.registration.models.copies import StatementsCopy
from services.registration.models.orders import Order
from services.registration.models.people import Person
from services.registration.models.reviews import Review, ReviewNotice
from services.registration.queries.calendar import working_days
from services.registration.queries.policies import in_force
from services.registration.usecases import orders, review_notices, review_protections, review_reminders
from services.registration.usecases.decisions import not_for_oneself
from services.registration.usecases.review_commissions import live, members_of
from services.registration.usecases.review_evidence import chances
from services.registration.usecases.review_hearing import involved
from services.registration.usecases.review_notices import key_of_told
from services.registration.usecases.review_terms import last_moment_of_days, set_until, terms
from shared.clock import now, office_day
from shared.contracts.review_acts import RectorDecided
from shared.contracts.reviews import ReviewEnd
from shared.errors import NotFound, Refused
from shared.identity import actor_of
from shared.messaging import publish
from shared.workflow import Ends
from shared.workflow.definition import Verdict

Cases = Sequence[Review]
EXPELS = "expulsion"


def lay_before(session: Session, cases: Cases) -> None:
    """The draft lies before the rector."""
    set_until(session, cases, "sign_until", lambda terms: terms.sign_days)
    publish(session, review_notices.to_roles(session, cases, "review_to_sign", "rectorate", column="sign_until"))


def before_signing(session: Session, case: Review) -> list[Reason]:
    """Every reason why the order can't be signed now (R11.1)."""
    row, actor = live(session, case), actor_of(session)
    told = select(ReviewNotice.key).where(
        ReviewNotice.key == key_of_told(case.case_id), ReviewNotice.what.in_(review_notices.SETTLES)
    )
    sat = [row.written_by, row.called_by, *members_of(session, row)] if row else []
    found = BeforeSigning(
        told=session.scalar(told.limit(1)) is not None and case.reached_at is not None,
        had_his_days=_had_his_days(session, case),
        protected=bool(review_protections.why(session, case.student_id)),
        word_given=case.word_at is not None,
        may_still_cure=chances(session, case),
        statements_through=_statements_to_come(session, case),
        status=session.get_one(Student, case.student_id, populate_existing=True).status,
        signer=actor.person_id if actor else None,
        involved=[*involved(case), *sat],
    )
    return list(rules.against_signing(found))


def _statements_to_come(session: Session, case: Review) -> date | None:
    """A payment cures by the date of its operation, so the statements through the last working day must be in (R13.1).

    What is paid on the day of the order itself has the order revoked.
    """
    if case.ground not in OF_FEES:
        return None
    last = working_days(session).shift(now(session).day, -1)
    through = session.scalar(select(func.max(StatementsCopy.through)))
    return last if through is None or through < last else None


def _had_his_days(session: Session, case: Review) -> bool:
    over = case.explain_until is not None and now(session).office > case.explain_until
    return case.of_his_own or case.explained_at is not None or over


def sign(session: Session, case: Review) -> RectorDecided:
    """The rector signs the order. Raises Refused with every reason, Forbidden."""
    _waits(session, case)
    reasons = before_signing(session, case)
    if reasons:
        raise Refused(reasons)
    return _decided(session, case, signs=True, why="")


def close(session: Session, case: Review, why: str) -> RectorDecided:
    """The rector does not sign, and says why: the case is closed (R11.1)."""
    _waits(session, case)
    if not why.strip():
        raise Refused([Reason("words_missing", "R11.1")])
    return _decided(session, case, signs=False, why=why.strip())


def _decided(session: Session, case: Review, *, signs: bool, why: str) -> RectorDecided:
    actor = actor_of(session)
    case.decided_by, case.decided_at = actor.person_id if actor else None, now(session).office
    case.decided_why = why
    case.signed_by = case.decided_by if signs else None
    session.flush()
    return RectorDecided(case.case_id, signs)


def _waits(session: Session, case: Review) -> None:
    """It lies before the rector. Raises Refused."""
    not_for_oneself(session, case.student_id)
    if case.way is not None or case.order_id is not None or case.sign_until is None:
        raise Refused([Reason("nothing_to_sign", "R11.1")])


def decided(session: Session, said: Sequence[tuple[Review, RectorDecided]]) -> dict[UUID, Verdict]:
    """Signed, or closed by the rector."""
    return {case.case_id: Ends(ReviewEnd.CLOSED_BY_RECTOR) for case, event in said if not event.signs}


def issue(session: Session, cases: Cases) -> None:
    """Number and content of each order, in the transaction of the signature; it stays as it is (R15.2)."""
    windows = Windows(**in_force(session, now(session).day)["readmission"].value)
    for case in cases:
        case.readmission_from = opens_next(now(session).day, windows)
        order = orders.issue(session, EXPELS, case.case_id, content(session, case))
        case.order_id = order.order_id
        case.appeal_until = last_moment_of_days(session, terms(session).appeal_days)
    session.flush()
    review_reminders.plan(session, cases, review_reminders.APPEAL)


def content(session: Session, case: Review) -> dict[str, Any]:
    """What the order says, without any language; a draft says the same."""
    row = live(session, case)
    return {
        "case": case.number,
        "student": _student(session, case.student_id),
        "ground": case.ground,
        "letter": LETTERS[case.ground],
        "what": case.what,
        "happened_on": _iso(case.happened_on),
        "document": case.document,
        "told_on": _iso(case.told_at and office_day(case.told_at)),
        "explained": case.explained_at is not None,
        "protocol": row.number if row else "",
        "protocol_on": _iso(row.signed_at and office_day(row.signed_at)) if row else None,
        "from_on": _iso(now(session).day),
        "readmission_from": _iso(case.readmission_from),
    }


def order_of(session: Session, case: Review) -> Order:
    """The order of a case. Raises NotFound."""
    found = session.get(Order, case.order_id) if case.order_id else None
    if found is None:
        raise NotFound("order")
    return found


def _student(session: Session, student_id: UUID) -> dict[str, Any]:
    row = session.execute(
        select(Student, Person, Faculty.title, Specialty.code, Specialty.title, Group.code)
        .join(Person, Person.person_id == Student.student_id)
        .join(Faculty, Faculty.faculty_id == Student.faculty_id)
        .join(Specialty, Specialty.specialty_id == Student.specialty_id)
        .join(Group, Group.group_id == Student.group_id)
        .where(Student.student_id == student_id)
    ).one()
    student, person, faculty, specialty, title, group = row
    return {
        "name": person.name, "number": student.number, "year": student.year_of_study, "funding": student.funding,
        "faculty": faculty, "specialty": specialty, "specialty_title": title, "group": group,
    }  # fmt: skip


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
