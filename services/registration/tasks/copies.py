"""Copies of what the other services own: upserts by version, in whatever order they come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from sqlalchemy.orm import Session

from services.registration.celery_app import celery
from services.registration.models.copies import (
    ArrearsCopy,
    DebtCopy,
    GpaCopy,
    PassedCopy,
    ReceiptCopy,
    ReceiptHoldCopy,
    StatementsCopy,
    TariffCopy,
)
from services.registration.usecases import leaving, minimum_facts, restudies, review_cures
from shared.contracts.billing import (
    ArrearsChanged,
    ReceiptDeclared,
    ReceiptHoldChanged,
    SettledListed,
    StatementsLoaded,
    TariffChanged,
)
from shared.contracts.grading import DebtChanged, GpaChanged, PassedChanged
from shared.messaging import upsert_copy


@celery.handles(DebtChanged)
def on_debt_changed(events: Sequence[DebtChanged], session: Session) -> None:
    """Keep who owes which course (R9.1); who applied for a debt that is gone need not stay (D8)."""
    rows = [asdict(event) for event in events]
    closed_by = {row["debt_id"]: row.pop("closed_by") for row in rows if row["status"] == "closed"}
    for row in rows:
        row.pop("closed_by", None)
    upsert_copy(session, DebtCopy, rows, key="debt_id")
    leaving.debts_gone(session, closed_by)
    restudies.watch(session, events)
    review_cures.debts_gone(session, list(closed_by))


@celery.handles(GpaChanged)
def on_gpa_changed(events: Sequence[GpaChanged], session: Session) -> None:
    """Keep the mean grades (R6.1)."""
    upsert_copy(session, GpaCopy, [asdict(event) for event in events], key="student_id")


@celery.handles(PassedChanged)
def on_passed_changed(events: Sequence[PassedChanged], session: Session) -> None:
    """Keep who has passed which courses: they are not repeated for a better grade (R9.4)."""
    rows = [{**asdict(one), "course_ids": list(one.course_ids)} for event in events for one in event.students]
    upsert_copy(session, PassedCopy, rows, key="student_id")


@celery.handles(TariffChanged)
def on_tariff_changed(events: Sequence[TariffChanged], session: Session) -> None:
    """Keep the prices of one credit (R9.2)."""
    rows = [{**asdict(event), "price": event.price} for event in events]
    upsert_copy(session, TariffCopy, rows, key="row")


@celery.handles(ArrearsChanged)
def on_arrears_changed(events: Sequence[ArrearsChanged], session: Session) -> None:
    """Keep what students owe (R3.8)."""
    rows = [{**asdict(event), "fees": event.fees, "tuition": event.tuition} for event in events]
    upsert_copy(session, ArrearsCopy, rows, key="student_id")
    review_cures.arrears_paid(session, [event.student_id for event in events if not event.tuition])


@celery.handles(ReceiptHoldChanged)
def on_receipt_hold_changed(events: Sequence[ReceiptHoldChanged], session: Session) -> None:
    """Keep whose receipt was false: it holds his further applications (R8.4)."""
    upsert_copy(session, ReceiptHoldCopy, [asdict(event) for event in events], key="student_id")


@celery.handles(ReceiptDeclared)
def on_receipt_declared(events: Sequence[ReceiptDeclared], session: Session) -> None:
    """Keep who says that he has paid: finance sees it where it decides about his seat (R8.4)."""
    rows = [{**asdict(event), "amount": event.amount} for event in events]
    upsert_copy(session, ReceiptCopy, rows, key="declaration_id")


@celery.handles(StatementsLoaded)
def on_statements_loaded(events: Sequence[StatementsLoaded], session: Session) -> None:
    """Keep through which day the statements are in (R8.4); a count of the minimum may wait for them (R8.5)."""
    upsert_copy(session, StatementsCopy, [asdict(event) for event in events], key="row")
    minimum_facts.statements_in(session)


@celery.handles(SettledListed)
def on_settled_listed(events: Sequence[SettledListed], session: Session) -> None:
    """The count of the minimum waits until what billing has settled is known here too (R8.5)."""
    minimum_facts.settled(session, events)
