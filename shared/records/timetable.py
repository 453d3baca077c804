"""Hours, rooms and teachers of the sections of a term: no teacher, group or room is in two places at once."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from itertools import combinations
from random import Random
from uuid import UUID

from shared.clock import ALMATY
from shared.records.model import Meeting, StaffRecord, TermRecord

STARTS = (time(8, 0), time(9, 30), time(11, 0), time(13, 0), time(14, 30), time(16, 0))
ENDS = (time(9, 20), time(10, 50), time(12, 20), time(14, 20), time(15, 50), time(17, 20))
EXAM_STARTS = (time(9, 0), time(12, 0), time(15, 0))
EXAM_HOURS = 2

Slot = tuple[int, int]
"""Weekday (Monday is 1) and number of the class on that day."""

SLOTS: tuple[Slot, ...] = tuple((day, hour) for day in range(1, 6) for hour in range(len(STARTS)))
PAIRS = tuple(pair for pair in combinations(SLOTS, 2) if pair[1][0] - pair[0][0] >= 2)
"""Two classes a week, with a day between them."""


class TooFewTeachers(Exception):
    """No teacher of the list is free at any two hours at which the group is."""


class Timetable:
    """The timetable of one term, filled section by section in a stable order."""

    def __init__(self, term: TermRecord) -> None:
        self._term = term
        self._busy: dict[object, set[Slot]] = defaultdict(set)
        self._rooms: Counter[Slot] = Counter()
        self._load: Counter[UUID] = Counter()

    def place(self, key: str, teachers: Sequence[StaffRecord], group: str | None) -> tuple[UUID, tuple[Meeting, ...]]:
        """The teacher and hours of a section; a section of no single group names none."""
        start = Random(f"hours:{key}").randrange(len(PAIRS))
        for teacher in sorted(teachers, key=lambda who: (self._load[who.id], who.number)):
            for pair in (*PAIRS[start:], *PAIRS[:start]):
                if not self._busy[teacher.id].intersection(pair) and not self._busy[group].intersection(pair):
                    return teacher.id, self._take(teacher.id, group, pair)
        raise TooFewTeachers(key)

    def exam(self, key: str) -> tuple[datetime, datetime]:
        """When the exam of a section begins and ends: on a working day of the last week but one."""
        chance = Random(f"exam:{key}")
        day = self._term.ends_on - timedelta(days=chance.randint(8, 12))
        begins = datetime.combine(day, chance.choice(EXAM_STARTS), ALMATY)
        return begins, begins + timedelta(hours=EXAM_HOURS)

    def _take(self, teacher: UUID, group: str | None, pair: tuple[Slot, Slot]) -> tuple[Meeting, ...]:
        self._load[teacher] += 1
        self._busy[teacher].update(pair)
        if group is not None:
            self._busy[group].update(pair)
        self._rooms.update(pair)
        return tuple(Meeting(day, STARTS[hour], ENDS[hour], self._room((day, hour))) for day, hour in pair)

    def _room(self, slot: Slot) -> str:
        floor, room = divmod(self._rooms[slot] - 1, 20)
        return f"{floor + 1}{room + 1:02d}"
