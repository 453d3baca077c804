"""Every ground of an expulsion review with every ending: all grounds at once, each about another student (R11.2)."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

import pytest

from services.registration.domain.review_commission import Vote
from services.registration.models.campus import Student
from services.registration.workflows import reviewing
from tests.databases import Bound
from tests.workflows.review_crowd import ALL, CURABLE, OWN, Ending, each, of_all, to_the_rector
from tests.workflows.review_desk import Desk
from tests.workflows.test_summer_way import nothing_is_left_lying


def expelled(desk: Desk, case: UUID, ground: str) -> None:
    desk.signs(case)


def closed_by_rector(desk: Desk, case: UUID, ground: str) -> None:
    with desk.as_(desk.staff("rectorate")) as session:
        reviewing.close(session, case, "He has a child to care for")


def cured(desk: Desk, case: UUID, ground: str) -> None:
    desk.cured(ground)


def withdrawn(desk: Desk, case: UUID, ground: str) -> None:
    with desk.as_(desk.himself) as session:
        reviewing.withdraw_wish(session, case, desk.student)


def dropped(desk: Desk, case: UUID, ground: str) -> None:
    with desk.as_(desk.staff("leading_specialist")) as session:
        reviewing.drop(session, case, "Another student of the same name")


def overtaken(desk: Desk, case: UUID, ground: str) -> None:
    desk.leaves("left")


def not_begun(desk: Desk, case: UUID, ground: str) -> None:
    with desk.as_(desk.staff("leading_specialist")) as session:
        reviewing.say_word(session, case, "He is in hospital", goes_on=False)


EARLY: Mapping[str, tuple[Ending, set[str]]] = {
    "cured": (cured, CURABLE),
    "wish_withdrawn": (withdrawn, OWN),
    "dropped": (dropped, ALL),
    "overtaken": (overtaken, ALL),
}
"""Endings that may come at any step before the order."""
LATE: Mapping[str, tuple[Ending, set[str]]] = {
    "expelled": (expelled, ALL),
    "closed_by_rector": (closed_by_rector, ALL),
}
BEFORE_THE_ORDER = {
    **dict.fromkeys(CURABLE, "cured"), **dict.fromkeys(OWN, "wish_withdrawn"),
    "discipline": "dropped", "internal_rules": "overtaken",
}  # fmt: skip
"""One of the early endings for each ground, while the order lies before the rector."""


@pytest.mark.parametrize("way", LATE)
def test_a_review_on_every_ground_ends_as_it_is_decided_before_the_rector(undone_databases: Bound, way: str) -> None:
    ending, grounds = LATE[way]
    desk = Desk(undone_databases)
    opened = of_all(desk, grounds)
    to_the_rector(desk, opened)
    assert {desk.stands(case) for _, case in opened} == {"the rector decides"}
    desk.statements_are_in()
    each(desk, opened, ending)
    if way == "expelled":
        assert {desk.stands(case) for _, case in opened} == {"he may appeal"}
        desk.days(30)
    assert {ground: desk.stands(case) for ground, case in opened} == dict.fromkeys(grounds, way)
    with desk.of.registration.read() as session:
        after = {ground: session.get_one(Student, desk.case(case).student_id).status for ground, case in opened}
    gone = {**dict.fromkeys(grounds, "expelled"), "transfer": "transferred"}
    assert after == (gone if way == "expelled" else dict.fromkeys(grounds, "studying"))
    nothing_is_left_lying(desk)


def test_what_closes_a_case_by_itself_does_so_until_the_order_is_signed(undone_databases: Bound) -> None:
    desk = Desk(undone_databases)
    opened = of_all(desk, ALL)
    to_the_rector(desk, opened)
    each(desk, opened, lambda desk, case, ground: EARLY[BEFORE_THE_ORDER[ground]][0](desk, case, ground))
    assert {ground: desk.stands(case) for ground, case in opened} == BEFORE_THE_ORDER
    nothing_is_left_lying(desk)


@pytest.mark.parametrize("way", EARLY)
def test_a_review_on_every_ground_may_end_right_after_it_was_opened(undone_databases: Bound, way: str) -> None:
    ending, grounds = EARLY[way]
    desk = Desk(undone_databases)
    opened = of_all(desk, grounds)
    each(desk, opened, ending)
    assert {ground: desk.stands(case) for ground, case in opened} == dict.fromkeys(grounds, way)
    nothing_is_left_lying(desk)


def test_a_commission_that_finds_no_ground_closes_the_case(undone_databases: Bound) -> None:
    desk = Desk(undone_databases)
    opened = of_all(desk, ALL - OWN)
    to_the_rector(desk, opened, Vote.FOR, Vote.AGAINST, Vote.ABSTAINED)
    assert {desk.stands(case) for _, case in opened} == {"closed_by_commission"}
    assert "review_closed" in desk.told()


def test_nobody_on_leave_or_ill_is_told_anything_before_a_person_has_said_that_it_goes_on(
    undone_databases: Bound,
) -> None:
    desk = Desk(undone_databases)
    for nth in range(len(ALL)):
        desk.about(nth)
        desk.leaves("on_leave")
    opened = of_all(desk, ALL)
    assert {desk.stands(case) for _, case in opened} == {"a person says that it goes on"}
    assert "review_told" not in desk.told()
    each(desk, opened, not_begun)
    assert {desk.stands(case) for _, case in opened} == {"not_begun"}
