"""The law of seats: whatever happens in whatever order, never one more than the capacity (R3.5, D21)."""

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from services.registration.domain.seats import Seats, highest


class Section(RuleBasedStateMachine):
    """Students come, seats are given back, the line is served, in any order."""

    @initialize(capacity=st.integers(0, 20))
    def opens(self, capacity: int) -> None:
        self.seats = Seats(capacity)
        self.came = self.left = 0

    @rule(number=st.integers(0, 10))
    def come(self, number: int) -> None:
        self.seats = self.seats.arrive(number)
        self.came += number

    @rule(share=st.floats(0, 1))
    def give_back(self, share: float) -> None:
        number = int(self.seats.taken * share)
        self.seats = self.seats.give_back(number)
        self.left += number

    @rule()
    def serve(self) -> None:
        self.seats = self.seats.offer()
        assert not (self.seats.free and self.seats.waiting)

    @invariant()
    def never_more_than_the_capacity_and_nobody_is_lost(self) -> None:
        assert 0 <= self.seats.taken <= self.seats.capacity
        assert self.seats.taken + self.seats.waiting == self.came - self.left


TestSection = Section.TestCase


@given(st.integers(1, 20), st.integers(0, 40), st.integers(0, 20))
def test_a_freed_seat_is_not_free_for_all_while_anybody_waits(capacity: int, came: int, freed: int) -> None:
    seats = Seats(capacity).arrive(came)
    seats = seats.give_back(min(freed, seats.taken))
    assert seats.to_take == (0 if seats.waiting else seats.free)


def test_the_highest_occupation_is_told_from_the_history() -> None:
    assert highest([1, 2, 3, 2, 1, 2]) == 3
    assert highest([]) == 0
