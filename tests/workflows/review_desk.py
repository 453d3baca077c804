"""People around an expulsion review, each with what he does in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

from services.grading.models import Debt
from services.notifications.usecases import notices
from services.registration.domain.review_commission import Ballot, Vote
from services.registration.domain.reviews import OF_FEES, Opening
from services.registration.models.campus import Student
from services.registration.models.orders import Order
from services.registration.usecases import people
from services.registration.usecases.people import Standing
from services.registration.workflows import reviewing
from shared.clock import at, office_day
from shared.contracts.billing import ArrearsChanged, StatementsLoaded
from shared.contracts.grading import AbsenceCrossed, AbsenceCured, DebtChanged
from shared.contracts.review_acts import ReStudyNotPaid
from shared.identity import Actor, Held, Role
from shared.messaging import publish
from shared.money import Money
from tests.workflows.office import BEGINS
from tests.workflows.review_office import Reviewed

COPIED = ("debt_id", "student_id", "course_id", "reason", "percent", "term_id", "since")
FOUGHT = Opening("discipline", "Struck another student in the hostel", BEGINS, "The warden", "Act 17")


class Desk(Reviewed):
    """What each of them does."""

    def open_by_hand(self, opening: Opening = FOUGHT) -> UUID:
        with self.as_(self.staff("specialist")) as session:
            return reviewing.open_by_hand(session, self.student, opening).case_id

    def ask_to_leave(self, ground: str = "own_wish") -> UUID:
        with self.as_(self.himself) as session:
            return reviewing.ask_to_leave(session, self.student, ground, "I move to another city").case_id

    def open(self, ground: str) -> UUID:
        """A case on this ground, in the way in which such a case is opened."""
        if ground in ("own_wish", "transfer"):
            return self.ask_to_leave(ground)
        if ground == "restudy_unpaid":
            return self.open_for_debt()
        if ground.startswith("absent"):
            return self.open_for_absence("share" if ground == "absent_share" else "away")
        return self.open_by_hand(replace(FOUGHT, ground=ground))

    def open_for_debt(self) -> UUID:
        with self.of.registration.transaction() as session:
            publish(session, [ReStudyNotPaid(self.student, self.debt, BEGINS)])
        self.wire.carry()
        return self.cases()[-1].case_id

    def open_for_absence(self, ground: str) -> UUID:
        """Grading's journal says that the limit is crossed."""
        self.journal_says(AbsenceCrossed, ground)
        return self.cases()[-1].case_id

    def journal_says(self, contract: Any, ground: str, version: int = 1, about: str = "", **more: str) -> None:
        fact = contract(
            fact_id=uuid5(self.student, about or ground),
            version_no=version,
            student_id=self.student,
            term_id=uuid5(self.student, "t"),
            ground=ground,
            section_id=None,
            course_id=None,
            missed=9,
            held=30,
            share=Decimal("30.00"),
            since=BEGINS,
            until=BEGINS,
            as_of=self.now(),
            **more,
        )
        with self.of.grading.transaction() as session:
            publish(session, [fact])
        self.wire.carry()

    def cured(self, ground: str) -> None:
        """What makes this ground be gone, as its service tells it."""
        if ground == "restudy_unpaid":
            with self.of.grading.transaction() as session:
                debt = session.get_one(Debt, self.debt)
                says = {name: getattr(debt, name) for name in COPIED}
                publish(session, [DebtChanged(**says, version_no=99, status="closed", closed_because="appeal")])
        elif ground == "repeat_unpaid":
            with self.of.billing.transaction() as session:
                publish(session, [ArrearsChanged(self.student, 99, Money(), Money())])
        else:
            self.journal_says(AbsenceCured, "share" if ground == "absent_share" else "away", 2, why="excused")
        self.carry()

    def leaves(self, status: str) -> None:
        """The office sets another standing."""
        with self.as_(self.staff("chairman")) as session:
            student = session.get_one(Student, self.student)
            standing = Standing(student.group_id, student.year_of_study, student.funding, status, student.graduating)
            people.change_standing(session, self.student, standing)

    def reads(self) -> None:
        """He opens all that lies in his inbox."""
        with self.of.notifications.transaction() as session:
            notices.mark_read(session, self.student)
        self.carry()

    def explains(self, case: UUID, words: str = "It was not me") -> None:
        with self.as_(self.himself) as session:
            reviewing.explain(session, case, self.student, words)

    def opines(self, case: UUID, place: str, actor: Actor | None = None, advice: str = "expel") -> None:
        who = actor or self.staff(place)
        with self.as_(who) as session:
            reviewing.opine(session, case, place, who, advice, "As the papers say")

    def calls(self, case: UUID, meets_on: date | None = None, kind: str = "review", after: int = 0) -> None:
        chair, *members = self.teachers(3, after)
        day = meets_on or office_day(self.now()) + timedelta(days=10)
        with self.as_(self.staff("leading_specialist")) as session:
            reviewing.call_commission(session, case, chair, members, at(day, 15), "Room 101", kind)

    def writes(self, case: UUID, votes: Sequence[Vote | None]) -> None:
        ballots = [Ballot(one, vote) for one, vote in zip(self.teachers(3), votes, strict=True)]
        with self.as_(self.staff("leading_specialist")) as session:
            reviewing.write_protocol(session, case, ballots, "Heard the student, read the papers")

    def chair(self, after: int = 0) -> Actor:
        return Actor(self.teachers(1, after)[0], "the chair", (Held(Role.TEACHER),))

    def decides(self, case: UUID, votes: Sequence[Vote | None] = (Vote.FOR, Vote.FOR, Vote.AGAINST)) -> None:
        """The commission sits on its day, its protocol is written and signed."""
        self.not_before(self.commission(case).meets_at + timedelta(hours=1))
        self.writes(case, votes)
        with self.as_(self.chair()) as session:
            reviewing.sign_protocol(session, case)

    def appeals(self, case: UUID) -> None:
        with self.as_(self.himself) as session:
            reviewing.appeal(session, case, self.student, "The witness was not heard")

    def appeal_is_decided(self, case: UUID, proposal: str) -> None:
        """Others are called and sit, and all of them are for it."""
        self.calls(case, kind="appeal", after=3)
        self.decides_appeal(case, proposal)

    def decides_appeal(self, case: UUID, proposal: str) -> None:
        """They sit on their day."""
        self.not_before(self.commission(case, "appeal").meets_at + timedelta(hours=1))
        ballots = [Ballot(one, Vote.FOR) for one in self.teachers(3, 3)]
        with self.as_(self.staff("leading_specialist")) as session:
            reviewing.write_appeal_protocol(session, case, proposal, ballots, "Heard the witness")
        with self.as_(self.chair(3)) as session:
            reviewing.sign_appeal_protocol(session, case)

    def revokes(self, case: UUID) -> Order:
        with self.as_(self.staff("rectorate")) as session:
            order_id = reviewing.sign_revocation(session, case).order_id
        with self.of.registration.read() as session:
            return session.get_one(Order, order_id)

    def statements_are_in(self) -> None:
        """Finance has loaded what the bank wrote through yesterday."""
        with self.of.billing.transaction() as session:
            through = office_day(self.now()) - timedelta(days=1)
            publish(session, [StatementsLoaded(through, through.toordinal())])
        self.wire.carry()

    def signs(self, case: UUID) -> Order:
        if self.carries and self.case(case).ground in OF_FEES:
            self.statements_are_in()
        with self.as_(self.staff("rectorate")) as session:
            order_id = reviewing.sign_order(session, case).order_id
        with self.of.registration.read() as session:
            return session.get_one(Order, order_id)

    def heard(self, case: UUID) -> None:
        """Told, read, explained, with both opinions."""
        self.reads()
        if not self.case(case).of_his_own:
            self.explains(case)
        self.opines(case, "adviser")
        self.opines(case, "dean")

    def to_the_rector(self, case: UUID) -> None:
        """As far as the rector's table."""
        self.heard(case)
        if not self.case(case).of_his_own:
            self.calls(case)
            self.decides(case)
