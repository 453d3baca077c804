"""A published summer term with a few sections, and its students, for tests."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from functools import cached_property
from uuid import UUID, uuid5

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from services.registration import tasks
from services.registration.celery_app import celery
from services.registration.domain.term_dates import Distances, chain
from services.registration.models.applications import Application
from services.registration.models.campus import Student
from services.registration.models.copies import DebtCopy
from services.registration.models.seats import SeatOffer
from services.registration.models.sections import Section, SectionMeeting
from services.registration.models.terms import Term, TermDates
from services.registration.queries.calendar import working_days
from services.registration.usecases import draw, terms
from services.registration.usecases.applications import Outcome, Wish, prospect
from services.registration.usecases.recorded import recorded
from services.registration.workflows import summer_enrolment
from services.registration.workflows.engine import engine
from shared.clock import end_of_day, now, office_day, set_office
from shared.contracts.base import Message
from shared.contracts.billing import InvoiceIssued, InvoiceOverdue, InvoicePaid, IssueInvoice
from shared.contracts.grading import ResultSealed
from shared.contracts.notifications import Notify
from shared.messaging.codec import load
from shared.messaging.deadlines import fire
from shared.messaging.tables import outbox
from tests.registration import campus

assert tasks
STARTS_ON = date(2026, 6, 29)


class Summer:
    """The office, a published term, sections made as a test needs them."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.term = session.scalar(select(Term).where(Term.season == "summer")) or self._published()

    def _published(self) -> Term:
        campus.office_ready(self.session)
        dates = chain(STARTS_ON, working_days(self.session), Distances())
        term: Term = terms.open_term(self.session, 2025, dates, dates.opens_at)
        term.status, term.seed = "published", "seed"
        self.session.flush()
        self.on(dates.opens_at)
        return term

    @property
    def dates(self) -> TermDates:
        assert self.term.dates
        return self.term.dates

    @cached_property
    def course_id(self) -> UUID:
        """The course that most students owe."""
        return max(self.debtors_by_course, key=lambda course: (len(self.debtors_by_course[course]), course))

    @cached_property
    def debtors_by_course(self) -> dict[UUID, list[UUID]]:
        found: dict[UUID, list[UUID]] = defaultdict(list)
        debts = select(DebtCopy).join(Student, Student.student_id == DebtCopy.student_id)
        for debt in self.session.scalars(debts.order_by(Student.graduating, Student.number)):
            found[debt.course_id].append(debt.student_id)
        return found

    def debtors(self, number: int, course_id: UUID | None = None) -> list[UUID]:
        """So many students who owe the course; debts are made for those who are missing."""
        course = course_id or self.course_id
        found = self.debtors_by_course[course]
        everyone = self.session.scalars(select(Student.student_id).order_by(Student.graduating, Student.number))
        for student in [student for student in everyone if student not in found][: max(0, number - len(found))]:
            self.session.add(self._debt(student, course))
            found.append(student)
        self.session.flush()
        return found[:number]

    def _debt(self, student: UUID, course: UUID) -> DebtCopy:
        return DebtCopy(
            debt_id=uuid5(student, str(course)),
            version_no=1,
            student_id=student,
            course_id=course,
            status="open",
            reason="failed",
            percent=None,
            term_id=self.term.term_id,
            since=campus.MAY_20,
        )

    def on(self, at: datetime) -> None:
        """It is this moment at the office, and what is due is done."""
        set_office(self.session, at)
        self.settle()

    def section(
        self, capacity: int, course_id: UUID | None = None, label: str = "1", at: tuple[int, int] | None = None
    ) -> Section:
        """An open section, with a class of two hours a week if a weekday and an hour are named."""
        section = Section(
            section_id=uuid5(self.term.term_id, f"{course_id}{label}"),
            term_id=self.term.term_id,
            course_id=course_id or self.course_id,
            teacher_id=None,
            label=label,
            language="kk",
            capacity=capacity,
            taken=0,
            waiting=0,
            status="open",
            meetings=[SectionMeeting(nth=1, weekday=at[0], starts=time(at[1]), ends=time(at[1] + 2))] if at else [],
            **recorded(self.session),
        )
        self.session.add(section)
        self.session.flush()
        return section

    def wish(self, student_id: UUID, section: Section) -> Wish:
        """A wish that accepts what is offered now."""
        offered = prospect(self.session, student_id, section.section_id).offer
        return Wish(student_id, section.section_id, offered.digest if offered else "")

    def apply(self, section: Section, students: Iterable[UUID]) -> list[Outcome]:
        """These students apply, all at the same moment, in this order."""
        return summer_enrolment.apply(self.session, [self.wish(student, section) for student in students])

    def accepted(self, section: Section, number: int) -> list[Application]:
        """So many debtors apply and are accepted."""
        outcomes = self.apply(section, self.debtors(number))
        found = [outcome for outcome in outcomes if isinstance(outcome, Application)]
        assert len(found) == number, outcomes
        return found

    def states(self, cases: Sequence[Application]) -> list[str]:
        """Where these applications stand, as the tables say."""
        rows = select(Application.case_id, Application.state).where(Application.case_id.in_([c.case_id for c in cases]))
        found = dict(self.session.execute(rows).all())
        return [found[case.case_id] for case in cases]

    def seats(self, section: Section) -> tuple[int, int]:
        """Seats taken and places in the line, as the tables say."""
        row = self.session.execute(
            select(Section.taken, Section.waiting).where(Section.section_id == section.section_id)
        ).one()
        return row.taken, row.waiting

    def told(self, contract: type[Message]) -> list[Message]:
        """What has been said to other services, in order."""
        rows = self.session.execute(select(outbox).where(outbox.c.name == contract.name).order_by(outbox.c.id))
        return [load(row.name, row.version, row.body) for row in rows]

    def settle(self) -> None:
        """Fire what is due and hand registration what it said to itself, until it is quiet."""
        while fire(self.session) or self._own():
            pass
        self.session.expire_all()

    def _own(self) -> bool:
        rows = self.session.execute(delete(outbox).where(outbox.c.hearer == "registration").returning(outbox)).all()
        by_name: dict[tuple[str, int], list[Message]] = defaultdict(list)
        for row in sorted(rows, key=lambda row: row.id):
            by_name[row.name, row.version].append(load(row.name, row.version, row.body))
        for key, messages in by_name.items():
            celery.handlers[key](messages, self.session)
        return bool(rows)

    def draw(self) -> None:
        """The first day is over: its seats are given."""
        self.on(self.dates.drawn_at)
        draw.give_seats(self.session, [self.term])
        self.settle()

    def say(self, *events: Message) -> None:
        """What another service tells of a case."""
        engine.deliver(self.session, events)
        self.settle()

    def invoice(self, cases: Iterable[Application]) -> None:
        """Billing issues the invoices that it was asked for."""
        asked = {m.case_id: m for m in self.told(IssueInvoice) if isinstance(m, IssueInvoice)}
        for case in cases:
            ask = asked[case.case_id]
            amount = ask.credits * ask.accepted_price
            by = end_of_day(working_days(self.session).shift(office_day(ask.due_at), 3))
            self.say(InvoiceIssued(case.case_id, uuid5(case.case_id, "invoice"), "2026-000017", amount, ask.due_at, by))

    def pay(self, case: Application) -> None:
        """The bank's statement brings the payment of today."""
        today = now(self.session).day
        self.say(InvoicePaid(case.case_id, uuid5(case.case_id, "invoice"), today, case.amount))

    def overdue(self, case: Application, late: bool = False) -> None:
        """The due date has passed, and all statements through it are in, perhaps late: nothing was paid."""
        assert case.due_at
        if not late:
            self.on(case.due_at + timedelta(seconds=1))
        self.say(InvoiceOverdue(case.case_id, uuid5(case.case_id, "invoice"), office_day(case.due_at)))

    def seal(self, case: Application, outcome: str, mark: str = "B", percent: int | None = 80) -> None:
        """The sheet is sealed."""
        passed = outcome == "passed"
        sealed_at = now(self.session).office
        self.say(
            ResultSealed(
                case.case_id, case.student_id, case.section_id, case.course_id, mark, percent, passed, outcome,
                case.debt_id, passed, sealed_at,
            )
        )  # fmt: skip

    def templates(self, case: Application) -> list[str]:
        """Which notices the student of a case was sent for it, in order."""
        return [m.template for m in self.told(Notify) if isinstance(m, Notify) and m.case_id == case.case_id]

    def offers(self) -> list[SeatOffer]:
        """Offers that wait for an answer."""
        return list(self.session.scalars(select(SeatOffer).where(SeatOffer.outcome.is_(None))))
