"""Until when an unpaid invoice is protected from lapsing (R13.1, R8.4, D17, D19)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Shield:
    """A protection that no event has ended: until a day's statements are in, until a moment, or until an event."""

    invoice_id: UUID
    until_statements_of: date | None = None
    until: datetime | None = None

    def holds(self, through: date | None, now: datetime) -> bool:
        """Whether it still protects, with the statements in through this day; each bound that it has may end it."""
        if self.until_statements_of is not None and through is not None and through >= self.until_statements_of:
            return False
        return self.until is None or now < self.until
