"""A student's way through the summer term: from the application to the sealed result (R8.3, R8.4, R9.1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from services.registration.models.applications import Application, State
from services.registration.usecases import (
    applications,
    debts,
    decisions,
    enrolments,
    leaving,
    not_held,
    provisional,
    reversals,
    seats,
    study,
)
from services.registration.usecases.applications import Outcome, Wish
from services.registration.usecases.line import left_without_seat
from services.registration.workflows.engine import earlier, engine, known
from shared.clock import minutes
from shared.contracts.billing import (
    CaseRefunded,
    InvoiceCancelled,
    InvoiceIssued,
    InvoiceOverdue,
    InvoicePaid,
    InvoiceRefused,
    LateMoneyKept,
)
from shared.contracts.grading import (
    ResultCorrected,
    ResultSealed,
    RowsClosed,
    RowsNotClosed,
    RowsOpened,
    RowsRefused,
)
from shared.contracts.registration import (
    AdviserObjected,
    CourseCancelled,
    CourseChosen,
    CourseNotHeld,
    DebtGone,
    FinanceDecided,
    LineClosed,
    PaymentMissed,
    ResultStands,
    RowsGivenUp,
    SeatGiven,
    SeatsDrawn,
    StudentLeft,
    StudentWithdrew,
    SummerEnd,
    TermWithdrawn,
)
from shared.errors import Refused
from shared.workflow import Ask, Await, Choose, Do, Path, Stay, Tell, Workflow, no_way_back
from shared.workflow.definition import Verdict


def apply(session: Session, wishes: Sequence[Wish]) -> list[Outcome]:
    """Accept or refuse each wish at once; the cases of the accepted ones begin in the same transaction (R8.3)."""
    outcomes = applications.receive(session, wishes)
    engine.begin(session, SUMMER_ENROLMENT, [found for found in outcomes if isinstance(found, Application)])
    return outcomes


def apply_one(session: Session, wish: Wish) -> Application:
    """One wish, accepted, or Refused with every reason."""
    outcome = apply(session, [wish])[0]
    if isinstance(outcome, Refused):
        raise outcome
    return outcome


def arrived_after_the_draw(case: Application) -> bool:
    """Seats are given on arrival once the first day's have been drawn (D2)."""
    return not case.waits_for_draw


def has_seat(case: Application) -> bool:
    """A seat is held; nobody has to wait in the line."""
    return case.state == State.HELD


LEAVES = (
    StudentWithdrew,
    StudentLeft,
    TermWithdrawn,
    CourseCancelled,
    DebtGone,
    RowsGivenUp,
    AdviserObjected,
    PaymentMissed,
)
"""What takes a case out of the term."""

OUT_OF_IT = (
    Ask(
        "close the sheet rows",
        leaving.close_rows,
        reply=(RowsClosed, RowsNotClosed),
        takes=leaving.rows_closed,
        unless=leaving.off_the_sheet,
        within=minutes(30),
    ),
    Await("the sealed result", (ResultSealed,), takes=debts.settle, unless=leaving.off_the_sheet),
    Do("give the seat back", leaving.give_seat_back),
    Ask(
        "give the money back",
        leaving.refund,
        reply=CaseRefunded,
        takes=leaving.refunded,
        unless=leaving.owes_nothing,
        within=minutes(30),
    ),
)
LEAVE = Path(leaving.way, takes=leaving.noted, steps=(*OUT_OF_IT, Tell("say what became of it", leaving.told)))
"""Every way out has these steps; the event that opened it says how much goes back (R8.7)."""

COURSE_FELL = Path(
    not_held.way,
    takes=not_held.noted,
    steps=(
        Choose(
            "the student chooses",
            CourseChosen,
            by="student",
            takes=not_held.chosen,
            unless=not_held.has_nothing_to_choose,
            until=not_held.choose_until,
            asks=not_held.asked,
            settled_by=LEAVES,
        ),
        *OUT_OF_IT,
        Tell("say what became of it", not_held.told),
        Tell("apply for the other course", not_held.applies_instead),
    ),
)
"""Too few have paid for the course: who did chooses until T-4 12:00; his silence leaves an advance (R8.5, D6)."""

SUMMER_ENROLMENT = known(
    Workflow(
        name="registration.summer_enrolment",
        version=2,
        case=Application,
        steps=(
            Tell("say that it is received", applications.received),
            Await("the draw of the first day", (SeatsDrawn,), unless=arrived_after_the_draw),
            Do("hold a seat or a place in the line", seats.hold, undo=Do("free the seat", seats.free)),
            Await("a seat of the line", (SeatGiven, LineClosed), takes=left_without_seat, unless=has_seat),
            Await(
                "the result stands or the count comes",
                (ResultStands,),
                takes=provisional.to_be_paid,
                unless=provisional.is_certain,
            ),
            Ask(
                "issue the invoice",
                enrolments.issue_invoice,
                reply=InvoiceIssued,
                takes=enrolments.invoiced,
                refused_by=InvoiceRefused,
                refused_way=SummerEnd.INVOICE_REFUSED,
                within=minutes(30),
                undo=Tell("cancel the invoice", enrolments.cancel_invoice),
            ),
            Await(
                "the payment",
                (InvoicePaid,),
                takes=enrolments.paid,
                dated=lambda paid: paid.operation_on,
                until=enrolments.due_of,
                else_way=SummerEnd.LAPSED_UNPAID,
                once=InvoiceOverdue,
                facts_by=enrolments.statements_in_by,
                overdue_facts=Choose(
                    "wait or let it lapse",
                    FinanceDecided,
                    by="finance",
                    lapses=lambda decided: not decided.wait,
                    asks=decisions.asked,
                ),
            ),
            no_way_back,
            Do("confirm the enrolment", enrolments.confirm),
            Ask(
                "open the sheet rows",
                enrolments.open_rows,
                reply=(RowsOpened, RowsRefused),
                takes=enrolments.rows_answered,
                within=minutes(30),
            ),
            Await(
                "the office decides about the sheet",
                (RowsOpened, RowsRefused),
                takes=enrolments.rows_answered_again,
                unless=enrolments.on_the_sheet,
            ),
            Await("the result", (ResultSealed,), takes=debts.settle),
            Tell("say what became of the debt", debts.told),
        ),
        way=debts.way,
        at_end=enrolments.ended,
        interrupts={
            **dict.fromkeys(LEAVES, LEAVE),
            CourseNotHeld: COURSE_FELL,
        },
        when_undone=(Tell("say how it ended", enrolments.end_told),),
        too_late={
            LateMoneyKept: enrolments.late_money,
            ResultCorrected: study.corrected,
            InvoiceCancelled: enrolments.nothing_more,
            PaymentMissed: reversals.missed_at_the_end,
        },
    )
)


def result_or_line(
    session: Session, said: Sequence[tuple[Application, ResultSealed | RowsOpened]]
) -> Mapping[UUID, Verdict]:
    """In the first order of steps who was refused a line waits here until the office's second try succeeds (R8.6)."""
    lines = [(case, event) for case, event in said if isinstance(event, RowsOpened)]
    enrolments.rows_answered(session, lines)
    debts.settle(session, [(case, event) for case, event in said if isinstance(event, ResultSealed)])
    return {case.case_id: Stay() for case, _ in lines}


FIRST_ORDER = earlier(
    SUMMER_ENROLMENT,
    version=1,
    without={"the result stands or the count comes", "the office decides about the sheet"},
    other={"the result": Await("the result", (ResultSealed, RowsOpened), takes=result_or_line)},
)
"""Cases that began before a line could be refused twice and before a result could be awaited."""
