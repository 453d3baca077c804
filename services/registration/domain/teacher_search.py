"""When a teacher may be reported gone, and who may take his place (D7)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from services.registration.domain.reasons import Reason


def why_not_reported(*, starts_on: date, today: date, status: str, searching: bool, why: str) -> Iterator[Reason]:
    """Every reason why no search begins: before the start the office simply names another (D7)."""
    if status != "open":
        yield Reason("section_over", "D7", {"status": f"text:status.{status}"})
    if today < starts_on:
        yield Reason("classes_not_begun", "D7", {"starts_on": f"date:{starts_on}"})
    if searching:
        yield Reason("teacher_sought_already", "D7")
    if not why:
        yield Reason("why_missing", "D7")
