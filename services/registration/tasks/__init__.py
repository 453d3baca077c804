"""Message -> use case, nothing else. Importing the package registers every handler."""

from __future__ import annotations

from services.registration.tasks import cases, copies, deadlines, reversals, seats, study

__all__ = ["cases", "copies", "deadlines", "reversals", "seats", "study"]
