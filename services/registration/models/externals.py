"""Students of other universities, their letters, and what the auditor has read (R8.8, R1.2)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from services.registration.models.base import Base


class ExternalStudent(Base):
    """Who registered himself with his university's letter; the office checks it, his place counts from the sending.

    Personal data held: number of the document of identity, the letter itself.
    """

    __tablename__ = "external_students"
    __table_args__ = (
        CheckConstraint("identity_kind IN ('iin', 'passport')", name="identity_kind"),
        CheckConstraint("status IN ('sent', 'accepted', 'refused')", name="status"),
        CheckConstraint("(status = 'sent') = (checked_at IS NULL)", name="checked"),
    )

    student_id: Mapped[UUID] = mapped_column(ForeignKey("students.student_id"), primary_key=True)
    university: Mapped[str]
    registrar_id: Mapped[UUID] = mapped_column(ForeignKey("people.person_id"))
    """His own university's registrar, to whom the certificate goes too."""
    identity_kind: Mapped[str]
    identity_number: Mapped[str] = mapped_column(unique=True)
    letter: Mapped[bytes]
    letter_kind: Mapped[str]
    letter_sha256: Mapped[str]
    sent_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    check_by: Mapped[datetime]
    status: Mapped[str] = mapped_column(default="sent")
    checked_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.person_id"))
    checked_at: Mapped[datetime | None]
    why: Mapped[str] = mapped_column(default="")


class Reading(Base):
    """What an auditor has read, in whichever service: appended, never changed."""

    __tablename__ = "readings"

    reading_id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(index=True)
    service: Mapped[str]
    what: Mapped[str]
    case_id: Mapped[UUID] = mapped_column(index=True)
    read_at: Mapped[datetime] = mapped_column(index=True)
    recorded_at: Mapped[datetime]
