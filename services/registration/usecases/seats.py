"""Seats: given, kept for an offer, given back, each by one conditional statement that can't oversell (R3.5)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import cast
from uuid import UUID

from sqlalchemy import Integer, Table, Uuid, Values, column, insert, select, update, values
from sqlalchemy.orm import Session

from services.registration.domain.draw import Entry, Given, by_arrival, give
from services.registration.domain.seats import SeatChange, Seats
from services.registration.models.applications import HAS_SEAT, Application, State
from services.registration.models.seats import SeatHistory
from services.registration.models.sections import Section
from services.registration.queries import line as lines
from services.registration.usecases import dues, notices
from shared.clock import now
from shared.contracts.registration import SeatsFreed
from shared.messaging import publish

_SECTIONS = cast("Table", Section.__table__)


class Oversold(Exception):
    """A seat was asked for that is not there, or given back where none was taken: the change is undone as a whole."""


def entry_of(case: Application) -> Entry:
    """An application as the order of its section sees it."""
    return Entry(case.case_id, case.section_id, case.priority, case.received_at, case.ticket)


def locked(session: Session, section_ids: Iterable[UUID]) -> dict[UUID, Seats]:
    """The seats of these sections, locked in the order of their ids until the transaction ends.

    ``key_share``: a row that names the section (an application just added) must not stand in the way of its own seat.
    """
    rows = session.execute(
        select(Section.section_id, Section.capacity, Section.taken, Section.waiting)
        .where(Section.section_id.in_(set(section_ids)))
        .order_by(Section.section_id)
        .with_for_update(key_share=True)
    )
    return {row.section_id: Seats(row.capacity, row.taken, row.waiting) for row in rows}


def hold(session: Session, cases: Sequence[Application]) -> None:
    """A seat, or a place in the line, to each case that has neither yet, by class and arrival (R3.5, D2)."""
    new = [case for case in cases if case.state == State.RECEIVED]
    if new:
        assign(session, sorted(map(entry_of, new), key=by_arrival), {case.case_id: case for case in new}, why="R3.5")


def assign(session: Session, ordered: Sequence[Entry], cases: Mapping[UUID, Application], why: str) -> Given:
    """Give seats in this order while there are any and nobody waits for them; the others join the line (D21)."""
    seats = locked(session, {entry.section_id for entry in ordered})
    given = give(ordered, {section_id: found.to_take for section_id, found in seats.items()})
    take(session, seats, given.seats, SeatChange.HELD, why)
    queue(session, given.line)
    held = [cases[entry.case_id] for entry in given.seats]
    move(session, held, State.HELD)
    move(session, [cases[entry.case_id] for entry in given.line], State.IN_LINE)
    dues.set_due(session, held)
    _tell(session, held, [cases[entry.case_id] for entry in given.line])
    return given


def take(session: Session, seats: Mapping[UUID, Seats], entries: Sequence[Entry], change: SeatChange, why: str) -> None:
    """Take a seat for each; the statement itself asks whether it is there, and the CHECK stands behind it."""
    _change(session, Counter(entry.section_id for entry in entries), 1)
    _write(session, seats, entries, change, why)


def queue(session: Session, entries: Sequence[Entry], by: int = 1) -> None:
    """So many more places in the line of each section (or fewer)."""
    places = Counter(entry.section_id for entry in entries)
    wanted = _wanted(places, by)
    if places:
        session.execute(
            update(_SECTIONS)
            .where(_SECTIONS.c.section_id == wanted.c.section_id)
            .values(waiting=_SECTIONS.c.waiting + wanted.c.number)
        )


def free(session: Session, cases: Sequence[Application], why: str = "R8.4") -> None:
    """Give back the seats and the places of these cases; a freed seat goes to the line first (R3.5, D21)."""
    seats = locked(session, {case.section_id for case in cases})
    _as_they_stand(session, cases)
    leaving = [entry_of(case) for case in cases if case.state in HAS_SEAT]
    _change(session, Counter(entry.section_id for entry in leaving), -1)
    _write(session, seats, leaving, SeatChange.FREED, why)
    queue(session, [entry_of(case) for case in cases if case.state == State.IN_LINE], by=-1)
    move(session, [case for case in cases if case.state in (*HAS_SEAT, State.IN_LINE)], State.RECEIVED)
    publish(session, [SeatsFreed(section_id) for section_id in sorted({entry.section_id for entry in leaving})])


def _as_they_stand(session: Session, cases: Sequence[Application]) -> None:
    """Who waited when he was read may have been offered a seat since: the line is served under the section's lock."""
    session.flush()
    mine = select(Application).where(Application.case_id.in_([case.case_id for case in cases]))
    session.scalars(mine.execution_options(populate_existing=True)).all()


