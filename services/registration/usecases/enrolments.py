"""A held seat becomes an invoice, a confirmed enrolment, a row on a sheet, and comes to an end (R8.4, R8.6)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.registration.models.applications import Application, State
from services.registration.models.campus import Specialty, Student
from services.registration.models.catalogue import Course
from services.registration.models.terms import Term
from services.registration.usecases import decisions, review_cures, seats
from services.registration.usecases.notices import notices, tell
from shared.clock import now
from shared.contracts.base import Message
from shared.contracts.billing import (
    CancelInvoice,
    InvoiceCancelled,
    InvoiceIssued,
    InvoicePaid,
    IssueInvoice,
    LateMoneyKept,
    MoveDueDate,
)
from shared.contracts.grading import OpenRows, RowsOpened, RowsRefused
from shared.contracts.registration import SeatConfirmed, SummerEnd
from shared.messaging import publish
from shared.workflow import Stay
from shared.workflow.definition import Verdict

Cases = Sequence[Application]

TOLD_AT_END = {
    SummerEnd.LAPSED_UNPAID: "lapsed_unpaid",
    SummerEnd.NO_SEAT: "no_seat",
    SummerEnd.OFFER_DECLINED: "offer_declined",
    SummerEnd.OFFER_EXPIRED: "offer_expired",
    SummerEnd.INVOICE_REFUSED: "invoice_refused",
}

STANDS = (State.CONFIRMED, State.ON_SHEET)
WITH_A_RESULT = frozenset(
    (SummerEnd.DEBT_CLOSED, SummerEnd.DEBT_KEPT, SummerEnd.NOT_ADMITTED, SummerEnd.DID_NOT_APPEAR,
     SummerEnd.RESULT_CERTIFIED, SummerEnd.RESULT_NOT_PASSED)
)  # fmt: skip
"""Ends of those who stayed: their seats were taught and stay paid."""


def issue_invoice(session: Session, cases: Cases) -> Iterable[Message]:
    """Ask for an invoice at the price that was accepted, due when the seat is (R9.2, D5)."""
    courses, years, codes = _courses(session, cases), _years(session, cases), _specialties(session, cases)
    return [
        IssueInvoice(
            case_id=case.case_id,
            student_id=case.student_id,
            course_id=case.course_id,
            course_code=courses[case.course_id],
            term_id=case.term_id,
            specialty=codes[case.student_id],
            academic_year=years[case.term_id],
            credits=case.credits,
            accepted_price=case.accepted_price,
            applied_at=case.received_at,
            due_at=due_of(case),
            instead_of=case.instead_of,
        )
        for case in cases
    ]


def _courses(session: Session, cases: Cases) -> dict[UUID, str]:
    wanted = select(Course.course_id, Course.code).where(Course.course_id.in_({case.course_id for case in cases}))
    return dict(session.execute(wanted).all())


def _years(session: Session, cases: Cases) -> dict[UUID, int]:
    wanted = select(Term.term_id, Term.academic_year).where(Term.term_id.in_({case.term_id for case in cases}))
    return dict(session.execute(wanted).all())


def _specialties(session: Session, cases: Cases) -> dict[UUID, str]:
    wanted = (
        select(Student.student_id, Specialty.code)
        .join(Specialty, Specialty.specialty_id == Student.specialty_id)
        .where(Student.student_id.in_({case.student_id for case in cases}))
    )
    return dict(session.execute(wanted).all())


def cancel_invoice(_: Session, cases: Cases) -> Iterable[Message]:
    """The seat is lost, or left, before it was paid for: the invoice is void (R8.4)."""
    return [CancelInvoice(case.case_id, case.left_why or "seat_lost") for case in cases]


def invoiced(session: Session, said: Sequence[tuple[Application, InvoiceIssued]]) -> None:
    """Keep number and sum of the invoice; a due date that moved meanwhile moves the invoice's too (R13.1)."""
    for case, event in said:
        case.invoice_id, case.invoice_number, case.invoice_amount = event.invoice_id, event.number, event.amount
        case.statements_by = event.statements_by
    seats.move(session, [case for case, _ in said], State.INVOICED)
    publish(session, move_due_date([case for case, event in said if event.due_at < due_of(case)]))


def move_due_date(cases: Cases) -> list[Message]:
    """Have the invoices of these cases be due when their seats are."""
    return [MoveDueDate(case.case_id, due_of(case)) for case in cases]


