"""Acts of people about each other's cases, through all four services (R8.3, R8.8, R1.2)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from services.registration.domain.behalf import Named
from services.registration.models.applications import Application
from services.registration.models.behalf import ActForStudent
from services.registration.models.campus import Group, Student
from services.registration.queries.accounts import roles_on
from services.registration.usecases import behalf, delegating, sign_ins
from services.registration.usecases.advising import objects_until
from services.registration.workflows import leaving
from shared.errors import Refused
from shared.identity import Actor, Held, Role, Scope
from tests.databases import Bound
from tests.registration import campus
from tests.workflows.office import Office
from tests.workflows.test_summer_way import nothing_is_left_lying, opened, told
from tests.workflows.test_ways_out import bank_loads, money, price

SECOND = timedelta(seconds=1)


def objects(office: Office, case: Application, why: str = "the practice of his group") -> None:
    """His adviser objects; what follows is still on its way."""
    with office.of.registration.transaction() as session:
        student = session.get_one(Student, case.student_id)
        adviser = session.get_one(Group, student.group_id).adviser_id
        assert adviser
        with campus.acting(session, Actor(adviser, "Adviser", (Held(Role.ADVISER, Scope.OWN),))):
            leaving.object_to(session, case.case_id, why)


def test_an_adviser_objects_before_payment_and_the_line_moves_on(undone_databases: Bound) -> None:
    office, (first, second) = opened(undone_databases, capacity=1, number=2)
    objects(office, first)
    office.wire.carry()
    assert office.standing(first, second) == ["adviser_objected", "offered"]
    assert money(office, first) == (0, 0, "cancelled")
    assert told(office, first.student_id)["adviser_objected"] == 1
    nothing_is_left_lying(office)


@pytest.mark.parametrize("payment_first", [True, False])
def test_an_objection_and_the_payment_meet_and_everything_goes_back(
    undone_databases: Bound, payment_first: bool
) -> None:
    office, (case,) = opened(undone_databases, capacity=1, number=1)
    steps: list[Callable[[], None]] = [lambda: bank_loads(office, case), lambda: objects(office, case)]
    for step in steps if payment_first else reversed(steps):
        step()
    office.wire.carry()
    assert office.standing(case) == ["adviser_objected"]
    assert money(office, case) == (price(case), 0, "cancelled")
    assert office.section.taken == 0
    nothing_is_left_lying(office)


def test_silence_of_the_adviser_is_consent_after_one_working_day(undone_databases: Bound) -> None:
    office, (case,) = opened(undone_databases, capacity=1, number=1)
    with office.of.registration.read() as session:
        until = objects_until(session, case)
    office.to(until + SECOND)
    with pytest.raises(Refused) as refused:
        objects(office, case)
    assert [reason.code for reason in refused.value.reasons] == ["objected_too_late"]
    assert office.standing(case) == ["invoiced"]


def test_a_student_objects_to_what_was_done_for_him_and_the_chairman_decides(undone_databases: Bound) -> None:
    office, (case,) = opened(undone_databases, capacity=1, number=1)
    specialist = campus.with_role("specialist").person_id
    with office.acting("specialist") as session:
        row = sign_ins.start(session, specialist, "a test")
        sign_ins.act_for(session, row.session_id, case.student_id, "he is abroad", "17")
    office.wire.carry()
    assert told(office, case.student_id)["acted_for_you"] == 1
    with office.of.registration.transaction() as session:
        behalf_id = session.scalars(select(ActForStudent.behalf_id)).one()
        behalf.object_to(session, behalf_id, case.student_id, "I never asked for it")
    office.wire.carry()
    chairman = campus.with_role("chairman").person_id
    assert told(office, chairman)["behalf_objected"] == 1
    with office.acting("chairman") as session:
        behalf.decide(session, behalf_id, True, "no paper 17 exists")
    office.wire.carry()
    assert told(office, case.student_id)["behalf_founded"] == 1
    assert told(office, specialist)["behalf_founded"] == 1
    nothing_is_left_lying(office)


def test_a_delegate_acts_for_his_dean_in_what_was_left_to_him_until_it_ends(undone_databases: Bound) -> None:
    office = Office(undone_databases, 1)
    dean, clerk = campus.with_role("dean").person_id, office.teacher.person_id
    today = office.now().date()
    with office.acting("dean") as session:
        named = Named(dean, clerk, ("propose_term",), today, today + timedelta(days=9), "order 5")
        left = delegating.name_delegate(session, named).delegation_id
    with office.of.registration.read() as session:
        held = [Held.parse(str(one)) for one in roles_on(session, clerk, today)]
    actor = Actor(clerk, "Clerk", tuple(held))
    assert actor.may("registration.propose_term") and not actor.may("registration.see_students")
    assert actor.acts_for("registration.propose_term") == dean
    assert actor.acts_for("grading.fill_sheet") is None
    assert not actor.may("registration.name_delegates"), "what was left to him he leaves to nobody"
    with office.acting("dean") as session:
        delegating.end(session, left, dean)
    with office.of.registration.read() as session:
        assert not any(one.principal_id for one in roles_on(session, clerk, today))
    office.wire.carry()
    assert {"delegate_named", "delegate_ended"} <= told(office, clerk).keys()
    nothing_is_left_lying(office)
