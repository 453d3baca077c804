"""Read copies, fed by registration's events; an older version never overwrites a newer.

Personal data held here: names and language (people), number, faculty, specialty, group and standing (students). No IIN,
no address, no date of birth. There are no foreign keys to them: messages come in any order.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from services.grading.models.base import Base
from shared.workdays import DayOffCopy


class Person(Base):
    """A student or a member of staff by name."""

    __tablename__ = "people"

    person_id: Mapped[UUID] = mapped_column(primary_key=True)
    version_no: Mapped[int]
    surname: Mapped[str]
    given_name: Mapped[str]
    patronymic: Mapped[str]
    language: Mapped[str]
    is_staff: Mapped[bool]
    sort_key: Mapped[str] = mapped_column(index=True)
    """Kazakh order, which the database's collation does not know."""
    folded: Mapped[str]
    """What a search looks in."""

    @property
    def name(self) -> str:
        return " ".join(part for part in (self.surname, self.given_name, self.patronymic) if part)


class Student(Base):
    """A student's standing."""

    __tablename__ = "students"

    student_id: Mapped[UUID] = mapped_column(primary_key=True)
    version_no: Mapped[int]
    number: Mapped[str] = mapped_column(index=True)
    faculty: Mapped[str]
    faculty_id: Mapped[UUID | None]
    group_id: Mapped[UUID | None]
    """The two bound the roles of deans and advisers; faculty and group are codes."""
    specialty: Mapped[str]
    group_name: Mapped[str]
    year_of_study: Mapped[int]
    funding: Mapped[str]
    status: Mapped[str]
    adviser_id: Mapped[UUID | None]
    """Of his group."""

    def owner_for(self, person_id: UUID) -> UUID:
        """Whose he is for this person: his adviser's, if it is his adviser who asks; else his own (R1.2)."""
        return person_id if person_id == self.adviser_id else self.student_id


class Course(Base):
    """A course of the catalogue."""

    __tablename__ = "courses"

    course_id: Mapped[UUID] = mapped_column(primary_key=True)
    version_no: Mapped[int]
    code: Mapped[str]
    credits: Mapped[int]
    titles: Mapped[dict[str, str]]
    in_gpa: Mapped[bool]
    faculty_id: Mapped[UUID | None]
    """None as long as registration has not told it."""


class Term(Base):
    """A term; ``academic_year`` is the year in which the academic year began."""

    __tablename__ = "terms"

    term_id: Mapped[UUID] = mapped_column(primary_key=True)
    version_no: Mapped[int]
    season: Mapped[str]
    academic_year: Mapped[int]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    status: Mapped[str]
    sheets_due_at: Mapped[datetime | None]
    classes_end_on: Mapped[date | None]
    """The last day of classes, where the chain of dates sets it (D1)."""


class Section(Base):
    """A section with its teacher and the moments of its attestations and its exam."""

    __tablename__ = "sections"

    section_id: Mapped[UUID] = mapped_column(primary_key=True)
    version_no: Mapped[int]
    term_id: Mapped[UUID] = mapped_column(index=True)
    course_id: Mapped[UUID] = mapped_column(index=True)
    label: Mapped[str]
    teacher_id: Mapped[UUID | None] = mapped_column(index=True)
    faculty: Mapped[str]
    faculty_id: Mapped[UUID | None]
    status: Mapped[str]
    attestations_on: Mapped[list[Any]]
    """Days of the attestations, ISO."""
    exam_ends_at: Mapped[datetime | None]
    meetings: Mapped[list[Any]] = mapped_column(server_default="[]")
    """Its weekly classes: ``{weekday, starts, ends, room}``."""


class DayOff(DayOffCopy, Base):
    """A day of the office's table: off, or worked instead of another (R2.1)."""

    __tablename__ = "days_off"
