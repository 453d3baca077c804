"""The draw: who goes before whom on the first day and afterwards (D2)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Entry:
    """An application in the order of its section."""

    case_id: UUID
    section_id: UUID
    priority: int
    received_at: datetime
    ticket: int


@dataclass(frozen=True, slots=True)
class Given:
    """What came out of a draw: seats, and places in the line, both in order."""

    seats: tuple[Entry, ...]
    line: tuple[Entry, ...]


def ticket(seed: str, student_number: str, course_code: str) -> int:
    """The lot of a student for a course: anyone can work it out again from the seed published before (D2).

    63 bits of sha256 over the three, so that neither the order of requests nor the office can move it.
    """
    digest = sha256(f"{seed}\n{student_number}\n{course_code}".encode()).digest()
    return int.from_bytes(digest[:8], "big") >> 1


def by_lot(entry: Entry) -> tuple[int, int, UUID]:
    """The order of the first 24 hours: by class, then by lot; the hour of arrival says nothing."""
    return entry.priority, entry.ticket, entry.case_id


def by_arrival(entry: Entry) -> tuple[int, datetime, int, UUID]:
    """The order afterwards, and of the line: class, arrival, ticket; never the order of commits (R3.5)."""
    return entry.priority, entry.received_at, entry.ticket, entry.case_id


def in_order(entries: Iterable[Entry], first_day_ends_at: datetime) -> list[Entry]:
    """Those of the first 24 hours by class and lot; behind them whoever came before the draw was held, by arrival."""
    known = list(entries)
    first = [entry for entry in known if entry.received_at < first_day_ends_at]
    later = [entry for entry in known if entry.received_at >= first_day_ends_at]
    return sorted(first, key=by_lot) + sorted(later, key=lambda entry: (entry.received_at, by_arrival(entry)))


def give(ordered: Iterable[Entry], free: Mapping[UUID, int]) -> Given:
    """Seats to the first of each section while it has any, places in the line to the others (R3.5)."""
    left = dict(free)
    seats: list[Entry] = []
    line: list[Entry] = []
    for entry in ordered:
        if left.get(entry.section_id, 0) > 0:
            left[entry.section_id] -= 1
            seats.append(entry)
        else:
            line.append(entry)
    return Given(tuple(seats), tuple(line))
