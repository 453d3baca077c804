"""The registers of protocols and orders, numbered without gaps within a year; an order as it was issued (R12.2)."""

from __future__ import annotations

from uuid import UUID

from flask import url_for
from flask.typing import ResponseReturnValue

from services.registration.db import db
from services.registration.models.orders import Order
from services.registration.models.people import Person
from services.registration.models.review_sittings import ReviewCommission
from services.registration.models.reviews import Review
from services.registration.pages.review_order_view import in_languages
from services.registration.pages.reviews import seen
from services.registration.queries import review_people, reviews
from shared.errors import NotFound
from shared.web import Column, DataTable, allows, page_blueprint, render, t

pages = page_blueprint("registration", "review_registers", __name__)

PROTOCOLS = DataTable(
    "protocols",
    Column("protocol_number", "review.protocol", sort=ReviewCommission.protocol),
    Column("kind", "review.protocol_kind", words=lambda kind: t(f"review_kind.{kind}"), sort=ReviewCommission.kind),
    Column("name", "term.name", sort=Person.sort_key, link=lambda row: url_for("reviews.show", case_id=row.case_id)),
    Column("case", "review.number", sort=Review.number),
    Column("meets_at", "review.meets_at", kind="moment", sort=ReviewCommission.meets_at),
    Column("outcome", "review.outcome", words=lambda outcome: t(f"review_outcome.{outcome}")),
    Column("signed_at", "review.signed_at", kind="moment", sort=ReviewCommission.signed_at),
    search=(Person.folded,),
    sort="-signed_at",
    empty="review.no_protocols",
)
ORDERS = DataTable(
    "orders",
    Column("full_number", "review.order", sort=Order.number, link=lambda row: _address(row)),
    Column("kind", "review.order_kind", words=lambda kind: t(f"order_kind.{kind}"), sort=Order.kind),
    Column("name", "term.name", sort=Person.sort_key),
    Column("issued_at", "review.issued_at", kind="moment", sort=Order.issued_at),
    Column("recorded_at", "exception.recorded_at", kind="moment", sort=Order.recorded_at),
    search=(Person.folded,),
    sort="-issued_at",
    empty="review.no_orders",
)


@pages.get("/protocols")
@allows("registration.see_registers")
def protocols() -> ResponseReturnValue:
    """Signed protocols of commissions."""
    with db.read() as session:
        return PROTOCOLS.answer(session, review_people.protocols(), "registration/reviews/protocols.html")


@pages.get("/orders")
@allows("registration.see_registers")
def orders() -> ResponseReturnValue:
    """Every order, with the time on it and the time at which it was recorded: none is back-dated unseen."""
    with db.read() as session:
        return ORDERS.answer(session, review_people.orders(), "registration/reviews/orders.html")


@pages.get("/reviews/<uuid:case_id>/orders/<uuid:order_id>")
@allows("registration.sit_on_commission")
def order(case_id: UUID, order_id: UUID) -> ResponseReturnValue:
    """An order about a student as it was issued, in three languages."""
    with db.read() as session:
        file = seen(session, case_id)
        found = next((one for one in reviews.orders(session, case_id) if one.order_id == order_id), None)
        if found is None:
            raise NotFound("order")
        return render(
            "registration/reviews/order.html", order=found, file=file, texts=in_languages(found.kind, found.content)
        )


def _address(row: object) -> str | None:
    case_id, order_id = getattr(row, "case_id", None), getattr(row, "order_id", None)
    return url_for("review_registers.order", case_id=case_id, order_id=order_id) if case_id and order_id else None
