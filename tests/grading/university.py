"""A small university as grading knows it: a summer section with its teacher and students on its lists."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.grading.domain.outcome import Appearance
from services.grading.models import JournalClass, Sheet
from services.grading.usecases import closing, copies, journal, marks, rows
from services.grading.usecases.marks import ExamEntry
from services.grading.usecases.results import Recorded
from shared.clock import set_office
from shared.contracts.base import REGISTRY, Message
from shared.contracts.grading import OpenRows
from shared.contracts.registration import (
    CourseChanged,
    PersonChanged,
    SectionChanged,
    StudentChanged,
    TermChanged,
    WeeklyClass,
)
from shared.identity import Actor, Held, Role
from shared.messaging.codec import load
from shared.messaging.tables import outbox

EXAM_ENDS = datetime(2025, 7, 18, 7, 0, tzinfo=UTC)
SHEET_DUE = EXAM_ENDS + timedelta(days=3)
"""An exam of Friday: its 24 hours end on a day off, so at the same hour of Monday (R5.1, R13.1)."""
INVIGILATOR = UUID("0e55f1a5-0000-4000-8000-000000000001")
FIRST, SECOND = date(2025, 6, 27), date(2025, 7, 11)
NAMES = ("Әлиева Айгерім", "Бекова Дана", "Ғалымов Ерлан", "Қасымов Нұрлан", "Іскаков Тимур", "Smith Ann")


@dataclass
class University:
    """One section of a summer term; every id is new."""

    session: Session
    teacher_id: UUID = field(default_factory=uuid4)
    section_id: UUID = field(default_factory=uuid4)
    course_id: UUID = field(default_factory=uuid4)
    term_id: UUID = field(default_factory=uuid4)
    faculty_id: UUID = field(default_factory=uuid4)
    students: list[UUID] = field(default_factory=list)

    @property
    def teacher(self) -> Actor:
        return Actor(self.teacher_id, "Оспанова Гүлнар", (Held(Role.TEACHER),))

    @property
    def invigilator(self) -> Actor:
        return Actor(INVIGILATOR, "Нұрпейісов Асқар", (Held(Role.INVIGILATOR),))

    @property
    def exam_sheet_id(self) -> UUID:
        return self.session.scalars(
            select(Sheet.sheet_id).where(Sheet.kind == "exam", Sheet.section_id == self.section_id)
        ).one()

    def found(self, *, credits: int = 5, in_gpa: bool = True) -> University:
        """Course, term, section and teacher are known; nobody is on a list yet."""
        titles = {"kk": "Математика (kk)", "ru": "Математика", "en": "Mathematics"}
        copies.keep_courses(self.session, [CourseChanged(self.course_id, 1, "MAT101", credits, titles, in_gpa)])
        term = TermChanged(
            self.term_id, 1, "summer", 2024, date(2025, 6, 16), date(2025, 7, 19), "published", None
        )  # fmt: skip
        copies.keep_terms(self.session, [term])
        copies.keep_sections(self.session, [self.section()])
        self.person(self.teacher_id, "Оспанова Гүлнар", staff=True)
        return self

    def section(
        self, version: int = 1, exam_ends_at: datetime | None = EXAM_ENDS, status: str = "open",
        meetings: tuple[WeeklyClass, ...] = (),
    ) -> SectionChanged:  # fmt: skip
        return SectionChanged(
            self.section_id, version, self.term_id, self.course_id, "MAT101-S1", self.teacher_id,
            "IT", status, (FIRST, SECOND), exam_ends_at, self.faculty_id, meetings,
        )  # fmt: skip

    def classes(self) -> list[JournalClass]:
        """The journal's classes in their order, as they stand."""
        self.session.expire_all()
        rows = select(JournalClass).where(JournalClass.section_id == self.section_id)
        return list(self.session.scalars(rows.order_by(JournalClass.starts_at)))

    def miss(self, student_id: UUID, *nths: int) -> None:
        """The teacher takes these classes right after each of them; this student alone is absent."""
        for nth in nths:
            one = self.classes()[nth]
            self.clock_at(one.ends_at)
            journal.take(self.session, self.teacher, one.class_id, {student_id})

    def person(self, person_id: UUID, name: str, *, staff: bool = False, language: str = "kk") -> None:
        surname, given_name = name.split(" ")
        event = PersonChanged(person_id, 1, surname, given_name, "", language, None, staff)
        copies.keep_people(self.session, [event])

    def enrol(self, number: int) -> list[OpenRows]:
        """That many students are confirmed; the commands that open their lines."""
        commands = []
        for at in range(number):
            student_id = uuid4()
            self.students.append(student_id)
            self.person(student_id, NAMES[at % len(NAMES)], language=("kk", "ru", "en")[at % 3])
            event = StudentChanged(
                student_id, 1, f"S-{at:03}", None, "IT", "6B061", "CS-21", 2, "grant", "studying", self.faculty_id
            )
            copies.keep_students(self.session, [event])
            commands.append(OpenRows(uuid4(), student_id, self.section_id, self.course_id, self.term_id, None))
        rows.open_rows(self.session, commands)
        return commands

    def attest(self, *pairs: tuple[str, str]) -> None:
        """Both attestations of the students in their order."""
        for nth in (1, 2):
            given = {who: Decimal(pair[nth - 1]) for who, pair in zip(self.students, pairs, strict=True)}
            marks.enter_attestation(self.session, self.teacher, self.section_id, nth, given)

    def examine(self, *results: str | Appearance | None) -> None:
        """Exam results of the students in their order; None for who has none."""
        entries = {}
        for who, result in zip(self.students, results, strict=True):
            if result is Appearance.CRIBS:
                marks.enter_cribs(self.session, self.invigilator, self.section_id, who, "7")
            elif isinstance(result, Appearance):
                entries[who] = ExamEntry(appearance=result)
            elif result is not None:
                entries[who] = ExamEntry(Decimal(result))
        marks.enter_exam(self.session, self.teacher, self.section_id, entries)

    def close(self) -> list[Recorded]:
        return closing.close_exam(self.session, self.teacher, self.section_id)

    def played(self, *rows_of_marks: tuple[str, str, str | Appearance | None]) -> University:
        """Everything from the first line to the seal."""
        self.found().enrol(len(rows_of_marks))
        self.attest(*((first, second) for first, second, _ in rows_of_marks))
        self.examine(*(exam for _, _, exam in rows_of_marks))
        self.close()
        return self

    def clock_at(self, moment: datetime) -> None:
        set_office(self.session, moment)


def said(session: Session, *names: str) -> list[Message]:
    """What was published in this transaction, of these messages."""
    rows = session.execute(select(outbox.c.name, outbox.c.version, outbox.c.body).order_by(outbox.c.id)).all()
    assert all((row.name, row.version) in REGISTRY for row in rows)
    return [load(row.name, row.version, row.body) for row in rows if row.name in names]


def in_order(university: University, found: Sequence[Recorded]) -> list[Recorded]:
    """Results in the order in which the students were enrolled."""
    return sorted(found, key=lambda item: university.students.index(item.listed.student_id))
