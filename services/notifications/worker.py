"""The worker process: the tasks of notifications, and beside them the thread that sends e-mail."""

from typing import Any

from celery.signals import worker_ready, worker_shutting_down

from services.notifications import tasks
from services.notifications.celery_app import celery
from services.notifications.db import db
from services.notifications.post import post_of
from services.notifications.sweeper import Sweeper

__all__ = ["celery", "tasks"]

_running: list[Sweeper] = []


@worker_ready.connect  # type: ignore[untyped-decorator]  # Celery is not annotated
def start_sending(**_: Any) -> None:
    """Deliveries have a way of their own: a slow mail server holds up no message."""
    sweeper = Sweeper(db, post_of())
    _running.append(sweeper)
    sweeper.start()


@worker_shutting_down.connect  # type: ignore[untyped-decorator]
def stop_sending(**_: Any) -> None:
    """Send no more; what was not noted is sent by the next worker."""
    for sweeper in _running:
        sweeper.stop()
