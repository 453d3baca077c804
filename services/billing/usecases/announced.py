"""A provider's signed callback: kept once, a seat is protected until its statement is in (R14.2, D17)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from secrets import token_urlsafe
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Select, case, exists, select
from sqlalchemy.orm import Session

from services.billing.domain import announced
from services.billing.domain.settlement import Status
from services.billing.models import (
    AnnouncedPayment,
    Invoice,
    Provider,
    ProviderSecret,
    RegisterRow,
    StatementsThrough,
)
from services.billing.queries.workdays import banking_days
from services.billing.usecases import line_acts, protections, voiding
from shared.clock import now, office_day
from shared.errors import NotFound, Refused
from shared.identity import NotSignedIn
from shared.money import Money


@dataclass(frozen=True, slots=True)
class Callback:
    """What a provider says, and how it was signed."""

    own_id: str
    number: str
    amount: Money
    paid_at: datetime


@dataclass(frozen=True, slots=True)
class Signed:
    """The bytes as they came, when their sender says he sent them, and his signature."""

    body: bytes
    moment: str
    signature: str


def new_secret(session: Session, provider_id: UUID) -> str:
    """Make the secret with which a provider signs from now on; whoever has an older one is refused."""
    if session.get(Provider, provider_id, with_for_update=True) is None:
        raise NotFound("provider")
    moment, made = now(session), token_urlsafe(32)
    row = session.get(ProviderSecret, provider_id) or ProviderSecret(provider_id=provider_id)
    row.secret, row.made_at, row.recorded_at = made, moment.office, moment.real
    row.made_by = line_acts.who(session).person_id
    session.add(row)
    session.flush()
    return made


def announce(session: Session, provider_id: UUID, said: Callback, signed: Signed) -> AnnouncedPayment:
    """Keep an announcement, the same one once. Raises NotSignedIn where the signature does not hold, Refused."""
    moment, key = now(session), session.get(ProviderSecret, provider_id)
    if key is None or not announced.is_signed(key.secret, signed.moment, signed.body, signed.signature, moment.real):
        raise NotSignedIn
    invoices = voiding.locked(session, Invoice.number == said.number)
    paid_on = office_day(said.paid_at)
    reasons = list(announced.refusals(bool(invoices), said.number, said.amount.tiyn, paid_on, moment.day))
    if reasons:
        raise Refused(reasons)
    mine = AnnouncedPayment.provider_id == provider_id, AnnouncedPayment.own_id == said.own_id
    known = session.scalar(select(AnnouncedPayment).where(*mine))
    if known is not None:
        return known
    settles = session.get_one(Provider, provider_id).settles_days
    one = AnnouncedPayment(
        announcement_id=uuid4(), provider_id=provider_id, own_id=said.own_id, invoice_id=invoices[0].invoice_id,
        amount=said.amount, paid_at=said.paid_at.astimezone(UTC),
        expected_by=banking_days(session).after(paid_on, settles),
        received_at=moment.office, recorded_at=moment.real,
        body=signed.body.decode("utf-8", errors="replace"), signature=signed.signature,
    )  # fmt: skip
    session.add(one)
    _protect(session, invoices[0], one)
    session.flush()
    return one


def listed() -> Select[*tuple[Any, ...]]:
    """Every announcement with what became of it: in a register, awaited, or missing once its statement is in."""
    own = RegisterRow.own_id == AnnouncedPayment.own_id
    came = exists().where(RegisterRow.provider_id == AnnouncedPayment.provider_id, own)
    through = select(StatementsThrough.through).scalar_subquery()
    missing = AnnouncedPayment.expected_by <= through
    state = case((came, "announced_came"), (missing, "announced_missing"), else_="announced_waits")
    return (
        select(
            AnnouncedPayment.announcement_id, AnnouncedPayment.own_id, AnnouncedPayment.amount,
            AnnouncedPayment.paid_at, AnnouncedPayment.received_at, AnnouncedPayment.expected_by,
            AnnouncedPayment.invoice_id, Invoice.number, Provider.name, state.label("state"),
        )
        .join(Invoice, Invoice.invoice_id == AnnouncedPayment.invoice_id)
        .join(Provider, Provider.provider_id == AnnouncedPayment.provider_id)
    )  # fmt: skip


def _protect(session: Session, invoice: Invoice, one: AnnouncedPayment) -> None:
    """Announced in time: nothing lapses before the statement that must bring the provider's line (R13.1)."""
    if invoice.status == Status.OPEN and office_day(one.paid_at) <= invoice.due_on:
        protections.protect(session, "announced", [invoice.invoice_id], until_statements_of=one.expected_by)
