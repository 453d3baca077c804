"""After the end of a case: a correction, an appeal, an illness, an equivalent (R5.3, R5.5, D8, D10, D11, D12)."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

from sqlalchemy import select

from services.billing.models import Invoice, RefundRequest
from services.grading.domain.corrections import Entry
from services.grading.domain.outcome import Appearance
from services.grading.models import AttemptRow, Person
from services.grading.queries import record
from services.grading.usecases import appeals, certificates, closing, corrections, equivalents, marks, reserves
from services.grading.usecases.appeals import Decision
from services.grading.usecases.corrections import Ground
from services.grading.usecases.marks import ExamEntry
from services.registration.models.applications import Application
from services.registration.models.copies import DebtCopy
from services.registration.models.study import CorrectedResult, PendingCopy
from shared.identity import Actor, Held, Role
from tests.databases import Bound
from tests.registration import campus
from tests.workflows.office import Office, failed_course, university
from tests.workflows.test_summer_way import nothing_is_left_lying, opened, pay_all, told

LEADING = Actor(uuid4(), "Leading specialist", (Held(Role.LEADING_SPECIALIST),))
CHAIR = Actor(uuid4(), "Vice-rector", (Held(Role.RECTORATE),))
SPECIALIST = Actor(uuid4(), "Specialist", (Held(Role.SPECIALIST),))


def taught(databases: Bound, *exams: str | Appearance | None, rating: str = "80") -> tuple[Office, list[Application]]:
    """So many have paid, and their sheet is sealed an hour after the exam."""
    office, cases = opened(databases, capacity=6, number=len(exams))
    pay_all(office, cases)
    ends_at = office.section.exam_ends_at
    assert ends_at
    office.to(ends_at + timedelta(hours=1))
    office.teach({case.student_id: (rating, exam) for case, exam in zip(cases, exams, strict=True)})
    return office, cases


def corrected(office: Office, case: Application) -> CorrectedResult | None:
    with office.of.registration.read() as session:
        return session.get(CorrectedResult, case.case_id)


def debt(office: Office, case: Application) -> tuple[str, str | None]:
    with office.of.registration.read() as session:
        found = session.scalars(select(DebtCopy).where(DebtCopy.debt_id == case.debt_id)).one()
        return found.status, found.closed_because


def pending(office: Office, case: Application) -> str:
    with office.of.registration.read() as session:
        return session.scalars(select(PendingCopy.why).where(PendingCopy.student_id == case.student_id)).one()


def test_a_correction_after_the_end_closes_the_debt_and_is_noted(undone_databases: Bound) -> None:
    office, [fails, passes] = taught(undone_databases, "49", "70")
    assert office.standing(fails, passes) == ["debt_kept", "debt_closed"]
    with office.of.grading.transaction() as session:
        entry, why = Entry(Decimal(60)), Ground("page 2 was not counted", "12-K")
        section_id = office.section.section_id
        act = corrections.propose(session, office.teacher, section_id, fails.student_id, "exam", 1, entry, why)
        act_id = act.correction_id
    with office.of.grading.transaction() as session:
        corrections.decide(session, LEADING, act_id, approve=True, why="seen")
    office.wire.carry()
    assert debt(office, fails) == ("closed", "correction")
    noted = corrected(office, fails)
    assert noted and (noted.mark, noted.outcome, noted.source) == ("C+", "passed", "correction")
    assert office.standing(fails) == ["debt_kept"], "how the case ended stays in its history"
    assert told(office, fails.student_id)["result_corrected"] == 1
    assert told(office, office.teacher.person_id)["correction_approved"] == 1
    assert debt(office, passes) == ("closed", "passed")
    nothing_is_left_lying(office)


def test_an_appeal_holds_the_result_open_and_raises_it(undone_databases: Bound) -> None:
    office, [fails] = taught(undone_databases, "49")
    with office.of.grading.transaction() as session:
        attempt = session.scalars(
            select(AttemptRow.attempt_id).where(AttemptRow.student_id == fails.student_id, AttemptRow.source == "sheet")
        ).one()
        appeal_id = appeals.file(session, fails.student_id, attempt, "question 3").appeal_id
    office.wire.carry()
    assert pending(office, fails) == "appeal", "he may apply provisionally (D8)"
    with office.of.grading.transaction() as session:
        appeals.name_commission(session, LEADING, appeal_id, colleagues(office))
    office.wire.carry()
    assert [told(office, member)["appeal_commission"] for member in colleagues(office)] == [1, 1]
    rector = campus.with_role("rectorate").person_id
    assert told(office, campus.with_role("chairman").person_id)["appeal_waits"] == 1, "a commission is to be named"
    assert told(office, rector)["appeal_waits"] == 1, "it is to be decided"
    with office.of.grading.transaction() as session:
        appeals.decide(session, CHAIR, appeal_id, Decision("7", "question 3 counts", Decimal(55)))
    office.wire.carry()
    office.to(office.now() + timedelta(days=9))
    assert told(office, rector)["appeal_late"] == 0
    assert (pending(office, fails), debt(office, fails)) == ("", ("closed", "appeal"))
    noted = corrected(office, fails)
    assert noted and (noted.mark, noted.source, noted.revision) == ("C+", "appeal", 1)
    assert told(office, fails.student_id)["appeal_raised"] == 1
    nothing_is_left_lying(office)


def colleagues(office: Office) -> list[UUID]:
    with office.of.grading.read() as session:
        others = select(Person.person_id).where(Person.is_staff, Person.person_id != office.teacher.person_id)
        return list(session.scalars(others.order_by(Person.sort_key).limit(2)))


def test_who_was_ill_has_i_and_the_reserve_exam_decides(undone_databases: Bound) -> None:
    office, [ill] = taught(undone_databases, Appearance.DID_NOT_APPEAR)
    assert office.standing(ill) == ["did_not_appear"]
    section_id = office.section.section_id
    with office.of.grading.transaction() as session:
        act = certificates.bring(session, SPECIALIST, section_id, ill.student_id, Ground("ill", "95/1"))
        corrections.decide(session, LEADING, act.correction_id, approve=True, why="in time")
    office.wire.carry()
    noted = corrected(office, ill)
    assert noted and (noted.mark, noted.outcome) == ("I", "incomplete")
    assert pending(office, ill) == "re_exam"
    assert debt(office, ill)[0] == "open", "the older F stays until the exam is passed"
    with office.of.grading.transaction() as session:
        reserves.open_sheet(session, LEADING, section_id, office.now() + timedelta(days=3))
    office.wire.carry()
    with office.of.grading.transaction() as session:
        marks.enter_exam(session, office.teacher, section_id, {ill.student_id: ExamEntry(Decimal(90))}, 2)
        closing.close_exam(session, office.teacher, section_id, sitting=2)
    office.wire.carry()
    noted = corrected(office, ill)
    assert noted and (noted.mark, noted.outcome, noted.source) == ("B", "passed", "reserve")
    assert (pending(office, ill), debt(office, ill)) == ("", ("closed", "passed"))
    assert told(office, ill.student_id) >= Counter(["excused", "reserve_exam"])
    nothing_is_left_lying(office)


def test_a_case_of_who_was_ill_waits_for_the_reserve_exam(undone_databases: Bound) -> None:
    office, [ill, well] = opened(undone_databases, capacity=6, number=2)
    pay_all(office, [ill, well])
    ends_at, section_id = office.section.exam_ends_at, office.section.section_id
    assert ends_at
    office.to(ends_at + timedelta(hours=1))
    with office.of.grading.transaction() as session:
        for nth in (1, 2):
            rated = dict.fromkeys((ill.student_id, well.student_id), Decimal(80))
            marks.enter_attestation(session, office.teacher, section_id, nth, rated)
        absent = {ill.student_id: ExamEntry(appearance=Appearance.DID_NOT_APPEAR)}
        marks.enter_exam(session, office.teacher, section_id, {**absent, well.student_id: ExamEntry(Decimal(70))})
        act = certificates.bring(session, SPECIALIST, section_id, ill.student_id, Ground("ill", "95/1"))
        corrections.decide(session, LEADING, act.correction_id, approve=True, why="in time")
        closing.close_exam(session, office.teacher, section_id)
        reserves.open_sheet(session, LEADING, section_id, office.now() + timedelta(days=3))
    office.wire.carry()
    assert office.standing(ill, well) == ["on_sheet", "debt_closed"], "I is no result"
    with office.of.grading.transaction() as session:
        marks.enter_exam(session, office.teacher, section_id, {ill.student_id: ExamEntry(Decimal(90))}, 2)
        closing.close_exam(session, office.teacher, section_id, sitting=2)
    office.wire.carry()
    assert office.standing(ill) == ["debt_closed"], "its own result closed the debt: nothing is cancelled"
    assert (corrected(office, ill), debt(office, ill)) == (None, ("closed", "passed"))
    assert office.case(ill).mark == "B"
    nothing_is_left_lying(office)


def test_not_admitted_in_summer_is_f_without_refund_or_second_exam(undone_databases: Bound) -> None:
    office, [barred] = taught(undone_databases, None, rating="49")
    assert office.standing(barred) == ["not_admitted"]
    assert debt(office, barred)[0] == "open"
    with office.of.grading.read() as session:
        assert reserves.excused(session, office.section.section_id) == []
    with office.of.billing.read() as session:
        assert session.scalars(select(RefundRequest)).all() == []
        assert [invoice.status for invoice in session.scalars(select(Invoice))] == ["paid"]


def test_a_sheet_that_stays_late_reaches_the_dean_and_then_the_rectorate_once(undone_databases: Bound) -> None:
    office, cases = opened(undone_databases, capacity=6, number=1)
    pay_all(office, cases)
    ends_at = office.section.exam_ends_at
    assert ends_at
    office.to(ends_at + timedelta(hours=24, minutes=1))
    assert (escalated(office, "dean"), escalated(office, "rectorate")) == (0, 0)
    assert pending(office, cases[0]) == "open_sheet"
    office.to(ends_at + timedelta(hours=49))
    assert (escalated(office, "dean"), escalated(office, "rectorate")) == (1, 0)
    office.to(ends_at + timedelta(hours=200))
    assert (escalated(office, "dean"), escalated(office, "rectorate")) == (1, 1)
    office.teach({cases[0].student_id: ("80", "70")})
    assert office.standing(*cases) == ["debt_closed"]
    assert pending(office, cases[0]) == ""
    nothing_is_left_lying(office)


def escalated(office: Office, role: str) -> int:
    """How often somebody with this role was told that a sheet is still late."""
    if role == "dean":
        course = next(course for course in university().courses if course.id == failed_course())
        return told(office, campus.dean_of(course.faculty_id).person_id)["sheet_escalated"]
    return told(office, campus.with_role(role).person_id)["sheet_escalated"]


def test_an_equivalent_of_a_course_no_longer_offered_closes_its_debt(undone_databases: Bound) -> None:
    office = Office(undone_databases, 6)
    with office.of.registration.read() as session:
        owing = select(DebtCopy).where(DebtCopy.status == "open", DebtCopy.student_id.not_in(office.debtors))
        old = session.scalars(owing.order_by(DebtCopy.debt_id)).first()
    assert old
    with office.of.grading.transaction() as session:
        act = equivalents.Act(old.course_id, failed_course(), "5", "no longer offered", date(2026, 5, 1))
        act_id = equivalents.propose(session, SPECIALIST, act).act_id
        equivalents.decide(session, LEADING, act_id, approve=True)
    office.wire.carry()
    assert told(office, old.student_id)["equivalent_named"] == 1
    assert told(office, campus.with_role("chairman").person_id)["equivalent_proposed"] == 1
    office.to(office.dates.opens_at + timedelta(hours=1))
    office.apply([old.student_id])
    office.to(office.dates.drawn_at)
    [case] = office.cases()
    assert case.debt_id == old.debt_id
    pay_all(office, [case])
    office.to(office.dates.sheets_due_at - timedelta(days=1))
    office.teach({case.student_id: ("80", "70")})
    assert office.standing(case) == ["debt_closed"]
    assert debt(office, case) == ("closed", "passed")
    with office.of.grading.read() as session:
        lines = [line for term in record.results(session, case.student_id) for line in term.lines]
    assert [line.instead_of for line in lines if line.source == "sheet"] != [""]
    nothing_is_left_lying(office)
