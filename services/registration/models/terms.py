"""Terms, the chain of dates of a summer term, days off, proposals of deans (R2.1, R8.2, D1)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship, synonym

from services.registration.models.base import Base, Recorded
from shared.money import Money

SEASONS = ("autumn", "spring", "summer")
STATUSES = ("proposed", "agreed", "published", "running", "finished", "not_held", "withdrawn", "imported")


class Term(Base, Recorded):
    """A term. ``academic_year`` is the year in which the academic year began that the term belongs to or closes."""

    __tablename__ = "terms"
    __table_args__ = (
        CheckConstraint("season IN ('autumn', 'spring', 'summer')", name="season"),
        CheckConstraint(f"status IN {STATUSES}", name="status"),
        CheckConstraint("ends_on > starts_on", name="order"),
    )

    term_id: Mapped[UUID] = mapped_column(primary_key=True)
    version_no: Mapped[int] = mapped_column(default=1)
    code: Mapped[str] = mapped_column(unique=True)
    title: Mapped[dict[str, str]]
    season: Mapped[str]
    academic_year: Mapped[int]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    status: Mapped[str]
    seed: Mapped[str | None]
    """The seed of the first day's lot, published with the term (D2)."""
    published_at: Mapped[datetime | None]
    withdrawn_why: Mapped[str | None]
    """Why the rectorate withdrew it after its publication (R8.2)."""
    decide_by: Mapped[datetime | None]
    """Until then the rectorate agrees; silence is no (R8.2)."""
    case_id: Mapped[UUID] = synonym("term_id")
    """A summer term is the case of its own workflow."""
    dates: Mapped[TermDates | None] = relationship(back_populates="term", lazy="joined")

    @property
    def is_open(self) -> bool:
        """Whether the term has been published and not ended."""
        return self.status in ("published", "running")


class TermDates(Base):
    """The chain of D1, one row a summer term; a published date moves only later, by an act (R13.1)."""

    __tablename__ = "term_dates"

    term_id: Mapped[UUID] = mapped_column(ForeignKey(Term.term_id), primary_key=True)
    publish_by: Mapped[date]
    """T-16."""
    opens_at: Mapped[datetime]
    """T-14 9:00: applications."""
    drawn_at: Mapped[datetime]
    """T-13 9:00: the first day's seats in one act (D2)."""
    closes_at: Mapped[datetime]
    """T-9 18:00."""
    due_on: Mapped[date]
    """T-8: the latest due date of the window's invoices."""
    statements_by: Mapped[date]
    """T-6: statements through ``due_on`` are loaded by then."""
    counted_at: Mapped[datetime]
    """T-5 12:00: the minimum is counted."""
    offers_end_at: Mapped[datetime]
    """T-4 12:00: last offers and choices."""
    confirmed_by: Mapped[date]
    """T-3: what is paid by then, by the date of the bank operation, is confirmed (R8.3)."""
    lists_on: Mapped[date]
    """T-2: class lists to the teachers."""
    last_statements_at: Mapped[datetime]
    """T-1 12:00: the statements through ``confirmed_by`` are loaded."""
    starts_on: Mapped[date]
    """T."""
    attestations_on: Mapped[list[Any]]
    """The last working days of weeks 2 and 4, as ISO dates."""
    exams_from: Mapped[date]
    """Week 5."""
    ends_on: Mapped[date]
    sheets_due_at: Mapped[datetime]
    """24 hours after the last exam (R5.1)."""
    version_no: Mapped[int] = mapped_column(default=1)
    term: Mapped[Term] = relationship(back_populates="dates")


class Holiday(Base):
    """A day off, or a day off that the government made a working day (``works``); the office edits them (R2.1)."""

    __tablename__ = "holidays"

    day: Mapped[date] = mapped_column(primary_key=True)
    works: Mapped[bool] = mapped_column(default=False)
    name: Mapped[dict[str, str]]
    version_no: Mapped[int] = mapped_column(default=1)


class TermProposal(Base, Recorded):
    """A proposal that a faculty's courses be held in the summer, by its dean or by students' signatures (R8.2)."""

    __tablename__ = "term_proposals"
    __table_args__ = (
        CheckConstraint("status IN ('waiting', 'agreed', 'refused', 'expired')", name="status"),
        UniqueConstraint("term_id", "faculty_id", "by_students"),
    )

    proposal_id: Mapped[UUID] = mapped_column(primary_key=True)
    term_id: Mapped[UUID] = mapped_column(ForeignKey(Term.term_id), index=True)
    faculty_id: Mapped[UUID] = mapped_column(ForeignKey("faculties.faculty_id"), index=True)
    by_students: Mapped[bool] = mapped_column(default=False)
    proposed_by: Mapped[UUID] = mapped_column(ForeignKey("people.person_id"))
    """The dean, or the student whose signature made the number full: never shown to others."""
    proposed_at: Mapped[datetime]
    status: Mapped[str] = mapped_column(default="waiting")
    decided_by: Mapped[UUID | None]
    decided_at: Mapped[datetime | None]
    why: Mapped[str] = mapped_column(default="")
    courses: Mapped[list[ProposedCourse]] = relationship(back_populates="proposal", order_by="ProposedCourse.course_id")


class ProposedCourse(Base):
    """One course of a proposal: the counts that it rests on and the groups that it expects (R8.2)."""

    __tablename__ = "proposed_courses"
    __table_args__ = (CheckConstraint("expected_groups > 0 AND capacity > 0 AND minimum >= 0", name="sizes"),)

    proposal_id: Mapped[UUID] = mapped_column(ForeignKey(TermProposal.proposal_id), primary_key=True)
    course_id: Mapped[UUID] = mapped_column(ForeignKey("courses.course_id"), primary_key=True)
    debtors: Mapped[int]
    wishes: Mapped[int] = mapped_column(default=0)
    expected_fee: Mapped[Money]
    """If every debtor came: credits x the price for his specialty (R9.2)."""
    expected_groups: Mapped[int]
    capacity: Mapped[int]
    minimum: Mapped[int]
    teacher_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.person_id"))
    meetings: Mapped[list[Any]]
    """``[{weekday, starts, ends, room}]``, the same for each group until the office plans them."""
    proposal: Mapped[TermProposal] = relationship(back_populates="courses")
