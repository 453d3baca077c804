"""R5.5, R4.7, D8, D9, D11, R13.1: appeals, acts about cribs, third failures, sheets that stay late."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from services.grading.domain.corrections import Entry
from services.grading.models import Appeal, AttemptRow, DayOff, PendingResult, Sheet
from services.grading.queries import seals
from services.grading.settings import seal_public_key
from services.grading.usecases import appeals, copies, corrections, cribs, late
from services.grading.usecases.appeals import Decision
from services.grading.usecases.corrections import Ground
from services.grading.usecases.cribs import Act
from services.grading.usecases.marks import ExamEntry, enter_exam
from services.grading.usecases.pending import appeals_until
from shared.clock import at, end_of_day
from shared.contracts.base import Message
from shared.contracts.grading import FailedOften, PendingChanged, SheetEscalated
from shared.contracts.registration import HolidaysChanged
from shared.errors import Refused
from shared.identity import Actor, Forbidden, Held, Role
from shared.messaging.deadlines import fire
from shared.workdays import keep_days_off
from tests.grading.university import SHEET_DUE, University, said

VICE_RECTOR = Actor(uuid4(), "Vice-rector", (Held(Role.RECTORATE),))
FRIDAY = datetime(2025, 7, 18, 10, 0, tzinfo=UTC)


def test_an_appeal_has_one_working_day_by_the_offices_table_and_over_new_year(grading_db: Session) -> None:
    assert appeals_until(grading_db, at(date(2026, 12, 31), 10)) == end_of_day(date(2027, 1, 5))
    off = [HolidaysChanged(date(2027, 1, day), 1, works=False) for day in (5, 6)]
    keep_days_off(grading_db, DayOff, [*off, HolidaysChanged(date(2027, 1, 9), 1, works=True)])
    assert appeals_until(grading_db, at(date(2026, 12, 31), 10)) == end_of_day(date(2027, 1, 8))
    assert appeals_until(grading_db, at(date(2027, 1, 8), 10)) == end_of_day(date(2027, 1, 9)), "a worked Saturday"


@pytest.fixture
def failed(university: University) -> University:
    """Sealed on a Friday: one failed by a point."""
    university.clock_at(FRIDAY)
    return university.played(("80", "80", "49"))


def result(session: Session) -> UUID:
    return session.scalars(select(AttemptRow.attempt_id).where(AttemptRow.stands())).one()


def appealed(university: University) -> Appeal:
    session = university.session
    appeal = appeals.file(session, university.students[0], result(session), "question 3 was right")
    members = []
    for name in ("Ахметов Болат", "Сейтова Мадина"):
        member = uuid4()
        university.person(member, name, staff=True)
        members.append(member)
    return appeals.name_commission(session, VICE_RECTOR, appeal.appeal_id, members)


def pending(session: Session) -> list[str]:
    told: list[Message] = said(session, "grading.pending_changed")
    return [message.why for message in told if isinstance(message, PendingChanged)]


def test_an_appeal_that_succeeds_raises_the_result_by_a_new_version(failed: University, grading_db: Session) -> None:
    appeal = appealed(failed)
    appeals.decide(grading_db, VICE_RECTOR, appeal.appeal_id, Decision("7", "question 3 counts", Decimal(55)))
    attempt = grading_db.scalars(select(AttemptRow).where(AttemptRow.stands())).one()
    assert (attempt.mark, attempt.revision) == ("C+", 1)
    assert appeal.status == "raised" and appeal.correction_id
    assert pending(grading_db) == ["appeal", ""]
    assert seals.verification(grading_db, seal_public_key()).holds
    with pytest.raises(Refused, match="appeal_made"):
        appeals.file(grading_db, failed.students[0], result(grading_db), "more")


def test_a_commission_never_lowers_and_has_three_without_the_teacher(failed: University, grading_db: Session) -> None:
    appeal = appealed(failed)
    with pytest.raises(Refused, match="not_raised"):
        appeals.decide(grading_db, VICE_RECTOR, appeal.appeal_id, Decision("7", "no", Decimal(30)))
    with pytest.raises(Refused, match=r"commission_small.*teacher_in_commission"):
        appeals.name_commission(grading_db, VICE_RECTOR, appeal.appeal_id, [failed.teacher_id])
    appeals.decide(grading_db, VICE_RECTOR, appeal.appeal_id, Decision("7", "49 is right"))
    assert (appeal.status, pending(grading_db)[-1]) == ("kept", "")


def test_a_correction_that_waits_is_decided_before_the_appeal(failed: University, grading_db: Session) -> None:
    appeal = appealed(failed)
    waits = corrections.propose(
        grading_db, failed.teacher, failed.section_id, failed.students[0], "exam", 1, Entry(Decimal(50)),
        Ground("added up wrongly", "12"),
    )  # fmt: skip
    raised = Decision("7", "question 3 counts", Decimal(55))
    with pytest.raises(Refused, match="correction_waits"):
        appeals.decide(grading_db, VICE_RECTOR, appeal.appeal_id, raised)
    office = Actor(uuid4(), "Leading specialist", (Held(Role.LEADING_SPECIALIST),))
    corrections.decide(grading_db, office, waits.correction_id, approve=True, why="seen")
    assert appeals.decide(grading_db, VICE_RECTOR, appeal.appeal_id, raised).status == "raised"
    assert grading_db.scalars(select(AttemptRow.mark).where(AttemptRow.stands())).one() == "C+"


def test_an_appeal_is_made_within_one_working_day(failed: University, grading_db: Session) -> None:
    failed.clock_at(FRIDAY + timedelta(days=4))
    with pytest.raises(Refused, match="appeal_late"):
        appeals.file(grading_db, failed.students[0], result(grading_db), "late")
    failed.clock_at(FRIDAY + timedelta(days=3))
    assert appeals.file(grading_db, failed.students[0], result(grading_db), "on Monday").status == "open"


def test_an_act_about_cribs_stands_over_any_mark(university: University, grading_db: Session) -> None:
    university.clock_at(FRIDAY)
    university.found().enrol(1)
    university.attest(("90", "90"))
    act = Act("3", FRIDAY, "a phone", "Invigilator", "Witness")
    with pytest.raises(Forbidden):
        cribs.record(grading_db, university.teacher, university.section_id, university.students[0], act)
    both = Actor(university.teacher_id, "Teacher", (Held(Role.TEACHER), Held(Role.INVIGILATOR)))
    with pytest.raises(Refused, match="own_exam"):
        cribs.record(grading_db, both, university.section_id, university.students[0], act)
    cribs.record(grading_db, university.invigilator, university.section_id, university.students[0], act)
    with pytest.raises(Refused, match="cribs_stand"):
        enter_exam(
            grading_db, university.teacher, university.section_id, {university.students[0]: ExamEntry(Decimal(95))}
        )
    [recorded] = university.close()
    assert (recorded.result.mark, recorded.result.rule) == ("F", "R4.7")
    assert pending(grading_db) == ["cribs_act"], "he applies after the appeal time of the act"
    until, monday = select(PendingResult.until), date(2025, 7, 21)
    assert grading_db.scalar(until) == end_of_day(monday), "one working day"
    copies.keep_days_off(grading_db, [HolidaysChanged(monday, 1, works=False)])
    assert grading_db.scalar(until) == end_of_day(monday + timedelta(days=1)), "Monday was made a day off"
    told = said(grading_db, "grading.pending_changed")[-1]
    assert isinstance(told, PendingChanged)
    assert told.until == end_of_day(monday + timedelta(days=1))


def test_the_third_failure_of_one_course_is_told(university: University, grading_db: Session) -> None:
    university.found().enrol(1)
    for number in (1, 2):
        grading_db.add(failure(university, number))
    grading_db.flush()
    university.attest(("80", "80"))
    university.examine("49")
    university.close()
    [told] = said(grading_db, "grading.failed_often")
    assert isinstance(told, FailedOften)
    assert (told.student_id, told.times) == (university.students[0], 3)


def failure(university: University, number: int) -> AttemptRow:
    """An earlier F in the course, from the record."""
    return AttemptRow(
        attempt_id=uuid4(), student_id=university.students[0], course_id=university.course_id, term_id=uuid4(),
        attempt_no=number, season="spring", academic_year=2022 + number, taken_on=date(2022 + number, 5, 30), mark="F",
        percent=40, outcome="failed", credits=5, points=Decimal(0), in_gpa=True, passed=False, makes_debt=True,
        closes_debt=False, scale="kz-2011", source="import:x", evidence={}, true_from=FRIDAY, recorded_at=FRIDAY,
    )  # fmt: skip


def test_a_sheet_that_stays_late_goes_up_one_level_at_a_time(university: University, grading_db: Session) -> None:
    university.found().enrol(1)
    due = SHEET_DUE
    levels = []
    for hours in (0, 23, 24, 72, 200):
        university.clock_at(due + timedelta(hours=hours))
        if fire(grading_db):
            late.report(grading_db, [university.exam_sheet_id])
        told = said(grading_db, "grading.sheet_escalated")
        levels.append([message.level for message in told if isinstance(message, SheetEscalated)])
    assert levels == [[], [], ["dean"], ["dean", "rectorate"], ["dean", "rectorate"]]
    sheet = grading_db.scalars(select(Sheet).where(Sheet.kind == "exam")).one()
    assert sheet.late_level == 3
    assert pending(grading_db) == ["open_sheet"]
