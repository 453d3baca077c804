"""Notices once a key, copies of people, choices."""

from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.notifications.models import Delivery, Notice, Person
from services.notifications.usecases import notices, people
from shared.errors import NotFound
from tests.notifications.conftest import NOON, Tell, notice, person


def channels_of(office: Session, notice_id: UUID) -> dict[str, str]:
    rows = office.execute(select(Delivery.channel, Delivery.status).where(Delivery.notice_id == notice_id))
    return {row.channel: row.status for row in rows}


def test_the_same_key_said_twice_is_one_notice(office: Session, aigerim: UUID) -> None:
    assert len(notices.make(office, [notice(aigerim), notice(aigerim), notice(aigerim, "k2")])) == 2
    assert notices.make(office, [notice(aigerim), notice(aigerim, "k2")]) == []
    assert office.scalar(select(func.count()).select_from(Notice)) == 2
    assert office.scalar(select(func.count()).select_from(Delivery)) == 4


def test_of_one_key_said_twice_in_a_batch_the_first_counts(office: Session, aigerim: UUID) -> None:
    (made,) = notices.make(office, [notice(aigerim), notice(aigerim, template="withdrawn")])
    assert office.get_one(Notice, made).template == "refund_paid_out"


def test_the_inbox_has_it_with_its_proof_and_email_waits(office: Session, aigerim: UUID, tell: Tell) -> None:
    made = tell(aigerim)
    assert channels_of(office, made) == {"inbox": "delivered", "email": "waiting"}
    assert office.get_one(Notice, made).said_at == NOON


def test_who_switched_email_off_is_told_in_the_inbox_only(office: Session, aigerim: UUID, tell: Tell) -> None:
    people.choose_email(office, aigerim, is_on=False)
    assert channels_of(office, tell(aigerim)) == {"inbox": "delivered"}
    people.choose_email(office, aigerim, is_on=True)
    assert set(channels_of(office, tell(aigerim, "k2"))) == {"inbox", "email"}


def test_what_the_law_requires_goes_by_email_too(office: Session, aigerim: UUID, tell: Tell) -> None:
    people.choose_email(office, aigerim, is_on=False)
    assert set(channels_of(office, tell(aigerim, required=True))) == {"inbox", "email"}


@pytest.mark.parametrize("order", [(1, 2), (2, 1)])
def test_the_newest_version_of_a_person_stays_in_whatever_order_they_come(
    office: Session, order: tuple[int, int]
) -> None:
    who = uuid4()
    told = {1: person(who, version=1, surname="Ахметова"), 2: person(who, version=2, surname="Оспанова")}
    for version in order:
        people.keep(office, [told[version]])
    kept = office.get_one(Person, who)
    assert (kept.version_no, kept.name) == (2, "Оспанова Айгерім Нұрланқызы")


def test_both_versions_in_one_batch_leave_the_newer(office: Session) -> None:
    who = uuid4()
    people.keep(office, [person(who, version=2, language="ru"), person(who, version=1)])
    assert office.get_one(Person, who).language == "ru"


def test_reading_is_noted_once_and_only_ones_own(office: Session, aigerim: UUID, tell: Tell) -> None:
    made = tell(aigerim)
    assert notices.read_one(office, aigerim, made).read_at == NOON
    with pytest.raises(NotFound):
        notices.read_one(office, uuid4(), made)


def test_all_can_be_marked_read_and_others_keep_theirs(office: Session, aigerim: UUID, tell: Tell) -> None:
    tell(aigerim)
    tell(aigerim, "k2")
    other = uuid4()
    tell(other, "k3")
    assert notices.mark_read(office, aigerim) == 2
    assert notices.mark_read(office, aigerim) == 0
    assert office.scalar(select(func.count()).select_from(Notice).where(Notice.read_at.is_(None))) == 1
