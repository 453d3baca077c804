"""Payment providers: named once, in force from a day; an end is set, a row is never taken away (D17)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from services.billing.domain.reasons import Reason
from services.billing.models import Provider
from shared.clock import now
from shared.errors import NotFound, Refused
from shared.identity import actor_of
from shared.people_ids import has_check_digit, iban_is_valid


@dataclass(frozen=True, slots=True)
class NewProvider:
    """How its lines are recognised, which titles its register's columns bear, how late it pays."""

    name: str
    bin: str
    valid_from: date
    columns: Mapping[str, str]
    account: str = ""
    words: Sequence[str] = ()
    settles_days: int = 1


def add(session: Session, new: NewProvider) -> Provider:
    """Add a provider; lines loaded from now on are compared with its sign."""
    account = "".join(new.account.upper().split())
    reasons = []
    if not has_check_digit(new.bin):
        reasons.append(Reason("bin_wrong", "R14.3", {"bin": new.bin}))
    if account.startswith("KZ") and not iban_is_valid(account):
        reasons.append(Reason("account_number_wrong", "R14.3", {"account": account}))
    if reasons:
        raise Refused(reasons)
    moment, actor = now(session), actor_of(session)
    row = Provider(
        provider_id=uuid4(), name=new.name, bin=new.bin, account=account, words=list(new.words),
        columns=dict(new.columns), settles_days=new.settles_days, valid_from=new.valid_from, valid_until=None,
        added_at=moment.office, recorded_at=moment.real, added_by=actor.person_id if actor else None,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def end(session: Session, provider_id: UUID, until: date) -> Provider:
    """From the day after this one its lines are lines as any other; what was recognised stays."""
    row = session.get(Provider, provider_id, with_for_update=True)
    if row is None:
        raise NotFound("provider")
    if until < row.valid_from:
        raise Refused.because(Reason("ends_before_it_begins", "D17", {"since": f"date:{row.valid_from}"}))
    row.valid_until = until
    session.flush()
    return row
