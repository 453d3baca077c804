"""Nothing is lost by its age: days of rest count for none, and what has stopped is sent anew by a person."""

from __future__ import annotations

import json
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from click.testing import CliRunner
from sqlalchemy import insert, select, update

from services.registration.db import db as registration
from shared.clock import now
from shared.contracts.billing import CancelInvoice
from shared.db import Database
from shared.messaging import publish
from shared.messaging.aging import warn
from shared.messaging.envelope import Envelope
from shared.messaging.outages import beat
from shared.messaging.relay import prune_inbox
from shared.messaging.state import message_state
from shared.messaging.tables import heartbeats, inbox, outbox
from shared.messaging.wire import send_waiting
from shared.service_cli import kernel_commands
from tests.databases import Bound

DAY = timedelta(days=1)
HEARD = uuid4()


def said(db: Database, days: int) -> UUID:
    """A message that was said so many days ago."""
    with db.transaction() as session:
        publish(session, [CancelInvoice(case_id=uuid4(), why="")])
    with db.transaction() as session:
        session.execute(update(outbox).values(made_at=outbox.c.made_at - days * DAY))
        mid: UUID = session.scalars(select(outbox.c.mid)).one()
        return mid


def sent(db: Database) -> list[Envelope]:
    found: list[Envelope] = []
    send_waiting(db, lambda _hearer, _name, _version, envelopes: found.extend(envelopes))
    return found


def test_whoever_was_down_for_weeks_goes_on_where_it_stopped(two_services: Bound) -> None:
    db = two_services.registration
    mid = said(db, 40)
    with db.transaction() as session:
        beat(session)
        real = now(session).real
        session.execute(insert(inbox).values(mid=HEARD, name="billing.invoice_paid", received_at=real - 41 * DAY))
        session.execute(update(heartbeats).values(beat_at=real - 39 * DAY))
    assert sent(db) == []
    with db.transaction() as session:
        beat(session)
    prune_inbox(db)
    (envelope,) = sent(db)
    assert envelope.mid == mid
    assert envelope.made_at > real - 2 * DAY, "its hearer takes it, as one that is a day old"
    with db.read() as session:
        assert session.scalar(select(inbox.c.received_at).where(inbox.c.mid == HEARD)) is not None


def test_what_a_hearer_was_away_for_stops_is_shown_and_sent_anew_by_a_person(two_services: Bound) -> None:
    db = two_services.registration
    mid = said(db, 8)
    assert sent(db) == []
    with db.read() as session:
        assert message_state(session)["stopped"] == 1
    (messages,) = (command for command in kernel_commands("registration") if command.name == "messages")
    told = CliRunner().invoke(messages, ["resend", "--json"])
    assert (told.exit_code, json.loads(told.output)) == (0, {"resent": 1})
    assert [envelope.mid for envelope in sent(db)] == [mid]
    again = CliRunner().invoke(messages, ["resend", str(mid)])
    assert again.exit_code == 1
    assert "has stopped" in again.output


def test_the_log_says_so_as_long_as_anything_has_stopped(
    two_services: Bound, capsys: pytest.CaptureFixture[str]
) -> None:
    said(two_services.registration, 8)
    with registration.read() as session:
        warn(session)
    assert "messages.stopped" in capsys.readouterr().out
