"""What is known of accounts: roles in force, live sign-ins, whom an invitation is for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from services.registration.domain.accounts import IDLE_LASTS, token_hash
from services.registration.models.accounts import Account, Invitation, RoleGrant, SignIn
from services.registration.models.behalf import Delegation
from services.registration.models.campus import Group, Student
from services.registration.models.people import Person
from shared.identity import Held, Role, Scope

ENROLLED = ("studying", "on_leave", "graduated")


@dataclass(frozen=True, slots=True)
class Invited:
    """Who may accept an invitation, and with which login he will sign in."""

    person_id: UUID
    name: str
    login: str


def roles_on(session: Session, person_id: UUID, day: date) -> tuple[Held, ...]:
    """The roles of a person on a day: those given to him, student by his standing, adviser by his groups."""
    grants = session.scalars(
        select(RoleGrant)
        .where(
            RoleGrant.person_id == person_id,
            RoleGrant.valid_from <= day,
            or_(RoleGrant.valid_until.is_(None), RoleGrant.valid_until >= day),
        )
        .order_by(RoleGrant.role, RoleGrant.scope, RoleGrant.scope_id)
    )
    held = [Held(Role(grant.role), Scope(grant.scope), grant.scope_id) for grant in grants]
    if session.scalar(select(Student.student_id).where(Student.student_id == person_id, Student.status.in_(ENROLLED))):
        held.append(Held(Role.STUDENT))
    if session.scalar(select(Group.group_id).where(Group.adviser_id == person_id).limit(1)):
        held.append(Held(Role.ADVISER, Scope.OWN))
    held += _left_to(session, person_id, day)
    return tuple(dict.fromkeys(held))


def _left_to(session: Session, person_id: UUID, day: date) -> list[Held]:
    """What deans have left to him as their delegate, while they are deans themselves (D26)."""
    rows = session.execute(
        select(Delegation, RoleGrant)
        .join(RoleGrant, RoleGrant.person_id == Delegation.principal_id)
        .where(
            Delegation.delegate_id == person_id,
            Delegation.valid_from <= day,
            Delegation.valid_until >= day,
            Delegation.ended_at.is_(None),
            RoleGrant.role == Role.DEAN,
            RoleGrant.valid_from <= day,
            or_(RoleGrant.valid_until.is_(None), RoleGrant.valid_until >= day),
        )
        .order_by(Delegation.delegation_id)
    )
    return [
        Held(Role.DEAN, Scope(grant.scope), grant.scope_id, one.principal_id, tuple(one.acts.split(",")))
        for one, grant in rows
    ]


def live_sign_ins(session: Session, person_id: UUID, real: datetime) -> Sequence[SignIn]:
    """Where a person is signed in, the newest first."""
    query = select(SignIn).where(
        SignIn.person_id == person_id,
        SignIn.revoked_at.is_(None),
        SignIn.ends_at > real,
        SignIn.seen_at > real - IDLE_LASTS,
    )
    return session.scalars(query.order_by(SignIn.started_at.desc())).all()


def invited(session: Session, token: str, real: datetime) -> Invited | None:
    """Whom an unused invitation that still holds is for."""
    row = session.execute(
        select(Person, Account.login)
        .join(Invitation, Invitation.person_id == Person.person_id)
        .join(Account, Account.person_id == Person.person_id)
        .where(Invitation.token_hash == token_hash(token), Invitation.used_at.is_(None), Invitation.ends_at > real)
    ).one_or_none()
    return Invited(row.Person.person_id, row.Person.name, row.login) if row else None


def grants_of(session: Session, person_id: UUID) -> Sequence[RoleGrant]:
    """All roles that a person was given, the latest first."""
    query = select(RoleGrant).where(RoleGrant.person_id == person_id)
    return session.scalars(query.order_by(RoleGrant.valid_from.desc(), RoleGrant.role)).all()
