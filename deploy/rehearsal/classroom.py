"""Teachers enter attestations and exams, close and seal their sheets (R4.1, R5.1, R5.3)."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import Any
from uuid import UUID

from deploy.rehearsal import habits
from deploy.rehearsal.people import Somebody, expect
from deploy.rehearsal.stage import Dates, Stage, moment

API = "/grading/api/v1"


def teach(stage: Stage, dates: Dates) -> None:
    """The attestations on their days, each exam within its hours, each sheet closed and sealed."""
    for nth, day in enumerate(dates.attestations_on, start=1):
        stage.clock.to(moment(day, 18))
        _attest(stage, nth)
        stage.say(f"attestation {nth} is in")
    for exam in stage.reader.rows(
        """SELECT DISTINCT exam_ends_at FROM registration.sections WHERE term_id = %(term)s AND status <> 'cancelled'
           ORDER BY 1""",
        term=stage.term_id,
    ):
        stage.clock.to(exam["exam_ends_at"] + timedelta(hours=2))
        _examine(stage, exam["exam_ends_at"])
    stage.say("the sheets are sealed")


def _sheets(stage: Stage, kind: str, nth: int) -> list[dict[str, Any]]:
    rows = stage.reader.rows(
        """SELECT s.sheet_id, s.section_id, t.teacher_id, t.exam_ends_at, c.code, r.row_id, u.number
           FROM grading.sheets s JOIN registration.sections t USING (section_id)
           JOIN registration.courses c ON c.course_id = t.course_id
           JOIN grading.sheet_rows r USING (sheet_id) JOIN registration.students u USING (student_id)
           WHERE t.term_id = %(term)s AND s.kind = %(kind)s AND s.nth = %(nth)s AND s.status = 'open'
           ORDER BY s.section_id, u.number""",
        term=stage.term_id,
        kind=kind,
        nth=nth,
    )
    sheets: dict[UUID, dict[str, Any]] = defaultdict(lambda: {"rows": []})
    for row in rows:
        sheets[row["sheet_id"]].update(row)
        sheets[row["sheet_id"]]["rows"].append((row["row_id"], row["number"]))
    return list(sheets.values())


def _attest(stage: Stage, nth: int) -> None:
    for sheet in _sheets(stage, "attestation", nth):
        given = [(row, habits.marks(stage.seed, number, sheet["code"])) for row, number in sheet["rows"]]
        values = [(row, mark.attestation1 if nth == 1 else mark.attestation2) for row, mark in given]
        body = {"rows": [{"row_id": str(row), "value": str(value)} for row, value in values]}
        _close(_teacher(stage, sheet), sheet, body)
    stage.clock.wait_until_quiet()


def _examine(stage: Stage, ends_at: Any) -> None:
    for sheet in _sheets(stage, "exam", 1):
        if sheet["exam_ends_at"] != ends_at:
            continue
        given = [(row, habits.marks(stage.seed, number, sheet["code"])) for row, number in sheet["rows"]]
        body = {"rows": [_exam(row, mark) for row, mark in given if _admitted(mark)]}
        _close(_teacher(stage, sheet), sheet, body)
    stage.clock.wait_until_quiet()


def _admitted(mark: habits.Marks) -> bool:
    return mark.attestation1 + mark.attestation2 >= 100


def _exam(row: UUID, mark: habits.Marks) -> dict[str, Any]:
    if mark.exam is None:
        return {"row_id": str(row), "appearance": "did_not_appear"}
    return {"row_id": str(row), "value": str(mark.exam)}


def _teacher(stage: Stage, sheet: dict[str, Any]) -> Somebody:
    return stage.cast.teachers[sheet["teacher_id"]]


def _close(teacher: Somebody, sheet: dict[str, Any], body: dict[str, Any]) -> None:
    if body["rows"]:
        expect(teacher.put(f"{API}/sheets/{sheet['sheet_id']}/marks", body), 200)
    expect(teacher.post(f"{API}/sheets/{sheet['sheet_id']}/seal", {"signature": teacher.name}), 200)