def change_section(session: Session, cases: Sequence[Application], into: Mapping[UUID, UUID], why: str) -> None:
    """These cases go into other sections with their seats, or with their places in the line (R8.5, D20)."""
    found = locked(session, {*into.values(), *(case.section_id for case in cases)})
    seated = [case for case in cases if case.state in HAS_SEAT]
    before = [entry_of(case) for case in seated]
    queue(session, [entry_of(case) for case in cases if case.state == State.IN_LINE], by=-1)
    for case in cases:
        case.section_id = into[case.case_id]
    after = [entry_of(case) for case in seated]
    _change(session, Counter(entry.section_id for entry in before), -1)
    _write(session, found, before, SeatChange.FREED, why)
    take(session, found, after, SeatChange.HELD, why)
    queue(session, [entry_of(case) for case in cases if case.state == State.IN_LINE])
    session.flush()


def move(session: Session, cases: Sequence[Application], state: State) -> None:
    """These cases stand there from now on."""
    moment = now(session).office
    for case in cases:
        case.state, case.state_since = state, moment
    session.flush()


def _change(session: Session, places: Mapping[UUID, int], by: int) -> None:
    if not places:
        return
    wanted = _wanted(places, by)
    taken = _SECTIONS.c.taken + wanted.c.number
    done = session.execute(
        update(_SECTIONS)
        .where(_SECTIONS.c.section_id == wanted.c.section_id, taken >= 0, taken <= _SECTIONS.c.capacity)
        .values(taken=taken)
        .returning(_SECTIONS.c.section_id)
    ).all()
    if len(done) != len(places):
        raise Oversold(set(places) - {row.section_id for row in done})


def _wanted(places: Mapping[UUID, int], by: int) -> Values:
    wanted = values(column("section_id", Uuid), column("number", Integer), name="wanted")
    return wanted.data([(section_id, number * by) for section_id, number in places.items()])


def _write(
    session: Session, before: Mapping[UUID, Seats], entries: Sequence[Entry], change: SeatChange, why: str
) -> None:
    """One row of history for each seat, from which the highest occupation ever can be told."""
    moment, step = now(session), -1 if change is SeatChange.FREED else 1
    taken = {section_id: seats.taken for section_id, seats in before.items()}
    rows = []
    for entry in entries:
        taken[entry.section_id] += step
        rows.append({
            "section_id": entry.section_id, "at": moment.office, "recorded_at": moment.real, "change": change.value,
            "taken_after": taken[entry.section_id], "capacity": before[entry.section_id].capacity,
            "case_id": entry.case_id, "why": why,
        })  # fmt: skip
    if rows:
        session.execute(insert(SeatHistory), rows)


def _tell(session: Session, held: Sequence[Application], line: Sequence[Application]) -> None:
    held = [case for case in held if not case.provisional]
    notices.tell(session, held, "seat_held", {case.case_id: {"due_at": case.due_at} for case in held})
    places = lines.places(session, [case.case_id for case in line])
    notices.tell(
        session,
        line,
        "in_line",
        {case.case_id: {"place": places[case.case_id].place, "of": places[case.case_id].of} for case in line},
    )
