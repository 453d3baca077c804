"""A whole office for one test: four services on one database, a clock, a bank, a teacher."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.billing import worker as billing
from services.billing.usecases import records as billing_records
from services.billing.usecases import statements
from services.grading import worker as grading
from services.grading.domain.outcome import Appearance
from services.grading.usecases import closing, marks
from services.grading.usecases import records as grading_records
from services.grading.usecases.marks import ExamEntry
from services.notifications import worker as notifications
from services.registration import worker as registration
from services.registration.models.applications import Application
from services.registration.models.seats import SeatOffer
from services.registration.models.sections import Section
from services.registration.models.terms import Term, TermDates
from services.registration.queries.students import debts_of
from services.registration.usecases.applications import Wish, prospect
from services.registration.usecases.policies import set_policy
from services.registration.usecases.proposals import CourseWish
from services.registration.workflows import seat_offer, summer_enrolment, summer_term
from shared.clock import at, now, set_office
from shared.identity import Actor, Held, Role
from shared.messaging.deadlines import next_due
from shared.messaging.testing import Carrier
from shared.money import Money
from shared.records.generated import generated_university
from shared.records.model import University
from tests.billing.domain.files import Op
from tests.billing.world import day_file
from tests.databases import Bound
from tests.registration import campus

BEGINS = date(2026, 5, 18)
DEBTORS = 6


@cache
def university() -> University:
    """Sixty students; six of them failed the same course the last time they took it."""
    made = generated_university(1, students=60)
    last = {(row.student_id, row.course_id): row for row in made.registrations}
    course = Counter(course for _, course in last).most_common(1)[0][0]
    failing = {row.id for (_, taken), row in last.items() if taken == course and row.letter != "W"}
    failing = set(sorted(failing)[:DEBTORS])
    rows = tuple(replace(row, percent=38, letter="F") if row.id in failing else row for row in made.registrations)
    return replace(made, source="six failed", registrations=rows)


def failed_course() -> UUID:
    """The course that six owe."""
    failed = Counter(row.course_id for row in university().registrations if row.letter == "F")
    return failed.most_common(1)[0][0]


class Records:
    """Four services with the records of a small university in them: what every history begins with."""

    def __init__(self, databases: Bound) -> None:
        self.of = databases
        self.databases = (databases.registration, databases.grading, databases.billing, databases.notifications)
        celeries = (registration.celery, grading.celery, billing.celery, notifications.celery)
        self.wire = Carrier(*celeries, copies=2, seed=7)

    def bring_in(self) -> None:
        """Load them, and carry what is told of them."""
        self.set_clock(at(BEGINS, 10))
        with self.of.registration.transaction() as session:
            for key in ("summer_minimum", "retake_minimum"):
                set_policy(session, key, {"students": 1}, BEGINS, "a small university")
            campus.load(session, university())
        with self.of.grading.transaction() as session:
            source = grading_records.Source.of(university())
            for batch in university().batches():
                grading_records.take(session, source, batch)
            grading_records.finish(session)
        with self.of.billing.transaction() as session:
            billing_records.take(session, university())
        self.wire.carry()

    def set_clock(self, moment: datetime) -> None:
        for database in self.databases:
            with database.transaction() as session:
                set_office(session, moment)

    def to(self, moment: datetime) -> None:
        """From due moment to due moment, as `tirkeu clock to` does; all is quiet in between."""
        while (due := self._next_due()) is not None and due <= moment:
            self.set_clock(max(due, self.now()))
            self.wire.carry()
        self.set_clock(moment)
        self.wire.carry()

    def now(self) -> datetime:
        with self.of.registration.read() as session:
            return now(session).office

    def _next_due(self) -> datetime | None:
        found = []
        for database in self.databases:
            with database.read() as session:
                found.append(next_due(session))
        return min((due for due in found if due), default=None)

    @contextmanager
    def acting(self, role: str) -> Any:
        """A transaction of registration in which somebody with this role acts."""
        with ExitStack() as stack:
            session = stack.enter_context(self.of.registration.transaction())
            stack.enter_context(campus.acting(session, campus.with_role(role)))
            yield session


class Office(Records):
    """These services with a summer term of one section of the failed course."""

    season, starts_on = "summer", university().summer_starts_on

    def __init__(self, databases: Bound, capacity: int) -> None:
        super().__init__(databases)
        self.balance = Money.of(1000)
        self._publish_a_term(capacity)

    # The term

    def _publish_a_term(self, capacity: int) -> None:
        course = next(course for course in university().courses if course.id == failed_course())
        wish = CourseWish(course.id, groups=1, capacity=capacity, minimum=1, teacher_id=self.teacher.person_id)
        with self.acting("dean") as session:
            made = summer_term.propose(session, course.faculty_id, self.starts_on, [wish], self.season)
            term_id, is_asked = made.term_id, made.status == "waiting"
        if is_asked:
            with self.acting("rectorate") as session:
                summer_term.decide(session, term_id, agreed=True)
        self.wire.carry()
        with self.acting("chairman") as session:
            summer_term.publish(session, term_id, seed="published")
        self.wire.carry()

    @property
    def teacher(self) -> Actor:
        person = next(row for row in university().staff if any(held.role == "teacher" for held in row.roles))
        return Actor(person.id, person.name, (Held(Role.TEACHER),))

    @property
    def dates(self) -> TermDates:
        with self.of.registration.read() as session:
            term = session.scalars(select(Term).where(Term.season == self.season, Term.dates.has())).one()
            assert term.dates
            return term.dates

    @property
    def section(self) -> Section:
        with self.of.registration.read() as session:
            mine = Term.season == self.season, Term.dates.has()
            return session.scalars(select(Section).join(Term).where(*mine)).one()

    # The students

    @property
    def debtors(self) -> list[UUID]:
        failed = [row for row in university().registrations if row.course_id == failed_course() and row.letter == "F"]
        return sorted({row.student_id for row in failed})

    def apply(self, students: Iterable[UUID]) -> None:
        """They apply one after the other."""
        for student in students:
            with self.of.registration.transaction() as session:
                offer = prospect(session, student, self.section.section_id).offer
                assert offer
                summer_enrolment.apply_one(session, Wish(student, self.section.section_id, offer.digest))
        self.wire.carry()

    def answer(self, case: Application, accepted: bool) -> None:
        """The student answers the open offer of his case."""
        with self.of.registration.transaction() as session:
            offer = session.scalars(
                select(SeatOffer).where(SeatOffer.application_id == case.case_id, SeatOffer.outcome.is_(None))
            ).one()
            seat_offer.answer(session, offer.case_id, case.student_id, accepted)
        self.wire.carry()

    def cases(self) -> list[Application]:
        """The applications: those with a seat first, then the line in its order."""
        with self.of.registration.read() as session:
            rows = list(session.scalars(select(Application)))
        rank = {"received": 0, "held": 1, "invoiced": 1, "confirmed": 1, "on_sheet": 1}
        return sorted(rows, key=lambda row: (rank.get(row.state, 2), row.priority, row.received_at, row.ticket))

    def case(self, case: Application) -> Application:
        """The application as it stands now."""
        with self.of.registration.read() as session:
            found = session.get(Application, case.case_id)
        assert found
        return found

    def standing(self, *cases: Application) -> list[str]:
        """State of each that goes on, way of each that has ended."""
        return [now.way or now.state for now in map(self.case, cases)]

    def debt(self, student: UUID) -> str:
        """What registration knows of his debt."""
        with self.of.registration.read() as session:
            return next(debt.status for debt in debts_of(session, student) if debt.course_id == failed_course())

    # The bank and the teacher

    def bank(self, since: date, until: date, *paid: tuple[Application, date]) -> None:
        """The bank's statement of some days is loaded, with these payments by invoice number."""
        ops = [
            Op(
                str(case.invoice_amount), f"оплата {case.invoice_number}", number=str(nth), day=day,
                payer="Тест", payer_account=f"KZ{nth}",
            )
            for nth, (case, day) in enumerate(paid, start=1)
        ]  # fmt: skip
        content = day_file(since, self.balance, *ops, until=until)
        with self.of.billing.transaction() as session:
            statements.load(session, content, f"{since}.txt")
        self.balance += sum((Money.of(op.amount) for op in ops), Money())
        self.wire.carry()

    def teach(self, results: Mapping[UUID, tuple[str, str | Appearance | None]]) -> None:
        """Attestations (both the same) and the exam of each student; the sheets are closed and sealed."""
        section_id = self.section.section_id
        with self.of.grading.transaction() as session:
            for nth in (1, 2):
                given = {student: Decimal(rating) for student, (rating, _) in results.items()}
                marks.enter_attestation(session, self.teacher, section_id, nth, given)
            entries = {student: _entry(exam) for student, (_, exam) in results.items() if exam is not None}
            marks.enter_exam(session, self.teacher, section_id, entries)
            self._close(session, section_id)
        self.wire.carry()

    def _close(self, session: Session, section_id: UUID) -> None:
        closing.close_exam(session, self.teacher, section_id)


def _entry(exam: str | Appearance | None) -> ExamEntry:
    if isinstance(exam, Appearance):
        return ExamEntry(appearance=exam)
    return ExamEntry(Decimal(exam)) if exam is not None else ExamEntry()
