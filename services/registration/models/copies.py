"""What registration keeps of the other services, fed by versioned events; an older one never overwrites a newer.

Personal data held: which courses a student owes and has passed, his mean grade, the sums that he owes, his receipts of
payments and whether one was false, that he has missed too many classes.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import Uuid
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from services.registration.models.base import Base
from shared.money import Money


class DebtCopy(Base):
    """An academic debt; grading owns it (R9.1)."""

    __tablename__ = "debt_copies"

    debt_id: Mapped[UUID] = mapped_column(primary_key=True)
    version_no: Mapped[int]
    student_id: Mapped[UUID] = mapped_column(index=True)
    course_id: Mapped[UUID] = mapped_column(index=True)
    status: Mapped[str]
    reason: Mapped[str]
    percent: Mapped[Decimal | None]
    term_id: Mapped[UUID]
    since: Mapped[date]
    closed_because: Mapped[str | None]
    """``passed``, or why it is gone without a new attempt: ``correction``, ``certificate``, ``appeal``."""


class TariffCopy(Base):
    """The price of one credit for a specialty and academic year from a day on; billing owns it (R9.2)."""

    __tablename__ = "tariff_copies"

    row: Mapped[str] = mapped_column(primary_key=True)
    version_no: Mapped[int]
    specialty: Mapped[str]
    academic_year: Mapped[int]
    price: Mapped[Money]
    valid_from: Mapped[date]


class ArrearsCopy(Base):
    """What a student owes apart from summer invoices; billing owns it (R3.8)."""

    __tablename__ = "arrears_copies"

    student_id: Mapped[UUID] = mapped_column(primary_key=True)
    version_no: Mapped[int]
    fees: Mapped[Money]
    tuition: Mapped[Money]


class ReceiptHoldCopy(Base):
    """Whose receipt of a payment was false; billing owns it (R8.4)."""

    __tablename__ = "receipt_hold_copies"

    student_id: Mapped[UUID] = mapped_column(primary_key=True)
    version_no: Mapped[int]
    numbers: Mapped[str]


class ReceiptCopy(Base):
    """A receipt by which a student says that he has paid, and what became of it; billing owns it (R8.4)."""

    __tablename__ = "receipt_copies"

    declaration_id: Mapped[UUID] = mapped_column(primary_key=True)
    version_no: Mapped[int]
    case_id: Mapped[UUID] = mapped_column(index=True)
    state: Mapped[str]
    amount: Mapped[Money]
    paid_on: Mapped[date]
    expected_by: Mapped[date]
    abroad: Mapped[bool]
    bank: Mapped[str]
    document: Mapped[str]


class StatementsCopy(Base):
    """Through which day all accounts' statements are loaded; billing owns it (R8.4)."""

    __tablename__ = "statements_copies"

    row: Mapped[str] = mapped_column(primary_key=True)
    version_no: Mapped[int]
    through: Mapped[date]


class GpaCopy(Base):
    """A student's cumulative GPA; grading owns it (R6.1)."""

    __tablename__ = "gpa_copies"

    student_id: Mapped[UUID] = mapped_column(primary_key=True)
    version_no: Mapped[int]
    gpa: Mapped[Decimal | None]
    credits: Mapped[int]


class PassedCopy(Base):
    """The courses that a student has passed, by their last attempts; grading owns it (R9.4)."""

    __tablename__ = "passed_copies"

    student_id: Mapped[UUID] = mapped_column(primary_key=True)
    version_no: Mapped[int]
    course_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))


class AbsenceFact(Base):
    """Unexcused absence of a student that crosses R11.2d, with its evidence; grading's journal owns it (R11.3)."""

    __tablename__ = "absence_facts"

    fact_id: Mapped[UUID] = mapped_column(primary_key=True)
    version_no: Mapped[int]
    student_id: Mapped[UUID] = mapped_column(index=True)
    term_id: Mapped[UUID]
    ground: Mapped[str]
    """``share`` of a course's classes, or ``away`` for over two weeks after holidays or a trip."""
    section_id: Mapped[UUID | None]
    course_id: Mapped[UUID | None]
    missed: Mapped[int]
    held: Mapped[int]
    share: Mapped[Decimal]
    """In percent."""
    since: Mapped[date]
    until: Mapped[date]
    as_of: Mapped[datetime]
    stands: Mapped[bool]
    cured_why: Mapped[str]
    """``excused``, ``corrected``, ``classes``; empty while it stands."""
