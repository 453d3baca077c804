"""What a person does about a parked message, from the command line: look, replay, or give it up for a reason."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID, uuid4

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import insert, select, update

from shared.clock import now
from shared.contracts.billing import CancelInvoice
from shared.message_commands import messages_group
from shared.messaging import publish
from shared.messaging.envelope import Envelope
from shared.messaging.inbox import settle
from shared.messaging.tables import parked
from shared.messaging.wire import send_waiting
from tests.databases import Bound

CASE = uuid4()


@pytest.fixture
def mid(undone_databases: Bound) -> UUID:
    """A message that billing could not digest."""
    with undone_databases.registration.transaction() as session:
        publish(session, [CancelInvoice(case_id=CASE, why="")])
    found: list[Envelope] = []
    send_waiting(undone_databases.registration, lambda _hearer, _name, _version, sent: found.extend(sent))
    (envelope,) = found
    with undone_databases.billing.transaction() as session:
        session.execute(
            insert(parked).values(
                mid=envelope.mid, name=envelope.name, envelope=envelope.as_json(), error="ValueError: not yet",
                traceback="Traceback (most recent call last):\nValueError: not yet\n", parked_at=now(session).real,
            )
        )  # fmt: skip
    return envelope.mid


def messages(*words: object) -> Result:
    return CliRunner().invoke(messages_group("billing"), [str(word) for word in words])


def record(databases: Bound, mid: UUID) -> Any:
    with databases.billing.read() as session:
        return session.scalar(select(parked.c.settled_how).where(parked.c.mid == mid))


def test_a_parked_message_is_shown_with_the_place_where_it_failed(undone_databases: Bound, mid: UUID) -> None:
    assert f"{mid}  billing.cancel_invoice" in messages().output
    shown = messages("show", mid)
    assert "error: ValueError: not yet" in shown.output
    assert "Traceback (most recent call last)" in shown.output
    assert str(CASE) in shown.output
    told = json.loads(messages("show", mid, "--json").output)
    assert (told["mid"], told["settled_how"]) == (str(mid), None)
    assert told["traceback"].endswith("ValueError: not yet\n")


def test_a_replayed_message_is_settled_and_can_not_be_given_up_after_it(undone_databases: Bound, mid: UUID) -> None:
    assert json.loads(messages("replay", mid, "--json").output) == {"replayed": str(mid)}
    late = messages("discard", mid, "--reason", "too late")
    assert (late.exit_code, late.stderr) == (1, f"Error: No parked message {mid}.\n")
    assert record(undone_databases, mid) == "replayed"
    assert json.loads(messages("--json").output)["parked_messages"] == []
    assert "settled_how: replayed" in messages("show", mid).output, "it stays on record"


def test_a_message_is_given_up_only_for_a_reason_and_only_once(undone_databases: Bound, mid: UUID) -> None:
    assert messages("discard", mid).exit_code == 2
    assert messages("discard", mid, "--reason", "the case was made twice").output == f"discarded {mid}\n"
    assert messages("replay", mid).exit_code == 1
    with undone_databases.billing.transaction() as session:
        assert not settle(session, mid, "replayed"), "who was quicker is on record"
    assert record(undone_databases, mid) == "discarded: the case was made twice"


def test_a_message_that_fails_again_stays_parked_and_says_why(undone_databases: Bound, mid: UUID) -> None:
    with undone_databases.billing.transaction() as session:
        session.execute(update(parked).values(envelope=parked.c.envelope.op("||")({"name": "billing.unheard_of"})))
    again = messages("replay", mid)
    assert again.exit_code == 1
    assert "failed again and stays parked" in again.stderr
    assert record(undone_databases, mid) is None


def test_of_a_message_that_never_was_parked_nothing_is_said_to_be_done(undone_databases: Bound) -> None:
    for words in (["show"], ["replay"], ["discard", "--reason", "x"]):
        answer = messages(*words, uuid4())
        assert answer.exit_code == 1
        assert "No parked message" in answer.stderr
