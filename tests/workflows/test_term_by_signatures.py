"""A term that students ask for by their signatures; seats added by two while a line waits: through all services."""

from __future__ import annotations

from collections import Counter
from datetime import time, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from services.grading.models.copies import Section as GradingSection
from services.notifications.models import Notice
from services.registration.domain.timetable import WeeklyClass
from services.registration.models.sections import Section
from services.registration.models.terms import Term, TermProposal
from services.registration.usecases import exception_acts, orders, sections
from services.registration.usecases.policies import set_policy
from services.registration.usecases.sections import SectionPlan
from services.registration.workflows import summer_term
from shared.errors import Refused
from tests.databases import Bound
from tests.workflows.office import BEGINS, Office, failed_course
from tests.workflows.test_summer_way import nothing_is_left_lying

SIGNATURES = 4
MONDAY = (WeeklyClass(1, time(9), time(11)),)


class SignedOffice(Office):
    """No dean proposes: four debtors sign, the rectorate agrees, the office names a teacher and publishes."""

    def _publish_a_term(self, capacity: int) -> None:
        with self.of.registration.transaction() as session:
            set_policy(session, "summer_minimum", {"students": SIGNATURES}, BEGINS, "four")
        for student in self.debtors[:SIGNATURES]:
            with self.of.registration.transaction() as session:
                summer_term.sign(session, student, failed_course())
        self.wire.carry()
        with self.acting("rectorate") as session:
            summer_term.decide(session, self._term_id(), agreed=True)
        self.wire.carry()
        with pytest.raises(Refused) as refused, self.acting("chairman") as session:
            summer_term.publish(session, self._term_id())
        assert {reason.code for reason in refused.value.reasons} == {"section_without_teacher"}
        with self.acting("specialist") as session:
            plan = SectionPlan(self.teacher.person_id, capacity, SIGNATURES, MONDAY)
            sections.change(session, self.section.section_id, plan)
        with self.acting("chairman") as session:
            summer_term.publish(session, self._term_id(), seed="published")
        self.wire.carry()

    def _term_id(self) -> UUID:
        with self.of.registration.read() as session:
            return session.scalars(select(Term.term_id).where(Term.season == "summer")).one()


def told(office: Office, person_id: UUID) -> Counter[str]:
    with office.of.notifications.read() as session:
        return Counter(session.scalars(select(Notice.template).where(Notice.person_id == person_id)))


def test_signatures_agreed_to_become_a_published_term_for_which_the_signers_apply(undone_databases: Bound) -> None:
    office = SignedOffice(undone_databases, capacity=6)
    with office.of.registration.read() as session:
        proposal = session.scalars(select(TermProposal)).one()
        assert (proposal.by_students, proposal.status) == (True, "agreed")
        order = orders.order_of(session, proposal.term_id)
        assert order
        assert order.content["proposals"][0]["by_students"]
    with office.of.grading.read() as session:
        known = session.scalars(
            select(GradingSection).where(GradingSection.section_id == office.section.section_id)
        ).one()
        assert known.status == "open"
    office.to(office.dates.opens_at + timedelta(hours=1))
    signer = office.debtors[0]
    assert told(office, signer) == Counter(["signatures_full", "window_open"])
    office.apply(office.debtors[:SIGNATURES])
    office.to(office.dates.drawn_at)
    assert office.standing(*office.cases()) == ["invoiced"] * SIGNATURES
    nothing_is_left_lying(office)


def test_seats_added_by_two_reach_the_line_as_offers_and_the_accepted_one_is_invoiced(undone_databases: Bound) -> None:
    office = Office(undone_databases, capacity=1)
    office.to(office.dates.opens_at + timedelta(hours=1))
    office.apply(office.debtors[:3])
    office.to(office.dates.drawn_at)
    seated, first, second = office.cases()
    assert office.standing(seated, first, second) == ["invoiced", "in_line", "in_line"]
    with office.acting("specialist") as session:
        act = exception_acts.ask_for_seats(session, office.section.section_id, 2, "A larger room is free", "memo 3")
        asked, asker = act.exception_id, act.asked_by
    office.wire.carry()
    assert office.standing(first) == ["in_line"]
    with office.acting("chairman") as session:
        exception_acts.decide(session, asked, approved=True)
    office.wire.carry()
    assert office.standing(seated, first, second) == ["invoiced", "offered", "in_line"]
    office.answer(first, accepted=True)
    assert office.standing(first, second) == ["invoiced", "in_line"]
    assert told(office, asker)["exception_approved"] == 1
    with office.of.registration.read() as session:
        assert session.get_one(Section, office.section.section_id).capacity == 2
    nothing_is_left_lying(office)
