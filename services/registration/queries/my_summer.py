"""What a student sees of the summer term: his debts with price and choice, his applications, what to do now (R8.3)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.orm import Session, selectinload

from services.registration.models.applications import Application, State
from services.registration.models.campus import Specialty, Student
from services.registration.models.catalogue import Course
from services.registration.models.copies import DebtCopy, TariffCopy
from services.registration.models.people import Person
from services.registration.models.seats import SeatOffer
from services.registration.models.sections import Section, SectionMeeting
from services.registration.models.terms import Term
from services.registration.queries.line import Place, places
from shared.clock import now
from shared.money import Money


@dataclass(frozen=True, slots=True)
class Choice:
    """A section that may be chosen: teacher, times, seats."""

    section_id: UUID
    label: str
    teacher: str
    meetings: Sequence[SectionMeeting]
    capacity: int
    free: int
    waiting: int


@dataclass(frozen=True, slots=True)
class MyDebt:
    """An open academic debt, its price as arithmetic, and what has been done about it."""

    debt_id: UUID
    course_id: UUID
    code: str
    title: dict[str, str]
    credits: int
    reason: str
    percent: Decimal | None
    since: date
    price: Money | None
    choices: Sequence[Choice]
    case_id: UUID | None

    @property
    def amount(self) -> Money | None:
        """Credits x price of one (R9.2)."""
        return self.price * self.credits if self.price else None


@dataclass(frozen=True, slots=True)
class MyApplication:
    """One application with everything that its student is to know now."""

    case_id: UUID
    section_id: UUID
    code: str
    title: dict[str, str]
    credits: int
    section: str
    teacher: str
    state: str
    way: str | None
    received_at: datetime
    drawn_at: datetime
    due_at: datetime | None
    amount: Money
    invoice_number: str | None
    paid_on: date | None
    late_amount: Money | None
    mark: str | None
    place: Place | None
    offer_id: UUID | None
    offer_until: datetime | None


@dataclass(frozen=True, slots=True)
class ToDo:
    """One thing to do or to wait for: what, by which hour, for how much."""

    what: str
    until: datetime | None
    amount: Money | None
    code: str
    title: dict[str, str]
    case_id: UUID | None = None
    offer_id: UUID | None = None
    section_id: UUID | None = None
    invoice_number: str | None = None


def current_term(session: Session) -> Term | None:
    """The summer term that students may know of now: published or running, the latest."""
    return session.scalar(
        select(Term)
        .where(Term.season == "summer", Term.status.in_(("published", "running")))
        .order_by(Term.starts_on.desc())
        .limit(1)
    )


def my_debts(session: Session, student_id: UUID, term: Term | None) -> list[MyDebt]:
    """His open debts with the price of the course and the sections of the term that he may choose."""
    rows = session.execute(
        select(DebtCopy, Course, Application.case_id)
        .join(Course, Course.course_id == DebtCopy.course_id)
        .outerjoin(Application, and_(Application.debt_id == DebtCopy.debt_id, Application.state != State.ENDED))
        .where(DebtCopy.student_id == student_id, DebtCopy.status == "open")
        .order_by(Course.code)
    ).all()
    price = price_of(session, student_id, term) if term else None
    choices = _choices(session, term, {course.course_id for _, course, _ in rows}) if term else {}
    return [
        MyDebt(
            debt.debt_id, course.course_id, course.code, course.title, course.credits, debt.reason, debt.percent,
            debt.since, price, choices.get(course.course_id, ()), case_id,
        )
        for debt, course, case_id in rows
    ]  # fmt: skip


def price_of(session: Session, student_id: UUID, term: Term) -> Money | None:
    """The price of one credit for his specialty in the year that the term closes (R9.2)."""
    return session.scalar(
        select(TariffCopy.price)
        .join(Specialty, Specialty.code == TariffCopy.specialty)
        .join(Student, Student.specialty_id == Specialty.specialty_id)
        .where(Student.student_id == student_id, TariffCopy.academic_year == term.academic_year)
    )


def _choices(session: Session, term: Term, course_ids: Collection[UUID]) -> dict[UUID, list[Choice]]:
    rows = session.execute(
        select(Section, Person)
        .outerjoin(Person, Person.person_id == Section.teacher_id)
        .where(Section.term_id == term.term_id, Section.course_id.in_(course_ids), Section.status == "open")
        .options(selectinload(Section.meetings))
        .order_by(Section.label)
    )
    found: dict[UUID, list[Choice]] = defaultdict(list)
    for row, teacher in rows:
        name = teacher.name if teacher else ""
        found[row.course_id].append(
            Choice(row.section_id, row.label, name, row.meetings, row.capacity, row.free, row.waiting)
        )
    return found


def my_applications(session: Session, student_id: UUID) -> list[MyApplication]:
    """His applications, the newest first, with place in the line or open offer."""
    rows = session.execute(
        select(Application, Course.code, Course.title, Section.label, Person, Term, SeatOffer)
        .join(Course, Course.course_id == Application.course_id)
        .join(Section, Section.section_id == Application.section_id)
        .join(Term, Term.term_id == Application.term_id)
        .outerjoin(Person, Person.person_id == Section.teacher_id)
        .outerjoin(SeatOffer, and_(SeatOffer.application_id == Application.case_id, SeatOffer.outcome.is_(None)))
        .where(Application.student_id == student_id)
        .order_by(Application.received_at.desc(), Course.code)
    ).all()
    standing = places(session, [row[0].case_id for row in rows])
    return [_mine(*row, place=standing.get(row[0].case_id)) for row in rows]


def _mine(
    row: Application,
    code: str,
    title: dict[str, str],
    section: str,
    teacher: Person | None,
    term: Term,
    offer: SeatOffer | None,
    *,
    place: Place | None,
) -> MyApplication:
    assert term.dates
    return MyApplication(
        row.case_id, row.section_id, code, title, row.credits, section, teacher.name if teacher else "", row.state,
        row.way, row.received_at, term.dates.drawn_at, row.due_at, row.invoice_amount or row.amount, row.invoice_number,
        row.paid_on, row.late_amount, row.mark, place, offer.case_id if offer else None,
        offer.until if offer else None,
    )  # fmt: skip


def to_do(session: Session, debts: Sequence[MyDebt], mine: Sequence[MyApplication], term: Term | None) -> list[ToDo]:
    """What to do now, by which hour, for how much; the most urgent first, what only waits at the end."""
    moment = now(session).office
    found = [*_answers(mine), *_payments(mine, moment), *_wishes(debts, term, moment), *_waits(mine, moment)]
    return sorted(
        found, key=lambda item: (item.what in WAITING, item.until or datetime.max.replace(tzinfo=moment.tzinfo))
    )


WAITING = ("wait_for_draw", "wait_in_line", "wait_for_invoice", "wait_for_bank", "wait_for_sheet", "study")


def _answers(mine: Sequence[MyApplication]) -> Iterator[ToDo]:
    for row in mine:
        if row.offer_id:
            yield ToDo("answer_offer", row.offer_until, row.amount, row.code, row.title, row.case_id, row.offer_id)


def _payments(mine: Sequence[MyApplication], moment: datetime) -> Iterator[ToDo]:
    for row in mine:
        if row.state == State.INVOICED and row.due_at and moment <= row.due_at:
            yield ToDo(
                "pay", row.due_at, row.amount, row.code, row.title, row.case_id, invoice_number=row.invoice_number
            )


def _wishes(debts: Sequence[MyDebt], term: Term | None, moment: datetime) -> Iterator[ToDo]:
    if term is None or term.dates is None or not term.dates.opens_at <= moment <= term.dates.closes_at:
        return
    for debt in debts:
        if debt.case_id is None and debt.choices:
            yield ToDo(
                "apply", term.dates.closes_at, debt.amount, debt.code, debt.title, section_id=debt.choices[0].section_id
            )


def _waits(mine: Sequence[MyApplication], moment: datetime) -> Iterator[ToDo]:
    kinds = {
        State.RECEIVED: "wait_for_draw",
        State.IN_LINE: "wait_in_line",
        State.HELD: "wait_for_invoice",
        State.INVOICED: "wait_for_bank",
        State.CONFIRMED: "wait_for_sheet",
        State.ON_SHEET: "study",
    }
    for row in mine:
        kind = kinds.get(State(row.state))
        if kind is None or (kind == "wait_for_bank" and row.due_at and moment <= row.due_at):
            continue
        until = {"wait_for_draw": row.drawn_at, "wait_for_bank": row.due_at}.get(kind)
        yield ToDo(kind, until, None, row.code, row.title, row.case_id)
