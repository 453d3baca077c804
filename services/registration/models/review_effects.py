"""What an order of expulsion did and a revoking order undid, its revocation, and the papers that are sealed (R11.4)."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.registration.models.base import Base, Recorded
from services.registration.models.reviews import Review


class ReviewEffect(Base):
    """An effect as the service in which it is stated that it is done, undone, or can't be undone (R11.4)."""

    __tablename__ = "review_effects"
    __table_args__ = (
        CheckConstraint("state IN ('done', 'undone', 'lost')", name="state"),
        CheckConstraint("(settled_at IS NULL) = (settled_by IS NULL)", name="settled"),
    )

    effect_id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey(Review.case_id), index=True)
    state: Mapped[str]
    source: Mapped[str]
    what: Mapped[str]
    """``standing``, ``grant``, ``course``, ``line``, ``invoice``, ``refund``, ``certificate``, ``readmission``."""
    subject: Mapped[str]
    says: Mapped[dict[str, Any]]
    at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    """When the office settled by hand what could not be given back."""
    settled_by: Mapped[UUID | None]
    settled_how: Mapped[str] = mapped_column(default="")


class Revocation(Base, Recorded):
    """An order of expulsion is revoked: why, by whom; the row of its case (R11.1)."""

    __tablename__ = "revocations"
    __table_args__ = (
        CheckConstraint("why IN ('appeal', 'cured_before', 'by_hand')", name="why"),
        Index("uq_revocations_review_id", "review_id", unique=True),
    )

    case_id: Mapped[UUID] = mapped_column(primary_key=True)
    review_id: Mapped[UUID] = mapped_column(ForeignKey(Review.case_id))
    student_id: Mapped[UUID] = mapped_column(ForeignKey("students.student_id"), index=True)
    why: Mapped[str]
    words: Mapped[str] = mapped_column(default="")
    document: Mapped[str] = mapped_column(default="")
    asked_by: Mapped[UUID | None]
    asked_at: Mapped[datetime]
    sign_until: Mapped[datetime | None]
    signed_by: Mapped[UUID | None]
    signed_at: Mapped[datetime | None]
    order_id: Mapped[UUID | None] = mapped_column(ForeignKey("orders.order_id"))
    begins_again: Mapped[bool] = mapped_column(default=False)
    ended_at: Mapped[datetime | None]


class Certificate(Base, Recorded):
    """An academic certificate as it was issued: his results to the day of the order (R11.4, R12.2)."""

    __tablename__ = "academic_certificates"
    __table_args__ = (UniqueConstraint("year", "number"),)

    certificate_id: Mapped[UUID] = mapped_column(primary_key=True)
    year: Mapped[int]
    number: Mapped[int]
    student_id: Mapped[UUID] = mapped_column(ForeignKey("students.student_id"), index=True)
    review_id: Mapped[UUID] = mapped_column(ForeignKey(Review.case_id), unique=True)
    issued_at: Mapped[datetime]
    content: Mapped[dict[str, Any]]

    @property
    def full_number(self) -> str:
        """As papers cite it."""
        return f"{self.year}-{self.number}"


class SealedPaper(Base):
    """A link of the chain of orders and certificates, with the paper as it was signed; a trigger keeps it (R15.2)."""

    __tablename__ = "sealed_papers"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    paper_id: Mapped[UUID] = mapped_column(unique=True)
    kind: Mapped[str]
    previous: Mapped[str]
    digest: Mapped[str] = mapped_column(unique=True)
    signature: Mapped[str]
    key_id: Mapped[str]
    document: Mapped[str]
    sealed_at: Mapped[datetime]


class PaperHead(Base):
    """The last link, locked by whoever appends the next."""

    __tablename__ = "paper_heads"

    name: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int]
    digest: Mapped[str]
