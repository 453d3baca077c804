"""Many expulsion reviews at once, each about another student: what is done with all of them is carried together."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from uuid import UUID

from services.registration.domain.review_commission import Vote
from shared.contracts.reviews import Ground
from tests.workflows.review_desk import Desk

OWN = {"own_wish", "transfer"}
ABSENT = {"absent_share", "absent_long"}
ALL = {ground.value for ground in Ground}
CURABLE = ABSENT | {"restudy_unpaid", "repeat_unpaid"}
Ending = Callable[[Desk, UUID, str], None]
Opened = list[tuple[str, UUID]]


def of_all(desk: Desk, grounds: Iterable[str]) -> Opened:
    """A case on each of these grounds, about another student each; who owes a course comes first."""
    opened = []
    with desk.together():
        for nth, ground in enumerate(sorted(grounds, key=lambda ground: (ground != "restudy_unpaid", ground))):
            desk.about(nth)
            opened.append((ground, desk.open(ground)))
    return opened


def each(desk: Desk, opened: Opened, does: Ending) -> None:
    """The same is done with all of them, and carried together."""
    with desk.together():
        for ground, case in opened:
            desk.about_case(case)
            does(desk, case, ground)


def explains(desk: Desk, case: UUID, ground: str) -> None:
    if ground not in OWN:
        desk.explains(case)


def commission(*votes: Vote) -> Ending:
    """It sits, and votes so; for the expulsion if nothing is said."""

    def sits(desk: Desk, case: UUID, ground: str) -> None:
        if ground not in OWN:
            desk.decides(case, votes or (Vote.FOR, Vote.FOR, Vote.AGAINST))

    return sits


def to_the_rector(desk: Desk, opened: Opened, *votes: Vote) -> None:
    each(desk, opened, lambda desk, case, ground: desk.reads())
    each(desk, opened, explains)
    each(desk, opened, lambda desk, case, ground: desk.opines(case, "adviser"))
    each(desk, opened, lambda desk, case, ground: desk.opines(case, "dean"))
    each(desk, opened, lambda desk, case, ground: None if ground in OWN else desk.calls(case))
    each(desk, opened, commission(*votes))


def to_the_rector_in_silence(desk: Desk, opened: Opened) -> None:
    """They read the notice, and say nothing more; nor do adviser and dean: only the commission speaks."""
    each(desk, opened, lambda desk, case, ground: desk.reads())
    heard = [one for one in opened if one[0] not in OWN]
    for _ in ("he", "his adviser", "the adviser's deputy", "his dean", "the dean's deputy"):
        desk.until_it_is_over(heard[0][1])
    each(desk, heard, lambda desk, case, ground: desk.calls(case))
    each(desk, heard, commission())
