"""Withdrawing: what stands against it, and what goes back today, tomorrow and at the end (R8.7, D24)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.registration.domain.leaving import (
    AFTER_CHANGED_TIMES,
    BY_OFFICE,
    OF_STATUS,
    Classes,
    RefundTable,
    Share,
    Step,
    Why,
    may_leave_freely,
    share,
    steps,
)
from services.registration.domain.reasons import Reason
from services.registration.models.applications import Application, OfferDocument, State
from services.registration.models.sections import Section
from services.registration.models.terms import Term, TermDates
from services.registration.queries.cases import is_without_line
from services.registration.queries.policies import in_force
from services.registration.usecases.decisions import not_for_oneself
from shared.clock import now
from shared.contracts.registration import StudentLeft, StudentWithdrew
from shared.errors import NotFound, Refused
from shared.identity import actor_of
from shared.messaging import publish
from shared.money import Money
from shared.workflow.tables import Case


@dataclass(frozen=True, slots=True)
class Back:
    """A line of the table: who leaves by that day gets so much back."""

    through: date | None
    percent: int
    amount: Money
    holds_now: bool


@dataclass(frozen=True, slots=True)
class Quote:
    """What leaving now means, as arithmetic: share of what was paid, what stays, and how the table goes on."""

    application: Application
    why: Why
    share: Share
    paid: Money
    table: tuple[Back, ...]
    free_until: datetime | None
    """Until then 100 %, as the times of the section were changed (D24)."""

    @property
    def back(self) -> Money:
        return Money(self.share.of(self.paid.tiyn))

    @property
    def kept(self) -> Money:
        return self.paid - self.back

    @property
    def percent(self) -> int:
        """The share in whole percent, as far as it is one."""
        return self.share.part * 100 // self.share.whole


def application_of(session: Session, case_id: UUID, student_id: UUID | None = None) -> Application:
    """An application; of another student's nothing is known. Raises NotFound."""
    found = session.get(Application, case_id)
    if found is None or (student_id is not None and found.student_id != student_id):
        raise NotFound("case")
    return found


def quote(session: Session, application: Application, wish: Why = Why.OWN_WISH) -> Quote:
    """What goes back to him if he leaves now, by the table that he accepted (R8.4, R8.7)."""
    moment = now(session)
    changed_at = session.scalar(select(Section.times_changed_at).where(Section.section_id == application.section_id))
    freely = may_leave_freely(_since(application, changed_at), moment.office)
    why = Why.TIMES_CHANGED if wish is Why.OWN_WISH and freely else wish
    classes, table = _classes(session, application), _table(session, application)
    paid = application.invoice_amount if application.paid_on and application.invoice_amount else Money(0)
    given = share(why, moment.day, classes, table)
    lines = _lines(list(steps(classes, table)), moment.day, paid)
    return Quote(
        application, why, given, paid, lines, changed_at + AFTER_CHANGED_TIMES if freely and changed_at else None
    )


def _since(application: Application, changed_at: datetime | None) -> datetime | None:
    """A change before he applied was known to him."""
    return changed_at if changed_at and changed_at >= application.received_at else None


def _classes(session: Session, application: Application) -> Classes:
    row = session.execute(
        select(Term.starts_on, TermDates.exams_from)
        .join(TermDates, TermDates.term_id == Term.term_id)
        .where(Term.term_id == application.term_id)
    ).one()
    return Classes(row.starts_on, row.exams_from)


def _table(session: Session, application: Application) -> RefundTable:
    """The refund table stands in the offer that was accepted; the causes of its exceptions are a policy."""
    offer = session.get_one(OfferDocument, application.offer_digest)
    causes = in_force(session, now(session).day)["refund_causes"].value
    return RefundTable.of(offer.content["refunds"], causes["pro_rata"])


def _lines(table: Sequence[Step], day: date, paid: Money) -> tuple[Back, ...]:
    current = next((step for step in table if step.through is None or day <= step.through), None)
    return tuple(
        Back(step.through, step.percent, Money(Share(step.percent).of(paid.tiyn)), step is current) for step in table
    )


def withdrawing(session: Session, application: Application, wish: Why, paper: str) -> StudentWithdrew:
    """What is said to the case of one who withdraws. Raises Refused with every reason.

    The office acts for him on a paper, and only it names a cause other than his wish (R1.2, R8.7).
    """
    reasons = list(_refusals(session, application, wish, paper))
    if reasons:
        raise Refused(reasons)
    found = quote(session, application, wish)
    return StudentWithdrew(application.case_id, found.why, found.share.part, found.share.whole, paper)


def _refusals(session: Session, application: Application, wish: Why, paper: str) -> Iterator[Reason]:
    yield from against(session, application)
    if wish not in BY_OFFICE:
        yield Reason("cause_unknown", "R8.7")
    if _for_himself(session, application):
        if wish is not Why.OWN_WISH:
            yield Reason("cause_needs_office", "R8.7")
    elif not paper:
        yield Reason("paper_missing", "R1.2")


def against(session: Session, application: Application) -> Iterator[Reason]:
    """Why nobody can leave it any more."""
    case = session.get_one(Case, application.case_id, populate_existing=True)
    if application.state == State.ENDED:
        yield Reason("case_over", "R8.7", {"way": f"text:status.{application.way}"})
    elif case.path:
        yield Reason("leaving_already", "R8.7")


def _for_himself(session: Session, application: Application) -> bool:
    actor = actor_of(session)
    return actor is not None and actor.person_id == application.student_id


def student_left(session: Session, student_id: UUID, status: str) -> None:
    """His standing is another: whoever is expelled, left, on leave or dead leaves his courses by R8.7 (D14, R11.4)."""
    why = OF_STATUS.get(status)
    if why is None:
        return
    live = session.scalars(
        select(Application)
        .where(Application.student_id == student_id, Application.state != State.ENDED)
        .order_by(Application.case_id)
    )
    given = [(case.case_id, quote(session, case, why).share) for case in live]
    publish(session, [StudentLeft(case_id, why, share.part, share.whole) for case_id, share in given])


def given_up(session: Session, case_id: UUID) -> Application:
    """A paid case whose line the sheet could not take, if the office may decide about it. Raises NotFound, Refused."""
    application = application_of(session, case_id)
    not_for_oneself(session, application.student_id)
    case = session.get_one(Case, case_id, populate_existing=True)
    if not is_without_line(case, application):
        raise Refused([Reason("nothing_to_decide", "R8.6")])
    return application
