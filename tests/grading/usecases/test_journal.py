"""The journal: classes made from times and days off, absences with counter-entries, what they lead to (R11.2d, D10)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from services.grading.domain.absences import Excuse
from services.grading.domain.outcome import Outcome
from services.grading.models import AbsenceEntry, AbsenceStanding, ClassAct
from services.grading.usecases import certificates, class_changes, copies, corrections, excuses, illness, journal
from services.grading.usecases.corrections import Ground
from services.grading.usecases.excuses import Document
from services.grading.usecases.scans import Upload
from shared.contracts.grading import AbsenceCrossed, AbsenceCured, AbsenceWarned
from shared.contracts.notifications import Notify
from shared.contracts.registration import HolidaysChanged, TermChanged, WeeklyClass
from shared.errors import Refused
from shared.identity import Actor, Forbidden, Held, Role
from tests.grading.university import University, said

TWICE_A_WEEK = (WeeklyClass(1, "09:00", "10:50", "204"), WeeklyClass(4, "14:00", "15:50", "204"))
SCAN = Upload("note.pdf", b"%PDF-1.7 a certificate")
OFFICE = Actor(uuid4(), "Сейітова Мәдина", (Held(Role.SPECIALIST),))


def summer(university: University, students: int = 2) -> University:
    """Four weeks of two classes; three classes fall on days off of July."""
    university.found().enrol(students)
    university.clock_at(datetime(2025, 6, 1, 9, tzinfo=UTC))
    copies.keep_sections(university.session, [university.section(2, meetings=TWICE_A_WEEK)])
    return university


def autumn(university: University, students: int = 2) -> University:
    """Fifteen weeks of two classes in autumn."""
    university.found()
    term = TermChanged(university.term_id, 2, "autumn", 2025, date(2025, 9, 1), date(2026, 1, 10), "running", None)
    copies.keep_terms(university.session, [term])
    university.clock_at(datetime(2025, 8, 25, 9, tzinfo=UTC))
    university.enrol(students)
    copies.keep_sections(university.session, [university.section(2, meetings=TWICE_A_WEEK)])
    return university


def told(session: Session, kind: type[Any]) -> list[Any]:
    return [one for one in said(session, kind.name) if isinstance(one, kind)]


def templates(session: Session) -> list[str]:
    return [one.template for one in told(session, Notify)]


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [reason.code for reason in refused.value.reasons]


def ill(university: University, first: date, last: date, number: str = "95/1") -> Document:
    return Document(Excuse.CERTIFICATE, number, first, last, SCAN)


def standing(session: Session, university: University, nth: int = 0) -> AbsenceStanding:
    session.expire_all()
    return session.get_one(AbsenceStanding, (university.section_id, university.students[nth]))


def days(university: University) -> list[str]:
    return [f"{one.starts_at.astimezone(UTC):%m-%d %H}" for one in university.classes()]


def test_classes_follow_times_term_and_days_off(university: University, grading_db: Session) -> None:
    summer(university)
    assert days(university) == ["06-16 04", "06-19 09", "06-23 04", "06-26 09", "06-30 04", "07-03 09", "07-10 09"], (
        "7 July is a day off after the Day of the Capital"
    )
    copies.keep_days_off(
        grading_db,
        [HolidaysChanged(date(2025, 6, 26), 1, works=False), HolidaysChanged(date(2025, 7, 7), 1, works=True)],
    )
    assert "06-26 09" not in days(university) and "07-07 04" in days(university)
    university.miss(university.students[0], 0)
    university.clock_at(datetime(2025, 6, 20, 9, tzinfo=UTC))
    copies.keep_sections(grading_db, [university.section(3, meetings=(WeeklyClass(2, "09:00", "10:50"),))])
    assert days(university) == ["06-16 04", "06-19 09", "06-24 04", "07-01 04", "07-08 04"], "what has been stays"
    copies.keep_sections(grading_db, [university.section(4, status="cancelled", meetings=TWICE_A_WEEK)])
    assert days(university) == ["06-16 04", "06-19 09"]


def test_an_entry_is_corrected_by_a_counter_entry_with_its_reason(university: University, grading_db: Session) -> None:
    summer(university)
    first, other = university.students
    university.miss(first, 0)
    held = university.classes()[0]
    with pytest.raises(Refused) as refused:
        journal.take(grading_db, university.teacher, held.class_id, {other})
    assert codes(refused) == ["correction_why_missing"]
    journal.take(grading_db, university.teacher, held.class_id, {other}, "mixed up two names")
    entries = grading_db.scalars(select(AbsenceEntry).order_by(AbsenceEntry.number)).all()
    assert (entries[0].student_id, entries[0].absent, entries[0].why) == (first, True, "")
    assert {(one.student_id, one.absent) for one in entries[1:]} == {(first, False), (other, True)}
    assert all(one.recorded_at and one.entered_at for one in entries)
    assert (standing(grading_db, university).missed, standing(grading_db, university, 1).missed) == (0, 1)
    with pytest.raises(IntegrityError), grading_db.begin_nested():
        grading_db.execute(update(AbsenceEntry).values(absent=False))


def test_nothing_is_recorded_that_can_not_be(university: University, grading_db: Session) -> None:
    summer(university)
    first, last = university.classes()[0], university.classes()[-1]
    university.clock_at(first.ends_at)
    with pytest.raises(Refused) as refused:
        journal.take(grading_db, university.teacher, last.class_id, {uuid4()})
    assert codes(refused) == ["class_to_come", "not_on_sheet"]
    with pytest.raises(Forbidden):
        journal.take(grading_db, Actor(uuid4(), "another", (Held(Role.TEACHER),)), first.class_id, ())
    class_changes.strike(grading_db, university.teacher, first.class_id, "the teacher was ill")
    with pytest.raises(Refused) as refused:
        journal.take(grading_db, university.teacher, first.class_id, ())
    assert codes(refused) == ["class_not_held"]


def test_a_class_is_moved_struck_out_restored_added_and_its_students_are_told(
    university: University, grading_db: Session
) -> None:
    summer(university)
    one, two = university.classes()[:2]
    to = one.starts_at + timedelta(days=2)
    class_changes.move(grading_db, university.teacher, one.class_id, one.starts_at + timedelta(minutes=30), "a bus")
    class_changes.move(grading_db, university.teacher, one.class_id, to, "a conference")
    with pytest.raises(Refused) as refused:
        class_changes.move(grading_db, university.teacher, two.class_id, to, "")
    assert codes(refused) == ["why_missing"]
    with pytest.raises(Refused) as refused:
        class_changes.add(grading_db, university.teacher, university.section_id, to, to + timedelta(hours=1), "", "x")
    assert codes(refused) == ["class_at_that_time"]
    class_changes.strike(grading_db, university.teacher, two.class_id, "ill")
    class_changes.restore(grading_db, university.teacher, two.class_id, "a colleague teaches")
    saturday = to + timedelta(days=3)
    class_changes.add(
        grading_db, university.teacher, university.section_id, saturday, saturday + timedelta(hours=1), "1", "-"
    )
    acts = grading_db.scalars(select(ClassAct.kind).order_by(ClassAct.number)).all()
    assert list(acts) == ["moved", "moved", "not_held", "held_after_all", "added"]
    assert sorted(set(templates(grading_db))) == ["class_added", "class_moved", "class_not_held"]
    copies.keep_sections(grading_db, [university.section(3, meetings=TWICE_A_WEEK)])
    assert one.class_id in {one.class_id for one in university.classes()}, "a moved class stays where it was moved to"


def warnings(session: Session) -> list[int]:
    return [event.level for event in told(session, AbsenceWarned)]


def test_each_level_is_told_once_and_the_ground_with_its_evidence(university: University, grading_db: Session) -> None:
    autumn(university)
    student, held = university.students[0], len(university.classes())
    assert held == 28
    university.miss(university.students[1], 0)
    university.miss(student, *range(1, 6))
    assert warnings(grading_db) == [10, 15]
    assert not told(grading_db, AbsenceCrossed)
    university.miss(student, 6)
    [crossed] = told(grading_db, AbsenceCrossed)
    assert (crossed.student_id, crossed.ground, crossed.missed, crossed.held) == (student, "share", 6, 28)
    assert (crossed.share, crossed.since, crossed.until) == (Decimal("21.42"), date(2025, 9, 8), date(2025, 9, 25))
    university.miss(student, 7)
    assert len(told(grading_db, AbsenceCrossed)) == 1, "once a crossing"
    assert templates(grading_db).count("absence_over") == 1


def test_an_excuse_brought_later_cures_and_a_new_crossing_is_told_again(
    university: University, grading_db: Session
) -> None:
    autumn(university, 3)
    student, other = university.students[:2]
    university.miss(other, 0)
    university.miss(student, *range(1, 7))
    excuse = excuses.record(grading_db, OFFICE, student, ill(university, date(2025, 9, 8), date(2025, 9, 11)))
    [cured] = told(grading_db, AbsenceCured)
    assert (cured.missed, cured.why, cured.version_no) == (4, "excused", 2)
    assert (standing(grading_db, university).excused, standing(grading_db, university).over) == (2, False)
    excuses.take_back(grading_db, OFFICE, excuse.excuse_id, "the clinic does not know it")
    assert [(one.fact_id, one.version_no) for one in told(grading_db, AbsenceCrossed)] == [
        (cured.fact_id, 1), (cured.fact_id, 3)
    ]  # fmt: skip
    with pytest.raises(Refused) as refused:
        excuses.take_back(grading_db, OFFICE, excuse.excuse_id, "")
    assert codes(refused) == ["excuse_over", "why_missing"]
    assert {"absence_excused", "absence_excuse_withdrawn", "absence_cured"} <= set(templates(grading_db))


def test_a_class_that_was_not_held_after_all_cures_too(university: University, grading_db: Session) -> None:
    autumn(university)
    university.miss(university.students[1], 0)
    university.miss(university.students[0], *range(1, 7))
    class_changes.strike(grading_db, university.teacher, university.classes()[1].class_id, "another group's class")
    [cured] = told(grading_db, AbsenceCured)
    assert (cured.missed, cured.held, cured.why) == (5, 27, "classes")


def test_an_excuse_needs_its_scan_its_days_and_somebody_else(university: University, grading_db: Session) -> None:
    summer(university)
    student = university.students[0]
    paper = Document(Excuse.COMPETITION, "7", date(2025, 6, 19), date(2025, 6, 16), None)
    himself = Actor(student, "himself", (Held(Role.SPECIALIST),))
    with pytest.raises(Refused) as refused:
        excuses.record(grading_db, himself, student, paper)
    assert codes(refused) == ["own_line", "excuse_days", "scan_missing"]
    dean = Actor(uuid4(), "dean", (Held.parse(f"dean:faculty:{uuid4()}"),))
    with pytest.raises(Forbidden):
        excuses.record(grading_db, dean, student, paper)
    delegate = Held.parse(f"dean:faculty:{university.faculty_id}:{uuid4()}:excuse_absence")
    excuses.record(
        grading_db,
        Actor(uuid4(), "delegate", (delegate,)),
        student,
        ill(university, date(2025, 6, 16), date(2025, 6, 19)),
    )
    university.miss(student, 0, 1)
    assert (standing(grading_db, university).missed, standing(grading_db, university).excused) == (0, 2)


def test_who_has_not_come_for_over_two_weeks_after_the_holidays_is_told_of_and_cured_by_an_excuse(
    university: University, grading_db: Session
) -> None:
    autumn(university)
    student = university.students[0]
    university.miss(student, *range(4))
    assert not told(grading_db, AbsenceCrossed), "two weeks are not over two weeks"
    university.miss(student, 4)
    [away] = [one for one in told(grading_db, AbsenceCrossed) if one.ground == "away"]
    assert (away.since, away.until, away.missed, away.section_id) == (date(2025, 9, 2), date(2025, 9, 18), 5, None), (
        "1 September is a day off"
    )
    excuses.record(grading_db, OFFICE, student, ill(university, date(2025, 8, 30), date(2025, 9, 4)))
    assert [one.ground for one in told(grading_db, AbsenceCured)] == ["away"]


def test_who_has_not_come_for_over_two_weeks_after_a_trip_is_told_of_too(
    university: University, grading_db: Session
) -> None:
    autumn(university)
    student, other = university.students
    trip = Document(Excuse.TRIP, "order 12", date(2025, 9, 8), date(2025, 9, 19), SCAN)
    excuses.record(grading_db, OFFICE, student, trip)
    university.miss(other, 0)
    university.miss(student, *range(1, 9))
    assert not told(grading_db, AbsenceCrossed), "the trip itself is excused"
    university.miss(student, 9)
    [away] = told(grading_db, AbsenceCrossed)
    assert (away.ground, away.since, away.until, away.missed) == ("away", date(2025, 9, 20), date(2025, 10, 6), 5)


def test_in_the_summer_twenty_percent_bars_from_the_exam_and_opens_no_case(
    university: University, grading_db: Session
) -> None:
    summer(university)
    student, other = university.students
    university.miss(student, 0, 1)
    assert standing(grading_db, university).barred, "2 of 7 are over 20 %"
    assert not told(grading_db, AbsenceCrossed)
    university.attest(("80", "80"), ("80", "80"))
    with pytest.raises(Refused) as refused:
        university.examine("70", "70")
    assert codes(refused) == ["not_admitted_to_exam"]
    university.examine(None, "70")
    recorded = {item.listed.student_id: item.result for item in university.close()}
    assert (recorded[student].outcome, recorded[student].rule) == (Outcome.NOT_ADMITTED, "D10")
    assert recorded[other].passed
    assert templates(grading_db).count("absence_bars") == 2, "when it happened, and with the result"
    with pytest.raises(Refused) as refused:
        journal.take(grading_db, university.teacher, university.classes()[1].class_id, (), "he was there")
    assert codes(refused) == ["journal_closed"]


def test_who_was_barred_and_is_excused_after_the_seal_gets_i(university: University, grading_db: Session) -> None:
    summer(university)
    student = university.students[0]
    university.miss(student, 0, 1)
    university.attest(("80", "80"), ("80", "80"))
    university.examine(None, "70")
    university.close()
    why = Ground("ill", "95/1")
    with pytest.raises(Refused) as refused:
        certificates.bring(grading_db, OFFICE, university.section_id, student, why)
    assert codes(refused) == ["appeared_at_exam"]
    excuses.record(grading_db, OFFICE, student, ill(university, date(2025, 6, 16), date(2025, 6, 19)))
    act = certificates.bring(grading_db, OFFICE, university.section_id, student, why)
    senior = Actor(uuid4(), "senior", (Held(Role.CHAIRMAN),))
    decided = corrections.decide(grading_db, senior, act.correction_id, approve=True, why="in time")
    assert decided.new_mark == "I"


def test_ill_for_over_half_of_the_summer_the_office_may_leave_i_until_a_reserve_date(
    university: University, grading_db: Session
) -> None:
    summer(university)
    student = university.students[0]
    university.miss(student, 0, 1, 2, 3)
    with pytest.raises(Refused) as refused:
        illness.leave_incomplete(grading_db, OFFICE, university.section_id, student)
    assert codes(refused) == ["not_over_half_ill"]
    excuses.record(grading_db, OFFICE, student, ill(university, date(2025, 6, 16), date(2025, 6, 30)))
    illness.leave_incomplete(grading_db, OFFICE, university.section_id, student)
    grading_db.expire_all()
    only_the_other(university)
    recorded = {item.listed.student_id: item.result for item in university.close()}
    assert recorded[student].outcome is Outcome.INCOMPLETE, "also where an attestation is missing"


def only_the_other(university: University) -> None:
    """Marks for everybody but the first student."""
    students: Sequence[Any] = university.students
    university.students = list(students[1:])
    university.attest(*[("80", "80")] * len(university.students))
    university.examine(*["70"] * len(university.students))
    university.students = list(students)
