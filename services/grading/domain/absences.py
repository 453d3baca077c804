"""Absences from classes: the share that is not excused, levels of warning, what follows (R11.2d, R11.3, D10)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from services.grading.domain.exact import cut
from services.grading.domain.reasons import Reason


class Effect(StrEnum):
    """What too much absence leads to."""

    GROUND = "ground"
    """A ground of the expulsion review, over the limit: a regular term (R11.2d)."""
    BARS = "bars"
    """No admission to the exam, from the limit on, and no case: the summer term (D10)."""


class Excuse(StrEnum):
    """What excuses an absence (R11.3)."""

    CERTIFICATE = "certificate"
    TRIP = "official_trip"
    COMPETITION = "competition"
    FORCE_MAJEURE = "force_majeure"


@dataclass(frozen=True, slots=True)
class AbsencePolicy:
    """One version of what is decided about absences, in force from a day, perhaps for one season."""

    version: int
    valid_from: date
    season: str | None
    levels: tuple[int, ...]
    """Percents at which student and adviser are told."""
    limit: int
    """Percent: over it a ground, or from it on a bar."""
    effect: Effect
    away_days: int
    """Days after holidays or a trip after which absence from all classes is a ground; 0: never."""
    holiday_days: int
    """So many days off in a row within a term are holidays."""
    class_weeks: int
    """Weeks of classes, where the dates of the term do not say it."""


@dataclass(frozen=True, slots=True)
class Share:
    """Unexcused absences of a student, and the classes of the section in the term that are held."""

    missed: int
    held: int

    @property
    def exact(self) -> Fraction:
        return Fraction(100 * self.missed, self.held) if self.held else Fraction(0)

    @property
    def shown(self) -> Decimal:
        """In percent, two decimals, cut: 19.999 never looks like 20."""
        return cut(self.exact, 2)


def in_force(policies: Iterable[AbsencePolicy], day: date, season: str | None) -> AbsencePolicy:
    """The newest policy in force on the first day of a term, its season's own first. Raises LookupError."""
    found = [one for one in policies if one.valid_from <= day and one.season in (None, season)]
    if not found:
        raise LookupError(f"no policy of absences is in force on {day}")
    return max(found, key=lambda one: (one.season is not None, one.valid_from, one.version))


def level_of(share: Share, policy: AbsencePolicy) -> int:
    """The highest level of warning that is reached; 0 for none."""
    return max((level for level in policy.levels if share.exact >= level), default=0)


def is_ground(share: Share, policy: AbsencePolicy) -> bool:
    """Whether it is a ground of the expulsion review: over the limit, in a regular term (R11.2d)."""
    return policy.effect is Effect.GROUND and share.exact > policy.limit


def is_bar(share: Share, policy: AbsencePolicy) -> bool:
    """Whether it bars from the exam: from the limit on, in the summer term (D10)."""
    return policy.effect is Effect.BARS and bool(share.held) and share.exact >= policy.limit


def over_half(missed: int, excused: int, held: int, policy: AbsencePolicy) -> bool:
    """Whether one who was ill has missed over half of the summer's classes: W, or I until a reserve date (D10)."""
    return policy.effect is Effect.BARS and excused > 0 and 2 * (missed + excused) > held


class Seen(StrEnum):
    """What the journal of a class says of a student on its list."""

    PRESENT = "present"
    ABSENT = "absent"
    EXCUSED = "excused"


@dataclass(frozen=True, slots=True)
class Away:
    """An absence from all classes since a day on which the student should have come back (R11.2d)."""

    since: date
    until: date
    missed: int


def away(seen: Sequence[tuple[date, Seen]], back_on: Iterable[date], days: int) -> Away | None:
    """The first absence of over so many days after holidays or a trip; ``seen`` are the classes by day, in order.

    It lasts until he is seen or excused; what no journal has recorded yet proves nothing.
    """
    if not days:
        return None
    for since in sorted(back_on):
        missed = list(_streak(day_seen for day_seen in seen if day_seen[0] >= since))
        if missed and missed[-1] - since > timedelta(days=days):
            return Away(since, missed[-1], len(missed))
    return None


def _streak(seen: Iterable[tuple[date, Seen]]) -> Iterator[date]:
    for day, what in seen:
        if what is not Seen.ABSENT:
            return
        yield day


def why_no_excuse(first: date, last: date, *, own: bool, scan: bool) -> Iterator[Reason]:
    """Every reason why an excuse can't be recorded (R11.3, R1.2)."""
    if own:
        yield Reason("own_line", "R1.2")
    if last < first:
        yield Reason("excuse_days", "R11.3")
    if not scan:
        yield Reason("scan_missing", "R11.3")


SHIPPED = (
    AbsencePolicy(1, date(2011, 1, 1), None, (10, 15, 20), 20, Effect.GROUND, 14, 5, 15),
    AbsencePolicy(2, date(2011, 1, 1), "summer", (10, 15), 20, Effect.BARS, 0, 5, 4),
)
"""R11.2d and D10, with which a new database starts; the levels of warning are ours."""
