"""Registration's part of a case's chain: order, application, accepted price, invoice, seat, end (R1.2)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from services.registration.models.externals import Reading
from services.registration.models.orders import Order
from services.registration.models.people import Person
from services.registration.queries.cases import CaseFile
from shared.money import Money


@dataclass(frozen=True, slots=True)
class Link:
    """One link of the chain: a paper or an act, its number or hash, its day, what it says."""

    what: str
    number: str
    at: datetime | date | None
    said: str

    def as_json(self) -> dict[str, Any]:
        """As a file."""
        return {**asdict(self), "at": self.at.isoformat() if self.at else None}


def chain(session: Session, file: CaseFile) -> list[Link]:
    """The links that registration holds, in their order."""
    row = file.application
    order = session.scalar(select(Order).where(Order.subject_id == row.term_id).order_by(Order.issued_at).limit(1))
    return [*([Link("order", order.full_number, order.issued_at, "")] if order else []), *_of_case(file)]


def _of_case(file: CaseFile) -> Iterator[Link]:
    row = file.application
    price: Money = row.accepted_price
    yield Link("application", str(row.case_id), row.received_at, f"{file.course} {file.section}")
    yield Link("accepted_offer", row.offer_digest, row.received_at, f"{row.credits} x {price} = {row.amount}")
    if row.invoice_number:
        yield Link("invoice", row.invoice_number, row.due_at, str(row.invoice_amount))
    if row.paid_on:
        yield Link("payment", row.invoice_number or "", row.paid_on, str(row.invoice_amount))
    if row.outcome:
        yield Link("result", row.mark or "", None, str(row.percent or ""))
    if row.way:
        yield Link("end", row.way, row.ended_at, "")


def readings() -> Select[*tuple[Any, ...]]:
    """Who has read what, the newest first."""
    return (
        select(
            Reading.read_at,
            Reading.recorded_at,
            (Person.surname + " " + Person.given_name).label("name"),
            Reading.service,
            Reading.what,
            Reading.case_id,
        )
        .join(Person, Person.person_id == Reading.person_id)
        .order_by(Reading.read_at.desc(), Reading.reading_id)
    )
