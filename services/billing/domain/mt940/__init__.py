"""SWIFT MT940: the statement of a bank as tagged text (R14.2)."""

from __future__ import annotations

from services.billing.domain.mt940.reading import looks_like_it, read

__all__ = ["looks_like_it", "read"]
