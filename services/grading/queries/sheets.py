"""The lists of a section with what the rules make of every line as it stands (R5.1, R8.6)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.grading.domain.exact import cut
from services.grading.domain.outcome import Appearance, Result, Row, is_barred, rating_of, settle, what_is_missing
from services.grading.domain.policies import Policy
from services.grading.domain.scales import Scale
from services.grading.models import (
    AbsenceStanding,
    Course,
    Leaver,
    Person,
    Section,
    Sheet,
    SheetRow,
    Student,
    Term,
    rulebook,
)
from services.grading.queries.absent import bars, standings_of
from shared.errors import NotFound


@dataclass(frozen=True, slots=True)
class ListLine:
    """A student on the lists of a section, with what the rules make of his marks as they stand."""

    student_id: UUID
    name: str
    number: str
    group: str
    attestations: tuple[Decimal | None, ...]
    rating: Decimal | None
    barred: bool
    exam: Decimal | None
    appearance: str | None
    act_number: str | None
    missing: str | None
    result: Result | None
    """As it would be, or on a sealed sheet as it is."""
    absence: AbsenceStanding | None = None
    """How he stands with missed classes, where the journal knows."""

    @property
    def fixed(self) -> str:
        """What the teacher can't change on this line: not admitted (R4.2), an act (R4.7), a certificate (D10)."""
        if self.barred:
            return "not_admitted"
        return self.appearance if self.appearance in (Appearance.CRIBS, Appearance.EXCUSED) else ""

    @property
    def fixed_by(self) -> str:
        """The rule by which it is fixed."""
        if self.fixed == "not_admitted":
            return "D10" if self.absence is not None and self.absence.barred else "R4.2"
        return {Appearance.CRIBS: "R4.7", Appearance.EXCUSED: "D10"}.get(Appearance(self.fixed), "")


@dataclass(frozen=True, slots=True)
class LeaverLine:
    """A student who is in the group no more, and since when (R8.7)."""

    name: str
    number: str
    left_at: datetime
    mark: str


@dataclass(frozen=True, slots=True)
class ListHead:
    """One of the lists of a section."""

    sheet_id: UUID
    number: int
    kind: str
    nth: int
    status: str
    sealed_at: datetime | None
    signature: str | None
    paper_number: str | None
    version_no: int = 1
    scan_id: UUID | None = None
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Lists:
    """Everything that a teacher has before him of one section."""

    section_id: UUID
    label: str
    course_id: UUID
    course: str
    titles: dict[str, str]
    credits: int
    teacher_id: UUID | None
    teacher: str
    faculty_id: UUID | None
    season: str
    academic_year: int
    attestations_on: tuple[date, ...]
    exam_ends_at: datetime | None
    due_at: datetime | None
    late_since: datetime | None
    exam: ListHead | None
    attestations: tuple[ListHead, ...]
    lines: tuple[ListLine, ...]
    policy_version: int
    admission_value: Decimal
    reserves: tuple[ListHead, ...] = ()
    """Examination sheets of the reserve days (D10)."""
    leavers: tuple[LeaverLine, ...] = ()

    @property
    def letters(self) -> dict[str, int]:
        """How often each mark comes out, as it stands, from the best down: the picture before closing."""
        results = [line.result for line in self.lines if line.result]
        results.sort(key=lambda result: (-result.points, result.mark))
        return dict(Counter(result.mark for result in results))

    @property
    def complete(self) -> bool:
        return bool(self.lines) and all(line.missing is None for line in self.lines)


def lists(session: Session, section_id: UUID, sitting: int = 1) -> Lists:
    """The newest lists of a section with every line; sitting 2 is the reserve exam. Raises NotFound."""
    section = session.get(Section, section_id)
    course = session.get(Course, section.course_id) if section else None
    term = session.get(Term, section.term_id) if section else None
    if section is None or course is None or term is None:
        raise NotFound("section")
    teacher = session.get(Person, section.teacher_id) if section.teacher_id else None
    sheets = session.scalars(
        select(Sheet).where(Sheet.section_id == section_id, Sheet.is_newest()).order_by(Sheet.kind, Sheet.nth)
    ).all()
    exam = next((sheet for sheet in sheets if sheet.kind == "exam" and sheet.nth == sitting), None)
    attestations = [sheet for sheet in sheets if sheet.kind == "attestation"]
    book = rulebook(session)
    policy = book.policy(term.starts_on, season=term.season, course_id=course.course_id)
    rows, absences = _rows(session, exam, attestations), standings_of(session, section_id)
    return Lists(
        section_id=section_id,
        label=section.label,
        course_id=course.course_id,
        course=course.code,
        titles=course.titles,
        credits=course.credits,
        teacher_id=section.teacher_id,
        teacher=teacher.name if teacher else "",
        faculty_id=section.faculty_id,
        season=term.season,
        academic_year=term.academic_year,
        attestations_on=tuple(date.fromisoformat(day) for day in section.attestations_on),
        exam_ends_at=exam.held_at if exam and exam.held_at else section.exam_ends_at,
        due_at=exam.due_at if exam else None,
        late_since=exam.late_since if exam else None,
        exam=_head(exam) if exam else None,
        attestations=tuple(_head(sheet) for sheet in attestations),
        lines=tuple(_line(*row, _absence(exam, row[0], absences), policy, book.scale(policy)) for row in rows),
        policy_version=policy.version,
        admission_value=policy.admission_value,
        reserves=tuple(_head(sheet) for sheet in sheets if sheet.kind == "exam" and sheet.nth > 1),
        leavers=tuple(_leavers(session, section_id)),
    )


