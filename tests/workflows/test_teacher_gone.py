"""A teacher is gone after classes began: another in three working days, else all back, a later final date (D7)."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from services.notifications.models import Notice
from services.registration.models.applications import Application
from services.registration.models.copies import DebtCopy
from services.registration.models.sections import Section
from services.registration.models.teacher_searches import TeacherSearch
from services.registration.queries.restudies import final_dates
from services.registration.usecases import exception_acts, sections, teacher_gone
from shared.clock import at, office_day
from shared.errors import Refused
from tests.databases import Bound
from tests.workflows.office import Office, university
from tests.workflows.test_summer_way import nothing_is_left_lying, told
from tests.workflows.test_ways_out import DAY, money, paid, price


def running(databases: Bound, students: int) -> tuple[Office, list[Application]]:
    """A week of classes is over."""
    office, cases = paid(databases, students)
    office.to(at(office.dates.starts_on + 8 * DAY, 10))
    return office, list(cases)


def report(office: Office) -> datetime:
    """The dean reports it; until when another is sought."""
    with office.acting("dean") as session:
        until = teacher_gone.report(session, office.section.section_id, "moved to another city").until
    office.wire.carry()
    return until


def test_nobody_is_found_in_three_working_days_and_everything_goes_back(undone_databases: Bound) -> None:
    office, (case, other) = running(undone_databases, 2)
    until = report(office)
    days = (office_day(until) - office.dates.starts_on).days - 8
    assert days >= 3
    office.to(until - timedelta(minutes=1))
    assert office.standing(case, other) == ["on_sheet"] * 2, "until the last minute another may be named"
    office.to(until + timedelta(minutes=1))
    assert office.standing(case, other) == ["cancelled_after_start"] * 2
    assert money(office, case) == (price(case), 0, "cancelled")
    nothing_is_left_lying(office)
    assert case.debt_id
    with office.of.registration.read() as session:
        since = session.get_one(DebtCopy, case.debt_id).since
        final = final_dates(session, {case.debt_id: since})[case.debt_id]
        before = final_dates(session, {uuid4(): since}).popitem()[1]
    assert (final - before).days > 300, "a year more"
    with office.of.notifications.read() as session:
        notices = select(Notice).where(Notice.person_id == case.student_id, Notice.template == "final_date_moved")
        assert session.scalars(notices).one().params["final_on"] == f"date:{final}"
    assert {"teacher_sought", "final_date_moved", "cancelled_after_start"} <= told(office, case.student_id).keys()


def test_another_named_in_time_teaches_on(undone_databases: Bound) -> None:
    office, (case,) = running(undone_databases, 1)
    until = report(office)
    with office.acting("dean") as session, pytest.raises(Refused, match="another_teacher_wanted"):
        teacher_gone.name_another(session, office.section.section_id, office.teacher.person_id)
    another = other_teacher(office)
    with office.acting("dean") as session:
        teacher_gone.name_another(session, office.section.section_id, another)
    office.wire.carry()
    office.to(until + timedelta(hours=1))
    assert office.standing(case) == ["on_sheet"]
    assert office.section.teacher_id == another
    assert "teacher_named" in told(office, case.student_id)


def test_a_teacher_set_by_editing_the_section_teaches_on_too(undone_databases: Bound) -> None:
    office, (case,) = running(undone_databases, 1)
    until, another = report(office), other_teacher(office)
    with office.acting("specialist") as session:
        section = session.get_one(Section, office.section.section_id)
        sections.change(session, section.section_id, sections.plan_of(section, teacher_id=another))
    office.wire.carry()
    office.to(until + timedelta(hours=1))
    assert office.standing(case) == ["on_sheet"]
    with office.of.registration.read() as session:
        assert session.scalars(select(TeacherSearch.outcome)).all() == ["named"]


def test_two_may_cancel_before_the_days_are_over_and_then_nobody_is_sought(undone_databases: Bound) -> None:
    office, (case,) = running(undone_databases, 1)
    until, section_id = report(office), office.section.section_id
    with office.acting("specialist") as session:
        exception_id = exception_acts.ask_to_cancel(session, section_id, "nobody else teaches it").exception_id
    office.wire.carry()
    assert office.standing(case) == ["on_sheet"], "one alone cancels nothing"
    with office.acting("chairman") as session:
        exception_acts.decide(session, exception_id, approved=True)
    office.wire.carry()
    assert office.standing(case) == ["cancelled_after_start"]
    with office.acting("dean") as session, pytest.raises(Refused, match="nobody_sought"):
        teacher_gone.name_another(session, section_id, office.teacher.person_id)
    office.to(until + timedelta(hours=1))
    nothing_is_left_lying(office)


def test_a_teacher_is_sought_once_and_only_for_classes_that_have_begun(undone_databases: Bound) -> None:
    office, _ = paid(undone_databases, 1)
    with office.acting("dean") as session, pytest.raises(Refused, match="classes_not_begun"):
        teacher_gone.report(session, office.section.section_id, "moved")
    office.to(at(office.dates.starts_on + DAY, 10))
    report(office)
    with office.acting("dean") as session, pytest.raises(Refused, match="teacher_sought_already"):
        teacher_gone.report(session, office.section.section_id, "moved")


def other_teacher(office: Office) -> UUID:
    """Somebody else of the staff who teaches."""
    return next(
        row.id for row in university().staff
        if row.id != office.teacher.person_id and any(held.role == "teacher" for held in row.roles)
    )  # fmt: skip
