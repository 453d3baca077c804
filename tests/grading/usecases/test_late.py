"""R5.1: results are entered within 24 hours of the exam's scheduled end; the office sees what is late."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from services.grading.domain.sheet_clock import SheetClock
from services.grading.domain.shipped import POLICIES
from services.grading.models import Sheet
from services.grading.models.rules import PolicyRow
from services.grading.usecases import copies, late
from shared.clock import ALMATY, now
from shared.contracts.notifications import Notify
from shared.contracts.registration import HolidaysChanged
from shared.messaging.deadlines import fire, next_due
from shared.messaging.tables import outbox
from tests.grading.university import EXAM_ENDS, SHEET_DUE, University, said

DUE = SHEET_DUE


def exam_sheet(session: Session) -> Sheet:
    found = select(Sheet).where(Sheet.kind == "exam")
    return session.scalars(found, execution_options={"populate_existing": True}).one()


def told_late(session: Session) -> list[UUID]:
    told = [message for message in said(session, "notifications.notify") if isinstance(message, Notify)]
    return [message.person_id for message in told if message.template == "sheet_late"]


def test_the_24_hours_run_from_the_scheduled_end_of_the_exam_and_end_on_no_day_off(
    university: University, grading_db: Session
) -> None:
    university.found().enrol(1)
    assert exam_sheet(grading_db).due_at == DUE
    assert next_due(grading_db) == DUE


def test_the_deadline_leaves_by_itself_at_its_moment_and_not_before(
    university: University, grading_db: Session
) -> None:
    university.found().enrol(1)
    university.clock_at(DUE - timedelta(seconds=1))
    assert fire(grading_db) == 0
    university.clock_at(DUE)
    assert fire(grading_db) == 1
    assert "grading.sheet_late" in grading_db.scalars(select(outbox.c.name)).all()


def test_a_sheet_not_closed_in_time_is_listed_and_its_teacher_told_once(
    university: University, grading_db: Session
) -> None:
    university.found().enrol(1)
    university.clock_at(DUE)
    sheet_id = exam_sheet(grading_db).sheet_id
    late.report(grading_db, [sheet_id])
    assert exam_sheet(grading_db).late_since == DUE
    assert told_late(grading_db) == [university.teacher_id]


def test_a_sheet_that_was_closed_in_time_is_not_late(university: University, grading_db: Session) -> None:
    university.played(("80", "80", "70"))
    university.clock_at(DUE)
    late.report(grading_db, [exam_sheet(grading_db).sheet_id])
    assert exam_sheet(grading_db).late_since is None
    assert told_late(grading_db) == []


def test_a_deadline_that_was_moved_meanwhile_does_nothing(university: University, grading_db: Session) -> None:
    university.found().enrol(1)
    copies.keep_sections(grading_db, [university.section(2, EXAM_ENDS + timedelta(days=4))])
    university.clock_at(DUE)
    late.report(grading_db, [exam_sheet(grading_db).sheet_id])
    assert exam_sheet(grading_db).late_since is None


def test_a_late_sheet_can_still_be_closed_and_stays_known_as_late(university: University, grading_db: Session) -> None:
    university.found().enrol(1)
    university.attest(("80", "80"))
    university.clock_at(DUE)
    late.report(grading_db, [exam_sheet(grading_db).sheet_id])
    university.examine("70")
    university.close()
    assert (exam_sheet(grading_db).status, exam_sheet(grading_db).late_since) == ("sealed", DUE)


def test_a_cancelled_section_is_not_late(university: University, grading_db: Session) -> None:
    university.found().enrol(1)
    copies.keep_sections(grading_db, [university.section(2, status="cancelled")])
    university.clock_at(DUE)
    late.report(grading_db, [exam_sheet(grading_db).sheet_id])
    assert exam_sheet(grading_db).late_since is None
    assert told_late(grading_db) == []


def test_a_day_made_off_moves_what_is_due_on_it_and_a_day_worked_again_moves_nothing(
    university: University, grading_db: Session
) -> None:
    university.found().enrol(1)
    university.clock_at(EXAM_ENDS)
    monday = DUE.date()
    copies.keep_days_off(grading_db, [HolidaysChanged(monday, 1, works=False)])
    assert exam_sheet(grading_db).due_at == next_due(grading_db) == DUE + timedelta(days=1)
    copies.keep_days_off(grading_db, [HolidaysChanged(monday, 2, works=True)])
    assert exam_sheet(grading_db).due_at == DUE + timedelta(days=1), "never earlier"


def test_where_the_policy_says_so_only_the_hours_of_the_office_count(
    university: University, grading_db: Session
) -> None:
    policy = replace(POLICIES[1], version=99, valid_from=date(2012, 1, 1), sheet_clock=SheetClock.WORKING)
    values = {name: getattr(policy, name) for name in policy.__dataclass_fields__} | {"reason": "a test"}
    values |= {"attestation_weeks": [2, 4], "attestation_weights": [1, 1], "recorded_at": now(grading_db).real}
    grading_db.execute(insert(PolicyRow), [values])
    university.found().enrol(1)
    assert exam_sheet(grading_db).due_at == datetime(2025, 7, 22, 18, tzinfo=ALMATY), "6 hours, 9, 9: Tuesday evening"
