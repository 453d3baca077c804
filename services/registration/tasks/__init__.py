"""Message -> use case, nothing else. Importing the package registers every handler."""

from __future__ import annotations

from services.registration.tasks import (
    cases,
    choices,
    copies,
    deadlines,
    grounds,
    readings,
    reversals,
    reviews,
    seats,
    study,
    teachers,
)

__all__ = [
    "cases",
    "choices",
    "copies",
    "deadlines",
    "grounds",
    "readings",
    "reversals",
    "reviews",
    "seats",
    "study",
    "teachers",
]
