"""What a provider tells at once of a payment, signed: a hint that keeps a seat, never money (R14.2, D17)."""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from hashlib import sha256

from services.billing.domain.reasons import Reason

OFF_BY = timedelta(minutes=5)
"""So far may the sender's clock be from ours; what is older was recorded and sent again by somebody."""


def signature(secret: str, moment: str, body: bytes) -> str:
    """HMAC-SHA256 over the moment, a point and the body as it is sent, in hexadecimal digits."""
    return hmac.new(secret.encode(), moment.encode() + b"." + body, sha256).hexdigest()


def is_signed(secret: str, moment: str, body: bytes, given: str, now: datetime) -> bool:
    """Whether who knows the secret sent exactly this, just now."""
    genuine = hmac.compare_digest(signature(secret, moment, body).encode(), given.strip().lower().encode())
    return genuine and moment.isdecimal() and abs(now.timestamp() - int(moment)) <= OFF_BY.total_seconds()


def refusals(known: bool, number: str, amount: int, paid_on: date, today: date) -> Iterator[Reason]:
    """Why an announcement is not kept, every reason at once."""
    if not known:
        yield Reason("invoice_unknown", "R14.2", {"number": number})
    if amount <= 0:
        yield Reason("amount_is_zero", "R14.1")
    if paid_on > today:
        yield Reason("day_to_come", "R8.4", {"day": f"date:{paid_on}"})
