"""What every act of the story needs: its people, its clock, its bank, and the dates that were published."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date, datetime, time
from uuid import UUID

from deploy.office_time import OfficeTime
from deploy.rehearsal.bank import Bank, Line
from deploy.rehearsal.cast import Cast
from deploy.rehearsal.reader import Reader
from shared.clock import ALMATY

Say = Callable[[str], None]


@dataclass(slots=True)
class Stage:
    """What every act of the story needs."""

    seed: int
    cast: Cast
    clock: OfficeTime
    reader: Reader
    bank: Bank
    say: Say
    pool: ThreadPoolExecutor
    term_id: UUID | None = None
    refused: Counter[str] = field(default_factory=Counter)
    """Rule: applications refused at once by it."""
    offers: dict[tuple[UUID, str], str] = field(default_factory=dict)
    """The published offer for a section and a specialty, as the first of its students read it."""
    paid: dict[date, list[Line]] = field(default_factory=dict)
    """What was paid at the bank on a day whose statement is not loaded yet."""


@dataclass(frozen=True, slots=True)
class Dates:
    """The published chain (D1), as the office announced it."""

    opens_at: datetime
    drawn_at: datetime
    closes_at: datetime
    due_on: date
    starts_on: date
    attestations_on: tuple[date, ...]
    ends_on: date
    sheets_due_at: datetime


def moment(day: date, hour: int, minute: int = 0) -> datetime:
    """A moment of Almaty."""
    return datetime.combine(day, time(hour, minute), ALMATY)
