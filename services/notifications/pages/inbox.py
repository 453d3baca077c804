"""A person's inbox: what he was told, when, by which channels (R13.2)."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import url_for
from flask.typing import ResponseReturnValue

from services.notifications import queries
from services.notifications.db import db
from services.notifications.domain.channels import INBOX as INBOX_CHANNEL
from services.notifications.models import Delivery, Notice
from services.notifications.usecases import notices
from services.notifications.wording import cited, subject, worded
from shared.web import Column, DataTable, allows, back_to, current_actor, page_blueprint, render, t
from shared.web.language import current_language

pages = page_blueprint("notifications", "inbox", __name__, "/inbox")


@dataclass(frozen=True)
class SubjectColumn(Column):
    """The first line of a notice, made in the language of whoever looks."""

    def value(self, row: Any) -> str:
        """The subject of this row's template and values."""
        return subject(row.template, row.params, current_language())


INBOX = DataTable(
    "inbox",
    SubjectColumn("subject", "inbox.subject", link=lambda row: url_for("inbox.show", notice_id=row.notice_id)),
    Column("said_at", "inbox.at", kind="moment", sort=Notice.said_at),
    Column("read_at", "inbox.read", kind="moment", sort=Notice.read_at),
    search=(Notice.folded,),
    sort="-said_at",
    empty="inbox.empty",
)


@pages.get("/")
@allows("notifications.own_inbox")
def index() -> ResponseReturnValue:
    """Everything that this person was told."""
    me = current_actor().person_id
    with db.read() as session:
        unread = queries.unread_count(session, me)
        lead = t("inbox.lead", n=unread)
        return INBOX.answer(session, queries.inbox(me), "notifications/inbox.html", lead=lead, unread=unread)


@pages.get("/<uuid:notice_id>")
@allows("notifications.own_inbox")
def show(notice_id: UUID) -> ResponseReturnValue:
    """One notice, and how it was delivered."""
    with db.read() as session:
        notice = queries.one_notice(session, current_actor().person_id, notice_id)
        said = worded(notice.template, notice.params, current_language())
        return render(
            "notifications/notice.html",
            notice=notice,
            said=said,
            rules=cited(said.body),
            case_address=_case_of(notice),
            deliveries=queries.deliveries_of(session, notice_id),
            delivery_facts=_facts,
        )


@pages.post("/<uuid:notice_id>/read")
@allows("notifications.own_inbox")
def mark_read(notice_id: UUID) -> ResponseReturnValue:
    """Mark a notice read."""
    with db.transaction() as session:
        notices.read_one(session, current_actor().person_id, notice_id)
    return back_to("inbox.index", said="inbox.marked")


@pages.post("/read")
@allows("notifications.own_inbox")
def mark_all_read() -> ResponseReturnValue:
    """Mark everything read."""
    with db.transaction() as session:
        notices.mark_read(session, current_actor().person_id)
    return back_to("inbox.index", said="inbox.marked")


def _case_of(notice: Notice) -> str | None:
    """The page that a notice speaks of: the one it names, or that of its application; a notice of a term has none."""
    if notice.params.get("page", "").startswith("/"):
        return notice.params["page"]
    about_an_application = notice.case_id is not None and "course" in notice.params
    return f"/registration/cases/{notice.case_id}" if about_an_application else None


def _facts(delivery: Delivery) -> list[tuple[str, Any]]:
    """What proves a delivery; of the inbox the moment alone."""
    known = (
        ("delivery.address", delivery.address),
        ("delivery.at", delivery.done_at),
        ("delivery.proof", None if delivery.channel == INBOX_CHANNEL else delivery.proof),
        ("delivery.error", delivery.error),
    )
    return [(t(key), value) for key, value in known if value is not None]
