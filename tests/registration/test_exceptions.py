"""Exceptions are acts by two with a reason, on a register (R1.4): seats, places in the line, lifted holds."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from services.registration.domain.exceptions import Kind
from services.registration.models.applications import Application
from services.registration.models.campus import Group, Practice, Student
from services.registration.models.exceptions import ExceptionAct
from services.registration.queries import exceptions as register
from services.registration.usecases import exception_acts, practices, sections
from services.registration.usecases.applications import prospect
from services.registration.usecases.recorded import recorded
from services.registration.usecases.sections import SectionPlan
from shared.contracts.notifications import Notify
from shared.errors import Refused
from shared.identity import Actor, Forbidden, Held, Role
from shared.identity.testing import sign_in
from tests.apps import app_of
from tests.databases import Bound
from tests.registration.campus import acting, with_role
from tests.registration.summer import Summer

SPECIALIST, CHAIRMAN = with_role("specialist"), with_role("chairman")


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [reason.code for reason in refused.value.reasons]


def more_seats(session: Session, section_id: object, capacity: int = 2) -> ExceptionAct:
    with acting(session, SPECIALIST):
        return exception_acts.ask_for_seats(session, section_id, capacity, "Two groups were merged", "memo 12")  # type: ignore[arg-type]


def approve(session: Session, act: ExceptionAct, by: Actor = CHAIRMAN, approved: bool = True) -> None:
    with acting(session, by):
        exception_acts.decide(session, act.exception_id, approved, "room 301 is larger")


def test_seats_added_by_two_are_offered_to_the_line_first(summer: Summer) -> None:
    section = summer.section(1)
    cases = summer.accepted(section, 3)
    summer.draw()
    with pytest.raises(Refused) as refused:
        sections.change(summer.session, section.section_id, SectionPlan(None, 2, 1, ()))
    assert codes(refused) == ["seats_are_added_by_two"]
    act = more_seats(summer.session, section.section_id)
    summer.settle()
    assert sorted(summer.states(cases)) == ["held", "in_line", "in_line"], "asked is not approved"
    approve(summer.session, act)
    summer.settle()
    assert sorted(summer.states(cases)) == ["held", "in_line", "offered"]
    assert summer.seats(section) == (2, 1)
    assert {m.template for m in summer.told(Notify) if isinstance(m, Notify)} >= {
        "exception_asked",
        "exception_approved",
    }


def test_whoever_asked_does_not_approve_and_nothing_is_decided_twice(summer: Summer) -> None:
    act = more_seats(summer.session, summer.section(1).section_id)
    asker = Actor(SPECIALIST.person_id, SPECIALIST.name, (Held(Role.CHAIRMAN),))
    with pytest.raises(Refused) as refused:
        approve(summer.session, act, asker)
    assert codes(refused) == ["not_for_oneself"]
    with pytest.raises(Forbidden):
        approve(summer.session, act, with_role("teacher"))
    approve(summer.session, act, approved=False)
    with pytest.raises(Refused) as refused:
        approve(summer.session, act)
    assert codes(refused) == ["exception_decided_already"]
    with pytest.raises(DBAPIError, match="kept as they are"), summer.session.begin_nested():
        summer.session.execute(update(ExceptionAct).values(reason="another"))


def test_what_is_asked_twice_or_without_a_reason_is_refused(summer: Summer) -> None:
    section = summer.section(1)
    more_seats(summer.session, section.section_id)
    with pytest.raises(Refused) as refused:
        more_seats(summer.session, section.section_id, 3)
    assert codes(refused) == ["exception_asked_already"]
    with acting(summer.session, SPECIALIST), pytest.raises(Refused) as refused:
        exception_acts.ask_to_lift(summer.session, summer.debtors(1)[0], section.section_id, "applications_closed", " ")
    assert codes(refused) == ["exception_without_reason", "hold_stays"]


def test_practice_at_the_same_time_holds_until_the_adviser_lifts_it_with_a_reason(summer: Summer) -> None:
    session, section = summer.session, summer.section(2)
    student_id = summer.debtors(1)[0]
    group_id = session.scalars(select(Student.group_id).where(Student.student_id == student_id)).one()
    first, last = summer.term.starts_on - timedelta(days=10), summer.term.starts_on
    session.add(
        Practice(
            practice_id=group_id, group_id=group_id, kind="practice", starts_on=first, ends_on=last, **recorded(session)
        )
    )
    session.flush()
    (hold,) = prospect(session, student_id, section.section_id).holds
    assert (hold.code, hold.rule) == ("at_practice", "D24")
    with acting(session, Actor(student_id, "Student", (Held(Role.STUDENT),))):
        act = exception_acts.ask_to_lift(session, student_id, section.section_id, hold.code, "Practice in the evenings")
    adviser_id = session.scalars(select(Group.adviser_id).where(Group.group_id == group_id)).one()
    assert adviser_id
    adviser = Actor(adviser_id, "Adviser", (Held(Role.ADVISER),))
    mine = register.listed().where(register.within(adviser))
    assert [row.subject for row in session.execute(mine)] == [act.subject]
    approve(session, act, adviser)
    assert prospect(session, student_id, section.section_id).holds == ()


def test_a_place_out_of_turn_goes_before_all_others_of_the_line(summer: Summer) -> None:
    section = summer.section(1)
    cases = summer.accepted(section, 3)
    summer.draw()
    line = [case for case in cases if case.state == "in_line"]
    last = max(line, key=lambda case: (case.priority, case.received_at, case.ticket))
    with acting(summer.session, SPECIALIST):
        act = exception_acts.ask_for_the_front(summer.session, last.case_id, "Leaves for an exchange in August")
    assert act.kind == Kind.OUT_OF_TURN
    approve(summer.session, act)
    approve(summer.session, more_seats(summer.session, section.section_id))
    summer.settle()
    found = summer.session.get(Application, last.case_id)
    assert found
    assert found.state == "offered"


def test_a_student_asks_on_the_page_of_his_application_that_a_hold_be_lifted(tirkeu_databases: Bound) -> None:
    with tirkeu_databases.registration.transaction() as session:
        summer = Summer(session)
        section_id = summer.section(2).section_id
        student_id = summer.debtors(1)[0]
        group_id = session.scalars(select(Student.group_id).where(Student.student_id == student_id)).one()
        practices.add(session, group_id, "certification", summer.term.starts_on, summer.term.ends_on)
    client = app_of("registration").test_client()
    sign_in(client, student_id, roles=("student",), language="kk")
    apply, lift = f"/registration/my/apply/{section_id}", f"/registration/my/apply/{section_id}/lift/at_practice"
    assert lift in client.get(apply).text
    assert client.get(lift).status_code == 200
    assert client.post(lift, data={"reason": "", "document": ""}).status_code == 422
    assert client.post(lift, data={"reason": "Кешкі топ"}).status_code == 303
    assert client.post(lift, data={"reason": "Кешкі топ"}).status_code == 409
    with tirkeu_databases.registration.transaction() as session:
        asked = session.scalars(select(ExceptionAct.exception_id)).one()
        approve_as = session.scalars(select(Group.adviser_id).where(Group.group_id == group_id)).one()
    assert approve_as
    sign_in(client, approve_as, roles=("adviser",), language="ru")
    assert str(asked) in client.get("/registration/exceptions").text
    assert client.post(f"/registration/exceptions/{asked}", data={"decision": "approve"}).status_code == 303
    sign_in(client, student_id, roles=("student",), language="en")
    assert lift not in client.get(apply).text
