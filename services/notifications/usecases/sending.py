"""Deliveries by e-mail: take what is due, send it outside of any transaction, note what became of it (R13.2)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import cast
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.notifications.domain.channels import pause_after, refusals_to_try_again
from services.notifications.models import Delivery, Notice, Person
from services.notifications.post import Letter, Outcome, Post
from services.notifications.usecases import proofs
from services.notifications.wording import worded
from shared.clock import now
from shared.db import Database
from shared.errors import NotFound, Refused
from shared.i18n import texts

AT_ONCE = 100
LEASE = timedelta(minutes=10)
"""What was taken and never noted (the process died) is taken again after this."""

UNKNOWN_PERSON = "registration has not told of this person yet"
Taken = tuple[Delivery, Notice, Person | None]


def sweep(database: Database, post: Post, origin: str, limit: int = AT_ONCE) -> int:
    """Send what is due, up to the limit; returns how many deliveries were taken."""
    with database.transaction() as session:
        letters, others, taken = _take(session, origin, limit)
    outcomes = [*others, *(post.send(letters) if letters else [])]
    if outcomes:
        with database.transaction() as session:
            note(session, outcomes)
    return taken


def note(session: Session, outcomes: Sequence[Outcome]) -> None:
    """Keep what became of each delivery: its proof, its next try, or that it failed."""
    real = now(session).real
    rows = {row.delivery_id: row for row in _waiting(session, [outcome.delivery_id for outcome in outcomes])}
    for outcome in outcomes:
        if outcome.delivery_id in rows:
            _note_one(rows[outcome.delivery_id], outcome, real)
    session.flush()
    proofs.sent(session, list(rows.values()))


def try_again(session: Session, delivery_id: UUID) -> None:
    """The office has a failed delivery tried again, at once. Raises Refused for one that is done or under way."""
    delivery = session.scalar(select(Delivery).where(Delivery.delivery_id == delivery_id).with_for_update())
    if delivery is None:
        raise NotFound("delivery")
    if reasons := tuple(refusals_to_try_again(delivery.status)):
        raise Refused(reasons)
    delivery.status, delivery.tries, delivery.next_try_at = "waiting", 0, now(session).real
    session.flush()


def _take(session: Session, origin: str, limit: int) -> tuple[list[Letter], list[Outcome], int]:
    """Claim what is due: letters to send, and outcomes for those that have nowhere to go."""
    real = now(session).real
    letters, others, nowhere = [], [], list[Delivery]()
    rows = _due(session, real, limit)
    for delivery, notice, person in rows:
        delivery.tries += 1
        delivery.next_try_at = real + LEASE
        if person is None:
            others.append(Outcome(delivery.delivery_id, error=UNKNOWN_PERSON))
        elif person.email is None:
            delivery.status = "no_address"
            nowhere.append(delivery)
        else:
            delivery.address = person.email
            letters.append(_letter(delivery, notice, person, origin))
    session.flush()
    proofs.sent(session, nowhere)
    return letters, others, len(rows)


def _due(session: Session, real: datetime, limit: int) -> Sequence[Taken]:
    due = (
        select(Delivery, Notice, Person)
        .join(Notice, Notice.notice_id == Delivery.notice_id)
        .outerjoin(Person, Person.person_id == Delivery.person_id)
        .where(Delivery.status == "waiting", Delivery.next_try_at <= real)
        .order_by(Delivery.next_try_at)
        .limit(limit)
        .with_for_update(of=Delivery, skip_locked=True)
    )
    return cast("Sequence[Taken]", session.execute(due).all())


def _waiting(session: Session, delivery_ids: Sequence[UUID]) -> Sequence[Delivery]:
    mine = select(Delivery).where(Delivery.delivery_id.in_(delivery_ids), Delivery.status == "waiting")
    return session.scalars(mine.order_by(Delivery.delivery_id).with_for_update()).all()


def _note_one(delivery: Delivery, outcome: Outcome, real: datetime) -> None:
    pause = None if outcome.for_good else pause_after(delivery.tries)
    if outcome.proof is not None:
        delivery.status, delivery.done_at, delivery.proof, delivery.error = "sent", real, outcome.proof, None
        return
    delivery.error = outcome.error
    if pause is None:
        delivery.status = "failed"
    else:
        delivery.next_try_at = real + pause


def _letter(delivery: Delivery, notice: Notice, person: Person, origin: str) -> Letter:
    said, language = worded(notice.template, notice.params, person.language), person.language
    catalogue = texts("notifications")
    address = origin + notice.params.get("page", f"/notifications/inbox/{notice.notice_id}")
    parts = (
        catalogue.text(language, "mail.greeting", name=person.name),
        said.body,
        catalogue.text(language, "mail.open", address=address),
        catalogue.text(language, "mail.footer"),
    )
    return Letter(
        delivery_id=delivery.delivery_id,
        name=person.name,
        address=delivery.address or "",
        language=language,
        sender_name=catalogue.text(language, "mail.sender"),
        subject=said.subject,
        text="\n\n".join(parts) + "\n",
        written_at=notice.said_at,
    )
