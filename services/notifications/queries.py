"""What the screens and the API of notifications show: an inbox, deliveries in trouble, people without contact."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from services.notifications.domain.channels import EMAIL
from services.notifications.models import Choice, Delivery, Notice, Person
from services.notifications.wording import templates
from shared.errors import NotFound
from shared.i18n import LANGUAGES, texts

TROUBLE = ("failed", "no_address", "waiting")


@dataclass(frozen=True, slots=True)
class Contact:
    """How a person is told: his address, if the office has one, and whether he wants e-mail."""

    address: str | None
    email_is_on: bool


@dataclass(frozen=True, slots=True)
class NoticeText:
    """The text of a template in a language, with its values in braces."""

    template: str
    language: str
    subject: str
    body: str


def inbox(person_id: UUID, *, unread: bool = False) -> Select[*tuple[Any, ...]]:
    """A person's notices, the newest first."""
    mine = (
        select(
            Notice.notice_id,
            Notice.template,
            Notice.params,
            Notice.said_at,
            Notice.read_at,
            Notice.case_id,
            Notice.required_by_law,
            Notice.folded,
        )
        .where(Notice.person_id == person_id)
        .order_by(Notice.said_at.desc(), Notice.notice_id)
    )
    return mine.where(Notice.read_at.is_(None)) if unread else mine


def unread_count(session: Session, person_id: UUID) -> int:
    """How many of his notices a person has not read."""
    mine = select(func.count()).select_from(Notice).where(Notice.person_id == person_id, Notice.read_at.is_(None))
    return session.scalar(mine) or 0


def one_notice(session: Session, person_id: UUID, notice_id: UUID) -> Notice:
    """A notice of his. Raises NotFound for another's."""
    mine = select(Notice).where(Notice.notice_id == notice_id, Notice.person_id == person_id)
    notice = session.scalar(mine)
    if notice is None:
        raise NotFound("notice")
    return notice


def deliveries_of(session: Session, notice_id: UUID) -> Sequence[Delivery]:
    """By which channels a notice went, and the proof of each."""
    return session.scalars(select(Delivery).where(Delivery.notice_id == notice_id).order_by(Delivery.channel)).all()


def contact_of(session: Session, person_id: UUID) -> Contact:
    """A person's address and choice; of one not known yet, nothing."""
    address = session.scalar(select(Person.email).where(Person.person_id == person_id))
    chosen = session.scalar(select(Choice.is_on).where(Choice.person_id == person_id, Choice.channel == EMAIL))
    return Contact(address, chosen is not False)


def troubled_deliveries() -> Select[*tuple[Any, ...]]:
    """Deliveries that failed, have no address, or are being tried again, with the person and what he is told."""
    return (
        select(
            Delivery.delivery_id,
            Delivery.status,
            Delivery.channel,
            Delivery.address,
            Delivery.tries,
            Delivery.next_try_at,
            Delivery.error,
            Notice.template,
            Notice.params,
            Notice.said_at,
            Notice.required_by_law,
            Delivery.person_id,
            Person.name,
        )
        .join(Notice, Notice.notice_id == Delivery.notice_id)
        .outerjoin(Person, Person.person_id == Delivery.person_id)
        .where(Delivery.status.in_(TROUBLE), (Delivery.status != "waiting") | (Delivery.error.is_not(None)))
        .order_by(Notice.said_at.desc(), Delivery.delivery_id)
    )


def one_troubled_delivery(session: Session, delivery_id: UUID) -> Any:
    """A delivery in trouble. Raises NotFound for one that is well, or is none."""
    row = session.execute(troubled_deliveries().where(Delivery.delivery_id == delivery_id)).one_or_none()
    if row is None:
        raise NotFound("delivery")
    return row


def people_without_contact() -> Select[*tuple[Any, ...]]:
    """People whom only the inbox reaches, with how many notices found no address."""
    unsent = (
        select(func.count())
        .select_from(Delivery)
        .where(Delivery.person_id == Person.person_id, Delivery.status == "no_address")
        .scalar_subquery()
    )
    return (
        select(
            Person.person_id,
            Person.name,
            Person.language,
            Person.is_staff,
            Person.sort_key,
            Person.folded,
            unsent.label("unsent"),
        )
        .where(Person.email.is_(None))
        .order_by(Person.sort_key, Person.person_id)
    )


def delivery_counts(session: Session) -> dict[str, int]:
    """How many deliveries stand where, by channel and status."""
    counted = session.execute(
        select(Delivery.channel, Delivery.status, func.count()).group_by(Delivery.channel, Delivery.status)
    )
    return {f"{channel}.{status}": number for channel, status, number in sorted(counted)}


def notice_texts() -> list[NoticeText]:
    """Every text of every template, in the three languages."""
    catalogue = texts("notifications")
    return [
        NoticeText(
            template,
            language,
            catalogue.text(language, f"notice.{template}.subject"),
            catalogue.text(language, f"notice.{template}.body"),
        )
        for template in templates()
        for language in LANGUAGES
    ]
