"""What a university decides about acts on results: how long an appeal may be made, whom a late sheet reaches when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class ActPolicy:
    """One version of what is decided, in force from a day."""

    version: int
    valid_from: date
    appeal_days: int
    """Working days after the result in which an appeal may be made (R5.5)."""
    commission_least: int
    """How many members a commission of appeal has at least, its chair among them (R5.5)."""
    certificate_days: int
    """Working days after the exam in which a certificate of illness is brought (D10)."""
    late_to_dean_hours: int
    """Hours after which a late sheet reaches the dean and the office (R13.1)."""
    late_to_rectorate_hours: int
    """Hours after which it reaches the rectorate."""
    failures_warned: int
    """The dean is warned of so many failures of one course (D11)."""
    appeal_decided_days: int = 3
    """Working days after an appeal in which it is decided (R5.5)."""


def acts_in_force(policies: Iterable[ActPolicy], day: date) -> ActPolicy:
    """The newest policy that is in force on this day. Raises LookupError where none is."""
    found = [policy for policy in policies if policy.valid_from <= day]
    if not found:
        raise LookupError(f"no policy of acts is in force on {day}")
    return max(found, key=lambda policy: (policy.valid_from, policy.version))


SHIPPED = ActPolicy(
    version=1,
    valid_from=date(2011, 1, 1),
    appeal_days=1,
    commission_least=3,
    certificate_days=3,
    late_to_dean_hours=24,
    late_to_rectorate_hours=72,
    failures_warned=3,
)
"""R5.5, D10, D11 and R13.1, with which a new database starts."""
