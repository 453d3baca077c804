"""The thread that sends e-mail: it starts with the worker, outlives trouble, and stops."""

import threading
from collections.abc import Sequence
from uuid import UUID

import pytest
from celery.signals import worker_ready, worker_shutting_down
from sqlalchemy import select

from services.notifications import sweeper, worker
from services.notifications.models import Delivery
from services.notifications.post import Letter, Outcome
from services.notifications.sweeper import Sweeper
from services.notifications.usecases import notices, people
from tests.databases import Bound
from tests.notifications.conftest import notice, person


class Post:
    """Takes letters; the first batch meets an error that nobody foresaw."""

    def __init__(self) -> None:
        self.sent: list[UUID] = []
        self.tried, self.done = threading.Event(), threading.Event()

    def send(self, letters: Sequence[Letter]) -> list[Outcome]:
        if not self.tried.is_set():
            self.tried.set()
            raise RuntimeError("unforeseen")
        self.sent += [letter.delivery_id for letter in letters]
        self.done.set()
        return [Outcome(letter.delivery_id, proof="taken") for letter in letters]


@pytest.fixture
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings without an environment, and no pause worth waiting for."""
    from types import SimpleNamespace

    monkeypatch.setattr(sweeper, "settings", lambda: SimpleNamespace(origin="http://localhost:8000"))
    monkeypatch.setattr(sweeper, "TROUBLE", 0.01)
    monkeypatch.setattr(sweeper, "PAUSE", 0.01)


@pytest.mark.usefixtures("settled")
def test_it_goes_on_after_trouble_and_stops_when_told(tirkeu_databases: Bound) -> None:
    database, post, who = tirkeu_databases.notifications, Post(), person()
    with database.transaction() as session:
        people.keep(session, [who])
        notices.make(session, [notice(who.person_id)])
    running = Sweeper(database, post)
    running.start()
    try:
        assert post.tried.wait(20)
        with database.transaction() as session:
            held = session.scalars(select(Delivery).where(Delivery.channel == "email").with_for_update()).one()
            assert held.status == "waiting"
            held.next_try_at = held.next_try_at.replace(year=2000)
        assert post.done.wait(20)
    finally:
        running.stop()
        running.join(20)
    assert len(post.sent) == 1


def test_the_worker_starts_it_and_stops_it() -> None:
    assert worker.start_sending in [receiver() for _, receiver in worker_ready.receivers]
    assert worker.stop_sending in [receiver() for _, receiver in worker_shutting_down.receivers]
