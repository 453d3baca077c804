"""Expulsion reviews: the case, its evidence, what people said, its commissions, its effects (R11).

Personal data held: what is held against a student, what he explained, papers about his health and conduct.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Identity, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from services.registration.models.base import Base, Recorded
from shared.contracts.reviews import Ground, ReviewEnd

GROUNDS = tuple(ground.value for ground in Ground)
ENDS = tuple(end.value for end in ReviewEnd)
LIVE = text("way IS NULL")


class Review(Base, Recorded):
    """An expulsion review; the row of its case. One open case a student and ground (R11.1)."""

    __tablename__ = "reviews"
    __table_args__ = (
        CheckConstraint(f"ground IN {GROUNDS}", name="ground"),
        CheckConstraint(f"way IN {ENDS}", name="way"),
        CheckConstraint("(way IS NULL) = (ended_at IS NULL)", name="ended"),
        CheckConstraint("signed_by <> opened_by", name="by_two"),
        Index("uq_reviews_live_ground", "student_id", "ground", unique=True, postgresql_where=LIVE),
    )

    case_id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(Identity(), unique=True)
    student_id: Mapped[UUID] = mapped_column(ForeignKey("students.student_id"), index=True)
    ground: Mapped[str]
    subject_id: Mapped[UUID | None] = mapped_column(index=True)
    """The debt or the course that the ground is about."""
    what: Mapped[str]
    """What is held against him, as the opener wrote it; of an event its text key."""
    happened_on: Mapped[date | None]
    witness: Mapped[str] = mapped_column(default="")
    document: Mapped[str] = mapped_column(default="")
    opened_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.person_id"))
    """None: by an event."""
    opened_at: Mapped[datetime]
    reopens: Mapped[UUID | None] = mapped_column(ForeignKey("reviews.case_id"))

    word_needed: Mapped[str] = mapped_column(default="")
    """``on_leave``, ``ill``: a person must say that it goes on (R10.4, D10)."""
    word_until: Mapped[datetime | None]
    word_by: Mapped[UUID | None]
    word_at: Mapped[datetime | None]
    word_why: Mapped[str] = mapped_column(default="")

    told_at: Mapped[datetime | None]
    language: Mapped[str] = mapped_column(default="")
    """In which he was told."""
    open_until: Mapped[datetime | None]
    reached_at: Mapped[datetime | None]
    reached_how: Mapped[str] = mapped_column(default="")
    """``read``, ``explained``, ``paper``; ``failed``: that it could not be delivered is on record."""
    reached_document: Mapped[str] = mapped_column(default="")
    paper_until: Mapped[datetime | None]
    explain_until: Mapped[datetime | None]
    explained_at: Mapped[datetime | None]

    asked_id: Mapped[UUID | None]
    """Whose opinion is waited for; None: a deputy's."""
    asked_until: Mapped[datetime | None]
    adviser_at: Mapped[datetime | None]
    """When the adviser's opinion was given; it may be a deputy's."""
    dean_at: Mapped[datetime | None]

    commission_until: Mapped[datetime | None]
    chances: Mapped[int] = mapped_column(default=0)
    """Applications of his that may still cure the ground."""
    courses_left: Mapped[int] = mapped_column(default=0)
    """Courses that the order has yet to take him out of."""
    lines_ended_at: Mapped[datetime | None]
    account_ended_at: Mapped[datetime | None]
    record: Mapped[list[Any]] = mapped_column(default=list)
    """His results as grading stated them with the order, for the academic certificate."""
    sign_until: Mapped[datetime | None]
    signed_by: Mapped[UUID | None]
    decided_by: Mapped[UUID | None]
    decided_at: Mapped[datetime | None]
    decided_why: Mapped[str] = mapped_column(default="")
    order_id: Mapped[UUID | None] = mapped_column(ForeignKey("orders.order_id"))
    appeal_until: Mapped[datetime | None]
    appealed_at: Mapped[datetime | None]
    appeal_decide_until: Mapped[datetime | None]
    appeal_outcome: Mapped[str | None]
    readmission_from: Mapped[date | None]

    cured_how: Mapped[str] = mapped_column(default="")
    cured_on: Mapped[date | None]
    closed_why: Mapped[str] = mapped_column(default="")
    way: Mapped[str | None]
    ended_at: Mapped[datetime | None]

    @property
    def of_his_own(self) -> bool:
        """His own wish: nothing to explain, no commission."""
        return self.ground in (Ground.OWN_WISH, Ground.TRANSFER)


