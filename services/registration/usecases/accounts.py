"""Accounts: invited, opened with a first password, given roles; each act is on record (R1.2)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from services.registration.domain.accounts import INVITATION_LASTS, role_refusals, token_hash, weaknesses
from services.registration.domain.reasons import Reason
from services.registration.models.accounts import Account, AccountAct, Invitation, RoleGrant, SignIn
from services.registration.models.people import Person
from services.registration.queries.accounts import invited
from services.registration.usecases.passwords import fits, hashed, new_token
from shared.clock import now
from shared.contracts.notifications import Notify
from shared.errors import NotFound, Refused
from shared.identity import Held, actor_of
from shared.messaging import publish


def record(session: Session, act: str, person_id: UUID | None, **details: Any) -> None:
    """Write down what was done with an account, by whom; in details ids and codes only, no personal data."""
    actor = actor_of(session)
    moment = now(session)
    row = AccountAct(
        act=act,
        actor_id=actor.person_id if actor else None,
        person_id=person_id,
        recorded_at=moment.real,
        office_at=moment.office,
        details={name: str(value) for name, value in details.items()},
    )
    session.add(row)


def default_login(person: Person) -> str:
    """His e-mail address where he has one; else a word that no one could guess a person from."""
    return (person.email or f"p{person.person_id.hex[:10]}").lower()


def invite(session: Session, person_ids: Iterable[UUID], origin: str) -> dict[UUID, str]:
    """Let imported people set their first password: answers the address in each one's letter, not kept here.

    No password is made for anybody; an earlier letter of the same person stops working. Whoever has an e-mail
    address is told; the others get their letter from the office on paper.
    """
    moment, actor = now(session).real, actor_of(session)
    people = session.scalars(select(Person).where(Person.person_id.in_(list(person_ids)))).all()
    if not people:
        return {}
    _open(session, {person.person_id: default_login(person) for person in people})
    ids = [person.person_id for person in people]
    session.execute(
        update(Invitation).where(Invitation.person_id.in_(ids), Invitation.used_at.is_(None)).values(ends_at=moment)
    )
    letters: dict[UUID, str] = {}
    for person in people:
        token = new_token()
        letters[person.person_id] = f"{origin}/registration/invitation/{token}"
        session.add(
            Invitation(
                token_hash=token_hash(token),
                person_id=person.person_id,
                made_at=moment,
                made_by=actor.person_id if actor else None,
                ends_at=moment + INVITATION_LASTS,
            )
        )
        record(session, "invited", person.person_id)
    publish(session, [_letter(person, letters[person.person_id], moment) for person in people if person.email])
    return letters


def _letter(person: Person, link: str, moment: datetime) -> Notify:
    until = moment + INVITATION_LASTS
    return Notify(
        key=f"invitation:{person.person_id}:{moment.isoformat()}",
        person_id=person.person_id,
        template="invitation",
        params={"link": link, "until": f"moment:{until.isoformat()}"},
    )


def accept_invitation(session: Session, token: str, password: str) -> UUID:
    """Set the first password; the letter works once. Raises NotFound for a letter that does not hold, Refused."""
    moment = now(session).real
    known = invited(session, token, moment)
    if known is None:
        raise NotFound("invitation")
    _refuse(weaknesses(password, known.login))
    session.execute(update(Invitation).where(Invitation.token_hash == token_hash(token)).values(used_at=moment))
    _set_password(session, known.person_id, password)
    record(session, "invitation_accepted", known.person_id)
    return known.person_id


def change_password(session: Session, person_id: UUID, old: str, new: str) -> None:
    """Another password by whoever knows the old one; all his other sign-ins end. Raises Refused."""
    account = session.get(Account, person_id, with_for_update=True)
    if account is None:
        raise NotFound("account")
    if not fits(account.password_hash, old):
        raise Refused([Reason("password_wrong", "R1.2")])
    _refuse(weaknesses(new, account.login))
    _set_password(session, person_id, new)
    session.execute(
        update(SignIn)
        .where(SignIn.person_id == person_id, SignIn.revoked_at.is_(None))
        .values(revoked_at=now(session).real)
    )
    record(session, "password_changed", person_id)


def give_role(session: Session, person_id: UUID, held: Held, *, since: date, until: date | None, reason: str) -> UUID:
    """Give a role, bounded and dated; nobody gives one to himself (R1.2). Raises Refused, NotFound."""
    actor = actor_of(session)
    _refuse(role_refusals(actor.person_id if actor else None, person_id, reason))
    if session.get(Person, person_id) is None:
        raise NotFound("person")
    grant = RoleGrant(
        grant_id=uuid4(),
        person_id=person_id,
        role=held.role,
        scope=held.scope,
        scope_id=held.scope_id,
        valid_from=since,
        valid_until=until,
        granted_by=actor.person_id if actor else None,
        reason=reason.strip(),
        recorded_at=now(session).real,
    )
    session.add(grant)
    record(session, "role_given", person_id, role=held, grant_id=grant.grant_id)
    return grant.grant_id


def end_role(session: Session, grant_id: UUID, last_day: date, reason: str) -> None:
    """Let a role end; the row stays. Whoever holds it is signed out, so that it ends now. Raises Refused, NotFound."""
    grant = session.get(RoleGrant, grant_id, with_for_update=True)
    if grant is None:
        raise NotFound("role")
    actor = actor_of(session)
    _refuse(role_refusals(actor.person_id if actor else None, grant.person_id, reason))
    grant.valid_until = max(last_day, grant.valid_from)
    session.execute(
        update(SignIn)
        .where(SignIn.person_id == grant.person_id, SignIn.revoked_at.is_(None))
        .values(revoked_at=now(session).real)
    )
    record(session, "role_ended", grant.person_id, grant_id=grant_id)


def give_demo_password(session: Session, person_ids: Iterable[UUID] | Mapping[UUID, str], password: str) -> None:
    """Demo and rehearsal only: these people sign in with this password; a mapping names their logins too."""
    ids = list(person_ids)
    people = session.scalars(select(Person).where(Person.person_id.in_(ids))).all()
    named = person_ids if isinstance(person_ids, Mapping) else {}
    _open(session, {p.person_id: named.get(p.person_id, default_login(p)) for p in people})
    for person_id in ids:
        _set_password(session, person_id, password)


def _open(session: Session, logins: Mapping[UUID, str]) -> None:
    rows = [{"person_id": person_id, "login": login.lower(), "failures": 0} for person_id, login in logins.items()]
    if rows:
        session.execute(insert(Account).on_conflict_do_nothing(index_elements=["person_id"]), rows)


def _set_password(session: Session, person_id: UUID, password: str) -> None:
    changed = {"password_hash": hashed(password), "password_set_at": now(session).real, "failures": 0}
    session.execute(update(Account).where(Account.person_id == person_id).values(**changed, waits_until=None))


def _refuse(reasons: Iterable[Reason]) -> None:
    found = list(reasons)
    if found:
        raise Refused(found)
