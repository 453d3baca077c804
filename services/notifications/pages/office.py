"""The office's screens: deliveries in trouble, people without contact, the texts of all notices."""

from uuid import UUID

from flask import request, url_for
from flask.typing import ResponseReturnValue

from services.notifications import queries
from services.notifications.db import db
from services.notifications.models import Delivery, Notice, Person
from services.notifications.pages.inbox import SubjectColumn
from services.notifications.usecases import sending
from shared.web import Column, DataTable, allows, back_to, page_blueprint, render, render_confirm, t

pages = page_blueprint("notifications", "office", __name__, "/office")

FAILURES = DataTable(
    "failures",
    Column("name", "delivery.person", sort=Person.sort_key),
    SubjectColumn("subject", "inbox.subject"),
    Column("said_at", "delivery.at", kind="moment", sort=Notice.said_at),
    Column("channel", "delivery.channel", kind="text", export=False),
    Column("address", "delivery.address", sort=Delivery.address),
    Column(
        "status",
        "delivery.status",
        kind="badge",
        sort=Delivery.status,
        link=lambda row: None if row.status == "waiting" else url_for("office.again", delivery_id=row.delivery_id),
    ),
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


@pages.route("/failures/<uuid:delivery_id>", methods=["GET", "POST"])
@allows("notifications.retry_delivery")
def again(delivery_id: UUID) -> ResponseReturnValue:
    """Have a delivery tried again."""
    if request.method == "POST":
        with db.transaction() as session:
            sending.try_again(session, delivery_id)
        return back_to("office.failures", said="delivery.queued")
    return render_confirm(
        title=t("delivery.page"),
        text=t("delivery.queued"),
        do=url_for("office.again", delivery_id=delivery_id),
        submit="delivery.again",
        back=url_for("office.failures"),
        danger=False,
    )


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
