"""The commission of an expulsion review: who may sit on it, its quorum, its vote (R11.1)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from services.registration.domain.reasons import Reason


class Vote(StrEnum):
    """How a member votes about the expulsion (or, on an appeal, about keeping the order)."""

    FOR = "for"
    AGAINST = "against"
    ABSTAINED = "abstained"


@dataclass(frozen=True, slots=True)
class Ballot:
    """A member at the sitting: whether he came, how he voted, what he said otherwise than the commission."""

    person_id: UUID
    vote: Vote | None
    """None: he did not come."""
    dissent: str = ""


def against_calling(
    chair: UUID, members: Collection[UUID], involved: Collection[UUID | None], least: int, meets_on: date, first: date
) -> Iterator[Reason]:
    """What stands against a commission: too few, one twice, one who has acted in the case, a day too soon (R1.2)."""
    people = {chair, *members}
    if len(people) < least:
        yield Reason("commission_too_small", "R11.1", {"members": f"number:{least}"})
    if len(people) != len(members) + 1:
        yield Reason("member_twice", "R11.1")
    if people & set(involved):
        yield Reason("member_involved", "R1.2")
    if meets_on < first:
        yield Reason("sitting_too_soon", "R11.1", {"date": f"date:{first.isoformat()}"})


def quorum(members: int, percent: int) -> int:
    """How many must have come."""
    return -(-members * percent // 100)


def against_protocol(
    ballots: Sequence[Ballot], members: Collection[UUID], needed: int, meets_on: date, today: date
) -> Iterator[Reason]:
    """What stands against a protocol; without a quorum the commission is called anew."""
    if today < meets_on:
        yield Reason("sitting_to_come", "R11.1", {"date": f"date:{meets_on.isoformat()}"})
    if {ballot.person_id for ballot in ballots} != set(members) or len(ballots) != len(members):
        yield Reason("ballots_of_others", "R11.1")
    if len(came(ballots)) < needed:
        yield Reason("no_quorum", "R11.1", {"members": f"number:{needed}"})
    if any(ballot.dissent.strip() and ballot.vote is None for ballot in ballots):
        yield Reason("dissent_of_absent", "R11.1")


def came(ballots: Sequence[Ballot]) -> list[Ballot]:
    """Those who sat."""
    return [ballot for ballot in ballots if ballot.vote is not None]


def carried(ballots: Sequence[Ballot]) -> bool:
    """More than half of those who came are for it; a tie is not (R11.1)."""
    there = came(ballots)
    return 2 * sum(ballot.vote is Vote.FOR for ballot in there) > len(there)
