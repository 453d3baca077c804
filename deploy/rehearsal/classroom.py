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


def _lists(stage: Stage, kind: str, nth: int) -> list[dict[str, Any]]:
    """The lists with students on them, each with its section's teacher and its students' numbers."""
    rows = stage.reader.rows(
        """SELECT s.section_id, t.teacher_id, t.exam_ends_at, c.code, r.student_id, u.number
           FROM grading.sheets s JOIN registration.sections t USING (section_id)
           JOIN registration.courses c ON c.course_id = t.course_id
           JOIN grading.sheet_rows r USING (sheet_id) JOIN registration.students u USING (student_id)
           WHERE t.term_id = %(term)s AND s.kind = %(kind)s AND s.nth = %(nth)s AND s.status = 'open'
           ORDER BY s.section_id, u.number""",
        term=stage.term_id,
        kind=kind,
        nth=nth,
    )
    found: dict[UUID, dict[str, Any]] = defaultdict(lambda: {"students": []})
    for row in rows:
        found[row["section_id"]].update(row)
        found[row["section_id"]]["students"].append((str(row["student_id"]), row["number"]))
    return list(found.values())


def _attest(stage: Stage, nth: int) -> None:
    for section in _lists(stage, "attestation", nth):
        given = [(who, habits.marks(stage.seed, number, section["code"])) for who, number in section["students"]]
        marks = [{"student_id": who, "mark": str(m.attestation1 if nth == 1 else m.attestation2)} for who, m in given]
        teacher, path = _at(stage, section)
        expect(teacher.put(f"{path}/attestations/{nth}", {"marks": marks}), 200)
        expect(teacher.post(f"{path}/attestations/{nth}/close", {}), 200)
    stage.clock.wait_until_quiet()


def _examine(stage: Stage, ends_at: Any) -> None:
    for section in _lists(stage, "exam", 1):
        if section["exam_ends_at"] != ends_at:
            continue
        given = [(who, habits.marks(stage.seed, number, section["code"])) for who, number in section["students"]]
        results = [_result(who, marks) for who, marks in given if _admitted(marks)]
        teacher, path = _at(stage, section)
        if results:
            expect(teacher.put(f"{path}/exam", {"results": results}), 200)
        expect(teacher.post(f"{path}/close", {}), 200)
    stage.clock.wait_until_quiet()


def _admitted(marks: habits.Marks) -> bool:
    return marks.attestation1 + marks.attestation2 >= 100


def _result(student_id: str, marks: habits.Marks) -> dict[str, Any]:
    if marks.exam is None:
        return {"student_id": student_id, "appearance": "did_not_appear"}
    return {"student_id": student_id, "mark": str(marks.exam)}


def _at(stage: Stage, section: dict[str, Any]) -> tuple[Somebody, str]:
    return stage.cast.teachers[section["teacher_id"]], f"{API}/sections/{section['section_id']}"
