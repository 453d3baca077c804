"""Results that change: appeals, corrections, certificates and the exam of the reserve days (R5.3, R5.5, D10)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any

from deploy.rehearsal.habits import marks
from deploy.rehearsal.people import Somebody, expect
from deploy.rehearsal.questions import Also
from deploy.rehearsal.stage import Stage

API = "/grading/api/v1"
APPEALS = 4
"""The first time that anybody fails, at least so many appeal, so that some can wait."""


def after_the_results(stage: Stage) -> None:
    """Whoever has heard his result today: an appeal, a certificate, a teacher's slip."""
    rows = {f"{row['number']} {row['code']}": row for row in _results(stage)}
    sat = {key: row for key, row in rows.items() if _exam(stage, row) is not None}
    failed = [key for key, row in sat.items() if row["outcome"] == "failed"]
    appeals = sorted(stage.lots.some(Also.APPEALS, failed, least=APPEALS))
    stage.beside([rows[key] for key in appeals], lambda row: row["attempt_id"], partial(_appeal, stage))
    stage.done["appeals"] += len(appeals)
    away = [key for key, row in rows.items() if row["outcome"] == "did_not_appear" and _heard_in_time(stage, row)]
    ill = sorted(stage.lots.some(Also.HAS_CERTIFICATE, away))
    stage.beside([rows[key] for key in ill], lambda row: row["section_id"], partial(_certificate, stage))
    stage.done["certificates of illness"] += len(ill)
    passed = [key for key, row in sat.items() if row["outcome"] == "passed"]
    for key in sorted(stage.lots.some(Also.MARK_CORRECTED, passed, least=2)):
        _correct(stage, rows[key], "95" if _exam(stage, rows[key]) == 100 else "100")
    stage.clock.wait_until_quiet()


def _appeal(stage: Stage, row: dict[str, Any]) -> None:
    body = {"attempt_id": str(row["attempt_id"]), "grounds": "вторая задача решена верно"}
    expect(stage.people[row["student_id"]].somebody.post(f"{API}/appeals/", body), 201)


def _heard_in_time(stage: Stage, row: dict[str, Any]) -> bool:
    """A certificate is brought within three working days of the exam, whoever closes the sheet when (D10)."""
    return stage.late.get(str(row["section_id"])) is not Also.SHEET_VERY_LATE


def _exam(stage: Stage, row: dict[str, Any]) -> Decimal | None:
    """The mark of his exam, as his teacher gave it."""
    place = (row["number"], row["code"])
    return marks(stage.seed, *place, stage.studies.get(place)).exam


def decide(stage: Stage, *, all_of_them: bool = True) -> None:
    """The commission under the vice-rector decides on every appeal, or leaves some for later (R5.5, D8)."""
    members = [str(stage.cast.leading.person_id), str(stage.cast.office.person_id)]
    rows = {f"{row['number']} {row['code']}": row for row in _appeals(stage)}
    later = frozenset() if all_of_them else stage.lots.some(Also.APPEAL_WAITS, rows, least=2)
    now = sorted(set(rows) - later)
    raised = _raised(stage, now)

    def decided(key: str) -> None:
        path = f"{API}/appeals/{rows[key]['appeal_id']}"
        expect(stage.cast.office.post(f"{path}/commission", {"members": members}), 200)
        body = {"protocol": "7", "reason": "работа проверена заново", "raised_to": "60" if key in raised else None}
        expect(stage.cast.rectorate.post(f"{path}/decision", body), 200)

    stage.beside(now, lambda key: key, decided)
    stage.done["appeals raised"] += len(raised)
    stage.done["appeals kept"] += len(now) - len(raised)
    stage.done["appeals decided weeks later"] += len(later)
    stage.clock.wait_until_quiet()


def _raised(stage: Stage, appeals: Sequence[str]) -> set[str]:
    """Which of these are raised: some, and of several never all."""
    raised = set(stage.lots.some(Also.APPEAL_RAISES, appeals)) or set(appeals[:1])
    return raised - set(appeals[-1:]) if len(appeals) > 1 and raised == set(appeals) else raised


def _appeals(stage: Stage) -> list[dict[str, Any]]:
    """Appeals that wait for the commission."""
    return stage.reader.rows(
        """SELECT p.appeal_id, s.number, c.code FROM grading.appeals p JOIN grading.attempts a USING (attempt_id)
           JOIN registration.students s ON s.student_id = p.student_id
           JOIN registration.courses c ON c.course_id = a.course_id WHERE p.status = 'open' ORDER BY s.number, c.code"""
    )


def open_reserve(stage: Stage, ends_at: datetime) -> None:
    """The office sets the exam of the reserve days for those who were ill (D10)."""
    for row in _excused(stage):
        path = f"{API}/sections/{row['section_id']}/reserve"
        expect(stage.cast.specialist.post(path, {"ends_at": ends_at.isoformat()}), 201)
        stage.done["reserve exams"] += 1
    stage.clock.wait_until_quiet()


def hold_reserve(stage: Stage) -> None:
    """They sit the exam; their teacher closes the sheet."""
    rows = stage.reader.rows(
        """SELECT s.section_id, s.nth, t.teacher_id, array_agg(r.student_id::text ORDER BY r.student_id) AS students
           FROM grading.sheets s JOIN grading.sheet_rows r USING (sheet_id)
           JOIN registration.sections t USING (section_id)
           WHERE s.kind = 'exam' AND s.nth > 1 AND s.status = 'open' GROUP BY 1, 2, 3 ORDER BY 1"""
    )

    def hold(row: dict[str, Any]) -> None:
        teacher, path = stage.cast.teachers[row["teacher_id"]], f"{API}/sections/{row['section_id']}"
        results = [{"student_id": student, "mark": "70"} for student in row["students"]]
        expect(teacher.put(f"{path}/exam", {"results": results, "sitting": row["nth"]}), 200)
        expect(teacher.post(f"{path}/close", {"sitting": row["nth"]}), 200)

    stage.beside(rows, lambda row: row["teacher_id"], hold)
    stage.clock.wait_until_quiet()


def _certificate(stage: Stage, row: dict[str, Any]) -> None:
    """A specialist takes it, a leading one approves."""
    body = {**_place(row), "reason": "был в больнице", "document": "справка 095/у"}
    act = expect(stage.cast.specialist.post(f"{API}/corrections/certificates", body), 201)
    _decided(stage, stage.cast.leading, act, approve=True)


def _correct(stage: Stage, row: dict[str, Any], mark: str) -> None:
    """The teacher asks, the chairman approves, or does not."""
    teacher = stage.cast.teachers[row["teacher_id"]]
    body = {**_place(row), "kind": "exam", "mark": mark, "reason": "описка в ведомости", "document": "12"}
    act = expect(teacher.post(f"{API}/corrections/", body), 201)
    refused = stage.lots.happens(Also.CORRECTION_REFUSED, f"{row['number']} {row['code']}")
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
