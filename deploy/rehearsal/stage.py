"""What every act of the story needs: its people, its clock, its bank, and the dates that were published."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date, datetime, time
from itertools import chain
from typing import TypeVar
from uuid import UUID

from deploy.office_time import OfficeTime
from deploy.rehearsal.bank import Bank, Line
from deploy.rehearsal.cast import Cast, Debtor
from deploy.rehearsal.lots import Lots
from deploy.rehearsal.questions import Also, Studies
from deploy.rehearsal.reader import Reader
from shared.clock import ALMATY
from shared.money import Money

Say = Callable[[str], None]
T = TypeVar("T")
R = TypeVar("R")


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
    people: dict[UUID, Debtor] = field(init=False)
    """The debtors by their ids."""
    lots: Lots = field(init=False)
    term_id: UUID | None = None
    dates: Dates | None = None
    """The published chain of the term that is played."""
    refused: Counter[str] = field(default_factory=Counter)
    """Rule: applications refused at once by it."""
    offers: dict[tuple[UUID, str], str] = field(default_factory=dict)
    """The published offer for a section and a specialty, as the first of its students read it."""
    paid: dict[date, list[Line]] = field(default_factory=lambda: defaultdict(list))
    """What was paid at the bank on a day whose statement is not loaded yet."""
    loaded_through: date = date.min
    """The last day whose statement is loaded."""
    unloaded: list[date] = field(default_factory=list)
    """Days that are over and whose statement is not loaded yet."""
    meant: dict[str, str] = field(default_factory=dict)
    """What a payment does not tell: payer's account, day and sum -> number of the invoice that it is for."""
    wrongly: dict[str, str] = field(default_factory=dict)
    """The same of payments that name another's invoice."""
    lumps: dict[tuple[str, date], list[tuple[str, Money]]] = field(default_factory=lambda: defaultdict(list))
    """What was paid through a provider (its BIN) on a day: number of the invoice, and the sum."""
    troubles: dict[date, set[Also]] = field(default_factory=lambda: defaultdict(set))
    """What is wrong with the bank's file of a day."""
    studies: dict[tuple[str, str], Studies] = field(default_factory=dict)
    """Number of the student, code of the course -> how the summer goes for him."""
    late: dict[str, Also] = field(default_factory=dict)
    """Sections whose sheets are closed late, and how late."""
    apart: set[str] = field(default_factory=set)
    """Codes of courses that no dean proposes."""
    by_the_office: set[str] = field(default_factory=set)
    """Numbers of those for whom the office applies."""
    unwanted: set[str] = field(default_factory=set)
    """Codes of courses for which nobody applies."""
    lonely: set[str] = field(default_factory=set)
    """Codes of courses for which a single one does."""
    in_two: set[str] = field(default_factory=set)
    """Codes of courses that are offered in two groups, though one would do."""
    again: list[tuple[Debtor, UUID]] = field(default_factory=list)
    """Who may apply once more, and for which section."""
    heard: set[UUID] = field(default_factory=set)
    """Results that their students have heard of."""
    moved: set[UUID] = field(default_factory=set)
    """Sections whose times were changed."""
    done: Counter[str] = field(default_factory=Counter)
    """Acts of people beside the main way, by name."""
    instead: dict[str, str] = field(default_factory=dict)
    """Courses no longer offered -> the course that stands for each (D12)."""
    held_back: list[tuple[Debtor, UUID]] = field(default_factory=list)
    """Who was refused for nothing but other fees today, and for which section."""

    def __post_init__(self) -> None:
        self.lots = Lots(self.seed)
        self.people = {debtor.somebody.person_id: debtor for debtor in self.cast.debtors}

    def beside(self, acts: Sequence[T], of: Callable[[T], Hashable], do: Callable[[T], R]) -> list[R]:
        """Everybody acts: those of one kind in their order, the kinds beside each other; what came of each act.

        What is drawn by lot, and what is counted, stays outside of ``do``: there the order would be another each time.
        """
        kinds: dict[Hashable, list[int]] = defaultdict(list)
        for nth, act in enumerate(acts):
            kinds[of(act)].append(nth)
        queues = kinds.values()
        came = self.pool.map(lambda queue: [(nth, do(acts[nth])) for nth in queue], queues)
        by_place = dict(chain.from_iterable(came))
        return [by_place[nth] for nth in range(len(acts))]


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
