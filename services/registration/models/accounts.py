"""Accounts, sessions, roles and invitations: who may enter, as whom, and since when (R1.2).

Times here are real time: sessions and invitations are machinery, not matters of the office's calendar. Only a role's
first and last day are the office's.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Index
from sqlalchemy.orm import Mapped, mapped_column

from services.registration.models.base import Base


class Account(Base):
    """The way in of a person; without a password only by invitation."""

    __tablename__ = "accounts"
    __table_args__ = (CheckConstraint("login = lower(login)", name="login"),)

    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.person_id"), primary_key=True)
    login: Mapped[str] = mapped_column(unique=True)
    password_hash: Mapped[str | None]
    password_set_at: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(default=0)
    waits_until: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]


class SignIn(Base):
    """One sign-in on one device; its token is renewed from this row until it ends or is revoked."""

    __tablename__ = "sign_ins"

    session_id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.person_id"), index=True)
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    device: Mapped[str] = mapped_column(default="")
    revoked_at: Mapped[datetime | None]
    on_behalf_of: Mapped[UUID | None] = mapped_column(ForeignKey("people.person_id"))
    ground: Mapped[str] = mapped_column(default="")


class RoleGrant(Base):
    """A role that somebody holds from a day to a day, bounded or not; taken back by a last day, never deleted."""

    __tablename__ = "role_grants"
    __table_args__ = (
        CheckConstraint("(scope = 'all') = (scope_id IS NULL)", name="scope_id"),
        CheckConstraint("scope IN ('all', 'faculty', 'group', 'section')", name="scope"),
        CheckConstraint("valid_until IS NULL OR valid_until >= valid_from", name="valid"),
        Index("ix_role_grants_person_id", "person_id"),
    )

    grant_id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.person_id"))
    role: Mapped[str]
    scope: Mapped[str] = mapped_column(default="all")
    scope_id: Mapped[UUID | None]
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]
    granted_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.person_id"))
    reason: Mapped[str] = mapped_column(default="")
    recorded_at: Mapped[datetime]


class Invitation(Base):
    """A letter that lets an imported person set his first password; only the hash of its token is kept."""

    __tablename__ = "invitations"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.person_id"), index=True)
    made_at: Mapped[datetime]
    made_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.person_id"))
    ends_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class AccountAct(Base):
    """What was done with accounts and roles, by whom, for whom: appended, never changed."""

    __tablename__ = "account_acts"

    act_id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    act: Mapped[str]
    actor_id: Mapped[UUID | None]
    person_id: Mapped[UUID | None] = mapped_column(index=True)
    recorded_at: Mapped[datetime] = mapped_column(index=True)
    office_at: Mapped[datetime]
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)