def due_of(case: Application) -> datetime:
    """Until then the seat is to be paid for."""
    assert case.due_at is not None
    return case.due_at


def statements_in_by(_: Session, cases: Cases) -> Mapping[UUID, datetime]:
    """When all statements through the due date should be loaded, as billing says; afterwards finance decides (R8.4)."""
    return {case.case_id: case.statements_by for case in cases if case.statements_by is not None}


def paid(_: Session, said: Sequence[tuple[Application, InvoicePaid]]) -> None:
    """Keep the date of the bank operation: it decides, not the loading of the file (R8.4)."""
    for case, event in said:
        case.paid_on = event.operation_on


def confirm(session: Session, cases: Cases) -> None:
    """Paid in time: the enrolment is confirmed (R8.4)."""
    seats.move(session, cases, State.CONFIRMED)
    review_cures.paid(session, cases)
    values = {case.case_id: {"amount": case.invoice_amount, "number": case.invoice_number} for case in cases}
    tell(session, cases, "paid_confirmed", values)
    publish(session, [SeatConfirmed(case.case_id, 1, case.student_id, stands=True) for case in cases])


def open_rows(_: Session, cases: Cases) -> Iterable[Message]:
    """Ask for the student's rows on the attestation and exam sheets (R8.6)."""
    return [
        OpenRows(case.case_id, case.student_id, case.section_id, case.course_id, case.term_id, case.debt_id)
        for case in cases
    ]


def rows_answered(session: Session, said: Sequence[tuple[Application, RowsOpened | RowsRefused]]) -> None:
    """The student stands on the sheets of his section; or they can't take him, and the office decides (R8.6)."""
    opened = [case for case, event in said if isinstance(event, RowsOpened)]
    seats.move(session, opened, State.ON_SHEET)
    tell(session, opened, "on_the_sheet")
    refused = [case for case, event in said if isinstance(event, RowsRefused)]
    tell(session, refused, "rows_refused")
    publish(session, decisions.sheet_asked(session, refused))


def rows_answered_again(
    session: Session, said: Sequence[tuple[Application, RowsOpened | RowsRefused]]
) -> dict[UUID, Verdict]:
    """The office asked again: he stands there now, or the case waits on for what it decides."""
    rows_answered(session, [(case, event) for case, event in said if isinstance(event, RowsOpened)])
    return {case.case_id: Stay() for case, event in said if isinstance(event, RowsRefused)}


def on_the_sheet(case: Application) -> bool:
    """Nothing is to be decided about his line."""
    return case.state == State.ON_SHEET


def late_money(_: Session, said: Sequence[tuple[Application, LateMoneyKept]]) -> None:
    """Note on the case what came too late and is kept as an advance with its refund request (D3)."""
    for case, event in said:
        case.late_amount = event.amount if case.late_amount is None else case.late_amount + event.amount


def nothing_more(_: Session, __: Sequence[tuple[Application, InvoiceCancelled]]) -> None:
    """That the invoice of an ended case is void stays in its history."""


def seat_of(case: Application) -> SeatConfirmed | None:
    """Whether his paid seat stands, or has been left; None: it was never confirmed."""
    if case.state in STANDS or (case.paid_on and case.way in WITH_A_RESULT):
        return SeatConfirmed(case.case_id, 1, case.student_id, stands=True)
    return SeatConfirmed(case.case_id, 2, case.student_id, stands=False) if case.paid_on and case.way else None


def ended(session: Session, ends: Sequence[tuple[Application, str]]) -> None:
    """Note how each application ended."""
    moment = now(session).office
    left = [case for case, way in ends if (case.paid_on or case.state in STANDS) and way not in WITH_A_RESULT]
    publish(session, [SeatConfirmed(case.case_id, 2, case.student_id, stands=False) for case in left])
    for case, way in ends:
        case.way, case.ended_at = way, moment
        case.state, case.state_since = State.ENDED, moment
    session.flush()
    review_cures.applications_ended(session, [case for case, _ in ends])


def end_told(session: Session, cases: Cases) -> Iterable[Message]:
    """Tell everyone whose application came to nothing how it ended."""
    said: list[Message] = []
    for way, template in TOLD_AT_END.items():
        mine = [case for case in cases if case.way == way]
        said += notices(session, mine, template)
    return said
