"""The evidence of an expulsion review: each source states what it knows, and that is frozen as stated (R11.1)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID, uuid4

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from services.registration.domain.reviews import MAY_BE_EXPELLED
from services.registration.models.applications import Application, State
from services.registration.models.campus import Group, Student
from services.registration.models.catalogue import Course
from services.registration.models.copies import AbsenceFact, DebtCopy
from services.registration.models.reviews import Review, ReviewFact
from services.registration.usecases import review_protections
from services.registration.usecases.notices import Value, typed
from services.registration.usecases.review_terms import set_until
from shared.clock import now
from shared.contracts.base import Message
from shared.contracts.reviews import (
    Fact,
    GatherMoneyFacts,
    GatherStudyFacts,
    Ground,
    MoneyFactsGathered,
    ReviewEnd,
    StudyFactsGathered,
)
from shared.workflow import Ends, Stay
from shared.workflow.definition import Verdict

Cases = Sequence[Review]
Gathered = StudyFactsGathered | MoneyFactsGathered
FROZEN = 1
AGAIN = 2


def ask_grading(_: Session, cases: Cases) -> list[Message]:
    """Debts, attempts, absences."""
    return [GatherStudyFacts(c.case_id, c.student_id, c.ground, c.subject_id, FROZEN) for c in cases]


def ask_billing(_: Session, cases: Cases) -> list[Message]:
    """Invoices, payments by date of operation, arrears."""
    return [GatherMoneyFacts(c.case_id, c.student_id, c.ground, c.subject_id, FROZEN) for c in cases]


def ask_grading_again(_: Session, cases: Cases) -> list[Message]:
    """Before the rector decides: what has become of it since."""
    return [GatherStudyFacts(c.case_id, c.student_id, c.ground, c.subject_id, AGAIN) for c in cases]


def ask_billing_again(_: Session, cases: Cases) -> list[Message]:
    """Before the rector decides: what has become of it since."""
    return [GatherMoneyFacts(c.case_id, c.student_id, c.ground, c.subject_id, AGAIN) for c in cases]


def keep(session: Session, said: Sequence[tuple[Review, Gathered]]) -> None:
    """Keep what a source stated; of a later look only what differs, beside what was frozen."""
    for case, event in said:
        _keep(session, case, event.owner, event.nth, event.facts)


def _keep(session: Session, case: Review, source: str, nth: int, facts: Sequence[Fact]) -> None:
    moment, known = now(session), _known(session, case.case_id, source)
    for fact in facts:
        if nth > FROZEN and known.get((fact.what, fact.subject)) == fact.says:
            continue
        session.add(
            ReviewFact(
                fact_id=uuid4(), case_id=case.case_id, nth=nth, source=source, what=fact.what, subject=fact.subject,
                says=dict(fact.says), as_of=fact.as_of, gathered_at=moment.office, recorded_at=moment.real,
            )
        )  # fmt: skip
    session.flush()


def _known(session: Session, case_id: UUID, source: str) -> Mapping[tuple[str, str], dict[str, str]]:
    rows = session.scalars(select(ReviewFact).where(ReviewFact.case_id == case_id, ReviewFact.source == source))
    return {(row.what, row.subject): row.says for row in rows}


def freeze(session: Session, cases: Cases) -> dict[UUID, Verdict]:
    """Add what registration itself knows; a ground that is gone by now ends the case before anybody is told."""
    ends: dict[UUID, Verdict] = {}
    for case in cases:
        _keep(session, case, "registration", FROZEN, own_facts(session, case))
        if (how := gone(session, case)) is not None:
            case.cured_how, case.cured_on = how, now(session).day
            ends[case.case_id] = Ends(ReviewEnd.CURED)
        elif session.get_one(Student, case.student_id).status not in MAY_BE_EXPELLED:
            ends[case.case_id] = Ends(ReviewEnd.OVERTAKEN)
        else:
            case.word_needed = review_protections.why(session, case.student_id)
    set_until(session, [case for case in cases if case.word_needed], "word_until", lambda terms: terms.word_days)
    return ends


def look_again(session: Session, cases: Cases) -> dict[UUID, Verdict]:
    """Registration's own facts once more; and whether the ground is gone, or an application may still cure it."""
    ends: dict[UUID, Verdict] = {}
    for case in cases:
        _keep(session, case, "registration", AGAIN, own_facts(session, case))
        session.execute(_live(case).with_for_update(of=Application))
        case.chances = len(chances(session, case))
        if (how := gone(session, case)) is not None:
            case.cured_how, case.cured_on = how, now(session).day
            ends[case.case_id] = Ends(ReviewEnd.CURED)
    return ends


