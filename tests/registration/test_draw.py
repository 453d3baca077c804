"""The order of seats: class and lot on the first day, class, arrival and ticket in the line (D2, R3.5)."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from services.registration.domain.draw import Entry, by_arrival, give, in_order, ticket
from services.registration.domain.line import places

DRAWN = datetime(2025, 5, 13, 4, tzinfo=UTC)
SECTIONS = [UUID(int=n) for n in range(3)]
ENTRIES = st.lists(
    st.builds(
        Entry,
        case_id=st.uuids(),
        section_id=st.sampled_from(SECTIONS),
        priority=st.integers(1, 6),
        received_at=st.integers(-1000, 1000).map(lambda minutes: DRAWN + timedelta(minutes=minutes)),
        ticket=st.integers(0, 50),
    ),
    unique_by=lambda entry: entry.case_id,
)


def entry(priority: int = 2, minutes: int = -60, lot: int = 0) -> Entry:
    return Entry(uuid4(), SECTIONS[0], priority, DRAWN + timedelta(minutes=minutes), lot)


def test_on_the_first_day_class_goes_before_lot_and_the_hour_says_nothing() -> None:
    early, late = entry(minutes=-1400, lot=9), entry(minutes=-1, lot=1)
    graduating = entry(priority=1, minutes=-5, lot=99)
    assert in_order([early, late, graduating], DRAWN) == [graduating, late, early]


def test_whoever_comes_before_the_draw_is_held_but_after_the_first_day_stands_behind_it_by_arrival() -> None:
    first_day = entry(priority=6, lot=99)
    second, third = entry(priority=2, minutes=1), entry(priority=1, minutes=2)
    assert in_order([third, second, first_day], DRAWN) == [first_day, second, third]


def test_the_line_goes_by_class_arrival_ticket() -> None:
    a, b, c = entry(minutes=-5, lot=7), entry(minutes=-5, lot=3), entry(priority=1, minutes=10)
    assert sorted([a, b, c], key=by_arrival) == [c, b, a]
    assert places([a, b, c]) == {c.case_id: 1, b.case_id: 2, a.case_id: 3}


def test_anyone_can_work_a_ticket_out_again_from_the_published_seed() -> None:
    assert ticket("seed", "S-1", "MAT101") == ticket("seed", "S-1", "MAT101") == 2961122985277375876
    assert len({ticket("seed", f"S-{n}", "MAT101") for n in range(1000)}) == 1000


@given(ENTRIES, st.randoms())
def test_the_order_does_not_depend_on_the_order_in_which_applications_are_read(
    entries: list[Entry], random: Random
) -> None:
    shuffled = list(entries)
    random.shuffle(shuffled)
    assert in_order(entries, DRAWN) == in_order(shuffled, DRAWN)
    assert places(entries) == places(shuffled)


@given(ENTRIES, st.dictionaries(st.sampled_from(SECTIONS), st.integers(0, 5)))
def test_seats_are_never_more_than_are_free_and_none_stays_empty_while_anybody_waits(
    entries: list[Entry], free: dict[UUID, int]
) -> None:
    found = give(in_order(entries, DRAWN), free)
    taken, waiting = (Counter(e.section_id for e in part) for part in (found.seats, found.line))
    assert sorted(found.seats + found.line, key=by_arrival) == sorted(entries, key=by_arrival)
    for section in SECTIONS:
        assert taken[section] <= free.get(section, 0)
        assert not waiting[section] or taken[section] == free.get(section, 0)


@given(ENTRIES, st.integers(0, 5))
def test_nobody_waits_behind_someone_who_got_a_seat_after_him(entries: list[Entry], free: int) -> None:
    ordered = in_order(entries, DRAWN)
    found = give(ordered, dict.fromkeys(SECTIONS, free))
    place = {e.case_id: n for n, e in enumerate(ordered)}
    for waits in found.line:
        assert all(place[e.case_id] < place[waits.case_id] for e in found.seats if e.section_id == waits.section_id)
