"""The ways out of a summer case: rows closed, the seat given back, the money returned by its share (R8.7, D14)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.registration.domain.leaving import Why
from services.registration.models.applications import HAS_SEAT, Application, State
from services.registration.models.copies import DebtCopy
from services.registration.models.seats import SeatOffer
from services.registration.models.sections import Section
from services.registration.models.terms import Term
from services.registration.queries.advising import reasons_of
from services.registration.usecases import debts, reversals, seats, withdrawals
from services.registration.usecases.notices import notices
from shared.clock import now
from shared.contracts.base import Message
from shared.contracts.billing import CaseRefunded, RefundCase
from shared.contracts.grading import CloseRows, RowsClosed, RowsNotClosed
from shared.contracts.registration import (
    AdviserObjected,
    CourseCancelled,
    CourseNotHeld,
    DebtGone,
    OfferTakenBack,
    PaymentMissed,
    RowsGivenUp,
    StudentLeft,
    StudentWithdrew,
    SummerEnd,
    TermWithdrawn,
)
from shared.messaging import publish
from shared.money import Money

Cases = Sequence[Application]
Leaves = (
    StudentWithdrew | StudentLeft | TermWithdrawn | CourseCancelled | DebtGone | RowsGivenUp | AdviserObjected
    | CourseNotHeld | PaymentMissed
)  # fmt: skip

WAYS: Mapping[str, SummerEnd] = {
    Why.TIMES_CHANGED: SummerEnd.LEFT_CHANGED_TIMES,
    Why.EXPELLED: SummerEnd.LEFT_UNIVERSITY,
    Why.LEFT: SummerEnd.LEFT_UNIVERSITY,
    Why.DIED: SummerEnd.LEFT_UNIVERSITY,
    Why.TERM_WITHDRAWN: SummerEnd.TERM_WITHDRAWN,
    Why.COURSE_CANCELLED: SummerEnd.CANCELLED_AFTER_START,
    Why.DEBT_GONE: SummerEnd.DEBT_GONE,
    Why.ROWS_REFUSED: SummerEnd.ROWS_REFUSED,
    Why.ADVISER_OBJECTED: SummerEnd.ADVISER_OBJECTED,
    Why.LETTER_REFUSED: SummerEnd.LETTER_REFUSED,
    Why.NOT_REPAID: SummerEnd.LAPSED_UNPAID,
}
FULL: Mapping[type[Message], Why] = {
    TermWithdrawn: Why.TERM_WITHDRAWN,
    CourseCancelled: Why.COURSE_CANCELLED,
    DebtGone: Why.DEBT_GONE,
    RowsGivenUp: Why.ROWS_REFUSED,
    AdviserObjected: Why.ADVISER_OBJECTED,
    CourseNotHeld: Why.COURSE_NOT_HELD,
    PaymentMissed: Why.NOT_REPAID,
}
"""Events that give everything back; a debt that is gone only up to the exam (D8)."""
TOLD: Mapping[str, str] = {SummerEnd.ROWS_REFUSED: "rows_given_up", SummerEnd.LAPSED_UNPAID: "not_repaid"}
"""Ends that are told by another name than their own."""
WITHDRAWN = "W"
RULES: Mapping[str, str] = {
    Why.TIMES_CHANGED: "D24", Why.TERM_WITHDRAWN: "R8.2", Why.COURSE_CANCELLED: "D7", Why.DEBT_GONE: "D8",
    Why.ROWS_REFUSED: "R8.6", Why.EXPELLED: "R11.4", Why.LEFT: "D14", Why.DIED: "D14",
}  # fmt: skip


def noted(session: Session, said: Sequence[tuple[Application, Leaves]]) -> None:
    """Keep with the case when and why its student leaves, and the share that goes back to him."""
    moment = now(session).office
    for case, event in said:
        case.left_at = moment
        if isinstance(event, StudentWithdrew | StudentLeft):
            case.left_why, case.refund_part, case.refund_whole = event.why, event.part, event.whole
        else:
            case.left_why = FULL[type(event)]
            case.refund_part, case.refund_whole = getattr(event, "part", 1), getattr(event, "whole", 1)
        case.left_paper = getattr(event, "paper", "") or None
    _take_offers_back(session, [case for case, _ in said if case.state == State.OFFERED])


def _take_offers_back(session: Session, cases: Cases) -> None:
    ids = [case.case_id for case in cases]
    still = select(SeatOffer.case_id).where(SeatOffer.application_id.in_(ids), SeatOffer.outcome.is_(None))
    publish(session, [OfferTakenBack(offer_id) for offer_id in session.scalars(still)])


def off_the_sheet(case: Application) -> bool:
    """He stands on no list, or on none any more."""
    return case.state != State.ON_SHEET


def close_rows(session: Session, cases: Cases) -> Iterable[Message]:
    """Ask that he be taken off the lists: with W once classes have begun (R4.6)."""
    starts = select(Term.term_id, Term.starts_on).where(Term.term_id.in_({case.term_id for case in cases}))
    began: dict[UUID, date] = dict(session.execute(starts).all())
    today = now(session).day
    return [
        CloseRows(
            case.case_id, case.student_id, case.section_id,
            mark=WITHDRAWN if today >= began[case.term_id] else "", why=case.left_why or "",
        )
        for case in cases
    ]  # fmt: skip


def rows_closed(session: Session, said: Sequence[tuple[Application, RowsClosed | RowsNotClosed]]) -> None:
    """Off the lists; or his sheet was sealed before, and its result is on its way: then that stands."""
    seats.move(session, [case for case, event in said if isinstance(event, RowsClosed)], State.CONFIRMED)


def give_seat_back(session: Session, cases: Cases) -> None:
    """The seat goes to the line, while seats are offered at all (D21)."""
    leaving = [case for case in cases if case.state in HAS_SEAT and case.outcome is None]
    if leaving:
        seats.free(session, leaving, why="R8.7")


def owes_nothing(case: Application) -> bool:
    """There is no money to speak of: never invoiced, or the result stands and with it the fee."""
    return case.invoice_id is None or case.outcome is not None


def refund(_: Session, cases: Cases) -> Iterable[Message]:
    """Ask billing for the share, also where nothing was paid yet: whatever is on its way is decided there."""
    return [
        RefundCase(
            case.case_id, case.refund_part or 0, case.refund_whole or 1, case.left_why or "",
            stays=case.keeps_advance,
        )
        for case in cases
    ]  # fmt: skip


def refunded(_: Session, said: Sequence[tuple[Application, CaseRefunded]]) -> None:
    """Keep with the case what went back and what stays."""
    for case, event in said:
        case.refunded, case.kept = event.amount, event.kept


def way(case: Application) -> str:
    """How the case ends: a sealed result stands before every leaving."""
    return debts.way(case) if case.outcome is not None else WAYS.get(case.left_why or "", SummerEnd.WITHDRAWN)


def told(session: Session, cases: Cases) -> Iterable[Message]:
    """Tell him that he is out of the course, why, and what becomes of his money; of the dead nobody is told here."""
    stays = [case for case in cases if case.outcome is not None]
    leaves = [case for case in cases if case.outcome is None and case.left_why != Why.DIED]
    said: list[Message] = [*debts.told(session, stays), *reversals.fees_owed(stays)]
    reasons = reasons_of(session, leaves)
    why = {case.case_id: {**reasons.get(case.case_id, {}), "number": case.invoice_number} for case in leaves}
    for template in sorted({_template(case) for case in leaves}):
        said += notices(session, [case for case in leaves if _template(case) == template], template, why)
    money = [case for case in leaves if case.refunded or case.kept]
    return [*said, *notices(session, money, "money_back", {case.case_id: _money_of(case) for case in money})]


def _template(case: Application) -> str:
    late = case.left_why == Why.DEBT_GONE and case.refund_part != case.refund_whole
    return "debt_gone_after_exam" if late else TOLD.get(way(case), way(case))


def _money_of(case: Application) -> dict[str, Any]:
    refunded, kept = case.refunded or Money(0), case.kept or Money(0)
    return {"refunded": refunded, "kept": kept, "paid": refunded + kept, "number": case.invoice_number}


def debts_gone(session: Session, closed_by: Mapping[UUID, UUID | None]) -> None:
    """Debts that were closed: whoever applied for one otherwise than by its own case need not stay (D8, D10, D12)."""
    still_open = select(DebtCopy.debt_id).where(DebtCopy.debt_id.in_(closed_by), DebtCopy.status == "open")
    live = session.execute(
        select(Application, Section.exam_at)
        .join(Section, Section.section_id == Application.section_id)
        .where(Application.debt_id.in_(closed_by), Application.debt_id.not_in(still_open))
        .where(Application.state != State.ENDED)
        .order_by(Application.case_id)
    )
    gone = [(case, exam_at) for case, exam_at in live if closed_by[_debt(case)] != case.case_id]
    publish(session, [DebtGone(case.case_id, *_part(session, case, exam_at)) for case, exam_at in gone])


def _part(session: Session, case: Application, exam_at: datetime | None) -> tuple[int, int]:
    """Everything up to the exam of his section; who has sat it, or could have, leaves like anybody (D8, R8.7)."""
    if exam_at is None or now(session).office < exam_at:
        return 1, 1
    share = withdrawals.quote(session, case).share
    return share.part, share.whole


def _debt(case: Application) -> UUID:
    assert case.debt_id is not None
    return case.debt_id
