"""Advisers remind their students of debts, and object to some applications within their day (R8.3)."""

from __future__ import annotations

from typing import Any

from deploy.rehearsal.habits import also
from deploy.rehearsal.rates import Also
from deploy.rehearsal.stage import Stage


def remind(stage: Stage) -> None:
    """When the window opens, advisers remind some of those who owe a course."""
    for row in _of_advisers(stage, "registration.debt_copies", "t.status = 'open'"):
        if _his(stage, row) and also(Also.ADVISER_REMINDS, stage.seed, row["number"], str(row["course_id"])):
            page = f"/registration/advising/debts/{row['debt_id']}"
            stage.cast.advisers[row["adviser_id"]].submit(f"{page}/remind", form=page)
            stage.done["advisers remind"] += 1
    stage.clock.wait_until_quiet()


def object_to(stage: Stage) -> None:
    """Of today's applications advisers object to some: the case ends, nothing was paid yet."""
    today = (
        "t.state <> 'ended' AND t.received_at > (SELECT stands_at FROM registration.office_clock) - interval '6 hours'"
    )
    for row in _of_advisers(stage, "registration.applications", today):
        if _his(stage, row) and also(Also.ADVISER_OBJECTS, stage.seed, str(row["case_id"])):
            page = f"/registration/cases/{row['case_id']}/object"
            stage.cast.advisers[row["adviser_id"]].submit(page, why="сначала нужно сдать предыдущий курс")
            stage.done["advisers object"] += 1
    stage.clock.wait_until_quiet()


def _his(stage: Stage, row: dict[str, Any]) -> bool:
    return row["adviser_id"] in stage.cast.advisers


def _of_advisers(stage: Stage, table: str, which: str) -> list[dict[str, Any]]:
    return stage.reader.rows(
        f"""SELECT t.*, s.number, g.adviser_id FROM {table} t JOIN registration.students s USING (student_id)
            JOIN registration.groups g USING (group_id) WHERE {which} ORDER BY s.number, t.course_id"""
    )
