"""The payment providers in force, and how long their money is on its way (D17)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.billing.domain.providers import ProviderSign
from services.billing.models import Provider


def signs(session: Session) -> tuple[ProviderSign, ...]:
    """Every provider by the sign of its lines; they choose by date themselves."""
    return tuple(
        ProviderSign(
            row.provider_id, row.name, row.bin, row.account, tuple(row.words), row.settles_days, row.valid_from,
            row.valid_until,
        )
        for row in session.scalars(select(Provider).order_by(Provider.name, Provider.provider_id))
    )  # fmt: skip


def settles_days(session: Session, day: date) -> int:
    """Days that a payment of this day may be on its way through a provider, the slowest one."""
    return max((sign.settles_days for sign in signs(session) if sign.in_force(day)), default=0)
