"""A dean names who acts for him, by name, from a day to a day, for which acts; and ends it (R1.2, D26)."""

from __future__ import annotations

from uuid import UUID, uuid4

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from services.registration.domain.behalf import Named, naming_refused
from services.registration.models.accounts import Account, SignIn
from services.registration.models.behalf import Delegation
from services.registration.models.people import Person
from services.registration.usecases.accounts import record
from services.registration.usecases.notices import Value, typed
from services.registration.usecases.recorded import recorded
from shared.clock import now
from shared.contracts.notifications import Notify
from shared.errors import NotFound, Refused
from shared.identity.permissions import DELEGABLE
from shared.messaging import publish


def of_login(session: Session, login: str) -> UUID:
    """Who signs in with this login. Raises NotFound."""
    found = session.scalar(select(Account.person_id).where(Account.login == login.strip().lower()))
    if found is None:
        raise NotFound("person")
    return found


def name_delegate(session: Session, named: Named) -> Delegation:
    """Name him; he is told what was left to him, by whom and until when. Raises Refused with every reason."""
    reasons = list(naming_refused(named, DELEGABLE, now(session).day))
    if reasons:
        raise Refused(reasons)
    row = Delegation(
        delegation_id=uuid4(), principal_id=named.principal_id, delegate_id=named.delegate_id,
        acts=",".join(sorted(named.acts)), valid_from=named.valid_from, valid_until=named.valid_until,
        reason=named.reason.strip(), **recorded(session),
    )  # fmt: skip
    session.add(row)
    session.flush()
    record(session, "delegate_named", row.delegate_id, acts=row.acts, delegation_id=row.delegation_id)
    publish(session, [_told(session, "delegate_named", row)])
    return row


def end(session: Session, delegation_id: UUID, principal_id: UUID) -> Delegation:
    """End it now: the delegate signs in anew, with what is left to him. Raises NotFound."""
    row = session.get(Delegation, delegation_id, with_for_update=True)
    if row is None or row.principal_id != principal_id or row.ended_at is not None:
        raise NotFound("delegation")
    moment = now(session)
    row.ended_at = moment.office
    live = (SignIn.person_id == row.delegate_id, SignIn.revoked_at.is_(None))
    session.execute(update(SignIn).where(*live).values(revoked_at=moment.real))
    record(session, "delegate_ended", row.delegate_id, delegation_id=delegation_id)
    publish(session, [_told(session, "delegate_ended", row)])
    return row


def _told(session: Session, template: str, row: Delegation) -> Notify:
    principal = session.get_one(Person, row.principal_id)
    days: dict[str, Value] = {"from_on": row.valid_from, "until_on": row.valid_until}
    values = {"by": principal.name, **days, "why": row.reason}
    return Notify(f"{template}:{row.delegation_id}", row.delegate_id, template, typed(values))
