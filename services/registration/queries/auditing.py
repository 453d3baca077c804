"""Registration's part of a case's chain: order, application, accepted price, invoice, seat, end (R1.2)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from services.registration.models.externals import Reading
from services.registration.models.orders import Order
from services.registration.models.people import Person
from services.registration.queries.cases import CaseFile
from shared.chain import Coded, Link


def chain(session: Session, file: CaseFile) -> list[Link]:
    """The links that registration holds, in their order."""
    row = file.application
    order = session.scalar(select(Order).where(Order.subject_id == row.term_id).order_by(Order.issued_at).limit(1))
    return [*([Link("order", order.full_number, order.issued_at)] if order else []), *_of_case(file)]


def _of_case(file: CaseFile) -> Iterator[Link]:
    row = file.application
    price = (("credits", row.credits), ("price", row.accepted_price), ("amount", row.amount))
    yield Link("application", str(row.case_id), row.received_at, (("course", file.course), ("section", file.section)))
    yield Link("accepted_offer", "", row.received_at, price, row.offer_digest)
    if row.invoice_number:
        due = (("amount", row.invoice_amount), ("due", row.due_at))
        yield Link("invoice", row.invoice_number, None, due)
    if row.paid_on:
        yield Link("payment", row.invoice_number or "", row.paid_on, (("amount", row.invoice_amount),))
    if row.outcome:
        yield Link("result", "", None, (("mark", row.mark), ("percent", row.percent)))
    if row.way:
        yield Link("end", "", row.ended_at, (("state", Coded(row.way)),))


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