def own_facts(session: Session, case: Review) -> list[Fact]:
    """His standing, and his applications of the ground's course."""
    student = session.get_one(Student, case.student_id)
    group = session.get_one(Group, student.group_id)
    standing: dict[str, Value] = {
        "number": student.number, "group": group.code, "year": student.year_of_study, "funding": student.funding,
        "status": student.status,
    }  # fmt: skip
    moment = now(session).office
    return [Fact("standing", "", typed(standing), moment), *_absences(session, case), *_applications(session, case)]


def _absences(session: Session, case: Review) -> Iterator[Fact]:
    """What the journal has told of the absences behind the case."""
    row = session.get(AbsenceFact, case.subject_id) if case.subject_id else None
    if row is not None:
        code = session.scalar(select(Course.code).where(Course.course_id == row.course_id)) if row.course_id else None
        says: dict[str, Value] = {
            "course": code, "missed": row.missed, "held": row.held, "percent": str(row.share), "since": row.since,
            "until": row.until, "cured": row.cured_why or None,
        }  # fmt: skip
        yield Fact("absences", str(row.fact_id), typed(says), row.as_of)


def _applications(session: Session, case: Review) -> Iterator[Fact]:
    if case.subject_id is None:
        return
    rows = session.execute(
        select(Application, Course.code)
        .join(Course, Course.course_id == Application.course_id)
        .where(Application.student_id == case.student_id, Application.debt_id == case.subject_id)
        .order_by(Application.received_at)
    )
    for application, code in rows:
        says: dict[str, Value] = {
            "course": code, "state": application.state, "way": application.way, "received_at": application.received_at,
            "due_at": application.due_at, "paid_on": application.paid_on,
        }  # fmt: skip
        yield Fact("application", str(application.case_id), typed(says), now(session).office)


def gone(session: Session, case: Review) -> str | None:
    """Whether the ground is gone: absences excused, the debt closed, or its re-study paid for (R9.3, R11.3)."""
    if case.subject_id is None:
        return None
    absence = session.get(AbsenceFact, case.subject_id, populate_existing=True)
    if absence is not None and not absence.stands:
        return "excused"
    if case.ground != Ground.RESTUDY_UNPAID:
        return None
    debt = session.get(DebtCopy, case.subject_id, populate_existing=True)
    if debt is not None and debt.status == "closed":
        return "debt_gone"
    paid = select(func.count()).select_from(Application).where(
        Application.debt_id == case.subject_id, Application.paid_on.is_not(None), Application.state != State.ENDED
    )  # fmt: skip
    return "paid" if session.scalar(paid) else None


def chances(session: Session, case: Review) -> list[str]:
    """Courses of live applications of his that may still cure the ground (R11.1)."""
    if case.ground != Ground.RESTUDY_UNPAID or case.subject_id is None:
        return []
    return list(session.scalars(_live(case)))


def _live(case: Review) -> Select[str]:
    """Locked where the case is to wait for one: one that ends just now has ended, or the case hears of it."""
    return (
        select(Course.code)
        .join(Application, Application.course_id == Course.course_id)
        .where(Application.debt_id == case.subject_id, Application.state != State.ENDED)
        .order_by(Course.code)
    )


def chance_over(session: Session, said: Sequence[tuple[Review, Message]]) -> dict[UUID, Verdict]:
    """One of them has ended; while another is open the case waits on."""
    verdicts: dict[UUID, Verdict] = {}
    for case, _ in said:
        case.chances = len(chances(session, case))
        if case.chances:
            verdicts[case.case_id] = Stay()
    return verdicts
