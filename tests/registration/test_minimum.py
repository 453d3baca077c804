"""The count of the minimum: merged first, held or not (R8.5, D6)."""

from __future__ import annotations

from uuid import UUID, uuid4

from services.registration.domain.minimum import Group, against_merging, count, places


def group(label: str, taken: int, paid: int | None = None, capacity: int = 10, minimum: int = 5) -> Group:
    return Group(UUID(int=int(label)), label, capacity, taken, taken if paid is None else paid, minimum)


def test_sections_at_their_minimum_stay_as_they_are() -> None:
    one, two = group("1", 5), group("2", 6)
    assert count([one, two]).stay == (one, two)


def test_two_small_sections_become_one_before_anything_is_cancelled() -> None:
    one, two = group("1", 3), group("2", 4, capacity=12)
    found = count([one, two])
    assert (found.stay, found.merged, found.cancelled) == ((two,), (one,), ())
    assert set(places(found.stay, [uuid4() for _ in range(3)]).values()) == {two.section_id}


def test_too_few_even_together_are_cancelled_without_being_moved_first() -> None:
    one, two = group("1", 2), group("2", 3, paid=2)
    assert count([one, two]).cancelled == (one, two)


def test_no_room_for_one_section_leaves_as_few_as_there_is_room_for() -> None:
    full, small, smaller = group("1", 10), group("2", 4), group("3", 3)
    found = count([full, small, smaller])
    assert (found.stay, found.merged) == ((full, small), (smaller,))


def test_the_office_is_told_everything_that_stands_against_a_merge() -> None:
    assert not list(against_merging(group("1", 3), [group("2", 4)]))
    assert [r.code for r in against_merging(group("1", 8), [group("2", 4)])] == ["merged_too_small"]
    assert [r.code for r in against_merging(group("1", 8), [])] == ["nothing_to_merge"]
