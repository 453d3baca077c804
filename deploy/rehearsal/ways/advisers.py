"""Advisers remind their students of debts, and object to some applications within their day (R8.3)."""

from __future__ import annotations

from typing import Any

from deploy.rehearsal.questions import Also
from deploy.rehearsal.stage import Stage


def remind(stage: Stage) -> None:
    """When the window opens, advisers remind some of those who owe a course."""
    rows = _of_advisers(stage, "registration.debt_copies", "t.status = 'open'")
    reminded = stage.lots.some(Also.ADVISER_REMINDS, [str(row["debt_id"]) for row in rows])
    for row in rows:
        if str(row["debt_id"]) in reminded:
            page = f"/registration/advising/debts/{row['debt_id']}"
            stage.cast.advisers[row["adviser_id"]].submit(f"{page}/remind", form=page)
            stage.done["advisers remind"] += 1
    stage.clock.wait_until_quiet()


def recommend(stage: Stage) -> None:
    """Where another course stands for the one that is owed, his adviser recommends it (D12)."""
    which = "t.status = 'open' AND t.course_id IN (SELECT course_id FROM registration.equivalent_copies)"
    for row in _of_advisers(stage, "registration.debt_copies", which):
        page = f"/registration/advising/debts/{row['debt_id']}/recommend"
        adviser = stage.cast.advisers[row["adviser_id"]]
        if courses := adviser.choices(page):
            adviser.submit(page, course=courses[0], why="его ведут этим летом")
            stage.done["advisers recommend"] += 1
            break
    stage.clock.wait_until_quiet()


def object_to(stage: Stage) -> None:
    """Of today's applications advisers object to some: the case ends, nothing was paid yet."""
    today = (
        "t.state <> 'ended' AND t.received_at > (SELECT stands_at FROM registration.office_clock) - interval '6 hours'"
    )
    rows = _of_advisers(stage, "registration.applications", today)
    stopped = stage.lots.some(Also.ADVISER_OBJECTS, [str(row["case_id"]) for row in rows])
    for row in rows:
        if str(row["case_id"]) in stopped:
            page = f"/registration/cases/{row['case_id']}/object"
            stage.cast.advisers[row["adviser_id"]].submit(page, why="сначала нужно сдать предыдущий курс")
            stage.done["advisers object"] += 1
    stage.clock.wait_until_quiet()


def _of_advisers(stage: Stage, table: str, which: str) -> list[dict[str, Any]]:
    rows = stage.reader.rows(
        f"""SELECT t.*, s.number, g.adviser_id FROM {table} t JOIN registration.students s USING (student_id)
            JOIN registration.groups g USING (group_id) WHERE {which} ORDER BY s.number, t.course_id"""
    )
    return [row for row in rows if row["adviser_id"] in stage.cast.advisers]
