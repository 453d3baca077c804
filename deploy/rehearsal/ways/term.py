"""Courses that no dean proposes: students sign for some, for others an equivalent is named (R8.2, D12)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from deploy.rehearsal.habits import also, number
from deploy.rehearsal.people import expect
from deploy.rehearsal.rates import Also
from deploy.rehearsal.stage import Dates, Stage
from shared.clock import ALMATY

SIGNATURES = "/registration/api/v1/signatures/"
ENOUGH = 5


def set_apart(stage: Stage) -> None:
    """Which courses the deans leave out, and which of them another course of the faculty stands for."""
    courses = _courses(stage)
    gone = {row["code"] for row in courses if also(Also.COURSE_BY_EQUIVALENT, stage.seed, row["code"])}
    for row in courses:
        beside = [one["code"] for one in courses if one["faculty_id"] == row["faculty_id"] and one["code"] not in gone]
        if row["code"] in gone and beside:
            stage.apart.add(row["code"])
            stage.instead[row["code"]] = beside[number(stage.seed, "instead", row["code"]) % len(beside)]
    for row in courses:
        signed = also(Also.COURSE_BY_SIGNATURES, stage.seed, row["code"]) and row["debtors"] >= ENOUGH
        if signed and row["code"] not in (*stage.instead, *stage.instead.values()):
            stage.apart.add(row["code"])


def before_agreement(stage: Stage) -> None:
    """Students sign until the number is full; dean and office name what stands for a course no longer offered."""
    known = {row["code"]: row for row in _courses(stage)}
    for code in sorted(stage.apart):
        if code in stage.instead:
            _equivalent(stage, known[code], known[stage.instead[code]])
        else:
            _sign(stage, known[code])
    stage.clock.wait_until_quiet()


def _sign(stage: Stage, course: dict[str, Any]) -> None:
    owing = [debtor for debtor in stage.cast.debtors if course["code"] in debtor.courses]
    for debtor in owing[:ENOUGH]:
        expect(debtor.somebody.post(SIGNATURES, {"course_id": str(course["course_id"])}), 201)
        stage.done["signatures"] += 1


def _equivalent(stage: Stage, course: dict[str, Any], instead: dict[str, Any]) -> None:
    dean = stage.cast.deans[course["faculty_id"]]
    today = stage.reader.one("SELECT (stands_at AT TIME ZONE 'Asia/Almaty')::date FROM grading.office_clock")
    dean.submit(
        "/grading/equivalents/new", course=str(course["course_id"]), instead=str(instead["course_id"]),
        valid_from=today.isoformat(), document="14-к", reason="курс больше не читается",
    )  # fmt: skip
    act = stage.reader.one(
        "SELECT act_id FROM grading.equivalents WHERE course_id = %(course)s AND status = 'proposed'",
        course=course["course_id"],
    )
    stage.cast.leading.submit(f"/grading/equivalents/{act}", decision="approve")
    stage.done["equivalents"] += 1


def _courses(stage: Stage) -> list[dict[str, Any]]:
    return stage.reader.rows(
        """SELECT c.faculty_id, c.course_id, c.code, count(*) AS debtors FROM registration.debt_copies d
           JOIN registration.courses c USING (course_id) WHERE d.status = 'open' GROUP BY 1, 2, 3 ORDER BY c.code"""
    )


def move_last_day(stage: Stage, dates: Dates) -> None:
    """The chairman moves the day by which the last sheets are due one day on, for all concerned (R13.1)."""
    body = {
        "term_id": str(stage.term_id), "name": "sheets_due_at", "why": "выходной перенесен правительством",
        "day": (dates.sheets_due_at.astimezone(ALMATY).date() + timedelta(days=1)).isoformat(),
    }  # fmt: skip
    expect(stage.cast.office.post("/registration/api/v1/date-moves/", body), 201)
    stage.done["published dates moved"] += 1
    stage.clock.wait_until_quiet()
