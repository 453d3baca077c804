"""R5.3, D10: a sealed sheet changes only by an act of two, which makes a new version and keeps the old."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from services.grading.domain.corrections import Entry
from services.grading.domain.outcome import Appearance
from services.grading.models import AttemptRow, Correction, DayOff, Debt, GpaRow, Sheet, SheetRow
from services.grading.queries import seals
from services.grading.queries.sheets import lists
from services.grading.settings import seal_public_key
from services.grading.usecases import certificates, closing, corrections, marks, reserves
from services.grading.usecases.corrections import Ground
from services.grading.usecases.marks import ExamEntry
from shared.contracts.base import Message
from shared.contracts.grading import DebtChanged, PendingChanged, ResultCorrected, ResultSealed
from shared.contracts.registration import HolidaysChanged
from shared.errors import Refused
from shared.identity import Actor, Held, Role
from shared.workdays import keep_days_off
from tests.grading.university import EXAM_ENDS, University, said

WHY = Ground("the mark of question 3 was left out", "12-K")


def leading(name: str = "Leading specialist") -> Actor:
    return Actor(uuid4(), name, (Held(Role.LEADING_SPECIALIST),))


def corrected(university: University, student: int, entry: Entry, kind: str = "exam", nth: int = 1) -> Correction:
    act = corrections.propose(
        university.session,
        university.teacher,
        university.section_id,
        university.students[student],
        kind,
        nth,
        entry,
        WHY,
    )
    return corrections.decide(university.session, leading(), act.correction_id, approve=True, why="seen")


def brought(university: University, student: int) -> Correction:
    specialist = Actor(uuid4(), "Specialist", (Held(Role.SPECIALIST),))
    return certificates.bring(
        university.session, specialist, university.section_id, university.students[student], Ground("ill", "95/1")
    )


def excused(university: University, student: int) -> Correction:
    act = brought(university, student)
    return corrections.decide(university.session, leading(), act.correction_id, approve=True, why="")


def heard(session: Session, kind: type[Message]) -> list[Message]:
    return [message for message in said(session, kind.name) if isinstance(message, kind)]


def debt_of(session: Session, university: University, student: int) -> Debt | None:
    return session.scalars(
        select(Debt).where(Debt.student_id == university.students[student]),
        execution_options={"populate_existing": True},
    ).one_or_none()


def test_an_approved_correction_closes_the_debt_and_the_old_version_stays(
    university: University, grading_db: Session
) -> None:
    university.played(("80", "80", "49"), ("60", "60", "60"))
    opened = debt_of(grading_db, university, 0)
    assert opened is not None and opened.status == "open"
    act = corrected(university, 0, Entry(Decimal(70)))
    assert (act.status, act.old_mark, act.new_mark) == ("approved", "F", "B-")
    debt = debt_of(grading_db, university, 0)
    assert debt is not None and (debt.status, debt.closed_because) == ("closed", "correction")
    versions = grading_db.execute(
        select(Sheet.version_no, SheetRow.mark, Sheet.status)
        .join(SheetRow, SheetRow.sheet_id == Sheet.sheet_id)
        .where(Sheet.kind == "exam", SheetRow.student_id == university.students[0])
        .order_by(Sheet.version_no)
    ).all()
    assert [tuple(row) for row in versions] == [(1, "F", "sealed"), (2, "B-", "sealed")]
    found = lists(grading_db, university.section_id)
    assert {line.student_id: line.result.mark for line in found.lines if line.result}[university.students[0]] == "B-"
    average = grading_db.scalars(
        select(GpaRow).where(GpaRow.student_id == university.students[0]),
        execution_options={"populate_existing": True},
    ).one()
    assert average.gpa == Decimal("2.67")
    assert seals.verification(grading_db, seal_public_key()).holds


def test_its_case_hears_a_correction_and_the_debt_its_reason(university: University, grading_db: Session) -> None:
    university.played(("80", "80", "49"))
    corrected(university, 0, Entry(Decimal(70)))
    [told] = heard(grading_db, ResultCorrected)
    assert isinstance(told, ResultCorrected)
    assert (told.revision, told.mark, told.outcome, told.source) == (1, "B-", "passed", "correction")
    last = heard(grading_db, DebtChanged)[-1]
    assert isinstance(last, DebtChanged)
    assert (last.status, last.closed_because, last.version_no) == ("closed", "correction", 2)


def test_a_correction_that_lowers_opens_a_debt(university: University, grading_db: Session) -> None:
    university.played(("80", "80", "70"))
    corrected(university, 0, Entry(Decimal(40)))
    debt = debt_of(grading_db, university, 0)
    assert debt is not None and (debt.status, debt.reason) == ("open", "failed")


def test_an_attestation_that_is_corrected_makes_a_new_examination_sheet_too(
    university: University, grading_db: Session
) -> None:
    university.played(("60", "39", None))
    corrected(university, 0, Entry(Decimal(45)), "attestation", 2)
    attempt = grading_db.scalars(select(AttemptRow).where(AttemptRow.stands())).one()
    assert (attempt.mark, attempt.outcome) == ("I", "incomplete"), "admitted now, and the exam is still to come"
    assert seals.verification(grading_db, seal_public_key()).holds
    assert reserves.excused(grading_db, university.section_id)


def test_whoever_proposes_never_approves_and_cribs_stand(university: University, grading_db: Session) -> None:
    university.played(("80", "80", "49"), ("80", "80", Appearance.CRIBS))
    act = corrections.propose(
        grading_db,
        university.teacher,
        university.section_id,
        university.students[0],
        "exam",
        1,
        Entry(Decimal(70)),
        WHY,
    )
    with pytest.raises(Refused, match="own_proposal"):
        corrections.decide(grading_db, university.teacher, act.correction_id, approve=True, why="")
    with pytest.raises(Refused, match="correction_waits"):
        corrected(university, 0, Entry(Decimal(80)))
    with pytest.raises(Refused, match="cribs_stand"):
        corrected(university, 1, Entry(Decimal(80)))


def test_a_refused_correction_changes_nothing_and_is_kept_as_it_is(university: University, grading_db: Session) -> None:
    university.played(("80", "80", "49"))
    act = corrections.propose(
        grading_db,
        university.teacher,
        university.section_id,
        university.students[0],
        "exam",
        1,
        Entry(Decimal(70)),
        WHY,
    )
    corrections.decide(grading_db, leading(), act.correction_id, approve=False, why="the paper shows 49")
    assert grading_db.scalars(select(Sheet.version_no).where(Sheet.kind == "exam")).all() == [1]
    with pytest.raises(Refused, match="correction_decided"):
        corrections.decide(grading_db, leading(), act.correction_id, approve=True, why="")
    with pytest.raises(DatabaseError, match=r"R5\.3"), grading_db.begin_nested():
        grading_db.execute(text("UPDATE corrections SET status = 'approved'"))


def test_a_certificate_in_time_closes_the_debt_of_who_did_not_appear(
    university: University, grading_db: Session
) -> None:
    university.clock_at(EXAM_ENDS + timedelta(hours=2))
    university.played(("80", "80", Appearance.DID_NOT_APPEAR))
    excused(university, 0)
    debt = debt_of(grading_db, university, 0)
    assert debt is not None and (debt.status, debt.closed_because) == ("closed", "certificate")
    pending = heard(grading_db, PendingChanged)[-1]
    assert isinstance(pending, PendingChanged) and pending.why == "re_exam"
    attempt = grading_db.scalars(select(AttemptRow).where(AttemptRow.stands())).one()
    assert (attempt.mark, attempt.points) == ("I", None), "I does not count in the GPA"


def test_a_certificate_does_not_take_the_place_of_what_was_entered_meanwhile(
    university: University, grading_db: Session
) -> None:
    university.clock_at(EXAM_ENDS + timedelta(hours=2))
    university.found().enrol(1)
    university.attest(("80", "80"))
    university.examine(Appearance.DID_NOT_APPEAR)
    act = brought(university, 0)
    university.examine("70")
    with pytest.raises(Refused, match="line_changed_since"):
        corrections.decide(grading_db, leading(), act.correction_id, approve=True, why="")
    assert corrections.decide(grading_db, leading(), act.correction_id, approve=False, why="he sat").status == "refused"


def test_a_certificate_after_its_days_is_refused(university: University, grading_db: Session) -> None:
    university.played(("80", "80", Appearance.DID_NOT_APPEAR))
    university.clock_at(EXAM_ENDS + timedelta(days=6))
    with pytest.raises(Refused, match="certificate_late"):
        excused(university, 0)
    monday = (EXAM_ENDS + timedelta(days=3)).date()
    keep_days_off(grading_db, DayOff, [HolidaysChanged(monday, 1, works=False), HolidaysChanged(monday, 0, works=True)])
    assert excused(university, 0).decided_at, "the government made a day off of one of the three (R2.1)"


def test_the_exam_of_the_reserve_days_takes_the_place_of_i(university: University, grading_db: Session) -> None:
    university.clock_at(EXAM_ENDS + timedelta(hours=2))
    university.found().enrol(2)
    university.attest(("80", "80"), ("80", "80"))
    university.examine(Appearance.DID_NOT_APPEAR, "70")
    excused(university, 0)
    university.close()
    assert len(heard(grading_db, ResultSealed)) == 1, "who is excused has no result yet"
    reserves.open_sheet(grading_db, leading(), university.section_id, EXAM_ENDS + timedelta(days=3))
    marks.enter_exam(
        grading_db, university.teacher, university.section_id, {university.students[0]: ExamEntry(Decimal(90))}, 2
    )
    closing.close_exam(grading_db, university.teacher, university.section_id, sitting=2)
    told = heard(grading_db, ResultSealed)[-1]
    assert isinstance(told, ResultSealed)
    assert (told.student_id, told.mark, told.passed) == (university.students[0], "B", True)
    assert heard(grading_db, ResultCorrected) == []
    attempts = grading_db.scalars(select(AttemptRow.mark).where(AttemptRow.stands())).all()
    assert sorted(attempts) == ["B", "B-"]
    assert seals.verification(grading_db, seal_public_key()).holds
