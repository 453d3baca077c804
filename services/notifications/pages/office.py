"""The office's screens: deliveries in trouble, people without contact, the texts of all notices."""

from uuid import UUID

from flask import url_for
from flask.typing import ResponseReturnValue

from services.notifications import queries
from services.notifications.db import db
from services.notifications.domain.channels import refusals_to_try_again
from services.notifications.models import Delivery, Notice, Person
from services.notifications.pages.inbox import SubjectColumn
from services.notifications.usecases import sending
from services.notifications.wording import worded
from shared.web import Column, DataTable, allows, back_to, current_actor, page_blueprint, render
from shared.web.language import current_language

pages = page_blueprint("notifications", "office", __name__, "/office")

FAILURES = DataTable(
    "failures",
    Column("name", "delivery.person", sort=Person.sort_key),
    SubjectColumn("subject", "inbox.subject", link=lambda row: url_for("office.delivery", delivery_id=row.delivery_id)),
    Column("said_at", "delivery.at", kind="moment", sort=Notice.said_at),
    Column("address", "delivery.address", sort=Delivery.address),
    Column("status", "delivery.status", kind="badge", sort=Delivery.status),
    Column("tries", "delivery.tries", kind="number", sort=Delivery.tries),
    Column("next_try_at", "delivery.next_try", kind="moment", sort=Delivery.next_try_at),
    Column("error", "delivery.error"),
    search=(Person.folded, Notice.folded),
    sort="-said_at",
    empty="delivery.empty",
)

WITHOUT_CONTACT = DataTable(
    "people",
    Column("name", "delivery.person", sort=Person.sort_key),
    Column("is_staff", "contact.staff", kind="flag", sort=Person.is_staff),
    Column("language", "contact.language", sort=Person.language),
    Column("unsent", "contact.waiting", kind="number"),
    search=(Person.folded,),
    sort="name",
    empty="contact.empty",
)

TEXTS = DataTable(
    "texts",
    Column("template", "notice_texts.template"),
    Column("language", "notice_texts.language"),
    Column("subject", "notice_texts.subject"),
    Column("body", "notice_texts.body"),
)


@pages.get("/failures")
@allows("notifications.see_deliveries")
def failures() -> ResponseReturnValue:
    """Notices whose e-mail did not go through."""
    with db.read() as session:
        return FAILURES.answer(session, queries.troubled_deliveries(), "notifications/failures.html")


@pages.get("/failures/<uuid:delivery_id>")
@allows("notifications.see_deliveries")
def delivery(delivery_id: UUID) -> ResponseReturnValue:
    """One delivery in trouble."""
    with db.read() as session:
        row = queries.one_troubled_delivery(session, delivery_id)
    may = current_actor().may("notifications.retry_delivery") and not any(refusals_to_try_again(row.status))
    said = worded(row.template, row.params, current_language())
    return render("notifications/delivery.html", row=row, said=said, may_try_again=may)


@pages.post("/failures/<uuid:delivery_id>/again")
@allows("notifications.retry_delivery")
def try_again(delivery_id: UUID) -> ResponseReturnValue:
    """Have a delivery tried again."""
    with db.transaction() as session:
        sending.try_again(session, delivery_id)
    return back_to("office.failures", said="delivery.queued")


@pages.get("/without-contact")
@allows("notifications.see_deliveries")
def without_contact() -> ResponseReturnValue:
    """People whom only the inbox reaches."""
    with db.read() as session:
        return WITHOUT_CONTACT.answer(session, queries.people_without_contact(), "notifications/without_contact.html")


@pages.get("/texts")
@allows("notifications.see_texts")
def texts() -> ResponseReturnValue:
    """What people read, in the three languages."""
    return render("notifications/texts.html", table=TEXTS.of_rows(queries.notice_texts()))
