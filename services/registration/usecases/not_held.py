"""A course is not held: each who paid chooses until T-4 12:00 what becomes of his money (R8.5, D6)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.registration.domain.leaving import Why
from services.registration.domain.purposes import Purpose
from services.registration.domain.reasons import Reason
from services.registration.models.applications import Application, State
from services.registration.models.sections import Section
from services.registration.models.terms import TermDates
from services.registration.queries.applying import Facts, facts
from services.registration.usecases import applications, leaving, reminding
from services.registration.usecases.applications import Prospect, Wish
from services.registration.usecases.notices import notices
from services.registration.usecases.reminding import Awaited, Of
from shared.clock import now
from shared.contracts.base import Message
from shared.contracts.registration import CourseChosen, CourseNotHeld, CourseTakenInstead, StudentLeft, SummerEnd
from shared.errors import Refused

Cases = Sequence[Application]
LATE_COUNT = timedelta(hours=24)
"""Where the statements came so late that T-4 12:00 has passed, he still has a day to choose (R13.1)."""
CHOICES = ("moved", "advance", "refund")
TOLD = {
    SummerEnd.CANCELLED_MOVED: "course_changed",
    SummerEnd.CANCELLED_ADVANCE: "course_advance",
    SummerEnd.CANCELLED_REFUNDED: "course_refunded",
    SummerEnd.CANCELLED_UNPAID: "course_cancelled_unpaid",
}


def noted(session: Session, said: Sequence[tuple[Application, CourseNotHeld]]) -> None:
    """Everything is his; who has paid may choose until offers end, a day where the count came late (D1, D6)."""
    leaving.noted(session, said)
    ends = select(TermDates.term_id, TermDates.offers_end_at)
    until: dict[UUID, datetime] = dict(
        session.execute(ends.where(TermDates.term_id.in_({case.term_id for case, _ in said}))).all()
    )
    moment = now(session).office
    for case, _ in said:
        if case.paid_on is not None:
            end = until[case.term_id]
            case.choose_until = end if moment < end else moment + LATE_COUNT
    session.flush()


def has_nothing_to_choose(case: Application) -> bool:
    """Nothing was paid: the case only ends."""
    return case.paid_on is None


def choose_until(case: Application) -> datetime | None:
    """T-4 12:00 (D1)."""
    return case.choose_until


def asked(session: Session, cases: Cases) -> Iterable[Message]:
    """Tell him that the course is not held, what he may choose, and until when; reminders follow (R13.1)."""
    since = now(session).office
    reminding.begin(
        session, [Awaited(Of.CHOICE, case.case_id, since, case.choose_until) for case in cases if case.choose_until]
    )
    values = {case.case_id: {"until": case.choose_until, "amount": case.invoice_amount} for case in cases}
    return notices(session, cases, "course_not_held", values)


def choosing(session: Session, case: Application, choice: str, section_id: UUID | None, offer: str) -> CourseChosen:
    """What is said to the case of one who chooses. Raises Refused with every reason."""
    reasons = list(_refusals(session, case, choice))
    if not reasons and choice == "moved":
        found = prospect(session, case, section_id) if section_id else None
        reasons += found.holds if found else [Reason("course_missing", "D6")]
        if found and found.offer and found.offer.digest != offer:
            reasons.append(Reason("offer_changed", "R8.4", {"course": ""}))
    if reasons:
        raise Refused(reasons)
    return CourseChosen(case.case_id, choice, section_id if choice == "moved" else None, offer)


def _refusals(session: Session, case: Application, choice: str) -> Iterator[Reason]:
    if case.choose_until is None or case.choice is not None or case.state == State.ENDED:
        yield Reason("nothing_to_choose", "D6")
    elif now(session).office > case.choose_until:
        yield Reason("choice_over", "D6", {"until": f"moment:{case.choose_until.isoformat()}"})
    if choice not in CHOICES:
        yield Reason("choice_unknown", "D6")


def chosen(_: Session, said: Sequence[tuple[Application, CourseChosen | leaving.Leaves]]) -> None:
    """Keep what he chose; who leaves meanwhile, or need not choose any more, has everything back (D6, D14, R8.2)."""
    for case, event in said:
        if isinstance(event, CourseChosen):
            case.choice, case.chosen_section_id, case.chosen_offer = event.choice, event.section_id, event.offer or None
            continue
        case.choice = "refund"
        if isinstance(event, StudentLeft) and event.why == Why.DIED:
            case.left_why = event.why


def prospect(session: Session, case: Application, section_id: UUID) -> Prospect:
    """What another course costs him, and what stands against it; his own case there ends and stops nothing."""
    moment = now(session)
    known = facts(session, [case.student_id], [section_id], moment.day)
    _without(known, case)
    return applications.prospect_of(known, wish_of(case, section_id, ""), case.received_at)


def _without(known: Facts, case: Application) -> None:
    live = known.live.get((case.student_id, case.term_id), [])
    live[:] = [one for one in live if one.course_id != case.course_id]


def wish_of(case: Application, section_id: UUID, offer: str) -> Wish:
    """The wish for the other course, with the arrival of the first (D6)."""
    purpose = Purpose(case.purpose)
    return Wish(case.student_id, section_id, offer, purpose, instead_of=case.case_id, arrived_at=case.received_at)


def offered(session: Session, case: Application) -> list[UUID]:
    """Open sections of the term of courses for which nothing stands against him."""
    sections = session.scalars(
        select(Section.section_id)
        .where(Section.term_id == case.term_id, Section.status == "open")
        .order_by(Section.section_id)
    ).all()
    known = facts(session, [case.student_id], sections, now(session).day)
    _without(known, case)
    found = ((one, applications.prospect_of(known, wish_of(case, one, ""), case.received_at)) for one in sections)
    return [section_id for section_id, prospect in found if prospect.offer and not prospect.holds]


def way(case: Application) -> str:
    """How the case ends: money that was on its way when the course fell goes back (D3)."""
    if case.outcome is not None or case.left_why == Why.DIED:
        return leaving.way(case)
    if case.choice == "moved":
        return SummerEnd.CANCELLED_MOVED
    if case.keeps_advance:
        return SummerEnd.CANCELLED_ADVANCE
    return SummerEnd.CANCELLED_REFUNDED if case.refunded else SummerEnd.CANCELLED_UNPAID


def applies_instead(_: Session, cases: Cases) -> Iterable[Message]:
    """Who chose another course applies for it as soon as this case has ended: one live registration per debt (R9.1)."""
    return [CourseTakenInstead(case.case_id) for case in cases if case.choice == "moved"]


def told(session: Session, cases: Cases) -> Iterable[Message]:
    """Tell him what became of it; of what stays an advance billing reminds him (D22)."""
    said: list[Message] = []
    for end, template in TOLD.items():
        mine = [case for case in cases if way(case) == end and case.left_why != Why.DIED]
        said += notices(session, mine, template, {case.case_id: {"amount": case.refunded} for case in mine})
    return said
