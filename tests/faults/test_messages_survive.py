"""Real servers, real processes, broken in the middle: nothing is lost and nothing happens twice (design: 4).

Slow for a reason: processes start again, and messages are sent again after their pauses of 2, 4, 8 s.
"""

from __future__ import annotations

import os
import signal
import time
from collections import Counter
from collections.abc import Callable
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from deploy.embedded.instance import Instance
from shared.contracts.billing import CancelInvoice
from shared.messaging import publish
from shared.messaging.state import message_state, parked_messages
from shared.messaging.tables import outbox
from tests.faults import toy

PATIENCE = 90.0


def say(ids: list[UUID], why: str = "") -> None:
    with toy.dbs["registration"].transaction() as session:
        publish(session, [CancelInvoice(case_id=i, why=why) for i in ids])


def fresh(number: int) -> list[UUID]:
    return [uuid4() for _ in range(number)]


def eventually(true: Callable[[], bool]) -> None:
    """Real processes take real time; what does not come true is a failure that says where things stand."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            if true():
                return
        except DBAPIError:
            pass  # the server is being broken; ask again
        assert time.monotonic() < deadline, states()
        time.sleep(0.05)


def states() -> dict[str, object]:
    found: dict[str, object] = {}
    for service, db in toy.dbs.items():
        with db.read() as session:
            found[service] = message_state(session)
    return found


def quiet() -> bool:
    for db in toy.dbs.values():
        with db.read() as session:
            if session.scalar(select(outbox.c.id).limit(1)) is not None:
                return False
    return True


def effects(ids: list[UUID]) -> Counter[str]:
    """How often each effect happened; asserts that none happened twice for one case."""
    found: Counter[str] = Counter()
    for db in toy.dbs.values():
        with db.read() as session:
            rows = Counter(
                tuple(row) for row in session.execute(select(toy.effects).where(toy.effects.c.case_id.in_(ids)))
            )
        assert set(rows.values()) <= {1}, "an effect happened twice"
        found.update(what for _, what in rows)
    return found


def everything_once(ids: list[UUID]) -> None:
    eventually(quiet)
    assert effects(ids) == {"cancel": len(ids), "cancelled": len(ids)}


def test_messages_travel_through_the_real_broker(instance: Instance) -> None:
    ids = fresh(1000)
    say(ids)
    everything_once(ids)


def test_a_flushed_redis_loses_nothing(instance: Instance) -> None:
    ids = fresh(600)
    for start in range(0, len(ids), 100):
        say(ids[start : start + 100])
        instance.flush()
    everything_once(ids)


def test_a_killed_redis_loses_nothing(instance: Instance) -> None:
    ids = fresh(200)
    say(ids[:100])
    instance.kill("valkey")
    say(ids[100:])
    everything_once(ids)


def test_a_worker_killed_between_taking_and_noting_loses_nothing_and_doubles_nothing(instance: Instance) -> None:
    ids = [toy.DEADLY, *fresh(50)]
    say(ids)
    everything_once(ids)
    assert (instance.var / "died").exists()


def test_a_postgresql_stopped_hard_loses_nothing_and_parks_nothing(instance: Instance) -> None:
    ids = fresh(400)
    say(ids)
    instance.kill("postgres")
    everything_once(ids)
    for db in toy.dbs.values():
        with db.read() as session:
            assert parked_messages(session) == []


def test_workers_and_relays_killed_at_any_moment_lose_nothing(instance: Instance) -> None:
    ids = fresh(500)
    for start, name in zip(range(0, 500, 100), instance.names()[2:], strict=False):
        say(ids[start : start + 100])
        instance.kill(name)
    everything_once(ids)


def test_a_relay_that_sleeps_past_every_pause_is_replaced_by_the_other(instance: Instance) -> None:
    pid = instance.pid("registration.relay.1")
    assert pid is not None
    os.kill(pid, signal.SIGSTOP)
    try:
        ids = fresh(100)
        say(ids)
        everything_once(ids)
    finally:
        os.kill(pid, signal.SIGCONT)


def test_a_poisoned_message_is_parked_and_the_others_of_its_batch_arrive(instance: Instance) -> None:
    ids = fresh(30)
    with toy.dbs["registration"].transaction() as session:
        publish(session, [CancelInvoice(case_id=i, why="") for i in ids])
        publish(session, [CancelInvoice(case_id=toy.POISON, why="poison")])
    everything_once(ids)
    with toy.dbs["billing"].read() as session:
        (lying,) = parked_messages(session)
    assert lying["name"] == "billing.cancel_invoice" and "ZeroDivisionError" in lying["error"]
