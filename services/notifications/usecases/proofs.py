"""What became of notices, told to the sender who wants to know: delivered, refused, opened (R13.2)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.notifications.models import Delivery, Notice
from shared.clock import now
from shared.contracts.notifications import Notify
from shared.contracts.reviews import NoticeProved
from shared.messaging import publish

INBOX, READ, UNDELIVERABLE = "inbox", "read", "undeliverable"
BY_STATUS = {"sent": "email", "failed": "email_failed", "no_address": "email_failed"}


def made(session: Session, wanted: Sequence[Notify], keys: Iterable[str]) -> None:
    """They lie in the inbox, which nobody can switch off."""
    fresh = set(keys)
    _tell(session, [(one.case_id, one.key, INBOX, "") for one in wanted if one.proof and one.key in fresh])


def undeliverable(session: Session, wanted: Iterable[Notify]) -> None:
    """Nobody is told: he has died (D14)."""
    _tell(session, [(one.case_id, one.key, UNDELIVERABLE, "silenced") for one in wanted if one.proof])


def read(session: Session, notices: Iterable[Notice]) -> None:
    """He has opened them in his inbox."""
    _tell(session, [(one.case_id, one.key, READ, "") for one in notices if one.proof])


def sent(session: Session, deliveries: Sequence[Delivery]) -> None:
    """What the mail server answered, or that there was nobody to ask."""
    done = {one.notice_id: one for one in deliveries if one.status in BY_STATUS}
    if not done:
        return
    notices = session.scalars(select(Notice).where(Notice.notice_id.in_(done), Notice.proof))
    said = [
        (one.case_id, one.key, BY_STATUS[done[one.notice_id].status], _proof(done[one.notice_id])) for one in notices
    ]
    _tell(session, said)


def _proof(delivery: Delivery) -> str:
    return delivery.proof or delivery.error or delivery.status


def _tell(session: Session, said: Iterable[tuple[UUID | None, str, str, str]]) -> None:
    moment = now(session).office
    publish(session, [NoticeProved(case, key, what, moment, proof) for case, key, what, proof in said if case])
