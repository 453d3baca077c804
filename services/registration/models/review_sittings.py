"""Commissions of expulsion reviews, who sits on them, and the numbers of papers (R11.1).

Personal data held: how each member voted, and his dissent.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from services.registration.models.base import Base, Recorded
from services.registration.models.reviews import Review


class ReviewCommission(Base, Recorded):
    """A commission of a case: called for a day, held with its protocol, or called off (R11.1)."""

    __tablename__ = "review_commissions"
    __table_args__ = (
        CheckConstraint("kind IN ('review', 'appeal')", name="kind"),
        CheckConstraint("state IN ('called', 'written', 'signed', 'called_off')", name="state"),
        CheckConstraint("signed_by <> written_by", name="by_two"),
        UniqueConstraint("year", "protocol"),
        Index("uq_review_commissions_live", "case_id", "kind", unique=True,
              postgresql_where=text("state <> 'called_off'")),
    )  # fmt: skip

    commission_id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey(Review.case_id), index=True)
    kind: Mapped[str]
    meets_at: Mapped[datetime]
    place: Mapped[str]
    chair_id: Mapped[UUID] = mapped_column(ForeignKey("people.person_id"))
    quorum: Mapped[int]
    """How many must have come, by the policy of the day on which it was called."""
    called_by: Mapped[UUID | None]
    called_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(default="called")
    year: Mapped[int | None]
    protocol: Mapped[int | None]
    """Its number, without gaps within a year."""
    said: Mapped[str] = mapped_column(default="")
    """What was said and found, as the protocol has it."""
    outcome: Mapped[str | None]
    """``expel``, ``keep``; of an appeal ``kept``, ``revoked``, ``reopened``."""
    written_by: Mapped[UUID | None]
    written_at: Mapped[datetime | None]
    signed_by: Mapped[UUID | None]
    signed_at: Mapped[datetime | None]

    @property
    def number(self) -> str:
        """As papers cite the protocol."""
        return f"{self.year}-{self.protocol}" if self.protocol else ""


class ReviewMember(Base):
    """A member of a commission: whether he came, how he voted, his dissent."""

    __tablename__ = "review_members"
    __table_args__ = (CheckConstraint("vote IN ('for', 'against', 'abstained')", name="vote"),)

    commission_id: Mapped[UUID] = mapped_column(ForeignKey(ReviewCommission.commission_id), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.person_id"), primary_key=True)
    vote: Mapped[str | None]
    """None: he did not come, or it has not met yet."""
    dissent: Mapped[str] = mapped_column(default="")


class PaperNumber(Base):
    """The last number given to a kind of paper in a year; taken in its transaction, so that none is ever lost."""

    __tablename__ = "paper_numbers"

    kind: Mapped[str] = mapped_column(primary_key=True)
    """``protocol``, ``academic_certificate``."""
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int]
