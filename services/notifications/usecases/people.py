"""Copies of people, and what they choose (R13.2)."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from services.notifications.domain.channels import EMAIL
from services.notifications.models import Choice, Delivery, Notice, Person
from shared.clock import now
from shared.contracts.registration import PersonChanged
from shared.i18n import folded, sort_key
from shared.messaging import upsert_copy


def keep(session: Session, changes: Sequence[PersonChanged]) -> None:
    """Keep the newest version of each person; whoever has an address now is sent what waited for one.

    Of the dead no address is kept (D14).
    """
    upsert_copy(session, Person, [_row(change) for change in changes], key="person_id")
    with_address = [change.person_id for change in changes if change.email and not change.silenced]
    if with_address:
        _send_what_waited(session, with_address)


def choose_email(session: Session, person_id: UUID, is_on: bool) -> None:
    """Switch e-mail on or off for notices to come; those that the law requires go all the same."""
    moment = now(session)
    row = insert(Choice).values(
        person_id=person_id, channel=EMAIL, is_on=is_on, changed_at=moment.office, recorded_at=moment.real
    )
    kept = {name: row.excluded[name] for name in ("is_on", "changed_at", "recorded_at")}
    session.execute(row.on_conflict_do_update(index_elements=["person_id", "channel"], set_=kept))


def _send_what_waited(session: Session, people: Sequence[UUID]) -> None:
    """Required notices that found no address go out now; the others lie in the inbox and would come too late."""
    required = select(Notice.notice_id).where(Notice.person_id.in_(people), Notice.required_by_law)
    reachable = select(Person.person_id).where(Person.person_id.in_(people), Person.email.is_not(None))
    session.execute(
        update(Delivery)
        .where(Delivery.status == "no_address", Delivery.notice_id.in_(required), Delivery.person_id.in_(reachable))
        .values(status="waiting", tries=0, next_try_at=now(session).real, error=None)
    )


def _row(change: PersonChanged) -> dict[str, object]:
    name = " ".join(part for part in (change.surname, change.given_name, change.patronymic) if part)
    return {
        "person_id": change.person_id,
        "version_no": change.version_no,
        "name": name,
        "sort_key": sort_key(name),
        "folded": folded(f"{name} {change.email or ''}"),
        "language": change.language,
        "email": None if change.silenced else change.email or None,
        "is_staff": change.is_staff,
        "silenced": change.silenced,
    }
