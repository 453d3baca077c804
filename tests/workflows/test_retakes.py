"""Retakes in a general registration period: the same way with other dates; the final date for a debt (R9.1, R9.3)."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from services.billing.models import Invoice
from services.billing.usecases import tariffs
from services.billing.usecases.tariffs import PriceRow
from services.grading.models import Sheet
from services.notifications.models import Notice
from services.registration.domain.purposes import Purpose
from services.registration.models.applications import Application
from services.registration.models.campus import Specialty
from services.registration.models.catalogue import Course
from services.registration.models.copies import DebtCopy
from services.registration.models.reviews import Review
from services.registration.models.sections import Section
from services.registration.models.terms import Term
from services.registration.queries.restudies import final_dates
from services.registration.usecases import cancelling
from services.registration.usecases.applications import prospect
from services.registration.usecases.proposals import CourseWish
from services.registration.workflows import summer_term
from shared.clock import at, office_day
from shared.errors import Refused
from shared.money import Money
from tests.databases import Bound
from tests.workflows.office import BEGINS, Office, failed_course, university
from tests.workflows.test_summer_way import nothing_is_left_lying, pay_all
from tests.workflows.test_ways_out import leave, money, price

AUTUMN = date(2026, 9, 7)
DAY = timedelta(days=1)


class Retakes(Office):
    """The failed course again, over the whole autumn term."""

    season, starts_on = "autumn", AUTUMN

    def _publish_a_term(self, capacity: int) -> None:
        set_prices(self)
        super()._publish_a_term(capacity)


def set_prices(office: Office, year: int = 2026) -> None:
    """Finance sets the prices of the year that the term closes (R9.2)."""
    with office.of.registration.read() as session:
        codes = session.scalars(select(Specialty.code).order_by(Specialty.code)).all()
    with office.of.billing.transaction() as session:
        tariffs.set_prices(session, [PriceRow(code, year, Money.of(20000), BEGINS) for code in codes], "order 2")
    office.wire.carry()


def opened(databases: Bound, number: int, capacity: int = 6) -> tuple[Office, list[Application]]:
    office = Retakes(databases, capacity)
    office.to(office.dates.opens_at + timedelta(hours=1))
    office.apply(office.debtors[:number])
    office.to(office.dates.drawn_at)
    return office, office.cases()


def test_the_whole_way_over_a_term_with_attestations_in_weeks_7_and_15(undone_databases: Bound) -> None:
    office, (passes, fails) = opened(undone_databases, 2)
    assert office.dates.starts_on == AUTUMN
    assert office.dates.attestations_on == ["2026-10-23", "2026-12-18"], "the last working days of weeks 7 and 15"
    pay_all(office, [passes, fails])
    assert office.standing(passes, fails) == ["on_sheet", "on_sheet"]
    assert price(passes) == passes.credits * 20000, "the price of the year that the term closes"
    with office.of.grading.read() as session:
        kinds = session.scalars(select(Sheet.kind).where(Sheet.section_id == office.section.section_id)).all()
        assert sorted(kinds) == ["attestation", "attestation", "exam"]
    assert office.section.exam_at and office_day(office.section.exam_at) >= AUTUMN + 15 * 7 * DAY
    office.to(office.dates.sheets_due_at - DAY)
    office.teach({passes.student_id: ("80", "70"), fails.student_id: ("80", "49")})
    assert office.standing(passes, fails) == ["debt_closed", "debt_kept"]
    office.to(office.dates.sheets_due_at)
    with office.of.registration.read() as session:
        assert session.scalars(select(Term.status).where(Term.season == "autumn", Term.dates.has())).one() == "finished"
    nothing_is_left_lying(office)


def test_unpaid_lapses_and_who_leaves_is_paid_back_by_the_same_table(undone_databases: Bound) -> None:
    office, (leaves, lapses) = opened(undone_databases, 2)
    pay_all(office, [leaves])
    assert office.standing(leaves, lapses) == ["on_sheet", "lapsed_unpaid"]
    office.to(at(AUTUMN + DAY, 10))
    leave(office, leaves)
    assert money(office, leaves)[0] == price(leaves) * 75 // 100
    with office.of.billing.read() as session:
        assert session.scalars(select(Invoice.academic_year).distinct()).all() == [2026]
    nothing_is_left_lying(office)


def test_only_failed_courses_are_repeated_and_each_debt_once(undone_databases: Bound) -> None:
    office, (case,) = opened(undone_databases, 1)
    with office.of.registration.read() as session:
        stranger, section_id = office.debtors[1], office.section.section_id
        found = prospect(session, stranger, section_id, Purpose.ADDITIONAL)
        assert "retake_for_debts" in {reason.code for reason in found.holds}
        again = prospect(session, case.student_id, section_id)
        assert "already_applied" in {reason.code for reason in again.holds}


def test_a_missing_price_stops_the_publication_and_nobody_is_asked_for_his_yes(undone_databases: Bound) -> None:
    class Unpriced(Retakes):
        def _publish_a_term(self, capacity: int) -> None:
            Office._publish_a_term(self, capacity)

    with pytest.raises(Refused) as refused:
        Unpriced(undone_databases, 6)
    assert {reason.code for reason in refused.value.reasons} == {"tariff_missing"}


def test_another_faculty_adds_its_courses_until_the_period_is_published(undone_databases: Bound) -> None:
    office = Unpublished(undone_databases, 6)
    with office.of.registration.read() as session:
        owed = session.execute(
            select(Course.course_id, Course.faculty_id)
            .join(DebtCopy, DebtCopy.course_id == Course.course_id)
            .where(DebtCopy.status == "open", Course.faculty_id != office.faculty_id)
        ).first()
    assert owed
    with office.acting("dean") as session:
        summer_term.propose(session, owed.faculty_id, AUTUMN, [CourseWish(owed.course_id, 2, 25, 1)], "autumn")
    with office.of.registration.read() as session:
        term = session.scalars(select(Term).where(Term.season == "autumn", Term.dates.has())).one()
        assert (term.code, term.academic_year, term.decide_by) == ("2026/2027-autumn-retake", 2026, None)
        sections = session.scalars(select(Section.course_id).where(Section.term_id == term.term_id)).all()
        assert sorted(sections) == sorted([failed_course(), owed.course_id, owed.course_id])


class Unpublished(Retakes):
    """The period is opened by the first faculty, and waits for its publication."""

    def _publish_a_term(self, capacity: int) -> None:
        course = next(course for course in university().courses if course.id == failed_course())
        self.faculty_id = course.faculty_id
        with self.acting("dean") as session:
            summer_term.propose(session, course.faculty_id, AUTUMN, [CourseWish(course.id, 1, capacity, 1)], "autumn")


# The final date for removing a debt


def reviewed(office: Office) -> list[UUID]:
    """Of whom a review was opened because a re-study is not paid."""
    with office.of.registration.read() as session:
        unpaid = select(Review.student_id).where(Review.ground == "restudy_unpaid")
        return sorted(session.scalars(unpaid))


def reminders(office: Office, case: Application) -> int:
    """How often he was reminded of the final date of this debt."""
    with office.of.notifications.read() as session:
        return len(session.scalars(select(Notice).where(Notice.key.like(f"debt_final_near:{case.debt_id}:%"))).all())


def test_only_at_the_final_date_who_has_not_paid_gives_a_ground_and_a_lapse_alone_gives_none(
    undone_databases: Bound,
) -> None:
    office, (pays, lapses) = opened(undone_databases, 2)
    pay_all(office, [pays])
    office.to(office.dates.sheets_due_at - DAY)
    office.teach({pays.student_id: ("80", "49")})
    assert office.standing(pays, lapses) == ["debt_kept", "lapsed_unpaid"]
    assert reviewed(office) == [], "a lapsed application is no ground"
    with office.of.registration.read() as session:
        final = final_dates(session, {UUID(int=1): date(2026, 5, 20)})[UUID(int=1)]
    assert final == date(2027, 2, 1), "31 January is a Sunday"
    office.to(at(final + 2 * DAY, 10))
    assert reviewed(office) == [], "the statements through that day are not in yet"
    office.bank(office_day(pays.due_at) + DAY if pays.due_at else final, final)
    office.to(at(final + 4 * DAY, 10))
    failed_this_year = set(reviewed(office))
    assert lapses.student_id in failed_this_year
    assert pays.student_id not in failed_this_year, "he paid for his re-study, and failed again"
    before = reviewed(office)
    office.to(at(final + 30 * DAY, 10))
    assert reviewed(office) == before, "told once"
    assert [reminders(office, case) for case in (pays, lapses)] == [0, 3], (
        "only who has not paid, 7, 3 and 1 days before"
    )
    nothing_is_left_lying(office)


def test_a_course_that_the_university_cancelled_moves_the_final_date_by_a_year(undone_databases: Bound) -> None:
    office, (case, lapses) = opened(undone_databases, 2)
    pay_all(office, [case])
    office.to(at(AUTUMN + 8 * DAY, 10))
    with office.acting("chairman") as session:
        cancelling.cancel_section(session, office.section.section_id, "the teacher has left")
    office.wire.carry()
    assert office.standing(case, lapses) == ["cancelled_after_start", "lapsed_unpaid"]
    assert lapses.due_at
    office.bank(office_day(lapses.due_at) + DAY, date(2027, 2, 2))
    office.to(at(date(2027, 2, 4), 10))
    assert lapses.student_id in reviewed(office)
    assert case.student_id not in reviewed(office), "his date has moved (D7)"
    office.bank(date(2027, 2, 3), date(2028, 2, 1))
    office.to(at(date(2028, 2, 3), 10))
    assert case.student_id in reviewed(office)
