"""Applications for the summer term: the row of each case, and the offer that was accepted with it (R8.3, R8.4)."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from services.registration.models.base import Base, Recorded
from shared.money import Money


class State(StrEnum):
    """Where an application stands."""

    RECEIVED = "received"
    HELD = "held"
    IN_LINE = "in_line"
    OFFERED = "offered"
    INVOICED = "invoiced"
    CONFIRMED = "confirmed"
    ON_SHEET = "on_sheet"
    ENDED = "ended"


HAS_SEAT = (State.HELD, State.OFFERED, State.INVOICED, State.CONFIRMED, State.ON_SHEET)
"""States in which a seat of the section is taken; an offered seat is kept for the one who may answer."""
COUNTS = (State.RECEIVED, State.HELD, State.INVOICED, State.CONFIRMED, State.ON_SHEET)
"""States that count toward the limits: held and confirmed seats, and what the draw may still give (R8.3, D2)."""
STATES = tuple(state.value for state in State)
LIVE = text("state <> 'ended'")


class OfferDocument(Base):
    """A published offer as it was accepted: price, refund table, dates; its key is the hash of its content (R8.4)."""

    __tablename__ = "offer_documents"

    digest: Mapped[str] = mapped_column(primary_key=True)
    content: Mapped[dict[str, Any]]
    recorded_at: Mapped[datetime]


class Application(Base, Recorded):
    """A student's application for a course of the summer term, from receipt to its end; the row of its case."""

    __tablename__ = "applications"
    __table_args__ = (
        CheckConstraint(f"state IN {STATES}", name="state"),
        CheckConstraint("(state = 'ended') = (way IS NOT NULL)", name="way"),
        CheckConstraint("purpose <> 'debt' OR debt_id IS NOT NULL OR provisional", name="debt"),
        CheckConstraint("choice IN ('moved', 'advance', 'refund')", name="choice"),
        Index("uq_applications_live_debt", "debt_id", unique=True, postgresql_where=LIVE),
        Index("uq_applications_live_course", "student_id", "course_id", unique=True, postgresql_where=LIVE),
        Index("ix_applications_line", "section_id", "state"),
        Index("ix_applications_term", "term_id", "state"),
    )

    case_id: Mapped[UUID] = mapped_column(primary_key=True)
    student_id: Mapped[UUID] = mapped_column(ForeignKey("students.student_id"), index=True)
    section_id: Mapped[UUID] = mapped_column(ForeignKey("sections.section_id"))
    course_id: Mapped[UUID] = mapped_column(ForeignKey("courses.course_id"))
    term_id: Mapped[UUID] = mapped_column(ForeignKey("terms.term_id"))
    debt_id: Mapped[UUID | None]
    purpose: Mapped[str]
    priority: Mapped[int]
    """Class of priority, 1 is served first (D2)."""
    received_at: Mapped[datetime]
    """Its arrival, which decides about its turn (D2); where it goes on from a course not held, that one's (D6)."""
    asked_at: Mapped[datetime]
    """When it was made: from then on his adviser may object (R8.3)."""
    ticket: Mapped[int] = mapped_column(BigInteger)
    waits_for_draw: Mapped[bool]
    """It came before the first day's seats were given (D2)."""
    credits: Mapped[int]
    accepted_price: Mapped[Money]
    """Of one credit; the price of the moment of application holds (D5)."""
    offer_digest: Mapped[str] = mapped_column(ForeignKey(OfferDocument.digest))
    state: Mapped[str] = mapped_column(default=State.RECEIVED)
    state_since: Mapped[datetime]
    due_at: Mapped[datetime | None]
    """Until then the seat is to be paid for (D1, D20)."""
    statements_by: Mapped[datetime | None]
    """By then all statements through the due date should be loaded, as billing reckons; then finance decides (R8.4)."""
    invoice_id: Mapped[UUID | None]
    invoice_number: Mapped[str | None]
    invoice_amount: Mapped[Money | None]
    paid_on: Mapped[date | None]
    late_amount: Mapped[Money | None]
    """Money that came too late for the invoice and is kept as an advance (D3)."""
    mark: Mapped[str | None]
    percent: Mapped[int | None]
    outcome: Mapped[str | None]
    """``passed``, ``failed``, ``not_admitted``, ``did_not_appear``, as the sealed sheet says."""
    left_at: Mapped[datetime | None]
    """When the student left the course, or had to (R8.7)."""
    left_why: Mapped[str | None]
    """``domain.leaving.Why``."""
    left_paper: Mapped[str | None]
    """The paper by which the office acted, where it did."""
    refund_part: Mapped[int | None]
    """Of ``refund_whole``: the share of what was paid that goes back (R8.7)."""
    refund_whole: Mapped[int | None]
    refunded: Mapped[Money | None]
    """What billing gave back: an advance with its refund request."""
    kept: Mapped[Money | None]
    """What stays the university's."""
    provisional: Mapped[bool] = mapped_column(default=False)
    """His result in the course can still change: no invoice until it stands, or until the count (R8.3, D8)."""
    choose_until: Mapped[datetime | None]
    """Until then he chooses what becomes of his money, as his course is not held (D6)."""
    choice: Mapped[str | None]
    """``moved``, ``advance``, ``refund``; of one who did not answer it stays empty: an advance (D6)."""
    chosen_section_id: Mapped[UUID | None]
    chosen_offer: Mapped[str | None]
    """The published offer of the other course, as he accepted it (R8.4)."""
    instead_of: Mapped[UUID | None]
    """The case of a course that was not held, whose arrival and whose money this one has (D6)."""
    way: Mapped[str | None]
    """``SummerEnd``: how it ended."""
    ended_at: Mapped[datetime | None]

    @property
    def keeps_advance(self) -> bool:
        """What he paid for a course that is not held stays on his account; so it does of one who said nothing (D6)."""
        return self.choose_until is not None and self.choice in (None, "advance")

    @property
    def amount(self) -> Money:
        """Credits x the accepted price of one (R9.2)."""
        return self.credits * self.accepted_price
