"""By which sign a line is a provider's, that paid for many at once (R14.2, D17)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.billing.domain.look_alikes import shape
from services.billing.domain.statements import Line


@dataclass(frozen=True, slots=True)
class ProviderSign:
    """The payer's BIN, perhaps his account, perhaps one of some words in the purpose; in force for some days."""

    provider_id: UUID
    name: str
    bin: str
    account: str
    words: tuple[str, ...]
    settles_days: int
    valid_from: date
    valid_until: date | None = None

    def fits(self, line: Line) -> bool:
        """Whether the line is one of this provider's."""
        if not line.incoming or line.payer.id_number != self.bin or not self.in_force(line.operation_on):
            return False
        if self.account and self.account != line.payer.account:
            return False
        text = shape(line.purpose)
        return not self.words or any(shape(word) in text for word in self.words)

    def in_force(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)


def first_fitting(line: Line, signs: Iterable[ProviderSign]) -> ProviderSign | None:
    """The provider whose line it is."""
    return next((sign for sign in signs if sign.fits(line)), None)
