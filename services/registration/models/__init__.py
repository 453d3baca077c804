"""Registration's tables. Import this package where all of them must be known (migrations, tests)."""

from __future__ import annotations

from services.registration.models import (
    accounts,
    applications,
    campus,
    catalogue,
    copies,
    people,
    policies,
    registrations,
    seats,
    sections,
    terms,
)
from services.registration.models.base import Base

__all__ = [
    "Base",
    "accounts",
    "applications",
    "campus",
    "catalogue",
    "copies",
    "people",
    "policies",
    "registrations",
    "seats",
    "sections",
    "terms",
]
