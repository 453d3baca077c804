"""The public holidays of Kazakhstan, for services that count working days without the office's own calendar."""

from __future__ import annotations

from datetime import date
from functools import cache

import holidays


@cache
def kazakh_holidays(year: int) -> frozenset[date]:
    """Of this year and the next."""
    return frozenset(holidays.country_holidays("KZ", years=[year, year + 1]))
