"""A proposal by students' signatures: one a person, full at the course's minimum, taken back until then (R8.2)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.registration.domain import signatures as rules
from services.registration.domain.purposes import Purpose
from services.registration.domain.signatures import Signing, SigningWindow
from services.registration.models.campus import Student
from services.registration.models.catalogue import Course
from services.registration.models.sections import Section
from services.registration.models.signatures import Signature, WishedCourse
from services.registration.models.terms import Term, TermProposal
from services.registration.queries.debtors import debtors_by_course
from services.registration.usecases import signatures
from services.registration.usecases.policies import set_policy
from services.registration.usecases.proposals import CourseWish
from services.registration.workflows import summer_term
from shared.errors import Refused
from shared.identity.testing import sign_in
from tests.apps import app_of
from tests.databases import Bound
from tests.registration.campus import MAY_20, acting, dean_of, office_ready, on, university, with_role
from tests.registration.test_summer_term import notices, play, the_term

MINIMUM = 3
WINDOW = SigningWindow(date(2026, 3, 1), date(2026, 6, 10))
READY = Signing(
    course="MAT1", purpose=Purpose.DEBT, studying=True, owes_the_course=True, signed_already=False,
    with_the_rectorate=False, term_status=None, today=MAY_20,
)  # fmt: skip


def ready(session: Session) -> None:
    """The office on 20 May, with a minimum of three."""
    office_ready(session)
    set_policy(session, "summer_minimum", {"students": MINIMUM}, MAY_20, "a small university")


@pytest.fixture
def office(registration_db: Session) -> Session:
    ready(registration_db)
    return registration_db


def course(session: Session) -> UUID:
    return session.scalars(select(Course.course_id).order_by(Course.code)).first() or UUID(int=0)


def students(session: Session, number: int) -> list[UUID]:
    return list(session.scalars(select(Student.student_id).order_by(Student.number).limit(number)))


def sign(session: Session, course_id: UUID, *signing: UUID) -> None:
    for student_id in signing:
        summer_term.sign(session, student_id, course_id, Purpose.ADDITIONAL)


def codes(refused: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {reason.code for reason in refused.value.reasons}


def test_every_reason_not_to_take_a_signature_is_given_at_once() -> None:
    assert list(rules.refusals(READY, WINDOW)) == []
    bad = replace(READY, studying=False, signed_already=True, owes_the_course=False, term_status="agreed")
    found = {reason.code for reason in rules.refusals(replace(bad, today=date(2026, 6, 11)), WINDOW)}
    assert found == {"not_studying", "signed_already", "debt_not_open", "term_already_decided", "signatures_closed"}
    early = rules.refusals(replace(READY, today=date(2026, 2, 28), with_the_rectorate=True), WINDOW)
    assert {reason.code for reason in early} == {"signatures_not_open", "course_is_proposed"}


def test_the_signature_that_makes_the_number_full_asks_the_rectorate_and_silence_is_told_to_all_who_signed(
    office: Session,
) -> None:
    wanted, signers = course(office), students(office, MINIMUM)
    sign(office, wanted, *signers[:2])
    assert office.scalars(select(Term).where(Term.season == "summer")).all() == []
    sign(office, wanted, signers[2])
    proposal = office.scalars(select(TermProposal)).one()
    (line,) = proposal.courses
    assert (proposal.by_students, proposal.status, line.wishes) == (True, "waiting", MINIMUM)
    assert line.expected_fee.tiyn > 0
    assert notices(office, "term_wished") == {str(with_role("rectorate").person_id)}
    assert notices(office, "signatures_full") >= {str(signer) for signer in signers}
    play(office)
    assert the_term(office).status == "not_held"
    assert notices(office, "term_not_held") >= {str(signer) for signer in signers}


def test_a_signature_is_taken_back_until_the_number_is_reached(office: Session) -> None:
    wanted, (first, second, third, fourth) = course(office), students(office, 4)
    sign(office, wanted, first, second)
    signatures.take_back(office, second, wanted)
    with pytest.raises(Refused) as refused:
        signatures.take_back(office, second, wanted)
    assert codes(refused) == {"not_signed"}
    sign(office, wanted, third)
    assert office.scalars(select(TermProposal)).all() == []
    sign(office, wanted, second)
    with pytest.raises(Refused) as refused:
        signatures.take_back(office, first, wanted)
    assert codes(refused) == {"signatures_are_full"}
    with pytest.raises(Refused) as refused:
        sign(office, wanted, fourth)
    assert codes(refused) == {"course_is_proposed"}


def test_what_the_rectorate_agreed_to_by_signatures_gets_its_sections(office: Session) -> None:
    wanted = course(office)
    sign(office, wanted, *students(office, MINIMUM))
    term = the_term(office)
    with acting(office, with_role("rectorate")):
        summer_term.decide(office, term.term_id, agreed=True)
    assert term.status == "agreed"
    assert len(office.scalars(select(Section).where(Section.term_id == term.term_id)).all()) == 1


def test_a_deans_proposal_counts_wishes_and_leaves_alone_what_students_have_proposed(office: Session) -> None:
    wanted = course(office)
    faculty = office.get_one(Course, wanted).faculty_id
    sign(office, wanted, *students(office, 2))
    (counted,) = debtors_by_course(office, 2025, courses=[wanted])
    assert counted.wishes == 2
    assert counted.wanted >= counted.debtors
    wish = CourseWish(wanted, groups=1, capacity=20, minimum=MINIMUM)
    with acting(office, dean_of(faculty)), office.begin_nested() as undone:
        made = summer_term.propose(office, faculty, university().summer_starts_on, [wish])
        assert made.courses[0].wishes == 2
        undone.rollback()
    sign(office, wanted, students(office, 3)[2])
    with pytest.raises(Refused) as refused, acting(office, dean_of(faculty)):
        summer_term.propose(office, faculty, the_term(office).starts_on, [wish])
    assert "course_is_proposed" in codes(refused)


def test_of_the_last_two_signatures_at_once_one_makes_the_proposal(tirkeu_databases: Bound) -> None:
    registration = tirkeu_databases.registration
    with registration.transaction() as session:
        ready(session)
        wanted, signers = course(session), students(session, MINIMUM + 1)
        sign(session, wanted, *signers[: MINIMUM - 1])

    def one(student_id: UUID) -> str:
        try:
            with registration.transaction() as session:
                sign(session, wanted, student_id)
        except Refused as refused:
            return refused.reasons[0].code
        return "signed"

    with ThreadPoolExecutor(2) as both:
        outcomes = list(both.map(one, signers[MINIMUM - 1 :]))
    assert sorted(outcomes) == ["course_is_proposed", "signed"]
    with registration.read() as session:
        assert session.scalar(select(func.count()).select_from(TermProposal)) == 1
        assert session.scalars(select(WishedCourse.signed)).one() == MINIMUM


def test_a_last_signature_and_a_taking_back_at_once_leave_a_proposal_with_all_or_none(tirkeu_databases: Bound) -> None:
    registration = tirkeu_databases.registration
    with registration.transaction() as session:
        ready(session)
        wanted, (first, second, third) = course(session), students(session, MINIMUM)
        sign(session, wanted, first, second)

    def signing() -> bool:
        with registration.transaction() as session:
            sign(session, wanted, third)
        return True

    def taking_back() -> bool:
        try:
            with registration.transaction() as session:
                signatures.take_back(session, first, wanted)
        except Refused:
            return False
        return True

    with ThreadPoolExecutor(2) as both:
        signed, taken_back = both.submit(signing), both.submit(taking_back)
        assert signed.result()
    with registration.read() as session:
        standing = session.scalar(select(func.count()).select_from(Signature).where(Signature.taken_back_at.is_(None)))
        proposals = session.scalar(select(func.count()).select_from(TermProposal))
    assert (standing, proposals) == ((MINIMUM - 1, 0) if taken_back.result() else (MINIMUM, 1))


def test_a_student_signs_and_takes_back_on_his_page_and_the_dean_sees_the_count(tirkeu_databases: Bound) -> None:
    with tirkeu_databases.registration.transaction() as session:
        ready(session)
        wanted, (signer, *_) = course(session), students(session, 1)
        faculty = session.get_one(Course, wanted).faculty_id
    client: FlaskClient = app_of("registration").test_client()
    sign_in(client, signer, roles=("student",), language="en")
    assert client.get("/registration/my/wishes").status_code == 200
    address = f"/registration/my/wishes/{wanted}"
    assert "0 of 3 signatures" in client.get(address).text
    assert client.post(address, data={"purpose": "additional"}).status_code == 303
    assert "1 of 3 signatures" in client.get(address).text
    dean = dean_of(faculty)
    sign_in(client, dean.person_id, roles=dean.roles, language="kk")
    assert "Жиналуда" in client.get("/registration/signatures").text
    sign_in(client, signer, roles=("student",), language="ru")
    assert client.get(f"{address}/take-back").status_code == 200
    assert client.post(f"{address}/take-back").status_code == 303
    assert "0 из 3" in client.get(address).text
    assert client.post(f"{address}/take-back").status_code == 409


def test_nobody_signs_outside_the_window(office: Session) -> None:
    on(office, date(2026, 6, 11))
    with pytest.raises(Refused) as refused:
        sign(office, course(office), *students(office, 1))
    assert codes(refused) == {"signatures_closed"}
