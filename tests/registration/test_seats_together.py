"""Thirty-two at once can't oversell a section (R3.5): real commits on a database of its own."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID

from sqlalchemy import select, text

from services.registration.domain.seats import highest
from services.registration.models.applications import Application
from services.registration.models.seats import SeatHistory
from services.registration.models.sections import Section
from services.registration.tasks.seats import serve_the_lines
from services.registration.usecases import minimum, moving, seats, swapping
from services.registration.usecases.applications import Wish
from services.registration.workflows import seat_offer, summer_enrolment
from services.registration.workflows.engine import engine
from shared.contracts.registration import SeatsFreed
from shared.messaging.tables import outbox
from tests.databases import Bound
from tests.registration.summer import Summer
from tests.workflows.test_versions_at_once import SECOND, Act, waits

THREADS, CAPACITY = 32, 10


def prepared(databases: Bound) -> tuple[UUID, list[Wish]]:
    """A section with few seats after its draw, and a wish of each of many students."""
    with databases.registration.transaction() as session:
        summer = Summer(session)
        section = summer.section(CAPACITY)
        summer.draw()
        return section.section_id, [summer.wish(student, section) for student in summer.debtors(THREADS)]


def test_thirty_two_at_once_never_oversell(tirkeu_databases: Bound) -> None:
    section_id, wishes = prepared(tirkeu_databases)
    ready = Barrier(THREADS)

    def apply(wish: Wish) -> None:
        ready.wait()
        with tirkeu_databases.registration.transaction() as session:
            summer_enrolment.apply(session, [wish])

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(apply, wishes))
    with tirkeu_databases.registration.read() as session:
        states = [row.state for row in session.scalars(select(Application))]
        section = session.get(Section, section_id)
        history = list(session.scalars(select(SeatHistory).order_by(SeatHistory.seat_change_id)))
    assert section is not None
    assert (section.taken, section.waiting) == (CAPACITY, THREADS - CAPACITY)
    assert (states.count("held"), states.count("in_line")) == (CAPACITY, THREADS - CAPACITY)
    assert [row.taken_after for row in history] == list(range(1, CAPACITY + 1))
    assert highest(row.taken_after for row in history) == section.capacity


def test_one_student_at_two_doors_gets_one_seat(tirkeu_databases: Bound) -> None:
    _, wishes = prepared(tirkeu_databases)
    ready = Barrier(8)

    def apply(wish: Wish) -> bool:
        ready.wait()
        with tirkeu_databases.registration.transaction() as session:
            return isinstance(summer_enrolment.apply(session, [wish])[0], Application)

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(apply, wishes[:1] * 8)) == 1


def test_who_leaves_the_line_while_a_seat_is_offered_to_him_takes_none_with_him(tirkeu_databases: Bound) -> None:
    with tirkeu_databases.registration.transaction() as session:
        summer = Summer(session)
        section = summer.section(1)
        summer.draw()
        first, second = (
            summer_enrolment.apply_one(session, summer.wish(student, section)) for student in summer.debtors(2)
        )
        ids, section_id = (first.case_id, second.case_id), section.section_id
    with tirkeu_databases.registration.transaction() as slow:
        leaving = slow.get_one(Application, ids[1])
        assert leaving.state == "in_line"
        with tirkeu_databases.registration.transaction() as session:
            seats.free(session, [session.get_one(Application, ids[0])])
            seat_offer.serve_lines(session, [section_id])
        seats.free(slow, [leaving])
    with tirkeu_databases.registration.read() as session:
        section = session.get_one(Section, section_id)
        assert (section.taken, section.waiting) == (0, 0)


def wishes_to_change(databases: Bound) -> tuple[UUID, UUID, UUID]:
    """A case with a seat, its section, and the section for which it waits: a seat there is free since a moment."""
    with databases.registration.transaction() as session:
        summer = Summer(session)
        old, other = summer.section(2), summer.section(1, label="2")
        summer.draw()
        case = summer.accepted(old, 1)[0]
        other.taken = 1
        session.flush()
        assert not swapping.ask(session, case.case_id, other.section_id, case.student_id)
        other.taken = 0
        return case.case_id, old.section_id, other.section_id


def while_it_waits(databases: Bound, first: Act, second: Act, then: Act) -> None:
    """The second waits for what the first keeps; what the first does then must not wait for the second."""
    db = databases.registration

    def run() -> None:
        with db.transaction() as session:
            session.execute(text(f"SET LOCAL application_name = '{SECOND}'"))
            second(session)

    with ThreadPoolExecutor(1) as pool:
        with db.transaction() as session:
            first(session)
            done = pool.submit(run)
            while not waits(db):
                assert not done.done(), "it did not wait"
            then(session)
        done.result(10)


def test_a_swap_and_one_who_acts_on_his_case_never_wait_for_each_other(tirkeu_databases: Bound) -> None:
    case_id, old, other = wishes_to_change(tirkeu_databases)
    while_it_waits(
        tirkeu_databases,
        lambda session: engine.hold(session, [case_id]),
        lambda session: serve_the_lines([SeatsFreed(other)], session),
        lambda session: seats.locked(session, [old, other]),
    )
    with tirkeu_databases.registration.read() as session:
        assert session.get_one(Application, case_id).section_id == other
        assert [session.get_one(Section, one).taken for one in (old, other)] == [0, 1]


def test_a_merge_and_one_who_acts_on_his_case_never_wait_for_each_other(tirkeu_databases: Bound) -> None:
    case_id, old, other = wishes_to_change(tirkeu_databases)
    while_it_waits(
        tirkeu_databases,
        lambda session: engine.hold(session, [case_id]),
        lambda session: minimum.merge_by_act(session, other, [old]),
        lambda session: seats.locked(session, [old, other]),
    )
    with tirkeu_databases.registration.read() as session:
        assert session.get_one(Application, case_id).section_id == other
        assert [session.get_one(Section, one).status for one in (old, other)] == ["not_held", "open"]


def test_who_begins_to_wait_while_a_line_is_served_has_his_turn_afterwards(tirkeu_databases: Bound) -> None:
    case_id, _, other = wishes_to_change(tirkeu_databases)
    with tirkeu_databases.registration.transaction() as session:
        swapping.serve(session, [other], held=())
        assert moving.locked(session, [case_id])[0].section_id != other
        said = session.scalars(select(outbox.c.body).where(outbox.c.name == SeatsFreed.name)).all()
        assert [body["section_id"] for body in said] == [str(other)]
