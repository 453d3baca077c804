"""Teachers enter attestations and exams, close and seal their sheets (R4.1, R5.1, R5.3); meanwhile some leave."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from deploy.rehearsal import habits, payments, statements
from deploy.rehearsal.people import Somebody, expect
from deploy.rehearsal.questions import Also, Becomes, Leaves, Studies
from deploy.rehearsal.stage import Dates, Stage, moment
from deploy.rehearsal.ways import leaving, offices, queue, refunds, reviews, study, term

API = "/grading/api/v1"
Entry = tuple[datetime, Callable[[Stage], None]]
WEEKEND = 5
CLOSED_AFTER = (
    (None, timedelta(hours=2)), (Also.SHEET_LATE, timedelta(hours=27)), (Also.SHEET_VERY_LATE, timedelta(days=6)),
)  # fmt: skip
"""How long after its exam a sheet is closed: in time, late, so late that the rectorate hears of it."""


def teach(stage: Stage, dates: Dates) -> None:
    """Everything that happens while the term runs, at its moment."""
    for at, act in sorted(_agenda(stage, dates), key=lambda entry: entry[0]):
        stage.clock.to(at)
        act(stage)
    stage.say("the sheets are sealed")


def _agenda(stage: Stage, dates: Dates) -> Iterator[Entry]:
    for nth, day in enumerate(dates.attestations_on, start=1):
        yield moment(day, 18), partial(_attest, nth=nth)
    for weeks, act in enumerate((_first_week, _second_week, _later)):
        yield moment(dates.starts_on + timedelta(days=2 + 7 * weeks), 12), act
        yield moment(dates.starts_on + timedelta(days=6 + 7 * weeks), 9, 30), partial(_money, dates=dates)
    for exam in stage.reader.rows(
        """SELECT DISTINCT exam_ends_at FROM registration.sections WHERE term_id = %(term)s AND status <> 'cancelled'
           ORDER BY 1""",
        term=stage.term_id,
    ):
        for late, wait in CLOSED_AFTER:
            yield exam["exam_ends_at"] + wait, partial(_examine, ends_at=exam["exam_ends_at"], late=late)
    for nth in range((dates.ends_on - dates.starts_on).days):
        if (dates.starts_on + timedelta(days=nth)).weekday() < WEEKEND:
            yield moment(dates.starts_on + timedelta(days=nth), 14), reviews.go_on
    yield moment(dates.attestations_on[-1], 19), partial(term.move_last_day, dates=dates)
    after = [dates.ends_on + timedelta(days=nth) for nth in range(1, 8)]
    yield moment(after[1], 10), partial(study.decide, all_of_them=False)
    yield moment(after[1], 11), partial(study.open_reserve, ends_at=moment(after[3], 12))
    yield moment(after[3], 14), study.hold_reserve
    yield moment(after[5], 9, 30), partial(_money, dates=dates)
    yield moment(after[6], 12), lambda stage: stage.clock.wait_until_quiet()


def _first_week(stage: Stage) -> None:
    leaving.while_running(stage, Leaves.FIRST_WEEK)
    leaving.cancel_sections(stage)
    leaving.standings(stage, Becomes.ON_LEAVE, Becomes.LEFT)
    offices.teachers_ask(stage)
    reviews.open_some(stage)


def _second_week(stage: Stage) -> None:
    leaving.while_running(stage, Leaves.SECOND_WEEK)
    leaving.while_running(stage, Leaves.ILL)


def _later(stage: Stage) -> None:
    leaving.while_running(stage, Leaves.LATER)


def _money(stage: Stage, dates: Dates) -> None:
    """Finance's day once a week: refunds of those who left are signed and leave the bank, its statement is loaded."""
    today = payments.today(stage)
    statements.load_since_last(stage, today - timedelta(days=1))
    queue.work(stage, today)
    queue.give_up_sheets(stage)
    refunds.morning(stage, today)
    refunds.at_the_bank(stage, today)


