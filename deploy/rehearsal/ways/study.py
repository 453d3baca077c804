"""Results that change: appeals, corrections, certificates and the exam of the reserve days (R5.3, R5.5, D10)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from deploy.rehearsal.habits import also, marks
from deploy.rehearsal.people import Somebody, expect
from deploy.rehearsal.rates import Also
from deploy.rehearsal.stage import Stage

API = "/grading/api/v1"


def after_the_results(stage: Stage) -> None:
    """Whoever has heard his result today: an appeal, a certificate, a teacher's slip."""
    for row in _results(stage):
        about = (stage.seed, row["number"], row["code"])
        given = marks(*about)
        if row["outcome"] == "failed" and given.exam is not None and also(Also.APPEALS, *about):
            body = {"attempt_id": str(row["attempt_id"]), "grounds": "вторая задача решена верно"}
            expect(stage.people[row["student_id"]].somebody.post(f"{API}/appeals/", body), 201)
            stage.done["appeals"] += 1
        elif row["outcome"] == "did_not_appear" and also(Also.HAS_CERTIFICATE, *about):
            _certificate(stage, row)
        elif row["outcome"] == "passed" and given.exam is not None and also(Also.MARK_CORRECTED, *about):
            _correct(stage, row, "95" if given.exam == 100 else "100")
    stage.clock.wait_until_quiet()


def decide(stage: Stage) -> None:
    """The commission under the vice-rector decides on every appeal (R5.5)."""
    members = [str(stage.cast.leading.person_id), str(stage.cast.office.person_id)]
    for row in stage.reader.rows(
        """SELECT p.appeal_id, s.number, c.code FROM grading.appeals p JOIN grading.attempts a USING (attempt_id)
           JOIN registration.students s ON s.student_id = p.student_id
           JOIN registration.courses c ON c.course_id = a.course_id WHERE p.status = 'open' ORDER BY s.number, c.code"""
    ):
        raises = also(Also.APPEAL_RAISES, stage.seed, row["number"], row["code"])
        path = f"{API}/appeals/{row['appeal_id']}"
        expect(stage.cast.office.post(f"{path}/commission", {"members": members}), 200)
        body = {"protocol": "7", "reason": "работа проверена заново", "raised_to": "60" if raises else None}
        expect(stage.cast.rectorate.post(f"{path}/decision", body), 200)
        stage.done["appeals raised" if raises else "appeals kept"] += 1
    stage.clock.wait_until_quiet()


def open_reserve(stage: Stage, ends_at: datetime) -> None:
    """The office sets the exam of the reserve days for those who were ill (D10)."""
    for row in _excused(stage):
        path = f"{API}/sections/{row['section_id']}/reserve"
        expect(stage.cast.specialist.post(path, {"ends_at": ends_at.isoformat()}), 201)
        stage.done["reserve exams"] += 1
    stage.clock.wait_until_quiet()


def hold_reserve(stage: Stage) -> None:
    """They sit the exam; their teacher closes the sheet."""
    for row in stage.reader.rows(
        """SELECT s.section_id, s.nth, t.teacher_id, array_agg(r.student_id::text ORDER BY r.student_id) AS students
           FROM grading.sheets s JOIN grading.sheet_rows r USING (sheet_id)
           JOIN registration.sections t USING (section_id)
           WHERE s.kind = 'exam' AND s.nth > 1 AND s.status = 'open' GROUP BY 1, 2, 3 ORDER BY 1"""
    ):
        teacher, path = stage.cast.teachers[row["teacher_id"]], f"{API}/sections/{row['section_id']}"
        results = [{"student_id": student, "mark": "70"} for student in row["students"]]
        expect(teacher.put(f"{path}/exam", {"results": results, "sitting": row["nth"]}), 200)
        expect(teacher.post(f"{path}/close", {"sitting": row["nth"]}), 200)
    stage.clock.wait_until_quiet()


def _certificate(stage: Stage, row: dict[str, Any]) -> None:
    """A specialist takes it, a leading one approves."""
    body = {**_place(row), "reason": "был в больнице", "document": "справка 095/у"}
    act = expect(stage.cast.specialist.post(f"{API}/corrections/certificates", body), 201)
    _decided(stage, stage.cast.leading, act, approve=True)
    stage.done["certificates of illness"] += 1


def _correct(stage: Stage, row: dict[str, Any], mark: str) -> None:
    """The teacher asks, the chairman approves, or does not."""
    teacher = stage.cast.teachers[row["teacher_id"]]
    body = {**_place(row), "kind": "exam", "mark": mark, "reason": "описка в ведомости", "document": "12"}
    act = expect(teacher.post(f"{API}/corrections/", body), 201)
    refused = also(Also.CORRECTION_REFUSED, stage.seed, row["number"], row["code"])
    _decided(stage, stage.cast.office, act, approve=not refused)
    stage.done["corrections refused" if refused else "corrections of sealed sheets"] += 1


def _decided(stage: Stage, who: Somebody, act: dict[str, Any], *, approve: bool) -> None:
    body = {"approve": approve, "why": "работа проверена"}
    expect(who.post(f"{API}/corrections/{act['correction_id']}/decision", body), 200)


def _place(row: dict[str, Any]) -> dict[str, str]:
    return {"section_id": str(row["section_id"]), "student_id": str(row["student_id"])}


def _results(stage: Stage) -> list[dict[str, Any]]:
    """Results of summer cases that nobody has objected to, in a fixed order."""
    found = stage.reader.rows(
        """SELECT a.attempt_id, a.student_id, a.section_id, a.outcome, s.number, c.code, t.teacher_id
           FROM grading.attempts a JOIN registration.students s USING (student_id)
           JOIN registration.courses c ON c.course_id = a.course_id
           JOIN registration.sections t ON t.section_id = a.section_id
           WHERE a.case_id IS NOT NULL AND a.revision = 0 ORDER BY s.number, c.code"""
    )
    fresh = [row for row in found if row["attempt_id"] not in stage.heard]
    stage.heard.update(row["attempt_id"] for row in fresh)
    return fresh


def _excused(stage: Stage) -> list[dict[str, Any]]:
    return stage.reader.rows(
        """SELECT DISTINCT a.section_id FROM grading.attempts a WHERE a.outcome = 'incomplete'
           AND NOT EXISTS (SELECT 1 FROM grading.attempts b WHERE b.replaces = a.attempt_id) ORDER BY 1"""
    )
