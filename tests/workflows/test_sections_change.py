"""Students go on elsewhere: another course, a merged section, a swap; provisional applicants (D6, D8, D20)."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from services.grading.models import Sheet, SheetRow
from services.registration.models.applications import Application
from services.registration.models.copies import DebtCopy
from services.registration.models.sections import Section
from services.registration.usecases import minimum, not_held, section_events, swapping
from services.registration.usecases.advising import objects_until
from services.registration.workflows import choosing
from shared.clock import at
from shared.contracts.grading import PendingChanged
from shared.contracts.registration import DebtGone
from shared.messaging import publish
from tests.databases import Bound
from tests.workflows.office import Office, failed_course, university
from tests.workflows.test_minimum import fallen
from tests.workflows.test_summer_way import nothing_is_left_lying, opened, pay_all, told
from tests.workflows.test_ways_out import leave


def another_section(office: Office, course_id: UUID | None = None, capacity: int = 5) -> UUID:
    """One more open section, of the same course unless told."""
    first, made = office.section, uuid4()
    with office.of.registration.transaction() as session:
        section = Section(
            section_id=made, term_id=first.term_id, course_id=course_id or first.course_id, teacher_id=first.teacher_id,
            label="9", language="en", capacity=capacity, minimum=0, status="open", attestations_on=[],
            exam_at=first.exam_at, exam_ends_at=first.exam_ends_at, recorded_at=first.recorded_at,
        )  # fmt: skip
        session.add(section)
        session.flush()
        section_events.tell(session, [section])
    office.wire.carry()
    return made


def lists_of(office: Office, case: Application) -> set[UUID]:
    """The sections on whose examination sheets he stands."""
    with office.of.grading.read() as session:
        rows = select(Sheet.section_id).join(SheetRow, SheetRow.sheet_id == Sheet.sheet_id)
        return set(session.scalars(rows.where(SheetRow.case_id == case.case_id, SheetRow.is_there())))


def seats_of(office: Office, section_id: UUID) -> tuple[str, int]:
    with office.of.registration.read() as session:
        section = session.get_one(Section, section_id)
        return section.status, section.taken


def owes_another(office: Office, student: UUID) -> UUID:
    """He owes one more course."""
    course = next(row for row in university().courses if row.id != failed_course())
    with office.of.registration.transaction() as session:
        debt = session.scalars(select(DebtCopy).where(DebtCopy.student_id == student)).first()
        assert debt
        session.add(
            DebtCopy(
                debt_id=uuid4(),
                version_no=1,
                student_id=student,
                course_id=course.id,
                status="open",
                reason="failed",
                percent=debt.percent,
                term_id=debt.term_id,
                since=debt.since,
            )
        )
    return course.id


def test_who_takes_another_course_keeps_his_arrival_and_his_money_pays_it(undone_databases: Bound) -> None:
    office, (case,) = fallen(undone_databases, paid=1)
    other = another_section(office, owes_another(office, case.student_id))
    with office.of.registration.transaction() as session:
        row = session.get_one(Application, case.case_id)
        assert not_held.offered(session, row) == [other]
        offer = not_held.prospect(session, row, other).offer
        assert offer
        choosing.choose(session, case.case_id, "moved", other, offer.digest)
    office.wire.carry()
    assert office.standing(case) == ["cancelled_moved"]
    with office.of.registration.read() as session:
        new = session.scalars(select(Application).where(Application.instead_of == case.case_id)).one()
        assert objects_until(session, new) > office.now(), "his adviser has his day for the other course too (R8.3)"
    assert new.received_at == case.received_at
    amount = new.invoice_amount
    assert amount
    assert case.invoice_amount
    if amount <= case.invoice_amount:
        assert (new.state, new.paid_on) == ("on_sheet", case.paid_on)
    else:
        assert new.state == "invoiced"
    assert told(office, case.student_id)["course_changed"] == 1
    nothing_is_left_lying(office)


@pytest.mark.parametrize("merged_first", [True, False])
def test_a_merged_section_goes_with_its_people_and_meets_one_who_leaves(
    undone_databases: Bound, merged_first: bool
) -> None:
    office, cases = opened(undone_databases, capacity=2, number=2)
    pay_all(office, cases)
    old, target = office.section.section_id, another_section(office)
    if not merged_first:
        leave(office, cases[0], carried=False)
    with office.acting("chairman") as session:
        minimum.merge_by_act(session, target, [old])
    if merged_first:
        leave(office, cases[0], carried=False)
    office.wire.carry()
    assert office.standing(*cases) == ["withdrawn", "on_sheet"]
    assert (seats_of(office, old), seats_of(office, target)) == (("not_held", 0), ("open", 1))
    assert lists_of(office, cases[1]) == {target}
    assert lists_of(office, cases[0]) == set()
    assert told(office, cases[1].student_id)["section_merged"] == 1
    nothing_is_left_lying(office)


@pytest.mark.parametrize("paid_first", [True, False])
def test_a_swap_keeps_the_seat_until_the_other_is_his_and_meets_the_payment(
    undone_databases: Bound, paid_first: bool
) -> None:
    office, (case,) = opened(undone_databases, capacity=1, number=1)
    old, target = office.section.section_id, another_section(office)
    if paid_first:
        pay_all(office, [case])
    with office.of.registration.transaction() as session:
        assert swapping.ask(session, case.case_id, target, case.student_id)
    office.wire.carry()
    if not paid_first:
        pay_all(office, [case])
    assert office.standing(case) == ["on_sheet"]
    assert (seats_of(office, old), seats_of(office, target)) == (("open", 0), ("open", 1))
    assert lists_of(office, case) == {target}
    assert told(office, case.student_id)["invoice_issued"] == 1
    nothing_is_left_lying(office)


def test_who_waits_to_change_keeps_his_seat_and_comes_after_the_line(undone_databases: Bound) -> None:
    office, (holds,) = opened(undone_databases, capacity=1, number=1)
    other = another_section(office, capacity=1)
    with office.of.registration.transaction() as session:
        session.get_one(Section, other).taken = 1
    with office.of.registration.transaction() as session:
        assert not swapping.ask(session, holds.case_id, other, holds.student_id)
    office.wire.carry()
    assert office.case(holds).section_id != other
    assert told(office, holds.student_id)["swap_waits"] == 1
    with office.of.registration.transaction() as session:
        session.get_one(Section, other).taken = 0
        session.flush()
        swapping.serve(session, [other], swapping.hold(session, [other]))
    office.wire.carry()
    assert office.case(holds).section_id == other


def pending(office: Office, student: UUID, why: str, version: int) -> None:
    """Grading says whether his result can still change."""
    with office.of.grading.transaction() as session:
        publish(session, [PendingChanged(UUID(int=7), version, student, failed_course(), UUID(int=1), why)])
    office.wire.carry()


@pytest.mark.parametrize("stands", ["before", "never"])
def test_a_provisional_applicant_has_his_place_and_pays_when_the_result_stands(
    undone_databases: Bound, stands: str
) -> None:
    office = Office(undone_databases, capacity=2)
    student = office.debtors[0]
    pending(office, student, "appeal", 1)
    office.to(office.dates.opens_at + timedelta(hours=1))
    office.apply([student])
    office.to(office.dates.drawn_at)
    (case,) = office.cases()
    assert (case.state, case.invoice_id, case.provisional) == ("held", None, True)
    assert told(office, student)["provisional"] == 1
    if stands == "before":
        pending(office, student, "", 2)
        office.to(office.now() + timedelta(hours=1))
    else:
        office.to(office.dates.counted_at)
        assert told(office, student)["provisional_pays"] == 1
    assert office.standing(case) == ["invoiced"]
    nothing_is_left_lying(office)


def test_the_appeal_succeeds_and_the_place_is_given_back(undone_databases: Bound) -> None:
    office = Office(undone_databases, capacity=1)
    student = office.debtors[0]
    pending(office, student, "appeal", 1)
    office.to(office.dates.opens_at + timedelta(hours=1))
    office.apply([student])
    office.to(office.dates.drawn_at)
    (case,) = office.cases()
    with office.of.registration.transaction() as session:
        publish(session, [DebtGone(case.case_id)])
    office.wire.carry()
    assert office.standing(case) == ["debt_gone"]
    assert office.section.taken == 0
    office.to(at(office.dates.starts_on, 9))
    nothing_is_left_lying(office)
