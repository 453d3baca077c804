"""Message -> use case, nothing else."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from services.billing.celery_app import celery
from services.billing.usecases import (
    advances,
    anonymity,
    choosing,
    copies,
    days_off,
    due_dates,
    invoices,
    leaving,
    overdue,
    review_ends,
    review_facts,
    unpaid_fees,
    waiting_money,
)
from shared.contracts.anonymity import PersonAnonymised
from shared.contracts.billing import (
    AdvanceReminderDue,
    CancelInvoice,
    ChargeUnpaidFee,
    ChoiceDue,
    DueDatePassed,
    IssueInvoice,
    ListSettled,
    MoveDueDate,
    PaymentReminderDue,
    RefundCase,
)
from shared.contracts.registration import (
    CourseChanged,
    DeadlinesReleased,
    HolidaysChanged,
    PersonChanged,
    SeatConfirmed,
    StudentChanged,
    TermChanged,
)
from shared.contracts.reviews import EndAccount, GatherMoneyFacts, ResumeAccount
from shared.messaging import publish
from shared.messaging.outages import release


@celery.handles(IssueInvoice)
def issue_invoices(commands: Sequence[IssueInvoice], session: Session) -> None:
    """Issue the invoice of each case, or find it again, and say so (R9.2); money of a fallen course pays it (D6)."""
    publish(session, [outcome.as_event() for outcome in invoices.issue(session, commands)])
    advances.carry_over(session, commands)


@celery.handles(MoveDueDate)
def move_due_dates(commands: Sequence[MoveDueDate], session: Session) -> None:
    """Move due dates later, and say when each invoice is due (R13.1)."""
    publish(session, due_dates.move(session, commands))


@celery.handles(CancelInvoice)
def cancel_invoices(commands: Sequence[CancelInvoice], session: Session) -> None:
    """Void the invoices of cases that have ended (D3)."""
    publish(session, invoices.cancel(session, commands))


@celery.handles(RefundCase)
def give_money_back(commands: Sequence[RefundCase], session: Session) -> None:
    """Give the share of those who leave back as advances, and say how much (R8.7)."""
    publish(session, leaving.give_back(session, commands))


@celery.handles(ListSettled)
def list_settled(commands: Sequence[ListSettled], session: Session) -> None:
    """Say which invoices are open no more (R8.5)."""
    publish(session, invoices.settled(session, commands))


@celery.handles(ChargeUnpaidFee)
def charge_unpaid_fees(commands: Sequence[ChargeUnpaidFee], session: Session) -> None:
    """The result stands, the payment was another's: the fee is owed (D16, R3.8)."""
    unpaid_fees.charge(session, commands)


@celery.handles(GatherMoneyFacts)
def state_facts(commands: Sequence[GatherMoneyFacts], session: Session) -> None:
    """State what is known of students in an expulsion review (R11.1)."""
    publish(session, review_facts.state(session, commands))


@celery.handles(EndAccount)
def end_accounts(commands: Sequence[EndAccount], session: Session) -> None:
    """Void the open invoices of who is expelled (R11.4)."""
    publish(session, review_ends.end(session, commands))


@celery.handles(ResumeAccount)
def resume_accounts(commands: Sequence[ResumeAccount], session: Session) -> None:
    """The order was revoked: what can stand again does (R11.4)."""
    publish(session, review_ends.resume(session, commands))


@celery.handles(DueDatePassed)
def let_unpaid_invoices_lapse(messages: Sequence[DueDatePassed], session: Session) -> None:
    """The due dates are over: what is not paid lapses, if the statements are in (R8.4)."""
    overdue.due_dates_passed(session, [message.invoice_id for message in messages])


@celery.handles(ChoiceDue)
def choose_by_due_date(messages: Sequence[ChoiceDue], session: Session) -> None:
    """Nobody has chosen for which invoice a payment is: the earliest due has it (D4)."""
    choosing.dues_passed(session, [message.line_id for message in messages])


@celery.handles(PaymentReminderDue)
def remind_of_unpaid_invoices(messages: Sequence[PaymentReminderDue], session: Session) -> None:
    """Remind of what is still to be paid (R13.1)."""
    overdue.remind(session, messages)


@celery.handles(AdvanceReminderDue)
def remind_of_unclaimed_advances(messages: Sequence[AdvanceReminderDue], session: Session) -> None:
    """Remind of money that nobody claims (D22)."""
    waiting_money.remind(session, messages)


@celery.handles(PersonChanged)
def on_person_changed(events: Sequence[PersonChanged], session: Session) -> None:
    """Keep names and languages."""
    copies.keep_people(session, events)


@celery.handles(StudentChanged)
def on_student_changed(events: Sequence[StudentChanged], session: Session) -> None:
    """Keep numbers, IINs and specialties."""
    copies.keep_students(session, events)


@celery.handles(CourseChanged)
def on_course_changed(events: Sequence[CourseChanged], session: Session) -> None:
    """Keep the titles of courses."""
    copies.keep_courses(session, events)


@celery.handles(TermChanged)
def on_term_changed(events: Sequence[TermChanged], session: Session) -> None:
    """Keep the terms."""
    copies.keep_terms(session, events)


@celery.handles(SeatConfirmed)
def on_seat_confirmed(events: Sequence[SeatConfirmed], session: Session) -> None:
    """Keep which seats are confirmed as paid."""
    copies.keep_seats(session, events)


@celery.handles(HolidaysChanged)
def on_holidays_changed(events: Sequence[HolidaysChanged], session: Session) -> None:
    """Keep the office's days off, and count anew what runs in banking days (R2.1, R13.1)."""
    days_off.changed(session, events)


@celery.handles(DeadlinesReleased)
def on_deadlines_released(events: Sequence[DeadlinesReleased], session: Session) -> None:
    """Let the deadlines act that the chairman has released (R13.1)."""
    release(session, events)


@celery.handles(PersonAnonymised)
def on_person_anonymised(events: Sequence[PersonAnonymised], session: Session) -> None:
    """Forget the name of who left long ago."""
    anonymity.forget(session, events)
