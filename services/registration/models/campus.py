"""The university: faculties, specialties, groups, students, posts of staff. Titles are ``{kk, ru, en}``."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from services.registration.models.base import Base, Recorded


class Faculty(Base):
    """A faculty."""

    __tablename__ = "faculties"

    faculty_id: Mapped[UUID] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    title: Mapped[dict[str, str]]


class Specialty(Base):
    """A specialty of a faculty; its code is the key of the tariffs (R9.2)."""

    __tablename__ = "specialties"

    specialty_id: Mapped[UUID] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    title: Mapped[dict[str, str]]
    faculty_id: Mapped[UUID] = mapped_column(ForeignKey(Faculty.faculty_id), index=True)


class Group(Base):
    """A group of students of one specialty and entry year, with its adviser."""

    __tablename__ = "groups"

    group_id: Mapped[UUID] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    specialty_id: Mapped[UUID] = mapped_column(ForeignKey(Specialty.specialty_id), index=True)
    entry_year: Mapped[int]
    year_of_study: Mapped[int]
    language: Mapped[str]
    adviser_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.person_id"), index=True)


STATUSES = ("studying", "on_leave", "graduated", "expelled", "left", "transferred", "deceased")


class Student(Base):
    """A student's standing: number, specialty, group, grant or fee. ``student_id`` is his ``person_id``."""

    __tablename__ = "students"
    __table_args__ = (
        CheckConstraint("funding IN ('grant', 'fee')", name="funding"),
        CheckConstraint(f"status IN {STATUSES}", name="status"),
    )

    student_id: Mapped[UUID] = mapped_column(ForeignKey("people.person_id"), primary_key=True)
    version_no: Mapped[int] = mapped_column(default=1)
    number: Mapped[str] = mapped_column(unique=True)
    source_key: Mapped[str | None] = mapped_column(index=True)
    faculty_id: Mapped[UUID] = mapped_column(ForeignKey(Faculty.faculty_id), index=True)
    specialty_id: Mapped[UUID] = mapped_column(ForeignKey(Specialty.specialty_id), index=True)
    group_id: Mapped[UUID] = mapped_column(ForeignKey(Group.group_id), index=True)
    year_of_study: Mapped[int]
    entry_year: Mapped[int]
    graduating: Mapped[bool] = mapped_column(default=False)
    funding: Mapped[str]
    status: Mapped[str] = mapped_column(default="studying")


class StaffPost(Base):
    """The post of a member of staff, as documents print it; what he may do are his roles (R1.2)."""

    __tablename__ = "staff_posts"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.person_id"), primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    post: Mapped[dict[str, str]]


class Practice(Base, Recorded):
    """Practice or state certification of a group: from day to day its students have no time for classes (D24)."""

    __tablename__ = "practices"
    __table_args__ = (
        CheckConstraint("kind IN ('practice', 'certification')", name="kind"),
        CheckConstraint("ends_on >= starts_on", name="order"),
    )

    practice_id: Mapped[UUID] = mapped_column(primary_key=True)
    group_id: Mapped[UUID] = mapped_column(ForeignKey(Group.group_id), index=True)
    kind: Mapped[str]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
