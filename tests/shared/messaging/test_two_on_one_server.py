"""Two universities may share a Redis server: each hears its own messages only."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from queue import Empty
from uuid import uuid4

import pytest

from deploy.embedded.ports import any_free
from deploy.embedded.processes import Guard
from deploy.embedded.valkey import Valkey
from shared.db import Database
from shared.messaging import ServiceCelery


@pytest.fixture
def universities(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[ServiceCelery, ServiceCelery]]:
    """Billing of two, on one server."""
    guard = Guard()
    server = Valkey(tmp_path / "valkey", any_free(), "word", guard)
    server.start()
    monkeypatch.setenv("REDIS_URL", server.address)
    made = []
    for name in ("one", "other"):
        monkeypatch.setenv("TIRKEU_WIRE", name)
        made.append(ServiceCelery("billing", Database("billing")))
    yield made[0], made[1]
    for celery in made:
        celery.close()
    server.stop()
    guard.close()


def take(celery: ServiceCelery) -> list[object]:
    """What a worker of billing would take from its queue."""
    taken: list[object] = []
    with celery.connection_for_read() as connection, connection.SimpleQueue("billing") as queue:
        while True:
            try:
                message = queue.get(timeout=0.2)
            except Empty:
                return taken
            taken.append(message.headers["task"])
            message.ack()


def test_two_instances_on_one_server_do_not_hear_each_other(
    universities: tuple[ServiceCelery, ServiceCelery],
) -> None:
    one, other = universities
    one.send_task("billing.cancel_invoice", args=([{"mid": str(uuid4())}],), queue="billing")
    assert (one.queue_lengths()["billing"], other.queue_lengths()["billing"]) == (1, 0)
    assert take(other) == []
    assert take(one) == ["billing.cancel_invoice"]
    assert one.queue_lengths()["billing"] == 0
