"""Courses that no dean proposes: students sign for some, for others an equivalent is named (R8.2, D12)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from deploy.rehearsal.habits import number
from deploy.rehearsal.people import expect
from deploy.rehearsal.questions import Also
from deploy.rehearsal.stage import Dates, Stage
from deploy.rehearsal.ways import externals, few, offices
from shared.clock import ALMATY

SIGNATURES = "/registration/api/v1/signatures/"
ENOUGH = 5


def set_apart(stage: Stage) -> None:
    """Which courses the deans leave out, and which of them another course of the faculty stands for."""
    courses = _courses(stage)
    many = [row["code"] for row in courses if row["debtors"] >= ENOUGH]
    gone = stage.lots.some(Also.COURSE_BY_EQUIVALENT, many or [row["code"] for row in courses])
    for row in courses:
        beside = [one["code"] for one in courses if one["faculty_id"] == row["faculty_id"] and one["code"] not in gone]
        if row["code"] in gone and beside:
            stage.apart.add(row["code"])
            stage.instead[row["code"]] = beside[number(stage.seed, "instead", row["code"]) % len(beside)]
    free = [code for code in many if code not in (*stage.instead, *stage.instead.values())]
    stage.apart |= stage.lots.some(Also.COURSE_BY_SIGNATURES, free)
    few.leave_alone(stage, [row for row in courses if row["code"] not in stage.instead.values()])
    free = [code for code in free if code not in stage.unwanted | stage.lonely]
    stage.in_two = set(stage.lots.some(Also.COURSE_IN_TWO_GROUPS, set(free) - stage.apart))


def before_agreement(stage: Stage, _term: UUID) -> None:
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
    delegate = dean if stage.done["delegates named"] else offices.delegate_of(stage, dean)
    today = stage.reader.one("SELECT (stands_at AT TIME ZONE 'Asia/Almaty')::date FROM grading.office_clock")
    delegate.submit(
        "/grading/equivalents/new", course=str(course["course_id"]), instead=str(instead["course_id"]),
        valid_from=today.isoformat(), document="14-к", reason="курс больше не читается",
    )  # fmt: skip
    act = stage.reader.one(
        "SELECT act_id FROM grading.equivalents WHERE course_id = %(course)s AND status = 'proposed'",
        course=course["course_id"],
    )
    stage.cast.leading.submit(f"/grading/equivalents/{act}", decision="approve")
    stage.done["equivalents"] += 1


def move_a_day(stage: Stage, dates: Dates) -> None:
    """The government makes a Monday of the classes a day off, and a Saturday is worked instead (R2.1)."""
    day = dates.starts_on + timedelta(weeks=2)
    for moved, works in ((day, False), (day - timedelta(days=2), True)):
        name = dict.fromkeys(("kk", "ru", "en"), "Перенос" if works else "Выходной")
        body = {"day": moved.isoformat(), "works": works, "name": name}
        expect(stage.cast.specialist.post("/registration/api/v1/holidays/", body), 200)
    stage.done["days off moved"] += 1
    stage.clock.wait_until_quiet()


def _courses(stage: Stage) -> list[dict[str, Any]]:
    return stage.reader.rows(
        """SELECT c.faculty_id, c.course_id, c.code, count(*) AS debtors FROM registration.debt_copies d
           JOIN registration.courses c USING (course_id) WHERE d.status = 'open' GROUP BY 1, 2, 3 ORDER BY c.code"""
    )


def without_a_price(stage: Stage, term_id: UUID) -> None:
    """A debtor who goes on as an external has no price: the publication names it, finance sets it (R9.2, D14).

    He comes back: the story needs him among his fellows.
    """
    row = _first_debtor(stage, term_id)
    body = {name: row[name] for name in ("year_of_study", "funding", "graduating", "status")}
    put, page = stage.cast.specialist.put, f"/registration/api/v1/students/{row['student_id']}/standing"
    expect(put(page, {**body, "group_id": str(externals.group(stage))}), 200)
    stage.clock.wait_until_quiet()
    refused = stage.cast.office.post(f"/registration/api/v1/terms/{term_id}/publication")
    expect(refused, 409)
    stage.done["publications refused: " + ", ".join(sorted(refused.codes))] += 1
    externals.price(stage)
    expect(put(page, {**body, "group_id": str(row["group_id"])}), 200)
    stage.clock.wait_until_quiet()


def _first_debtor(stage: Stage, term_id: UUID) -> dict[str, Any]:
    return stage.reader.rows(
        """SELECT s.student_id, s.group_id, s.year_of_study, s.funding, s.graduating, s.status
           FROM registration.debt_copies d JOIN registration.students s USING (student_id)
           WHERE d.status = 'open' AND s.status = 'studying' AND d.course_id IN
             (SELECT course_id FROM registration.sections WHERE term_id = %(term)s) ORDER BY s.number LIMIT 1""",
        term=term_id,
    )[0]


def move_last_day(stage: Stage, dates: Dates) -> None:
    """The chairman moves the day by which the last sheets are due one day on, for all concerned (R13.1)."""
    body = {
        "term_id": str(stage.term_id), "name": "sheets_due_at", "why": "выходной перенесен правительством",
        "day": (dates.sheets_due_at.astimezone(ALMATY).date() + timedelta(days=1)).isoformat(),
    }  # fmt: skip
    expect(stage.cast.office.post("/registration/api/v1/date-moves/", body), 201)
    stage.done["published dates moved"] += 1
    stage.clock.wait_until_quiet()
