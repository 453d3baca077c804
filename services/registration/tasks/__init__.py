"""Message -> use case, nothing else. Importing the package registers every handler."""

from __future__ import annotations

from services.registration.tasks import (
    anonymity,
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
    "anonymity",
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
