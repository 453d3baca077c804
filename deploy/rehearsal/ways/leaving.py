"""Leaving: by one's own wish, on a paper, by another standing, because times changed or no teacher is left (R8.7)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from deploy.rehearsal.habits import number
from deploy.rehearsal.people import expect
from deploy.rehearsal.questions import Also, Becomes, Leaves
from deploy.rehearsal.stage import Dates, Stage

API = "/registration/api/v1"
MANY = 20
"""Among fewer nobody leaves but by the rates: somebody must be left to study."""
STATUS = {
    Becomes.ON_LEAVE: "on_leave",
    Becomes.TRANSFERRED: "transferred", Becomes.LEFT: "left", Becomes.DECEASED: "deceased",
}  # fmt: skip


def before_the_start(stage: Stage, day: date, dates: Dates) -> None:
    """Who leaves on this day of the time between the draw and the start."""
    first = dates.drawn_at.date().toordinal()
    span = dates.starts_on.toordinal() - first
    _leave(
        stage,
        Leaves.BEFORE_THE_START,
        lambda case: first + number(stage.seed, "leaves", case) % span == day.toordinal(),
    )
    stage.clock.wait_until_quiet()


def while_running(stage: Stage, when: Leaves) -> None:
    """Who leaves now that classes have begun: who is ill comes with a paper to the office."""
    _leave(stage, when)
    stage.clock.wait_until_quiet()


def standings(stage: Stage, *which: Becomes) -> None:
    """Orders about students who have cases: the office enters them (D14, R11.4)."""
    rows = stage.reader.rows(
        """SELECT student_id, number, group_id, year_of_study, funding, graduating, student_id IN
             (SELECT student_id FROM registration.applications WHERE state = 'in_line') AS waits
           FROM registration.students WHERE status = 'studying' AND student_id IN
             (SELECT student_id FROM registration.applications WHERE state NOT IN ('ended', 'received'))
             AND student_id NOT IN (SELECT student_id FROM registration.external_students) ORDER BY number"""
    )
    students = {row["number"]: row for row in rows}
    orders = list[tuple[dict[str, Any], str]]()
    for becomes in which:
        chosen = sorted(stage.lots.some(becomes, students, least=len(students) >= MANY))
        orders += [(students.pop(number_), STATUS[becomes]) for number_ in chosen]
        stage.done[f"standing: {STATUS[becomes]}"] += len(chosen)
    for order in orders:
        if order[0]["waits"]:
            # Else it would be chance whether he is still offered a seat that another one of these leaves.
            _ordered(stage, order)
            stage.clock.wait_until_quiet()
    rest = [order for order in orders if not order[0]["waits"]]
    stage.beside(rest, lambda order: order[0]["number"], partial(_ordered, stage))
    stage.clock.wait_until_quiet()


def _ordered(stage: Stage, order: tuple[dict[str, Any], str]) -> None:
    row, status = order
    body = {name: row[name] for name in ("year_of_study", "funding", "graduating")}
    body |= {"group_id": str(row["group_id"]), "status": status}
    expect(stage.cast.specialist.put(f"{API}/students/{row['student_id']}/standing", body), 200)


def change_times(stage: Stage) -> None:
    """Some sections move to Sunday (D24)."""
    for nth, row in enumerate(_sections(stage, Also.TIMES_CHANGE)):
        hour = 8 + nth % 10
        meeting = {"weekday": 7, "starts": f"{hour:02}:00:00", "ends": f"{hour:02}:50:00", "room": ""}
        body = {
            "teacher_id": str(row["teacher_id"]), "capacity": row["capacity"], "minimum": row["minimum"],
            "meetings": [meeting],
        }  # fmt: skip
        expect(stage.cast.specialist.put(f"{API}/sections/{row['section_id']}", body), 200)
        stage.done["times changed"] += 1
        stage.moved.add(row["section_id"])
    stage.clock.wait_until_quiet()


def leave_changed_times(stage: Stage) -> None:
    """Some of those who have a seat there leave, within 24 hours."""
    moved = {str(row["case_id"]): row for row in _live(stage) if row["section_id"] in stage.moved}
    _withdraw(stage, [moved[case] for case in sorted(stage.lots.some(Also.LEAVES_CHANGED_TIMES, moved))])
    stage.clock.wait_until_quiet()


def cancel_sections(stage: Stage) -> None:
    """Sections whose teacher fell ill: for some no other is found in the days that there are, for some one is (D7)."""
    alone = list(_sections(stage, Also.CANCELLED_AFTER_START))
    helped = list(_sections(stage, Also.TEACHER_REPLACED, but=alone))
    for row in [*alone, *helped]:
        why = "преподаватель заболел, замены нет"
        stage.cast.specialist.submit(f"/registration/sections/{row['section_id']}/teacher-gone", why=why)
        stage.done["teachers gone"] += 1
    stage.clock.wait_until_quiet()
    for row in helped:
        path = f"{API}/sections/{row['section_id']}/another-teacher"
        expect(stage.cast.specialist.post(path, {"teacher_id": str(_free_teacher(stage))}), 200)
        stage.done["teachers replaced"] += 1
    stage.clock.wait_until_quiet()


def _free_teacher(stage: Stage) -> UUID:
    """One who teaches nothing this summer."""
    busy = stage.reader.column(
        "SELECT teacher_id FROM registration.sections WHERE term_id = %(term)s AND status = 'open'", term=stage.term_id
    )
    return min(set(stage.cast.teachers) - set(busy), default=min(stage.cast.teachers))


def _leave(stage: Stage, when: Leaves, today: Callable[[str], bool] = lambda _case: True) -> None:
    """Those live cases for which it is drawn; of those whose day another one is, nobody."""
    everybody = {str(row["case_id"]): row for row in _live(stage)}
    live = {case: row for case, row in everybody.items() if today(case)}
    leaving = [live[case] for case in sorted(stage.lots.some(when, live, least=len(everybody) >= MANY))]
    if when is Leaves.ILL:
        for row in leaving:
            body = {"why": "illness", "paper": f"справка {row['number']}"}
            expect(stage.cast.specialist.post(f"{API}/withdrawals/{row['case_id']}", body), 202)
        stage.done["taken out on a paper"] += len(leaving)
    else:
        _withdraw(stage, leaving)
        stage.done[f"leaves: {when.value}"] += len(leaving)


def _withdraw(stage: Stage, leaving: list[dict[str, Any]]) -> None:
    """First those who only wait: else it would be chance whether one of them is still offered a seat that is left."""

    def withdraws(row: dict[str, Any]) -> None:
        expect(stage.people[row["student_id"]].somebody.post(f"{API}/withdrawals/{row['case_id']}"), 202)

    for waits in (True, False):
        some = [row for row in leaving if (row["state"] == "in_line") is waits]
        stage.beside(some, lambda row: row["section_id"], withdraws)
        stage.clock.wait_until_quiet()
    stage.done["withdrawals"] += len(leaving)


def _live(stage: Stage) -> list[dict[str, Any]]:
    return stage.reader.rows(
        """SELECT a.case_id, a.student_id, a.section_id, a.state, s.number FROM registration.applications a
           JOIN registration.students s USING (student_id)
           WHERE a.state NOT IN ('ended', 'received') ORDER BY a.case_id"""
    )


def _sections(stage: Stage, way: Also, but: Sequence[dict[str, Any]] = ()) -> Iterator[dict[str, Any]]:
    rows = stage.reader.rows(
        """SELECT section_id, teacher_id, capacity, minimum FROM registration.sections
           WHERE term_id = %(term)s AND status = 'open' AND taken > 0 ORDER BY section_id""",
        term=stage.term_id,
    )
    met = stage.lots.some(way, [str(row["section_id"]) for row in rows if row not in but])
    return (row for row in rows if str(row["section_id"]) in met)
