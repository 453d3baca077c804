"""News of results at registration: corrections in any order, an act about cribs, who is missing on a list (R5.3)."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from services.registration.domain.purposes import Purpose
from services.registration.models.applications import Application
from services.registration.models.campus import Student
from services.registration.models.study import CorrectedResult
from services.registration.queries.study import equivalents_of
from services.registration.tasks.study import on_equivalent_changed
from services.registration.usecases import study
from shared.clock import at, now, set_office
from shared.contracts.grading import EquivalentChanged, FailedOften, ResultCorrected, RowsOpened
from shared.contracts.notifications import Notify
from tests.databases import Bound
from tests.registration import campus
from tests.registration.summer import Summer
from tests.registration.test_applications_api import Door
from tests.registration.test_holds import OPENS, codes
from tests.registration.test_student_pages import page

LANGUAGES = ("kk", "ru", "en")


def test_the_higher_revision_of_a_corrected_result_holds(summer: Summer, registration_db: Session) -> None:
    [case] = summer.accepted(summer.section(capacity=2), 1)
    summer.draw()
    summer.invoice([case])
    summer.pay(case)
    summer.say(RowsOpened(case.case_id, uuid4()))
    summer.seal(case, "did_not_appear", "n/a", None)
    summer.settle()
    at = summer.dates.sheets_due_at
    said = [
        ResultCorrected(
            case.case_id, revision, case.student_id, case.course_id, mark, None, mark == "B", outcome, source, at
        )
        for revision, mark, outcome, source in ((2, "B", "passed", "reserve"), (1, "I", "incomplete", "certificate"))
    ]
    for event in said:
        summer.say(event)
    [noted] = registration_db.scalars(select(CorrectedResult)).all()
    assert (noted.revision, noted.mark, noted.source) == (2, "B", "reserve")
    assert case.way == "did_not_appear", "how the case ended stays"


def test_while_the_act_about_cribs_can_be_appealed_nobody_applies_anew() -> None:
    assert codes(at=OPENS, cribs_until=OPENS) == [("cribs_act", "D9")]
    assert codes(at=OPENS + timedelta(seconds=1), cribs_until=OPENS) == []
    assert codes(at=OPENS, purpose=Purpose.ADDITIONAL, cribs_until=OPENS) == [("cribs_act", "D9")]


def test_an_equivalent_stands_for_another_course_from_its_day(summer: Summer, registration_db: Session) -> None:
    owed, other, day = uuid4(), uuid4(), now(registration_db).day + timedelta(days=1)
    on_equivalent_changed([EquivalentChanged(uuid4(), 1, owed, other, "in_force", day)], registration_db)
    assert equivalents_of(registration_db, {owed}) == {}
    set_office(registration_db, at(day, 0))
    assert equivalents_of(registration_db, {owed}) == {owed: [other]}


@pytest.fixture
def door(tirkeu_databases: Bound) -> Door:
    return Door(tirkeu_databases)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_teacher_learns_why_a_student_is_not_on_his_list(door: Door, language: str) -> None:
    applied, other = door.students[:2]
    case_id = UUID(door.apply(applied).json["case_id"])
    address = f"/registration/sections/{door.section_id}/who"
    with door.db.transaction() as session:
        case = session.get_one(Application, case_id)
        number = session.get_one(Student, applied).number
        unknown = session.get_one(Student, other).number
        case.state = "invoiced"
    html = page(door, f"{address}?q={number}", uuid4(), "specialist", language)
    assert number in html
    assert "₸" not in html
    if language == "en":
        assert "applied, not confirmed yet" in html
    html = page(door, f"{address}?q={unknown}", uuid4(), "specialist", language)
    assert "<li><strong>" not in html, "who has not applied is not named"
    page(door, f"/registration/cases/{case_id}", uuid4(), "specialist", language)


def test_a_graduate_is_warned(door: Door) -> None:
    student = door.students[0]
    with door.db.transaction() as session:
        session.get_one(Student, student).graduating = True
    html = page(door, f"/registration/my/apply/{door.section_id}", student)
    assert "must precede your admission to certification" in html


def test_the_dean_is_warned_of_a_third_failure_once(summer: Summer, registration_db: Session) -> None:
    [student] = summer.debtors(1)
    event = FailedOften(student, summer.course_id, 3)
    study.warn_of_failures(registration_db, [event])
    told = [m for m in summer.told(Notify) if isinstance(m, Notify) and m.template == "failed_often"]
    faculty = registration_db.get_one(Student, student).faculty_id
    assert [m.person_id for m in told] == [campus.dean_of(faculty).person_id]
    assert told[0].params["times"] == "number:3"
