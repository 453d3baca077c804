"""What a student sees of the summer term: his debts with price and choice, his applications (R8.3)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.orm import Session, selectinload

from services.registration.models.applications import Application, State
from services.registration.models.campus import Specialty, Student
from services.registration.models.catalogue import Course
from services.registration.models.copies import DebtCopy
from services.registration.models.people import Person
from services.registration.models.reversals import PaymentReversal
from services.registration.models.seats import SeatOffer
from services.registration.models.sections import Section, SectionMeeting
from services.registration.models.terms import Term
from services.registration.queries.line import Place, places
from services.registration.queries.prices import prices_on
from services.registration.queries.restudies import final_dates
from services.registration.queries.study import equivalents_of
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
    final_on: date
    """By when it is to be removed (R9.3)."""

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
    invoice_id: UUID | None
    invoice_number: str | None
    paid_on: date | None
    late_amount: Money | None
    mark: str | None
    left_at: datetime | None
    """He is on his way out of it."""
    place: Place | None
    offer_id: UUID | None
    offer_until: datetime | None
    choose_until: datetime | None
    """His course is not held: until then he chooses what becomes of his money (D6)."""
    repay_by: datetime | None
    """His payment turned out to be another's: until then he pays again (D16)."""


def current_term(session: Session, *seasons: str) -> Term | None:
    """The term that students may apply for now: a summer, or retakes; published or running, the latest (R8.3, R9.1)."""
    known = select(Term).where(Term.dates.has(), Term.status.in_(("published", "running")))
    wanted = known.where(Term.season.in_(seasons)) if seasons else known
    return session.scalar(wanted.order_by(Term.starts_on.desc()).limit(1))


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
    own = {course.course_id for _, course, _ in rows}
    instead = equivalents_of(session, own)
    wanted = own.union(*instead.values())
    choices = _choices(session, term, wanted) if term else {}
    finals = final_dates(session, {debt.debt_id: debt.since for debt, *_ in rows})
    return [
        MyDebt(
            debt.debt_id, course.course_id, course.code, course.title, course.credits, debt.reason, debt.percent,
            debt.since, price,
            [one for taken in (course.course_id, *instead.get(course.course_id, ())) for one in choices.get(taken, ())],
            case_id, finals[debt.debt_id],
        )
        for debt, course, case_id in rows
    ]  # fmt: skip


def price_of(session: Session, student_id: UUID, term: Term) -> Money | None:
    """The price of one credit for his specialty in the year that the term closes (R9.2)."""
    prices = prices_on(now(session).day)
    return session.scalar(
        select(prices.c.price)
        .join(Specialty, Specialty.code == prices.c.specialty)
        .join(Student, Student.specialty_id == Specialty.specialty_id)
        .where(Student.student_id == student_id, prices.c.academic_year == term.academic_year)
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
        select(Application, Course.code, Course.title, Section.label, Person, Term, SeatOffer, PaymentReversal.repay_by)
        .join(Course, Course.course_id == Application.course_id)
        .join(Section, Section.section_id == Application.section_id)
        .join(Term, Term.term_id == Application.term_id)
        .outerjoin(Person, Person.person_id == Section.teacher_id)
        .outerjoin(SeatOffer, and_(SeatOffer.application_id == Application.case_id, SeatOffer.outcome.is_(None)))
        .outerjoin(
            PaymentReversal, and_(PaymentReversal.case_id == Application.case_id, PaymentReversal.state == "reversed")
        )
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
    repay_by: datetime | None,
    *,
    place: Place | None,
) -> MyApplication:
    assert term.dates
    return MyApplication(
        **{name: getattr(row, name) for name in _OWN},
        code=code,
        title=title,
        section=section,
        teacher=teacher.name if teacher else "",
        drawn_at=term.dates.drawn_at,
        amount=row.invoice_amount or row.amount,
        place=place,
        offer_id=offer.case_id if offer else None,
        offer_until=offer.until if offer else None,
        choose_until=row.choose_until if row.choice is None and row.state != State.ENDED else None,
        repay_by=repay_by if row.state != State.ENDED else None,
    )


_OWN = (
    "case_id", "section_id", "credits", "state", "way", "received_at", "due_at", "invoice_id", "invoice_number",
    "paid_on", "late_amount", "mark", "left_at",
)  # fmt: skip
"""What is shown of the application's row as it stands."""
