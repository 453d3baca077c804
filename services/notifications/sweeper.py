"""The thread that sends e-mail: it sweeps the delivery rows, whatever the messages of the worker do."""

import threading

import structlog

from services.notifications.post import Post
from services.notifications.settings import settings
from services.notifications.usecases.sending import AT_ONCE, sweep
from shared.db import Database

PAUSE = 0.5
"""Seconds between two sweeps, unless more is due than one takes: letters gather, and cost half as much each."""
TROUBLE = 5.0
log = structlog.get_logger()


class Sweeper:
    """Sends what is due until it is stopped; any number may run, in any number of processes."""

    def __init__(self, database: Database, post: Post) -> None:
        self._database = database
        self._post = post
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="deliveries", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """Take nothing more."""
        self._stopped.set()

    def join(self, seconds: float) -> None:
        """Wait until the sweep that is under way has ended."""
        self._thread.join(seconds)

    def _run(self) -> None:
        while not self._stopped.is_set():
            self._stopped.wait(self._once())

    def _once(self) -> float:
        """One sweep; how long to wait before the next."""
        try:
            taken = sweep(self._database, self._post, settings().origin)
            return 0.0 if taken >= AT_ONCE else PAUSE
        except Exception as error:
            # The database is away, say: a thread that ends would stop all e-mail unseen.
            log.warning("deliveries.wait", error=type(error).__name__)
            return TROUBLE
