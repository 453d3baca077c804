"""Registration's tables. Import this package where all of them must be known (migrations, tests)."""

from __future__ import annotations

from services.registration.models import (
    campus,
    catalogue,
    copies,
    people,
    policies,
    registrations,
    sections,
    terms,
)
from services.registration.models.base import Base

__all__ = ["Base", "campus", "catalogue", "copies", "people", "policies", "registrations", "sections", "terms"]
