"""The screens of the minimum, of a swap and of provisional applicants (R8.5, R8.3, D6, D8, D20)."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from services.registration.models.applications import Application
from services.registration.models.sections import Section
from services.registration.workflows.engine import engine
from shared.contracts.registration import CourseNotHeld
from tests.databases import Bound
from tests.registration.test_applications_api import Door
from tests.registration.test_leaving_pages import paid, state
from tests.registration.test_student_pages import LANGUAGES, page


@pytest.fixture
def door(tirkeu_databases: Bound) -> Door:
    return Door(tirkeu_databases)


def second_section(door: Door, case: Application) -> UUID:
    """One more section of his course."""
    made = uuid4()
    with door.db.transaction() as session:
        first = session.get_one(Section, case.section_id)
        session.add(
            Section(
                section_id=made, term_id=first.term_id, course_id=first.course_id, label="9", language="en", capacity=3,
                minimum=2, status="open", attestations_on=[], recorded_at=first.recorded_at,
            )
        )  # fmt: skip
    return made


def test_a_student_changes_his_section_and_later_chooses_his_money_back(door: Door) -> None:
    case = paid(door)
    other = second_section(door, case)
    with door.summer() as summer:
        summer.on(summer.dates.opens_at)
    for path in ("/registration/minimum", "/registration/not-chosen", "/registration/provisional"):
        for language in LANGUAGES:
            page(door, path, uuid4(), "specialist", language=language)
        page(door, path, uuid4(), "dean")
    page(door, f"/registration/sections/{other}/merge", uuid4(), "specialist")
    swap = f"/registration/cases/{case.case_id}/section"
    for language in LANGUAGES:
        page(door, swap, case.student_id, language=language)
    assert door.client.post(swap, data={"section": str(other)}).status_code == 303
    with door.db.transaction() as session:
        assert session.get_one(Application, case.case_id).section_id == other
        engine.deliver(session, [CourseNotHeld(case.case_id)])
    path = f"/registration/cases/{case.case_id}/choose"
    assert path in page(door, f"/registration/cases/{case.case_id}", case.student_id)
    for language in LANGUAGES:
        assert path in page(door, "/registration/my/", case.student_id, language=language), "what to do now"
    for language in LANGUAGES:
        page(door, path, case.student_id, language=language)
    assert door.client.post(path, data={"what": "refund"}).status_code == 422
    assert door.client.post(path, data={"what": "refund", "sure": "y"}).status_code == 303
    with door.db.read() as session:
        assert session.scalars(select(Application.choice)).one() == "refund"
    assert state(door, case) == "on_sheet", "the sheet answers first"
