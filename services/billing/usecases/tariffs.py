"""The price of one credit by specialty and academic year, set by the finance department (R9.2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import uuid4

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import Session

from services.billing.domain.reasons import Reason
from services.billing.models import Tariff
from shared.clock import now
from shared.contracts.billing import TariffChanged
from shared.errors import Refused
from shared.identity import actor_of
from shared.messaging import publish
from shared.money import Money

_TARIFFS = 87
"""The number by which PostgreSQL knows this lock: two prices set at once get two numbers."""


@dataclass(frozen=True, slots=True)
class PriceRow:
    """A price to be set."""

    specialty: str
    academic_year: int
    price: Money
    valid_from: date


def set_prices(session: Session, rows: Sequence[PriceRow], ground: str) -> list[Tariff]:
    """Set prices; each is a new row, an invoice that is out keeps the price it was accepted at (D5).

    A row equal to the newest of its specialty and year changes nothing.
    """
    reasons = [reason for row in rows for reason in _refusals(row)]
    if reasons:
        raise Refused(reasons)
    session.execute(select(func.pg_advisory_xact_lock(_TARIFFS)))
    newest = _newest(session, rows)
    made = []
    for row in rows:
        key, known = (row.specialty, row.academic_year), newest.get((row.specialty, row.academic_year))
        if known is None or (known.price, known.valid_from) != (row.price, row.valid_from):
            newest[key] = _tariff(session, row, known.version_no + 1 if known else 1, ground)
            made.append(newest[key])
    session.add_all(made)
    session.flush()
    publish(session, [as_event(tariff) for tariff in made])
    return made


def as_event(tariff: Tariff) -> TariffChanged:
    """The price as the others keep it."""
    row = f"{tariff.specialty}:{tariff.academic_year}:{tariff.valid_from}"
    return TariffChanged(
        tariff.specialty, tariff.academic_year, tariff.version_no, tariff.price, tariff.valid_from, row
    )


def _refusals(row: PriceRow) -> list[Reason]:
    reasons = []
    if row.price <= Money(0):
        reasons.append(Reason("price_not_positive", "R9.2", {"specialty": row.specialty}))
    if not row.specialty.strip():
        reasons.append(Reason("specialty_missing", "R9.2"))
    if not 2000 <= row.academic_year <= 2100:
        reasons.append(Reason("academic_year_impossible", "R9.2", {"year": str(row.academic_year)}))
    return reasons


def _newest(session: Session, rows: Sequence[PriceRow]) -> dict[tuple[str, int], Tariff]:
    keys = {(row.specialty, row.academic_year) for row in rows}
    query = select(Tariff).where(tuple_(Tariff.specialty, Tariff.academic_year).in_(keys)).order_by(Tariff.version_no)
    return {(tariff.specialty, tariff.academic_year): tariff for tariff in session.scalars(query)}


def _tariff(session: Session, row: PriceRow, version_no: int, ground: str) -> Tariff:
    moment, actor = now(session), actor_of(session)
    return Tariff(
        tariff_id=uuid4(), specialty=row.specialty, academic_year=row.academic_year, version_no=version_no,
        price=row.price, valid_from=row.valid_from, ground=ground, set_at=moment.office, recorded_at=moment.real,
        set_by=actor.person_id if actor else None,
    )  # fmt: skip
