"""Reviews on every ground that end late: appeals, early cures, silence, cures at every step (R11.1, R11.4)."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from sqlalchemy import select

from services.registration.models.campus import Student
from services.registration.models.reviews import ReviewWord
from services.registration.workflows import reviewing
from tests.databases import Bound
from tests.workflows.review_crowd import (
    ALL,
    CURABLE,
    OWN,
    Opened,
    commission,
    each,
    explains,
    of_all,
    to_the_rector_in_silence,
)
from tests.workflows.review_desk import Desk
from tests.workflows.test_review_endings import cured, expelled, withdrawn
from tests.workflows.test_summer_way import nothing_is_left_lying

OUTCOMES = {"kept": "expelled", "revoked": "revoked", "reopened": "reopened"}


def cure(desk: Desk, case: UUID, ground: str) -> None:
    (withdrawn if ground in OWN else cured)(desk, case, ground)


def revokes(desk: Desk, case: UUID, ground: str) -> None:
    desk.revokes(case)


def statuses(desk: Desk, opened: Opened) -> list[str]:
    with desk.of.registration.read() as session:
        return [session.get_one(Student, desk.case(case).student_id).status for _, case in opened]


def test_an_order_on_every_ground_is_kept_revoked_or_the_case_begun_anew(undone_databases: Bound) -> None:
    desk = Desk(undone_databases)
    desk.wire.copies = 1  # that each message may come twice is tried with fewer cases
    grounds = sorted(ALL)
    opened = of_all(desk, [*grounds * 3, *sorted(CURABLE)])
    at_once = [opened[nth] for nth in first_of_each(opened, CURABLE)]
    appealed = [one for one in opened if one not in at_once]
    wanted = {case: list(OUTCOMES)[nth % 3] for nth, (_, case) in enumerate(appealed)}
    to_the_rector_in_silence(desk, opened)
    desk.statements_are_in()
    each(desk, opened, expelled)
    each(desk, at_once, cure)
    assert set(statuses(desk, opened)) == {"expelled", "transferred"}
    each(desk, appealed, lambda desk, case, ground: desk.appeals(case))
    each(desk, appealed, lambda desk, case, ground: desk.calls(case, kind="appeal", after=3))
    each(desk, appealed, lambda desk, case, ground: desk.decides_appeal(case, wanted[case]))
    assert {case: desk.stands(case) for _, case in appealed} == {case: OUTCOMES[way] for case, way in wanted.items()}
    assert {desk.stands(case) for _, case in at_once} == {"revoked"}
    revoked = [*at_once, *(one for one in appealed if wanted[one[1]] != "kept")]
    each(desk, revoked, revokes)
    assert set(statuses(desk, revoked)) == {"studying"}
    assert "studying" not in statuses(desk, [one for one in opened if one not in revoked])
    again = {one.reopens for one in desk.cases() if one.reopens}
    assert again == {case for case, way in wanted.items() if way == "reopened"}
    nothing_is_left_lying(desk)


def first_of_each(opened: Opened, grounds: set[str]) -> list[int]:
    """Where the first case on each of these grounds stands."""
    return [[ground for ground, _ in opened].index(one) for one in sorted(grounds)]


def test_who_says_nothing_on_any_ground_is_told_again_on_paper_and_heard_by_the_commission(
    undone_databases: Bound,
) -> None:
    desk = Desk(undone_databases)
    opened = of_all(desk, ALL)
    desk.days(7)
    assert {desk.stands(case) for _, case in opened} == {"the office hands it over on paper"}
    each(desk, opened, handed_over)
    desk.days(40)
    waits = {"the rector decides" if ground in OWN else "the commission is called" for ground, _ in opened}
    assert {desk.stands(case) for _, case in opened} == waits, "nobody spoke, and the case went on"
    with desk.of.registration.read() as session:
        assert not session.scalars(select(ReviewWord)).all()
    assert {"review_late_commission", "review_late_signature"} <= set(desk.told(desk.staff("rectorate").person_id))
    heard = [one for one in opened if one[0] not in OWN]
    each(desk, heard, lambda desk, case, ground: desk.calls(case))
    desk.days(30)
    assert {desk.stands(case) for _, case in heard} == {"the commission decides"}, "its silence decides nothing"
    assert set(statuses(desk, opened)) == {"studying"}


def handed_over(desk: Desk, case: UUID, ground: str) -> None:
    with desk.as_(desk.staff("specialist")) as session:
        reviewing.hand_over(session, case, "Letter came back", delivered=False)


STEPS: tuple[tuple[str, Callable[[Desk, Opened], None]], ...] = (
    ("he opens the notice", lambda desk, left: each(desk, left, lambda desk, case, ground: desk.reads())),
    ("he explains", lambda desk, left: each(desk, left, explains)),
    ("the adviser's opinion", lambda desk, left: desk.until_it_is_over(left[0][1])),
    ("the adviser's deputy's opinion", lambda desk, left: desk.until_it_is_over(left[0][1])),
    ("the dean's opinion", lambda desk, left: desk.until_it_is_over(left[0][1])),
    ("the dean's deputy's opinion", lambda desk, left: desk.until_it_is_over(left[0][1])),
    ("the commission is called", lambda desk, left: each(desk, left, lambda desk, case, ground: desk.calls(case))),
    ("the commission decides", lambda desk, left: each(desk, left, commission())),
    ("the rector decides", lambda desk, left: None),
)
"""Where a case waits, and what lets it go on."""


def test_a_cause_that_is_gone_closes_the_case_wherever_it_stands(undone_databases: Bound) -> None:
    desk = Desk(undone_databases)
    left = of_all(desk, [*sorted(CURABLE) * 2, "absent_share"])
    for step, goes_on in STEPS:
        assert {desk.stands(case) for _, case in left} == {step}
        gone = left.pop()
        each(desk, [gone], cure)
        assert desk.stands(gone[1]) == "cured", step
        if left:
            goes_on(desk, left)
    nothing_is_left_lying(desk)
