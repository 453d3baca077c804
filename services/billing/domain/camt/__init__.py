"""ISO 20022 camt.053: the statement of a bank as XML, already parsed (R14.2)."""

from __future__ import annotations

from services.billing.domain.camt.reading import read

__all__ = ["read"]
