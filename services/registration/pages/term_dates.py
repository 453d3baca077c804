"""The dates of a summer term on one line, with what is past, present and to come (D1)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from services.registration.models.terms import Term
from shared.clock import end_of_day
from shared.web import t

SHOWN = ("opens_at", "drawn_at", "closes_at", "due_on", "offers_end_at", "starts_on", "exams_from", "ends_on")


def line_of_dates(term: Term, at: datetime) -> Sequence[tuple[str, str]]:
    """Pairs of a text and its state: done, now (the next to come), later."""
    if term.dates is None:
        return ()
    found: list[tuple[str, str]] = []
    next_seen = False
    for name in SHOWN:
        when: date | datetime = getattr(term.dates, name)
        moment = when if isinstance(when, datetime) else end_of_day(when)
        state = "done" if moment < at else "later" if next_seen else "now"
        next_seen = next_seen or state == "now"
        found.append((t(f"date.{name}", at=when), state))
    return found
