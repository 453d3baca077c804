"""Until when a held seat is to be paid for (D1, D20)."""

from __future__ import annotations

from datetime import date

from services.registration.domain.calendar import Calendar


def due_on(held_on: date, latest: date, calendar: Calendar, days_to_pay: int = 2) -> date:
    """Some working days after the invoice, at the latest T-8, from an offer at the latest T-3; never before today.

    A day off moves to the next working day, also a latest day that became one after the chain was published (R13.1).
    """
    return min(calendar.shift(held_on, days_to_pay), calendar.forward(max(latest, held_on)))
