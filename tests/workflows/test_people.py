"""Acts of people about each other's cases, through all four services (R8.3, R8.8, R1.2)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select

from services.billing.app import create_app as billing_app
from services.billing.usecases import tariffs
from services.billing.usecases.tariffs import PriceRow
from services.grading.app import create_app as grading_app
from services.grading.models import Debt, GpaRow, ResultCertificate
from services.grading.queries.certificates import certificate
from services.registration.app import create_app as registration_app
from services.registration.domain.behalf import Named
from services.registration.domain.externals import Sent
from services.registration.domain.purposes import Purpose
from services.registration.models.applications import Application
from services.registration.models.behalf import ActForStudent
from services.registration.models.campus import Group, Student
from services.registration.models.externals import ExternalStudent, Reading
from services.registration.queries.accounts import roles_on
from services.registration.usecases import behalf, delegating, externals, sign_ins
from services.registration.usecases.advising import objects_until
from services.registration.usecases.applications import Wish, prospect
from services.registration.workflows import leaving, summer_enrolment
from shared.errors import Refused
from shared.identity import Actor, Held, Role, Scope
from shared.identity.testing import sign_in
from shared.money import Money
from shared.people_ids import make_iin
from shared.web.testing import test_settings
from tests.databases import Bound
from tests.registration import campus
from tests.workflows.office import BEGINS, Office, university
from tests.workflows.test_summer_way import nothing_is_left_lying, opened, pay_all, told
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


IIN = next(made for serial in range(70, 99) if (made := make_iin(date(2004, 3, 5), 6, serial)))


def external(office: Office) -> UUID:
    """A student of another university registers herself with her university's letter."""
    sent = Sent(
        "Сейітова", "Айша", "", "ru", "aisha@example.kz", "", "iin", IIN, "КазНУ", "registrar@kaznu.example",
        b"%PDF-1.7 a letter",
    )  # fmt: skip
    with office.of.registration.transaction() as session:
        student = externals.register(session, sent, "http://localhost").student_id
    with office.of.billing.transaction() as session:
        year = university().summer_starts_on.year - 1
        tariffs.set_prices(session, [PriceRow("external", year, Money.of("25000"), BEGINS)], "order 9")
    office.wire.carry()
    return student


def apply_as_external(office: Office, student: UUID) -> Application:
    with office.of.registration.transaction() as session:
        section_id = office.section.section_id
        offer = prospect(session, student, section_id, Purpose.EXTERNAL).offer
        assert offer
        wish = Wish(student, section_id, offer.digest, Purpose.EXTERNAL)
        case_id = summer_enrolment.apply_one(session, wish).case_id
    office.wire.carry()
    with office.of.registration.read() as session:
        return session.get_one(Application, case_id)


@pytest.mark.parametrize(("exam", "way"), [("70", "result_certified"), ("30", "result_not_passed")])
def test_an_external_student_stands_behind_debtors_and_gets_a_signed_certificate(
    undone_databases: Bound, exam: str, way: str
) -> None:
    office = Office(undone_databases, 2)
    office.to(office.dates.opens_at + timedelta(minutes=5))
    student = external(office)
    case = apply_as_external(office, student)
    office.apply(office.debtors[:1])
    with office.acting("specialist") as session:
        externals.check(session, student, True)
    office.to(office.dates.drawn_at)
    own = next(one for one in office.cases() if one.case_id != case.case_id)
    assert (office.case(case).priority, own.priority) == (6, 2)
    pay_all(office, [office.case(case), own])
    office.to(office.dates.sheets_due_at - timedelta(days=1))
    office.teach({student: ("80", exam), own.student_id: ("80", "80")})
    assert office.standing(case, own) == [way, "debt_closed"]
    with office.of.grading.read() as session:
        made = session.scalars(select(ResultCertificate)).one()
        assert certificate(session, made.digest).holds
        assert not session.scalars(select(Debt).where(Debt.student_id == student)).all()
        assert session.get(GpaRow, student) is None
    with office.of.registration.read() as session:
        registrar = session.get_one(ExternalStudent, student).registrar_id
    assert told(office, student)["external_result"] == told(office, student)["result_certificate"] == 1
    assert told(office, registrar) == {"result_certificate": 1}
    nothing_is_left_lying(office)


def test_refused_papers_end_the_application_and_everything_goes_back(undone_databases: Bound) -> None:
    office = Office(undone_databases, 1)
    office.to(office.dates.opens_at + timedelta(minutes=5))
    student = external(office)
    case = apply_as_external(office, student)
    office.to(office.dates.drawn_at)
    pay_all(office, [office.case(case)])
    with office.acting("specialist") as session:
        externals.check(session, student, False, "the letter names another person")
    office.wire.carry()
    assert office.standing(case) == ["letter_refused"]
    assert money(office, case) == (price(case), 0, "cancelled")
    assert {"papers_refused", "letter_refused", "money_back"} <= told(office, student).keys()
    with office.of.registration.read() as session:
        holds = prospect(session, student, office.section.section_id, Purpose.EXTERNAL).holds
    assert "letter_refused" in [hold.code for hold in holds]
    nothing_is_left_lying(office)


def test_the_auditors_chain_goes_through_three_services_and_his_reading_is_noted(undone_databases: Bound) -> None:
    office, (case,) = opened(undone_databases, capacity=1, number=1)
    pay_all(office, [case])
    office.to(office.dates.sheets_due_at - timedelta(days=1))
    office.teach({case.student_id: ("80", "70")})
    auditor = campus.with_role("auditor").person_id
    found: dict[str, list[str]] = {}
    with office.of.registration.read() as session:
        faculty = session.get_one(Student, case.student_id).faculty_id
    for create, part in ((registration_app, "audit/cases"), (billing_app, "cases"), (grading_app, "cases")):
        service = create.__module__.split(".")[1]
        client = create(test_settings(service)).test_client()
        sign_in(client, auditor, roles=("auditor",))
        assert client.get(f"/{service}/{part}/{case.case_id}").status_code == 200
        file: dict[str, Any] = client.get(f"/{service}/{part}/{case.case_id}.json").get_json()
        found[service] = [link["what"] for link in file.get("chain") or file["parts"]]
        paper = client.get(f"/{service}/{part}/{case.case_id}.pdf")
        assert (paper.mimetype, paper.data[:5]) == ("application/pdf", b"%PDF-")
        sign_in(client, auditor, roles=(f"auditor:faculty:{uuid4()}",), language="ru")
        assert client.get(f"/{service}/{part}/{case.case_id}").status_code in (403, 404), "of another faculty"
        sign_in(client, auditor, roles=(f"auditor:faculty:{faculty}",), language="ru")
        page = client.get(f"/{service}/{part}/{case.case_id}").text
        assert str(case.accepted_price) not in page, "printed as a machine writes it"
        sign_in(client, case.student_id, roles=("student",))
        assert client.get(f"/{service}/{part}/{case.case_id}").status_code == 403
    assert found["registration"] == [
        "order", "application", "accepted_offer", "invoice", "payment", "result", "end",
    ]  # fmt: skip
    assert found["billing"] == ["invoice", "bank_line"]
    assert found["grading"] == ["attestation", "attestation", "exam", "result"]
    office.wire.carry()
    with office.of.registration.read() as session:
        read = session.execute(select(Reading.service, func.count()).group_by(Reading.service)).all()
    assert dict(read) == {"registration": 4, "billing": 4, "grading": 4}
    nothing_is_left_lying(office)
