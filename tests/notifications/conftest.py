"""People and notices for the tests of notifications."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy.orm import Session

from services.notifications.post import FilePost
from services.notifications.usecases import notices, people
from shared.clock import set_office
from shared.contracts.notifications import Notify
from shared.contracts.registration import PersonChanged

NOON = datetime(2026, 6, 1, 7, 0, tzinfo=UTC)
"""Noon in Almaty."""

Tell = Callable[..., UUID]


def person(
    person_id: UUID | None = None,
    *,
    version: int = 1,
    email: str | None = "aigerim@tirkeu.example",
    language: str = "kk",
    surname: str = "Ахметова",
) -> PersonChanged:
    """What registration tells of a person."""
    return PersonChanged(person_id or uuid4(), version, surname, "Айгерім", "Нұрланқызы", language, email)


def notice(person_id: UUID, key: str = "k1", *, template: str = "refund_paid_out", required: bool = False) -> Notify:
    """A command to tell somebody something."""
    return Notify(key, person_id, template, {"amount": "money:500.00"}, None, required)


@pytest.fixture
def office(notifications_db: Session) -> Session:
    """The database of notifications at a noon of the office clock."""
    set_office(notifications_db, NOON)
    return notifications_db


@pytest.fixture
def aigerim(office: Session) -> UUID:
    """A person whom registration has told of."""
    told = person()
    people.keep(office, [told])
    return told.person_id


@pytest.fixture
def tell(office: Session) -> Tell:
    """Tell a person something; the id of the notice."""

    def say(person_id: UUID, key: str = "k1", *, required: bool = False) -> UUID:
        (made,) = notices.make(office, [notice(person_id, key, required=required)])
        return made

    return say


@pytest.fixture
def files(tmp_path: Path) -> FilePost:
    """A post that writes files."""
    return FilePost(tmp_path / "mail")
