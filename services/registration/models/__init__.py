"""Registration's tables. Import this package where all of them must be known (migrations, tests)."""

from __future__ import annotations

from services.registration.models import (
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
