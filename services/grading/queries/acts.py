"""Registers of acts after the seal: corrections, appeals, equivalents, as tables read them (R5.3, R5.5, D12)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Text, cast, func, select
from sqlalchemy.orm import Session, aliased

from services.grading.models import (
    Appeal,
    AttemptRow,
    Correction,
    Course,
    CribsAct,
    Equivalent,
    Person,
    Section,
    Sheet,
    SheetRow,
    Student,
)
from services.grading.usecases.pending import appeals_until
from shared.errors import NotFound
from shared.identity.reach import Reach


def name() -> ColumnElement[str]:
    """A person's name in one column."""
    return func.concat_ws(" ", Person.surname, Person.given_name)


def _about(query: Select[*tuple[Any, ...]], table: type[Correction] | type[Appeal]) -> Select[*tuple[Any, ...]]:
    return (
        query.join(Section, Section.section_id == table.section_id)
        .join(Course, Course.course_id == Section.course_id)
        .join(Person, Person.person_id == table.student_id)
        .outerjoin(Student, Student.student_id == table.student_id)
    )


def corrections(reach: Reach, section_id: UUID | None = None) -> Select[*tuple[Any, ...]]:
    """The register of corrections: those that wait for a decision first."""
    shown = (
        Correction.correction_id, Correction.number, Correction.source, Correction.status, Correction.proposed_at,
        Correction.proposed_name, Correction.decided_name, Correction.decided_at, Correction.document,
        Course.code, Section.label, name().label("student"), Student.number.label("student_number"),
        func.coalesce(Correction.old_mark, cast(Correction.old_value, Text)).label("old"),
        func.coalesce(Correction.new_mark, cast(Correction.new_value, Text)).label("new"),
    )  # fmt: skip
    query = _about(select(*shown), Correction)
    if section_id is not None:
        query = query.where(Correction.section_id == section_id)
    return reach.narrow(
        query, owner=Section.teacher_id, faculty=Section.faculty_id, section=Section.section_id
    )  # fmt: skip


def appeals(reach: Reach) -> Select[*tuple[Any, ...]]:
    """Appeals, the open ones first."""
    shown = (
        Appeal.appeal_id, Appeal.number, func.concat("appeal_", Appeal.status).label("status"), Appeal.filed_at,
        Appeal.protocol, Appeal.decided_at, Course.code, Section.label, name().label("student"),
        Student.number.label("student_number"), AttemptRow.mark,
    )  # fmt: skip
    query = _about(select(*shown), Appeal).join(AttemptRow, AttemptRow.attempt_id == Appeal.attempt_id)
    return reach.narrow(query, faculty=Section.faculty_id)


def equivalents(language: str) -> Select[*tuple[Any, ...]]:
    """Every act that names an equivalent, with both courses."""
    instead = aliased(Course)
    return (
        select(
            Equivalent.act_id, Equivalent.number, Equivalent.status, Equivalent.document, Equivalent.reason,
            Equivalent.valid_from, Equivalent.proposed_name, Equivalent.decided_name,
            func.concat(Course.code, " ", Course.titles[language].astext).label("course"),
            func.concat(instead.code, " ", instead.titles[language].astext).label("instead"),
        )
        .join(Course, Course.course_id == Equivalent.course_id)
        .join(instead, instead.course_id == Equivalent.equivalent_id)
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Case:
    """An act with what it is about."""

    act: Correction | Appeal
    student: str
    student_number: str
    course: str
    titles: dict[str, str]
    section: Section
    mark: str = ""


def correction(session: Session, correction_id: UUID) -> Case:
    """One correction. Raises NotFound."""
    return _case(session, session.get(Correction, correction_id))


def appeal(session: Session, appeal_id: UUID) -> Case:
    """One appeal. Raises NotFound."""
    return _case(session, session.get(Appeal, appeal_id))


def _case(session: Session, act: Correction | Appeal | None) -> Case:
    if act is None:
        raise NotFound("act")
    section = session.get_one(Section, act.section_id)
    course, person = session.get_one(Course, section.course_id), session.get(Person, act.student_id)
    student = session.get(Student, act.student_id)
    attempt = session.get(AttemptRow, act.attempt_id) if isinstance(act, Appeal) else None
    return Case(
        act, person.name if person else "", student.number if student else "", course.code, course.titles, section,
        attempt.mark if attempt else "",
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class CribsLine:
    """An act about cribs as the section's page shows it (R4.7)."""

    student: str
    act: CribsAct


def cribs_of(session: Session, section_id: UUID) -> list[CribsLine]:
    """The acts about cribs of a section, as they were drawn up."""
    rows = session.execute(
        select(Person, CribsAct)
        .join(SheetRow, SheetRow.row_id == CribsAct.row_id)
        .join(Sheet, Sheet.sheet_id == SheetRow.sheet_id)
        .join(Person, Person.person_id == SheetRow.student_id)
        .where(Sheet.section_id == section_id)
        .order_by(CribsAct.found_at, Person.sort_key)
    )
    return [CribsLine(person.name, act) for person, act in rows]


@dataclass(frozen=True, slots=True)
class MayAppeal:
    """What a student may still do about a result, or has done."""

    until: datetime | None
    status: str


def of_student(session: Session, student_id: UUID, moment: datetime) -> dict[UUID, MayAppeal]:
    """By attempt: until when he may appeal, or how his appeal stands (R5.5)."""
    made = {
        row.attempt_id: row.status
        for row in session.execute(
            select(Appeal.attempt_id, Appeal.status).where(Appeal.student_id == student_id)
        )
    }  # fmt: skip
    rows = session.execute(
        select(AttemptRow.attempt_id, AttemptRow.replaces, AttemptRow.true_from).where(
            AttemptRow.student_id == student_id, AttemptRow.source == "sheet", AttemptRow.outcome != "incomplete"
        )
    )
    found = {}
    for attempt_id, replaces, true_from in rows:
        status = made.get(attempt_id) or made.get(replaces)
        until = appeals_until(session, true_from) if status is None else None
        if status or (until and moment <= until):
            found[attempt_id] = MayAppeal(until, f"appeal_{status}" if status else "")
    return found