def _lists(stage: Stage, kind: str, nth: int) -> list[dict[str, Any]]:
    """The lists with students on them, each with its section's teacher and its students' numbers."""
    rows = stage.reader.rows(
        """SELECT s.section_id, t.teacher_id, t.exam_ends_at, c.code, c.faculty_id, r.student_id, u.number
           FROM grading.sheets s JOIN registration.sections t USING (section_id)
           JOIN registration.courses c ON c.course_id = t.course_id
           JOIN grading.sheet_rows r USING (sheet_id) JOIN registration.students u USING (student_id)
           WHERE t.term_id = %(term)s AND s.kind = %(kind)s AND s.nth = %(nth)s AND s.status = 'open'
             AND t.status <> 'cancelled' AND r.outcome IS DISTINCT FROM 'withdrawn'
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
    lists = _lists(stage, "attestation", nth)
    _draw(stage, lists)

    def attest(section: dict[str, Any]) -> None:
        given = _given(stage, section)
        marks = [{"student_id": who, "mark": str(m.attestation1 if nth == 1 else m.attestation2)} for who, m in given]
        teacher, path = _at(stage, section)
        expect(teacher.put(f"{path}/attestations/{nth}", {"marks": marks}), 200)
        expect(teacher.post(f"{path}/attestations/{nth}/close", {}), 200)

    stage.beside(lists, lambda section: section["teacher_id"], attest)
    stage.clock.wait_until_quiet()
    stage.say(f"attestation {nth} is in")


def _draw(stage: Stage, lists: list[dict[str, Any]]) -> None:
    """How the summer goes for those who sit in class, and whose sheets will be late."""
    keys = {
        f"{number} {section['code']}": (number, section["code"])
        for section in lists
        for _, number in section["students"]
    }
    for key, way in stage.lots.choices(Studies, list(keys)).items():
        stage.studies[keys[key]] = way
    if not stage.late:
        ids = [str(section["section_id"]) for section in lists]
        late = stage.lots.some(Also.SHEET_LATE, ids)
        very = stage.lots.some(Also.SHEET_VERY_LATE, set(ids) - late)
        stage.late = {**dict.fromkeys(late, Also.SHEET_LATE), **dict.fromkeys(very, Also.SHEET_VERY_LATE)}


def _given(stage: Stage, section: dict[str, Any]) -> list[tuple[str, habits.Marks]]:
    """The marks of those on a list."""
    code = section["code"]
    return [
        (who, habits.marks(stage.seed, number, code, stage.studies.get((number, code))))
        for who, number in section["students"]
    ]


def _examine(stage: Stage, ends_at: datetime, late: Also | None) -> None:
    """The sheets of the exams that ended then; some teachers are too late (R5.1)."""
    sheets = [
        section
        for section in _lists(stage, "exam", 1)
        if section["exam_ends_at"] == ends_at and stage.late.get(str(section["section_id"])) is late
    ]
    stage.done["sheets closed late"] += len(sheets) if late else 0
    stage.done["acts about cribs"] += sum(
        stage.beside(sheets, lambda section: section["teacher_id"], partial(_close, stage))
    )
    stage.clock.wait_until_quiet()
    study.after_the_results(stage)


def _close(stage: Stage, section: dict[str, Any]) -> int:
    """The teacher enters the exam and closes the sheet; how many were caught with cribs."""
    given = _given(stage, section)
    results = [_result(who, marks) for who, marks in given if marks.admitted and not marks.cribs]
    teacher, path = _at(stage, section)
    if results:
        expect(teacher.put(f"{path}/exam", {"results": results}), 200)
    caught = [who for who, marks in given if marks.cribs]
    for who in caught:
        _caught(stage, section, who)
    expect(teacher.post(f"{path}/close", {}), 200)
    return len(caught)


def _caught(stage: Stage, section: dict[str, Any], student_id: str) -> None:
    """The invigilator draws up his act; the teacher can't (R4.7, R1.2)."""
    invigilator = stage.cast.invigilators[section["faculty_id"]]
    act = {
        "section_id": str(section["section_id"]), "student_id": student_id, "number": "3-ш",
        "found_at": section["exam_ends_at"].isoformat(), "what": "notes on paper", "drawn_up_by": invigilator.name,
        "witness": "the second invigilator",
    }  # fmt: skip
    expect(invigilator.post(f"{API}/acts/cribs", act), 201)


def _result(student_id: str, marks: habits.Marks) -> dict[str, Any]:
    if marks.exam is None:
        return {"student_id": student_id, "appearance": "did_not_appear"}
    return {"student_id": student_id, "mark": str(marks.exam)}


def _at(stage: Stage, section: dict[str, Any]) -> tuple[Somebody, str]:
    return stage.cast.teachers[section["teacher_id"]], f"{API}/sections/{section['section_id']}"