class ReviewFact(Base):
    """A fact of the evidence as its source stated it, frozen; a later look at the source stands beside it (R11.1)."""

    __tablename__ = "review_facts"
    __table_args__ = (UniqueConstraint("case_id", "nth", "source", "what", "subject"),)

    fact_id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey(Review.case_id), index=True)
    nth: Mapped[int]
    """1: the evidence; higher: what a later look at the source saw."""
    source: Mapped[str]
    what: Mapped[str]
    subject: Mapped[str]
    says: Mapped[dict[str, Any]]
    as_of: Mapped[datetime]
    """As of when the source states it."""
    gathered_at: Mapped[datetime]
    recorded_at: Mapped[datetime]


class ReviewWord(Base, Recorded):
    """What somebody said in a case, as he said it: explanation, opinion, appeal (R11.1)."""

    __tablename__ = "review_words"
    __table_args__ = (
        CheckConstraint("kind IN ('explanation', 'adviser', 'dean', 'appeal')", name="kind"),
        CheckConstraint("advice IN ('', 'expel', 'keep')", name="advice"),
        CheckConstraint("words <> ''", name="words"),
    )

    word_id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey(Review.case_id), index=True)
    kind: Mapped[str]
    advice: Mapped[str] = mapped_column(default="")
    words: Mapped[str]
    said_by: Mapped[UUID] = mapped_column(ForeignKey("people.person_id"))
    as_deputy: Mapped[bool] = mapped_column(default=False)
    said_at: Mapped[datetime]


class ReviewPaper(Base, Recorded):
    """A document of a case with its digest; kept as it came (R11.1)."""

    __tablename__ = "review_papers"

    paper_id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey(Review.case_id), index=True)
    kind: Mapped[str]
    """``ground``, ``explanation``, ``notice``, ``protocol``, ``appeal``."""
    name: Mapped[str]
    media_type: Mapped[str]
    sha256: Mapped[str]
    content: Mapped[bytes]
    sent_at: Mapped[datetime]


class ReviewNotice(Base):
    """What became of a notice of a case, as notifications proves it (R13.2)."""

    __tablename__ = "review_notices"

    key: Mapped[str] = mapped_column(primary_key=True)
    what: Mapped[str] = mapped_column(primary_key=True)
    """``inbox``, ``email``, ``email_failed``, ``read``, ``undeliverable``."""
    case_id: Mapped[UUID] = mapped_column(ForeignKey(Review.case_id), index=True)
    at: Mapped[datetime]
    proof: Mapped[str]
    recorded_at: Mapped[datetime]


class Protection(Base, Recorded):
    """A student is ill, or away with leave, from a day to a day, on a paper: nobody goes on without a word (D10)."""

    __tablename__ = "review_protections"
    __table_args__ = (
        CheckConstraint("kind IN ('ill', 'on_leave')", name="kind"),
        CheckConstraint("until_on >= from_on", name="order"),
        CheckConstraint("document <> ''", name="document"),
    )

    protection_id: Mapped[UUID] = mapped_column(primary_key=True)
    student_id: Mapped[UUID] = mapped_column(ForeignKey("students.student_id"), index=True)
    kind: Mapped[str]
    from_on: Mapped[date]
    until_on: Mapped[date]
    document: Mapped[str]
