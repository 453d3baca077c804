"""Registration's tables. Import this package where all of them must be known (migrations, tests)."""

from __future__ import annotations

from services.registration.models import (
    accounts,
    advising,
    anonymity,
    applications,
    behalf,
    campus,
    catalogue,
    copies,
    deadlines,
    exceptions,
    externals,
    orders,
    people,
    policies,
    registrations,
    restudies,
    reversals,
    review_effects,
    review_sittings,
    reviews,
    seats,
    sections,
    signatures,
    study,
    teacher_searches,
    terms,
)
from services.registration.models.base import Base
from shared.workflow.tables import KernelBase

KERNEL_PARTS = (KernelBase.metadata,)
"""Registration is where workflows run: the engine's tables stand in its schema."""

__all__ = [
    "KERNEL_PARTS",
    "Base",
    "accounts",
    "advising",
    "anonymity",
    "applications",
    "behalf",
    "campus",
    "catalogue",
    "copies",
    "deadlines",
    "exceptions",
    "externals",
    "orders",
    "people",
    "policies",
    "registrations",
    "restudies",
    "reversals",
    "review_effects",
    "review_sittings",
    "reviews",
    "seats",
    "sections",
    "signatures",
    "study",
    "teacher_searches",
    "terms",
]
