"""A message arrives once, whatever happens on its way (design: How a message travels)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from shared.clock import set_office
from shared.contracts.billing import CancelInvoice, InvoiceCancelled, StatementsLoaded
from shared.contracts.registration import SeatsFreed
from shared.db import Database
from shared.messaging import Due, ServiceCelery, publish, schedule, unschedule
from shared.messaging.deadlines import next_due
from shared.messaging.envelope import Envelope
from shared.messaging.inbox import TRIES, consume, replay
from shared.messaging.state import message_state, parked_messages
from shared.messaging.tables import inbox, message_tries, outbox, parked
from shared.messaging.testing import Carrier
from shared.messaging.wire import GATHER, send_waiting
from tests.databases import Bound


class Heard:
    """What a service was told, kept in its database by a comment-free counter row in the inbox and in memory."""

    def __init__(self) -> None:
        self.said: list[object] = []
        self.batches: list[int] = []

    def __call__(self, messages: Sequence[object], session: Session) -> None:
        self.said += messages
        self.batches.append(len(messages))


def cancel(number: int = 0) -> CancelInvoice:
    return CancelInvoice(case_id=UUID(int=number + 1), why=f"reason {number}")


def envelopes_of(db: Database, sending: int | None = None) -> list[Envelope]:
    """Everything on the wire at this moment, sent once more."""
    tasks: list[Envelope] = []
    send_waiting(db, lambda hearer, name, version, sent: tasks.extend(sent))
    return tasks


def say(db: Database, number: int) -> list[Envelope]:
    with db.transaction() as session:
        publish(session, [cancel(n) for n in range(number)])
    return envelopes_of(db)


def test_a_message_carried_twice_has_its_effect_once_and_its_row_goes(two_services: Bound) -> None:
    heard = Heard()
    registration = ServiceCelery("registration", two_services.registration)
    billing = ServiceCelery("billing", two_services.billing)
    billing.handles(CancelInvoice)(heard)
    with two_services.registration.transaction() as session:
        publish(session, [cancel(n) for n in range(250)])
    Carrier(registration, billing, copies=3, seed=1).carry()
    assert len(heard.said) == 250
    assert set(heard.batches) <= {100, 50}
    with two_services.registration.read() as session:
        assert message_state(session)["waiting"] == message_state(session)["unacknowledged"] == 0


def test_what_is_rolled_back_is_never_said(two_services: Bound) -> None:
    def say_and_fail() -> None:
        with two_services.registration.transaction() as session:
            publish(session, [cancel()])
            raise RuntimeError

    with pytest.raises(RuntimeError):
        say_and_fail()
    assert envelopes_of(two_services.registration) == []


def test_a_service_cannot_tell_what_is_anothers_to_tell(two_services: Bound) -> None:
    with pytest.raises(ValueError, match="to tell"), two_services.registration.transaction() as session:
        publish(session, [InvoiceCancelled(case_id=uuid4(), invoice_id=uuid4())])


def test_an_event_is_one_row_for_each_hearer(two_services: Bound) -> None:
    with two_services.billing.transaction() as session:
        publish(session, [StatementsLoaded(through=date(2025, 6, 2), version_no=1)])
    assert [e.hearer for e in envelopes_of(two_services.billing)] == list(StatementsLoaded.hearers)


def test_an_unacknowledged_message_is_sent_again_after_its_pause_and_not_before(two_services: Bound) -> None:
    db = two_services.registration
    assert [e.sending for e in say(db, 1)] == [1]
    assert envelopes_of(db) == []
    for sending, pause in ((2, 2), (3, 4), (4, 8)):
        with db.transaction() as session:
            wait = session.scalar(select(outbox.c.next_try_at - outbox.c.made_at))
            assert wait is not None and timedelta(seconds=pause) <= wait < timedelta(seconds=pause + 30)
            session.execute(update(outbox).values(next_try_at=datetime.now(UTC), made_at=datetime.now(UTC)))
        assert [e.sending for e in envelopes_of(db)] == [sending]


def test_two_relays_at_once_send_each_message_once(two_services: Bound) -> None:
    db = two_services.registration
    with db.transaction() as session:
        publish(session, [cancel(n) for n in range(20)])
    sent: list[Envelope] = []

    def second_relay_in_the_middle(hearer: str, name: str, version: int, envelopes: Sequence[Envelope]) -> None:
        sent.extend(envelopes)
        sent.extend(envelopes_of(db))

    send_waiting(db, second_relay_in_the_middle)
    assert len(sent) == len({e.mid for e in sent}) == 20


def test_a_wire_that_breaks_leaves_the_rows_unsent(two_services: Bound) -> None:
    db = two_services.registration
    with db.transaction() as session:
        publish(session, [cancel()])

    def broken(*_: object) -> None:
        raise ConnectionError

    with pytest.raises(ConnectionError):
        send_waiting(db, broken)
    assert [e.sending for e in envelopes_of(db)] == [1]


def test_a_full_queue_is_sent_nothing_and_loses_nothing(two_services: Bound) -> None:
    db = two_services.registration
    with db.transaction() as session:
        publish(session, [cancel()])
    assert send_waiting(db, lambda *_: None, full=["billing"]) == 0
    assert send_waiting(db, lambda *_: None) == 1


def test_what_is_said_to_a_busy_hearer_gathers_for_a_moment(two_services: Bound) -> None:
    db = two_services.registration
    with db.transaction() as session:
        publish(session, [cancel()])
    assert send_waiting(db, lambda *_: None, busy=["billing"]) == 0
    with db.transaction() as session:
        session.execute(update(outbox).values(made_at=outbox.c.made_at - GATHER))
    assert send_waiting(db, lambda *_: None, busy=["billing"]) == 1


def test_a_busy_hearer_is_sent_no_copies_for_a_minute_and_then_it_is(two_services: Bound) -> None:
    db = two_services.registration
    say(db, 1)
    with db.transaction() as session:
        session.execute(update(outbox).values(next_try_at=datetime.now(UTC)))
    assert send_waiting(db, lambda *_: None, busy=["billing"]) == 0
    with db.transaction() as session:
        session.execute(update(outbox).values(made_at=datetime.now(UTC) - timedelta(seconds=61)))
    assert send_waiting(db, lambda *_: None, busy=["billing"]) == 1


def test_a_poisoned_message_in_a_batch_holds_up_no_other_and_is_parked(two_services: Bound) -> None:
    envelopes = say(two_services.registration, 10)
    digested: set[UUID] = set()

    def handler(messages: Sequence[CancelInvoice], session: Session) -> None:
        if any(m.case_id == cancel(3).case_id for m in messages):
            raise ZeroDivisionError("poison")
        digested.update(m.case_id for m in messages)

    done = consume(two_services.billing, handler, envelopes)  # type: ignore[arg-type]
    assert len(done) == len(digested) == 9
    poisoned = next(e for e in envelopes if e not in done)
    for _ in range(TRIES - 2):
        assert consume(two_services.billing, handler, [again(poisoned)]) == []  # type: ignore[arg-type]
    assert len(consume(two_services.billing, handler, [again(poisoned)])) == 1  # type: ignore[arg-type]
    with two_services.billing.read() as session:
        (lying,) = parked_messages(session)
        assert lying["mid"] == poisoned.mid and "ZeroDivisionError" in lying["error"]
        assert session.scalar(select(message_tries.c.tries)) is None


def again(envelope: Envelope) -> Envelope:
    return Envelope.from_json({**envelope.as_json(), "sending": envelope.sending + 1})


def test_a_try_that_kills_its_worker_counts_too(two_services: Bound) -> None:
    (envelope,) = say(two_services.registration, 1)

    def killed(messages: Sequence[object], session: Session) -> None:
        raise SystemExit

    for _ in range(2):
        with pytest.raises(SystemExit):
            consume(two_services.billing, killed, [again(envelope)])
    with two_services.billing.read() as session:
        assert session.scalar(select(message_tries.c.tries)) == 2


def test_a_lost_database_is_no_try_and_parks_nothing(two_services: Bound) -> None:
    (envelope,) = say(two_services.registration, 1)

    def killed_by_the_server(messages: Sequence[object], session: Session) -> None:
        session.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))

    for _ in range(TRIES + 1):
        with pytest.raises(OperationalError):
            consume(two_services.billing, killed_by_the_server, [again(envelope)])
    with two_services.billing.read() as session:
        assert parked_messages(session) == []
        assert (session.scalar(select(message_tries.c.tries)) or 0) == 0
    heard = Heard()
    assert len(consume(two_services.billing, heard, [again(envelope)])) == 1
    assert len(heard.said) == 1


def test_a_parked_message_is_replayed_once_the_fault_is_mended(two_services: Bound) -> None:
    envelopes = say(two_services.registration, 1)

    def handler(messages: Sequence[object], session: Session) -> None:
        raise ValueError("not yet")

    for _ in range(TRIES):
        envelopes = [again(e) for e in envelopes]
        consume(two_services.billing, handler, envelopes)
    heard = Heard()
    replay(two_services.billing, {("billing.cancel_invoice", 1): heard}, envelopes[0].mid)
    assert heard.said == [cancel()]
    with two_services.billing.read() as session:
        assert session.scalar(select(parked.c.settled_how)) == "replayed"


def test_a_message_older_than_the_inbox_remembers_is_parked_and_not_digested(two_services: Bound) -> None:
    (envelope,) = say(two_services.registration, 1)
    old = {**envelope.as_json(), "real": (envelope.made_at - timedelta(days=15)).isoformat()}
    heard = Heard()
    assert len(consume(two_services.billing, heard, [Envelope.from_json(old)])) == 1
    assert heard.said == []
    with two_services.billing.read() as session:
        assert "TooOld" in parked_messages(session)[0]["error"]


def test_the_same_message_twice_in_one_task_counts_once(two_services: Bound) -> None:
    (envelope,) = say(two_services.registration, 1)
    heard = Heard()
    assert len(consume(two_services.billing, heard, [envelope, envelope])) == 2
    assert len(heard.said) == 1
    with two_services.billing.read() as session:
        assert len(session.execute(select(inbox)).all()) == 1


def test_correlation_and_cause_go_from_the_click_to_the_answer(two_services: Bound) -> None:
    with two_services.registration.transaction() as session:
        session.info["correlation"] = "click"
        publish(session, [cancel(n) for n in range(2)])

    def answer(messages: Sequence[CancelInvoice], session: Session) -> None:
        publish(session, [InvoiceCancelled(case_id=m.case_id, invoice_id=m.case_id) for m in messages])

    asked = envelopes_of(two_services.registration)
    consume(two_services.billing, answer, asked)  # type: ignore[arg-type]
    answers = envelopes_of(two_services.billing)
    assert {e.correlation for e in answers} == {"click"}
    assert {e.case_id: e.causation for e in answers} == {e.case_id: e.mid for e in asked}


def test_a_deadline_leaves_once_when_the_office_clock_reaches_it(two_services: Bound) -> None:
    db, heard = two_services.registration, Heard()
    registration = ServiceCelery("registration", db)
    registration.handles(SeatsFreed)(heard)
    noon = datetime(2025, 6, 2, 7, tzinfo=UTC)
    with db.transaction() as session:
        set_office(session, noon)
        schedule(
            session, [Due(noon + timedelta(hours=n), SeatsFreed(section_id=UUID(int=n)), f"k{n}") for n in (1, 2, 3)]
        )
        schedule(session, [Due(noon + timedelta(hours=9), SeatsFreed(section_id=UUID(int=3)), "k3")])
        unschedule(session, ["k2", "never set"])
    Carrier(registration).carry()
    assert heard.said == []
    with db.transaction() as session:
        assert next_due(session) == noon + timedelta(hours=1)
        set_office(session, noon + timedelta(hours=5))
    Carrier(registration).carry()
    Carrier(registration).carry()
    assert heard.said == [SeatsFreed(section_id=UUID(int=1))]
