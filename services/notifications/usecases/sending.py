"""Deliveries by e-mail: take what is due, send it outside of any transaction, note what became of it (R13.2)."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import cast
from uuid import UUID

from sqlalchemy import String, Uuid, case, func, literal, select, update
from sqlalchemy.dialects.postgresql import ARRAY
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

AT_ONCE = 200
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
    sent = _note_sent(session, {one.delivery_id: one.proof for one in outcomes if one.proof is not None}, real)
    refused = _note_refused(session, {one.delivery_id: one for one in outcomes if one.proof is None}, real)
    proofs.sent(session, [*sent, *refused])


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
    rows = _due(session, real, limit)
    _claim(session, rows, real + LEASE)
    reachable = [(delivery, notice, person) for delivery, notice, person in rows if person and person.email]
    unknown = [delivery for delivery, _, person in rows if person is None]
    proofs.sent(session, [delivery for delivery, _, person in rows if person and not person.email])
    letters = [_letter(delivery, notice, person, origin) for delivery, notice, person in reachable]
    return letters, [Outcome(delivery.delivery_id, error=UNKNOWN_PERSON) for delivery in unknown], len(rows)


def _claim(session: Session, rows: Sequence[Taken], until: datetime) -> None:
    """Nobody else takes these before; one whose person has no address goes nowhere."""
    email = select(Person.email).where(Person.person_id == Delivery.person_id).scalar_subquery()
    nowhere = [delivery.delivery_id for delivery, _, person in rows if person and not person.email]
    status = case((Delivery.delivery_id.in_(nowhere), "no_address"), else_=Delivery.status)
    claimed = update(Delivery).where(Delivery.delivery_id.in_([delivery.delivery_id for delivery, _, _ in rows]))
    session.execute(claimed.values(tries=Delivery.tries + 1, next_try_at=until, address=email, status=status))


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


def _note_sent(session: Session, proofs_of: Mapping[UUID, str], real: datetime) -> Sequence[Delivery]:
    """One statement for all that went out."""
    if not proofs_of:
        return []
    seen = func.unnest(literal(list(proofs_of), ARRAY(Uuid)), literal(list(proofs_of.values()), ARRAY(String)))
    proved = seen.table_valued("delivery_id", "proof", name="proved").render_derived()
    sent = (
        update(Delivery)
        .where(Delivery.delivery_id == proved.c.delivery_id, Delivery.status == "waiting")
        .values(status="sent", done_at=real, proof=proved.c.proof, error=None)
        .returning(Delivery)
        .execution_options(synchronize_session=False)
    )
    return session.scalars(sent).all()


def _note_refused(session: Session, outcomes: Mapping[UUID, Outcome], real: datetime) -> Sequence[Delivery]:
    if not outcomes:
        return []
    mine = select(Delivery).where(Delivery.delivery_id.in_(outcomes), Delivery.status == "waiting")
    rows = session.scalars(mine.order_by(Delivery.delivery_id).with_for_update()).all()
    for delivery in rows:
        outcome = outcomes[delivery.delivery_id]
        pause = None if outcome.for_good else pause_after(delivery.tries)
        delivery.error = outcome.error
        if pause is None:
            delivery.status = "failed"
        else:
            delivery.next_try_at = real + pause
    session.flush()
    return rows


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
        address=person.email or "",
        language=language,
        sender_name=catalogue.text(language, "mail.sender"),
        subject=said.subject,
        text="\n\n".join(parts) + "\n",
        written_at=notice.said_at,
    )
