"""Signing in and out: a row for each sign-in, from which its short-lived token is made again (design: Identity)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID, uuid4

from joserfc.jwk import OKPKey
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from services.registration.domain.accounts import SIGN_IN_LASTS, is_live, wait_after
from services.registration.domain.reasons import Reason
from services.registration.models.accounts import Account, SignIn
from services.registration.models.people import Person
from services.registration.queries.accounts import roles_on
from services.registration.usecases import behalf
from services.registration.usecases.accounts import record
from services.registration.usecases.passwords import fits, hashed, outdated
from shared.clock import now, office_day
from shared.errors import NotFound, Refused
from shared.identity import Behalf, actor_of
from shared.identity.tokens import mint


def sign_in(session: Session, login: str, password: str, device: str) -> SignIn | None:
    """Start a sign-in, or answer None; a wrong password is counted, after several the account waits.

    None answers an unknown login, a wrong password and an account that waits alike: a stranger learns nothing.
    """
    moment = now(session).real
    account = session.scalar(select(Account).where(Account.login == login.strip().lower()).with_for_update())
    right = fits(account.password_hash if account else None, password)
    if account is None or account.closed_at is not None or _waits(account, moment):
        return None
    if not right:
        account.failures += 1
        account.waits_until = moment + wait_after(account.failures)
        record(session, "sign_in_failed", account.person_id, failures=account.failures)
        return None
    account.failures, account.waits_until = 0, None
    if account.password_hash and outdated(account.password_hash):
        account.password_hash = hashed(password)
    return start(session, account.person_id, device)


def start(session: Session, person_id: UUID, device: str) -> SignIn:
    """A new sign-in of a person who has proved who he is."""
    moment = now(session).real
    row = SignIn(
        session_id=uuid4(),
        person_id=person_id,
        started_at=moment,
        seen_at=moment,
        ends_at=moment + SIGN_IN_LASTS,
        device=device[:120],
    )
    session.add(row)
    record(session, "signed_in", person_id, session_id=row.session_id)
    return row


def renew(session: Session, session_id: UUID) -> SignIn | None:
    """Go on with a sign-in if it still lives; the roles of its next token are those of today."""
    row = session.get(SignIn, session_id, with_for_update=True)
    moment = now(session).real
    if row is None or not is_live(row.started_at, row.seen_at, row.revoked_at, moment):
        return None
    account = session.get(Account, row.person_id)
    if account is None or account.closed_at is not None:
        return None
    row.seen_at = moment
    return row


def revoke(session: Session, person_id: UUID, session_id: UUID) -> None:
    """End a sign-in of this person; its token is not renewed any more. Raises NotFound."""
    ended = session.execute(
        update(SignIn)
        .where(SignIn.session_id == session_id, SignIn.person_id == person_id, SignIn.revoked_at.is_(None))
        .values(revoked_at=now(session).real)
        .returning(SignIn.session_id)
    ).scalar()
    if ended is None:
        raise NotFound("sign-in")
    record(session, "signed_out", person_id, session_id=session_id)


def act_for(session: Session, session_id: UUID, student_id: UUID, ground: str, paper: str) -> SignIn:
    """From now on this sign-in of staff acts for a student, with ground and paper on record; he is told (R1.2).

    Raises Refused with every reason, NotFound.
    """
    row = session.get(SignIn, session_id, with_for_update=True)
    if row is None or session.get(Person, student_id) is None:
        raise NotFound("person")
    reasons = list(_not_acting(row.person_id, student_id, ground, paper))
    if reasons:
        raise Refused(reasons)
    row.on_behalf_of, row.ground = student_id, ground.strip()
    record(session, "acts_for_student", student_id, session_id=session_id, paper=paper.strip())
    behalf.begin(session, row, student_id, ground, paper)
    return row


def _not_acting(staff_id: UUID, student_id: UUID, ground: str, paper: str) -> Iterator[Reason]:
    if not ground.strip():
        yield Reason("reason_missing", "R1.2")
    if not paper.strip():
        yield Reason("paper_missing", "R1.2")
    if staff_id == student_id:
        yield Reason("behalf_of_oneself", "R1.2")


def stop_acting_for(session: Session, session_id: UUID) -> SignIn:
    """The sign-in is for oneself again."""
    row = session.get(SignIn, session_id, with_for_update=True)
    if row is None:
        raise NotFound("sign-in")
    if row.on_behalf_of is not None:
        record(session, "stops_acting", row.on_behalf_of, session_id=session_id)
        behalf.end(session, session_id, now(session).office)
    row.on_behalf_of, row.ground = None, ""
    return row


def token_of(session: Session, row: SignIn, key: OKPKey) -> str:
    """The token of a sign-in for the next minutes: name, roles of today, language, on whose behalf."""
    person = session.get_one(Person, row.person_id)
    moment = now(session)
    student = session.get(Person, row.on_behalf_of) if row.on_behalf_of else None
    return mint(
        key,
        person.person_id,
        f"{person.surname} {person.given_name}",
        roles_on(session, person.person_id, office_day(moment.office)),
        language=person.language,
        session_id=row.session_id,
        behalf=Behalf(student.person_id, student.name, row.ground) if student else None,
        real=moment.real,
    )


def acting_session(session: Session) -> UUID:
    """The sign-in through which the actor acts."""
    actor = actor_of(session)
    if actor is None or actor.session_id is None:
        raise NotFound("sign-in")
    return actor.session_id


def _waits(account: Account, moment: datetime) -> bool:
    return account.waits_until is not None and moment < account.waits_until
