"""Who applies provisionally: an open sheet, an appeal; what its result does to his seat and his money (R8.3, D8)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, update

from services.grading.models import AttemptRow, SheetRow
from services.grading.usecases import appeals, closing, marks, rows
from services.grading.usecases.appeals import Decision
from services.grading.usecases.marks import ExamEntry
from services.registration.models.applications import Application
from services.registration.models.campus import Student
from services.registration.models.copies import DebtCopy
from services.registration.models.sections import Section
from services.registration.models.terms import Term
from services.registration.usecases import section_events
from shared.clock import office_day
from shared.contracts.grading import OpenRows
from tests.databases import Bound
from tests.workflows.office import Office, failed_course
from tests.workflows.test_results_that_change import CHAIR, LEADING, colleagues
from tests.workflows.test_summer_way import nothing_is_left_lying, told
from tests.workflows.test_ways_out import money, price

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def after_the_exam(databases: Bound, made: type[Office] = Office) -> tuple[Office, UUID, UUID]:
    """A spring exam is over since an hour when the window opens; its student, who owes nothing yet, and its section."""
    office = made(databases, capacity=2)
    student, ends_at = without_debt(office), office.dates.opens_at - HOUR
    section_id = spring_section(office, ends_at)
    with office.of.grading.transaction() as session:
        term_id = term_of(office)
        rows.put(session, [OpenRows(uuid4(), student, section_id, failed_course(), term_id, None)])
        session.execute(update(SheetRow).where(SheetRow.student_id == student).values(case_id=None))
    office.wire.carry()
    office.to(office.dates.opens_at)
    return office, student, section_id


def without_debt(office: Office) -> UUID:
    with office.of.registration.read() as session:
        owing = select(DebtCopy.student_id).where(DebtCopy.status == "open")
        others = select(Student.student_id).where(Student.student_id.not_in(owing), Student.status == "studying")
        return session.scalars(others.order_by(Student.number)).all()[0]


def term_of(office: Office) -> UUID:
    """The spring term before the summer."""
    with office.of.registration.read() as session:
        return session.scalars(select(Term.term_id).where(Term.season == "spring").order_by(Term.starts_on)).all()[-1]


def spring_section(office: Office, ends_at: datetime) -> UUID:
    first, made, term_id = office.section, uuid4(), term_of(office)
    with office.of.registration.transaction() as session:
        section = Section(
            section_id=made, term_id=term_id, course_id=failed_course(), teacher_id=first.teacher_id, label="S",
            language="en", capacity=30, minimum=0, status="open", attestations_on=[], exam_at=ends_at - 3 * HOUR,
            exam_ends_at=ends_at, recorded_at=first.recorded_at,
        )  # fmt: skip
        session.add(section)
        session.flush()
        section_events.tell(session, [section])
    office.wire.carry()
    return made


def sealed(office: Office, student: UUID, section_id: UUID, exam: str) -> None:
    """The teacher enters his marks and seals the spring sheet."""
    with office.of.grading.transaction() as session:
        for nth in (1, 2):
            marks.enter_attestation(session, office.teacher, section_id, nth, {student: Decimal(80)})
        marks.enter_exam(session, office.teacher, section_id, {student: ExamEntry(Decimal(exam))})
        closing.close_exam(session, office.teacher, section_id)
    office.wire.carry()


def applied(office: Office, student: UUID) -> Application:
    """He and one who owes the course apply on the first day, and hold seats since the draw."""
    office.to(office.now() + HOUR)
    office.apply([student, office.debtors[0]])
    office.to(office.dates.drawn_at)
    return case_of(office, student)


def case_of(office: Office, student: UUID) -> Application:
    return next(case for case in office.cases() if case.student_id == student)


def pays(office: Office, case: Application) -> Application:
    """Undecided at the count, he is invoiced then and pays the same day."""
    the_first_statement(office)
    office.to(office.dates.counted_at + HOUR)
    case = office.case(case)
    assert case.state == "invoiced", case.state
    today = office_day(office.now())
    office.to(office.now() + DAY)
    office.bank(office.dates.due_on + DAY, today, (case, today))
    assert office.standing(case) == ["on_sheet"]
    return office.case(case)


def the_first_statement(office: Office) -> None:
    office.to(office.dates.counted_at - HOUR)
    first: date = office_day(office.dates.drawn_at)
    office.bank(first, office.dates.due_on, (case_of(office, office.debtors[0]), first + DAY))


def test_on_the_first_day_of_the_window_whose_sheet_is_open_but_not_late_may_apply(undone_databases: Bound) -> None:
    office, student, section_id = after_the_exam(undone_databases)
    case = applied(office, student)
    assert (case.state, case.provisional, case.debt_id, case.invoice_id) == ("held", True, None, None)
    sealed(office, student, section_id, "49")
    office.to(office.now() + HOUR)
    case = office.case(case)
    assert (case.state, case.debt_id is not None) == ("invoiced", True), "he owes the course, and pays like all others"
    nothing_is_left_lying(office)


def test_whose_open_sheet_turns_out_well_gives_the_place_back_and_never_pays(undone_databases: Bound) -> None:
    office, student, section_id = after_the_exam(undone_databases)
    case = applied(office, student)
    sealed(office, student, section_id, "70")
    office.to(office.now() + HOUR)
    assert office.standing(case) == ["debt_gone"]
    assert office.section.taken == 1
    nothing_is_left_lying(office)


@pytest.mark.parametrize(("exam", "end", "back"), [("49", "on_sheet", 0), ("70", "debt_gone", 1)])
def test_the_sheet_is_sealed_after_he_has_paid(undone_databases: Bound, exam: str, end: str, back: int) -> None:
    office, student, section_id = after_the_exam(undone_databases)
    case = pays(office, applied(office, student))
    assert told(office, student)["provisional_pays"] == 1
    sealed(office, student, section_id, exam)
    office.to(office.now() + HOUR)
    assert office.standing(case) == [end]
    assert money(office, case)[0] == back * price(case)
    if end == "on_sheet":
        assert office.case(case).debt_id is not None, "the F that came afterwards is the debt that he removes"
        office.to(office.dates.sheets_due_at - HOUR)
        office.teach({student: ("80", "70"), office.debtors[0]: ("80", "70")})
        assert office.standing(case) == ["debt_closed"]
        assert office.debt(student) == "closed"
    nothing_is_left_lying(office)


@pytest.mark.parametrize("raised", [True, False])
def test_an_appeal_that_succeeds_after_he_has_paid_gives_everything_back(undone_databases: Bound, raised: bool) -> None:
    office, student, section_id = after_the_exam(undone_databases)
    sealed(office, student, section_id, "49")
    with office.of.grading.transaction() as session:
        mine = AttemptRow.student_id == student, AttemptRow.section_id == section_id
        attempt = session.scalars(select(AttemptRow.attempt_id).where(*mine)).one()
        appeal_id = appeals.file(session, student, attempt, "question 3").appeal_id
    office.wire.carry()
    case = pays(office, applied(office, student))
    assert case.provisional
    with office.of.grading.transaction() as session:
        appeals.name_commission(session, LEADING, appeal_id, colleagues(office))
        appeals.decide(session, CHAIR, appeal_id, Decision("7", "seen", Decimal(55) if raised else None))
    office.wire.carry()
    office.to(office.now() + HOUR)
    assert office.standing(case) == (["debt_gone"] if raised else ["on_sheet"])
    assert money(office, case)[0] == (price(case) if raised else 0)
    assert office.section.taken == (1 if raised else 2)
    nothing_is_left_lying(office)
