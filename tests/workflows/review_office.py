"""The office around an expulsion review: one student, its clock, its wire, who acts, what there is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.notifications.models import Notice
from services.registration.models.accounts import RoleGrant
from services.registration.models.campus import Group, Student
from services.registration.models.copies import DebtCopy
from services.registration.models.people import Person
from services.registration.models.review_sittings import ReviewCommission
from services.registration.models.reviews import Review
from shared.identity import Actor, Held, Role
from shared.workflow.tables import Case, CaseHistory
from tests.databases import Bound
from tests.registration import campus
from tests.workflows.office import Records


class Reviewed(Records):
    """The office with one student about whom a case may be opened; who acts, and what there is."""

    def __init__(self, databases: Bound) -> None:
        super().__init__(databases)
        self.carries = True
        self.about(0)

    def about(self, nth: int) -> None:
        """From now on it is about the nth of those who owe a course; behind them of the others."""
        with self.of.registration.read() as session:
            owed = session.scalars(select(DebtCopy).where(DebtCopy.status == "open").order_by(DebtCopy.debt_id)).all()
            debts = {debt.student_id: debt.debt_id for debt in owed}
            others = select(Student.student_id).where(Student.student_id.not_in(debts)).order_by(Student.student_id)
            people = [*debts.items(), *((one, UUID(int=0)) for one in session.scalars(others))]
        self.about_student(*people[nth])

    def about_case(self, case: UUID) -> None:
        """From now on it is about the student of this case; of a debt, about that one."""
        review = self.case(case)
        self.about_student(review.student_id, review.subject_id or self.debt)

    def about_student(self, student_id: UUID, debt_id: UUID) -> None:
        """From now on it is about him."""
        self.student, self.debt = student_id, debt_id
        with self.of.registration.read() as session:
            student = session.get_one(Student, student_id)
            self.adviser = session.get_one(Group, student.group_id).adviser_id
            self.faculty = student.faculty_id

    @contextmanager
    def together(self) -> Iterator[None]:
        """What is done here is carried at its end, all of it at once."""
        self.carries = False
        yield
        self.carries = True
        self.wire.carry()

    def carry(self) -> None:
        if self.carries:
            self.wire.carry()

    # The clock

    def days(self, number: int) -> None:
        self.to(self.now() + timedelta(days=number))

    def not_before(self, moment: datetime) -> None:
        """Time passes until then, if it is to come."""
        if self.now() < moment:
            self.to(moment)

    def until_it_is_over(self, case: UUID) -> None:
        """Past the moment until which this case waits."""
        with self.of.registration.read() as session:
            due_at = session.get_one(Case, case).due_at
        assert due_at
        self.to(due_at + timedelta(minutes=1))

    # Who acts

    @contextmanager
    def as_(self, actor: Actor) -> Iterator[Session]:
        """A transaction of registration in which this person acts; what it says is carried after it."""
        with ExitStack() as stack:
            session = stack.enter_context(self.of.registration.transaction())
            stack.enter_context(campus.acting(session, actor))
            yield session
        self.carry()

    def staff(self, role: str, nth: int = 0) -> Actor:
        """The nth who holds a role; a dean that of the student's faculty."""
        with self.of.registration.read() as session:
            held = select(RoleGrant.person_id, RoleGrant.scope_id).where(RoleGrant.role == role)
            rows = session.execute(held.order_by(RoleGrant.person_id)).all()
            mine = [row.person_id for row in rows if row.scope_id in (None, self.faculty) or role == "adviser"]
            if role == "adviser":
                mine = [person for person in mine if person == self.adviser]
            person = session.get_one(Person, list(dict.fromkeys(mine))[nth])
            return Actor(person.person_id, person.name, (Held(Role(role)),))

    @property
    def himself(self) -> Actor:
        return Actor(self.student, "the student", (Held(Role.STUDENT),))

    def teachers(self, number: int, after: int = 0) -> list[UUID]:
        """People who have nothing to do with the case."""
        with self.of.registration.read() as session:
            held = select(RoleGrant.person_id).where(RoleGrant.role == "teacher").order_by(RoleGrant.person_id)
            return list(dict.fromkeys(session.scalars(held)))[after : after + number]

    # What there is

    def case(self, case: UUID) -> Review:
        with self.of.registration.read() as session:
            return session.get_one(Review, case)

    def cases(self) -> list[Review]:
        with self.of.registration.read() as session:
            return list(session.scalars(select(Review).order_by(Review.number)))

    def stands(self, case: UUID) -> str:
        """The way in which a case ended, or the step at which it waits."""
        with self.of.registration.read() as session:
            row = session.get_one(Case, case)
            return row.way or row.label

    def told(self, person: UUID | None = None) -> list[str]:
        with self.of.notifications.read() as session:
            mine = Notice.person_id == (person or self.student)
            return list(session.scalars(select(Notice.template).where(mine).order_by(Notice.said_at, Notice.key)))

    def history(self, case: UUID) -> list[str]:
        with self.of.registration.read() as session:
            rows = session.scalars(select(CaseHistory).where(CaseHistory.case_id == case).order_by(CaseHistory.id))
            return [f"{row.what}: {row.label}" for row in rows]

    def commission(self, case: UUID, kind: str = "review") -> ReviewCommission:
        with self.of.registration.read() as session:
            mine = ReviewCommission.case_id == case, ReviewCommission.kind == kind
            return session.scalars(select(ReviewCommission).where(*mine, ReviewCommission.state != "called_off")).one()
