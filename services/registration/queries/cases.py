"""Cases as the office, the student and his adviser see them: the row, the history, the steps (R1.2, R13.2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session

from services.registration.models.applications import Application, OfferDocument, State
from services.registration.models.campus import Group, Student
from services.registration.models.catalogue import Course
from services.registration.models.copies import ReceiptCopy
from services.registration.models.people import Person
from services.registration.models.sections import Section
from services.registration.queries.students import within
from shared.errors import NotFound
from shared.identity.reach import Reach
from shared.workflow.tables import Case, CaseHistory

TO_DECIDE = "to_decide"
"""No state of an application: statements are missing and finance is to decide (R8.4), or the sheet can't take a line
and the office is (R8.6)."""
SHEET, RESULT = "the office decides about the sheet", "the result"
"""The step at which a paid case without a line waits for the office; in the first order of steps it is the result's."""

_WITHOUT_LINE = or_(Case.label == SHEET, and_(Case.label == RESULT, Application.state == State.CONFIRMED))


def is_without_line(case: Case, application: Application) -> bool:
    """Whether the sheet could not take one who has paid, so that the office decides about him (R8.6)."""
    waits = case.label == SHEET or (case.label == RESULT and application.state == State.CONFIRMED)
    return case.state == "running" and waits


@dataclass(frozen=True, slots=True)
class Event:
    """A line of a case's history."""

    at: datetime
    recorded_at: datetime
    what: str
    label: str
    detail: dict[str, Any]
    rules: str | None
    by: str | None


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A case as one file: who, what, where it stands, and everything that happened to it."""

    application: Application
    student: str
    number: str
    course: str
    title: dict[str, str]
    section: str
    case: Case
    offer: OfferDocument
    history: Sequence[Event]


def listed(reach: Reach, state: str = "", section_id: UUID | None = None) -> Select[*tuple[Any, ...]]:
    """The applications within somebody's reach, with the step at which each case stands."""
    query = (
        select(
            Application.case_id,
            Application.student_id,
            (Person.surname + " " + Person.given_name).label("name"),
            Person.sort_key,
            Student.number,
            Course.code.label("course"),
            Section.label.label("section"),
            Application.section_id,
            Application.state,
            Application.way,
            Application.priority,
            Application.received_at,
            Application.due_at,
            Application.invoice_number,
            Case.label.label("step"),
        )
        .join(Student, Student.student_id == Application.student_id)
        .join(Group, Group.group_id == Student.group_id)
        .join(Person, Person.person_id == Application.student_id)
        .join(Course, Course.course_id == Application.course_id)
        .join(Section, Section.section_id == Application.section_id)
        .join(Case, Case.case_id == Application.case_id)
        .where(within(reach))
        .order_by(Application.received_at, Application.ticket, Application.case_id)
    )
    if state == TO_DECIDE:
        query = query.where(Case.state == "running", or_(Case.facts_overdue, _WITHOUT_LINE))
    elif state:
        query = query.where(Application.state == state)
    return query if section_id is None else query.where(Application.section_id == section_id)


def case_file(session: Session, case_id: UUID, reach: Reach) -> CaseFile:
    """One case. Raises NotFound, also for one that the person who asks may not see."""
    row = session.execute(
        select(Application, Person, Student.number, Course.code, Course.title, Section.label, Case, OfferDocument)
        .join(Student, Student.student_id == Application.student_id)
        .join(Group, Group.group_id == Student.group_id)
        .join(Person, Person.person_id == Application.student_id)
        .join(Course, Course.course_id == Application.course_id)
        .join(Section, Section.section_id == Application.section_id)
        .join(Case, Case.case_id == Application.case_id)
        .join(OfferDocument, OfferDocument.digest == Application.offer_digest)
        .where(Application.case_id == case_id, within(reach))
    ).one_or_none()
    if row is None:
        raise NotFound("case")
    application, person, number, code, title, label, case, offer = row
    return CaseFile(application, person.name, number, code, title, label, case, offer, history(session, case_id))


def receipts(session: Session, case_id: UUID) -> Sequence[ReceiptCopy]:
    """By which receipts the student says that he has paid, the latest last (R8.4)."""
    query = select(ReceiptCopy).where(ReceiptCopy.case_id == case_id)
    return session.scalars(query.order_by(ReceiptCopy.paid_on, ReceiptCopy.declaration_id)).all()


def history(session: Session, case_id: UUID) -> list[Event]:
    """What happened to a case, in order."""
    rows = session.execute(
        select(CaseHistory, Person)
        .outerjoin(Person, Person.person_id == CaseHistory.by)
        .where(CaseHistory.case_id == case_id)
        .order_by(CaseHistory.id)
    )
    return [
        Event(row.at, row.recorded_at, row.what, row.label, row.detail or {}, row.rules, by.name if by else None)
        for row, by in rows
    ]
