"""Notices arrive as messages, each one twice, in any order."""

import json
from collections.abc import Sequence
from uuid import uuid4

from sqlalchemy import func, select

from services.notifications import tasks
from services.notifications.celery_app import celery
from services.notifications.models import Notice, Person
from shared.contracts.base import REGISTRY, Message
from shared.contracts.registration import PersonChanged
from shared.db import Database
from shared.messaging import publish
from shared.messaging.envelope import Envelope
from shared.messaging.inbox import consume
from shared.messaging.wire import send_waiting
from tests.databases import Bound
from tests.notifications.conftest import notice, person


def test_it_handles_everything_that_it_hears() -> None:
    heard = {key for key, contract in REGISTRY.items() if "notifications" in contract.hearers}
    assert tasks
    assert heard == set(celery.handlers)


def test_messages_carried_twice_make_one_notice_and_one_copy(undone_databases: Bound) -> None:
    who = uuid4()
    say(undone_databases.registration, [notice(who), person(who, version=2), person(who, version=1), notice(who)])
    with undone_databases.notifications.read() as session:
        assert session.scalar(select(func.count()).select_from(Notice)) == 1
        assert session.scalars(select(Person.version_no)).one() == 2


def say(sender: Database, messages: Sequence[Message]) -> None:
    """Publish these in another service and carry what notifications hears, each task twice, as real JSON."""
    with sender.transaction() as session:
        publish(session, messages)
    tasks_sent: list[tuple[str, int, Sequence[Envelope]]] = []
    send_waiting(sender, lambda hearer, name, version, sent: tasks_sent.append((name, version, sent))
                 if hearer == "notifications" else None)  # fmt: skip
    for name, version, sent in tasks_sent * 2:
        wire = json.loads(json.dumps([envelope.as_json() for envelope in sent]))
        consume(celery.db, celery.handlers[name, version], [Envelope.from_json(item) for item in wire])


assert PersonChanged.name == "registration.person_changed"
