"""1CClientBankExchange: the text file in which banks give a day's or a month's operations (R14.4)."""

from __future__ import annotations

from services.billing.domain.one_c.reading import read

__all__ = ["read"]
