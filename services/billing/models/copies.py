"""Read copies, fed by registration's events; an older version never overwrites a newer.

Personal data held here: names and language (people); number, IIN, faculty, specialty and group (students). No
address, no date of birth, no marks. There are no foreign keys to them: messages come in any order.
"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from services.billing.models.base import Base
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
    surname_key: Mapped[str] = mapped_column(index=True)
    """The surname's first word as it looks in a bank's text, Latin or Cyrillic alike."""
    sort_key: Mapped[str] = mapped_column(index=True)
    folded: Mapped[str]

    @property
    def name(self) -> str:
        return " ".join(part for part in (self.surname, self.given_name, self.patronymic) if part)


class Student(Base):
    """A student as payments name him."""

    __tablename__ = "students"

    student_id: Mapped[UUID] = mapped_column(primary_key=True)
    version_no: Mapped[int]
    number: Mapped[str] = mapped_column(index=True)
    iin: Mapped[str | None] = mapped_column(index=True)
    faculty_id: Mapped[UUID | None]
    """What an auditor may be bounded by (R1.2); empty until registration has told it since."""
    specialty: Mapped[str]
    group_name: Mapped[str]
    funding: Mapped[str]
    status: Mapped[str]


class Seat(Base):
    """A case whose seat registration has confirmed as paid, and whether it still stands: for the tie-out (R14.2)."""

    __tablename__ = "seats"

    case_id: Mapped[UUID] = mapped_column(primary_key=True)
    version_no: Mapped[int]
    student_id: Mapped[UUID]
    stands: Mapped[bool]


class Course(Base):
    """A course by its titles."""

    __tablename__ = "courses"

    course_id: Mapped[UUID] = mapped_column(primary_key=True)
    version_no: Mapped[int]
    code: Mapped[str]
    credits: Mapped[int]
    titles: Mapped[dict[str, str]]


class Term(Base):
    """A term; ``academic_year`` is the year in which the academic year began."""

    __tablename__ = "terms"

    term_id: Mapped[UUID] = mapped_column(primary_key=True)
    version_no: Mapped[int]
    season: Mapped[str]
    academic_year: Mapped[int]
    status: Mapped[str]


class DayOff(DayOffCopy, Base):
    """A day of the office's table: off, or worked instead of another (R2.1)."""

    __tablename__ = "days_off"
