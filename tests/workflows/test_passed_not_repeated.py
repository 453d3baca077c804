"""A passing grade is not raised by a repeat: what is passed by records, sheets, corrections (R9.4)."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

import pytest

from services.grading.domain.corrections import Entry
from services.grading.usecases import corrections, republishing
from services.grading.usecases.corrections import Ground
from services.registration.domain.purposes import Purpose
from services.registration.models.copies import PassedCopy
from services.registration.usecases import signatures
from services.registration.usecases.applications import prospect
from services.registration.usecases.policies import set_policy
from shared.clock import now
from shared.errors import Refused
from tests.databases import Bound
from tests.workflows.office import Office, failed_course, university
from tests.workflows.test_results_that_change import LEADING, taught
from tests.workflows.test_summer_way import nothing_is_left_lying


def stands_against(office: Office, student: UUID, purpose: Purpose = Purpose.ADDITIONAL) -> bool:
    with office.of.registration.read() as session:
        found = prospect(session, student, office.section.section_id, purpose).holds
    return ("already_passed", "R9.4") in [(one.code, one.rule) for one in found]


def passed_before() -> UUID:
    """One who passed the course by the records that were brought in."""
    rows = [row for row in university().registrations if row.course_id == failed_course()]
    last = {row.student_id: row for row in sorted(rows, key=lambda row: row.attempt)}
    return next(student for student, row in sorted(last.items()) if row.letter not in ("F", "W") and row.percent)


def test_what_was_passed_by_records_or_by_a_sheet_is_not_repeated_until_it_is_f_again(undone_databases: Bound) -> None:
    office, [passes, fails] = taught(undone_databases, "70", "49")
    assert stands_against(office, passed_before())
    assert stands_against(office, passes.student_id)
    assert not stands_against(office, fails.student_id)
    with office.of.grading.transaction() as session:
        entry, why = Entry(Decimal(40)), Ground("a page belonged to another", "13-K")
        section_id = office.section.section_id
        act = corrections.propose(session, office.teacher, section_id, passes.student_id, "exam", 1, entry, why)
        corrections.decide(session, LEADING, act.correction_id, approve=True, why="seen")
    office.wire.carry()
    assert not stands_against(office, passes.student_id), "he owes it now"
    with office.of.registration.transaction() as session:
        set_policy(session, "repeats_allowed", {"on": True}, now(session).day, "this university allows it in summer")
    assert not stands_against(office, passed_before())
    nothing_is_left_lying(office)


def test_no_signature_is_given_for_a_passed_course(undone_databases: Bound) -> None:
    office = Office(undone_databases, capacity=2)
    with office.of.registration.transaction() as session, pytest.raises(Refused) as refused:
        signatures.sign(session, passed_before(), failed_course(), Purpose.ADDITIONAL)
    assert ("already_passed", "R9.4") in [(one.code, one.rule) for one in refused.value.reasons]


def test_a_lost_copy_comes_back_by_telling_all_again(undone_databases: Bound) -> None:
    office = Office(undone_databases, capacity=2)
    with office.of.registration.transaction() as session:
        before = session.query(PassedCopy).count()
        session.query(PassedCopy).delete()
    assert before > 0
    assert not stands_against(office, passed_before())
    with office.of.grading.transaction() as session:
        republishing.republish(session)
    office.wire.carry()
    assert stands_against(office, passed_before())
