"""Times for summer sections: slots in turn, and never two classes of one teacher at once (R3.7)."""

from __future__ import annotations

from datetime import time

from hypothesis import given
from hypothesis import strategies as st

from services.registration.domain.timetable import SLOTS, WeeklyClass, clashing, planned

MONDAY_MORNING = WeeklyClass(1, time(9), time(11, 30))


def test_a_class_that_ends_when_another_starts_does_not_clash() -> None:
    assert not MONDAY_MORNING.clashes(WeeklyClass(1, time(11, 30), time(13)))
    assert MONDAY_MORNING.clashes(WeeklyClass(1, time(11), time(13)))
    assert not MONDAY_MORNING.clashes(WeeklyClass(2, time(9), time(11, 30)))


@given(st.lists(st.integers(0, 6), max_size=40))
def test_no_teacher_is_planned_into_two_rooms_at_once(teachers: list[int]) -> None:
    times = planned(teachers)
    for teacher in set(teachers):
        mine = [slot for who, slot in zip(teachers, times, strict=True) if who == teacher and slot]
        assert len(set(mine)) == len(mine)
        assert len(mine) == min(teachers.count(teacher), len(SLOTS))


def test_sections_of_several_teachers_go_round_the_slots() -> None:
    assert planned(["a", "b", "c"]) == [SLOTS[0], SLOTS[1], SLOTS[2]]


def test_clashing_classes_are_named() -> None:
    stand = {"1": [MONDAY_MORNING], "2": [WeeklyClass(3, time(9), time(10))]}
    assert clashing(stand, [WeeklyClass(1, time(10), time(11))]) == ["1"]


def test_sections_without_a_teacher_all_get_times() -> None:
    assert all(planned([None] * 50))