def _leavers(session: Session, section_id: UUID) -> Iterator[LeaverLine]:
    found = session.execute(
        select(Leaver, Person, Student)
        .outerjoin(Person, Person.person_id == Leaver.student_id)
        .outerjoin(Student, Student.student_id == Leaver.student_id)
        .where(Leaver.section_id == section_id, Leaver.mark != "")
        .order_by(Leaver.left_at, Person.sort_key)
    )
    for leaver, person, student in found:
        name, number = person.name if person else "", student.number if student else ""
        yield LeaverLine(name, number, leaver.left_at, leaver.mark)


def attestation(found: Lists, nth: int) -> ListHead:
    """One of the attestation lists. Raises NotFound for one that the course does not have."""
    for head in found.attestations:
        if head.nth == nth:
            return head
    raise NotFound("attestation")


def as_if(session: Session, found: Lists, student_id: UUID, exam: Decimal) -> Result | None:
    """What a student's line would come to with this exam mark; None while it can't be told."""
    line = next((line for line in found.lines if line.student_id == student_id), None)
    if line is None or line.rating is None or line.barred:
        return None
    book, term = rulebook(session), session.get_one(Term, session.get_one(Section, found.section_id).term_id)
    policy = book.policy(term.starts_on, season=term.season, course_id=found.course_id)
    return settle(Row(line.attestations, exam, Appearance.APPEARED), policy, book.scale(policy))


def _head(sheet: Sheet) -> ListHead:
    return ListHead(
        sheet.sheet_id, sheet.number, sheet.kind, sheet.nth, sheet.status, sheet.sealed_at, sheet.signature,
        sheet.paper_number, sheet.version_no, sheet.scan_id, sheet.due_at,
    )  # fmt: skip


def _rows(
    session: Session, exam: Sheet | None, attestations: Sequence[Sheet]
) -> list[tuple[SheetRow, tuple[SheetRow, ...], Person | None, Student | None]]:
    if exam is None:
        return []
    found = session.execute(
        select(SheetRow, Person, Student)
        .outerjoin(Person, Person.person_id == SheetRow.student_id)
        .outerjoin(Student, Student.student_id == SheetRow.student_id)
        .where(SheetRow.sheet_id == exam.sheet_id, SheetRow.is_there())
        .order_by(Person.sort_key, Student.number, SheetRow.student_id)
    ).all()
    wanted = [sheet.sheet_id for sheet in attestations]
    marks = session.scalars(select(SheetRow).where(SheetRow.sheet_id.in_(wanted))).all()
    by_place = {(row.sheet_id, row.student_id): row for row in marks}
    return [
        (row, tuple(by_place[sheet_id, row.student_id] for sheet_id in wanted), person, student)
        for row, person, student in found
    ]


def _absence(
    exam: Sheet | None, line: SheetRow, known: Mapping[UUID, AbsenceStanding]
) -> tuple[AbsenceStanding | None, bool]:
    standing = known.get(line.student_id)
    return standing, exam is not None and bars(exam, line, standing)


def _line(
    exam: SheetRow,
    marks: Sequence[SheetRow],
    person: Person | None,
    student: Student | None,
    absence: tuple[AbsenceStanding | None, bool],
    policy: Policy,
    scale: Scale,
) -> ListLine:
    appearance = Appearance(exam.appearance) if exam.appearance else None
    row = Row(tuple(mark.value for mark in marks), exam.value, appearance, absence[1])
    rating, missing = rating_of(row, policy), what_is_missing(row, policy)
    return ListLine(
        student_id=exam.student_id,
        name=person.name if person else "",
        number=student.number if student else "",
        group=student.group_name if student else "",
        attestations=tuple(row.attestations),
        rating=None if rating is None else cut(rating, 2),
        barred=is_barred(row, policy),
        exam=exam.value,
        appearance=exam.appearance,
        act_number=exam.act_number,
        missing=missing,
        result=settle(row, policy, scale) if missing is None else None,
        absence=absence[0],
    )
