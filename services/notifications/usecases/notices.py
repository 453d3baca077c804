"""Making notices once a key, with their deliveries; marking them read (R13.2)."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

import structlog
from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from services.notifications.domain.channels import EMAIL, INBOX, channels
from services.notifications.domain.required import is_required
from services.notifications.models import Choice, Delivery, Notice, Person
from services.notifications.usecases import proofs
from services.notifications.wording import findable, missing
from shared.clock import Now, now
from shared.contracts.notifications import Notify
from shared.db import add_all
from shared.errors import NotFound

log = structlog.get_logger()
NOTICES = UUID("0d5d8c58-31f2-54a3-9f3a-5b86f2e9a7c1")
DELIVERIES = UUID("b1f5a1c4-6a0e-5d0c-8f0b-27f4f0b4b6de")


def make(session: Session, wanted: Sequence[Notify]) -> list[UUID]:
    """Make the notices of these keys, those that are not made yet, each with its deliveries; return the new ones.

    Nobody is told of one who has died (D14).
    """
    moment, silenced = now(session), _silenced(session, {notice.person_id for notice in wanted})
    proofs.undeliverable(session, [notice for notice in wanted if notice.person_id in silenced])
    first = {notice.key: notice for notice in reversed(wanted) if notice.person_id not in silenced}
    rows = [_row(first[key], moment) for key in sorted(first)]
    if not rows:
        return []
    _report_gaps(first.values())
    said = upsert(Notice).on_conflict_do_nothing(index_elements=["key"]).returning(Notice.key)
    made = set(session.scalars(said, rows))
    _deliver(session, [row for row in rows if row["key"] in made], moment)
    proofs.made(session, list(first.values()), made)
    return [row["notice_id"] for row in rows if row["key"] in made]


def _silenced(session: Session, people: set[UUID]) -> set[UUID]:
    return set(session.scalars(select(Person.person_id).where(Person.person_id.in_(people), Person.silenced)))


def mark_read(session: Session, person_id: UUID, notice_ids: Iterable[UUID] | None = None) -> int:
    """The person has read these of his notices, or all of them; the first reading counts."""
    unread = update(Notice).where(Notice.person_id == person_id, Notice.read_at.is_(None))
    if notice_ids is not None:
        unread = unread.where(Notice.notice_id.in_(list(notice_ids)))
    opened = session.scalars(unread.values(read_at=now(session).office).returning(Notice)).all()
    proofs.read(session, opened)
    return len(opened)


def read_one(session: Session, person_id: UUID, notice_id: UUID) -> Notice:
    """Mark one notice of his read. Raises NotFound for another's."""
    mine = select(Notice).where(Notice.notice_id == notice_id, Notice.person_id == person_id).with_for_update()
    notice = session.scalar(mine)
    if notice is None:
        raise NotFound("notice")
    if notice.read_at is None:
        notice.read_at = now(session).office
        session.flush()
        proofs.read(session, [notice])
    return notice


def _report_gaps(said: Iterable[Notify]) -> None:
    """A value that its sender forgot is printed as a dash: the log says which, so that it is found."""
    gaps = {(notice.template, missing(notice.template, notice.params)) for notice in said}
    for template, names in sorted(gaps, key=str):
        if names:
            log.warning("notice.incomplete", template=template, missing=sorted(names))


def _row(notice: Notify, moment: Now) -> dict[str, Any]:
    return {
        "notice_id": uuid5(NOTICES, notice.key),
        "key": notice.key,
        "person_id": notice.person_id,
        "template": notice.template,
        "params": notice.params,
        "case_id": notice.case_id,
        "required_by_law": is_required(notice.template, notice.required_by_law),
        "folded": findable(notice.template, notice.params),
        "proof": notice.proof,
        "said_at": moment.office,
        "recorded_at": moment.real,
    }


def _deliver(session: Session, notices: Sequence[dict[str, Any]], moment: Now) -> None:
    if not notices:
        return
    off = set(
        session.scalars(
            select(Choice.person_id).where(
                Choice.person_id.in_({row["person_id"] for row in notices}), Choice.channel == EMAIL, ~Choice.is_on
            )
        )
    )
    rows = [
        _delivery(row, channel, moment.real)
        for row in notices
        for channel in channels(row["person_id"] not in off, row["required_by_law"])
    ]
    add_all(session, Delivery, rows)


def _delivery(notice: dict[str, Any], channel: str, real: datetime) -> dict[str, Any]:
    """The inbox has it by being made; e-mail waits for the sweep. The id follows from the notice: one file a letter."""
    lies_there = channel == INBOX
    return {
        "delivery_id": uuid5(DELIVERIES, f"{notice['notice_id']}:{channel}"),
        "notice_id": notice["notice_id"],
        "person_id": notice["person_id"],
        "channel": channel,
        "status": "delivered" if lies_there else "waiting",
        "next_try_at": real,
        "done_at": real if lies_there else None,
        "proof": "lies in the inbox" if lies_there else None,
    }
