"""Carrying messages by hand: outbox rows go to the handlers as real JSON, each one twice, until all is quiet.

For tests of workflows across services, on committed databases; the real broker and the real processes have tests of
their own (tests/faults).
"""

from __future__ import annotations

import json
import random
from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import exists, select

from shared.clock import now
from shared.messaging.celery import ServiceCelery
from shared.messaging.deadlines import fire, next_due
from shared.messaging.envelope import Envelope
from shared.messaging.inbox import consume
from shared.messaging.outbox import acknowledge
from shared.messaging.tables import outbox
from shared.messaging.wire import AT_ONCE, send_waiting

ALL = {"registration", "grading", "billing", "notifications"}
Sent = tuple[str, str, int, Sequence[Envelope]]


class Carrier:
    """A wire between services in one process. ``copies`` of each task arrive; a seed shuffles their order."""

    def __init__(self, *services: ServiceCelery, copies: int = 2, seed: int | None = None) -> None:
        self.services = {celery.service: celery for celery in services}
        self.copies = copies
        self.order = random.Random(seed) if seed is not None else None
        self.late: frozenset[str] = frozenset()
        """Names of messages that arrive only when everything else is quiet."""

    def carry(self, rounds: int = 200) -> int:
        """Fire what is due, carry what waits, until nothing does; returns the number of messages carried.

        Raises AssertionError if it does not become quiet, or a service does not hear what it is sent.
        """
        carried, kept, asked = 0, list[Sent](), set(self.services)
        for _ in range(rounds):
            found = [task for service in self.services if service in asked for task in self._gather(service)]
            kept += [task for task in found if task[1] in self.late]
            sent = [task for task in found if task[1] not in self.late]
            if not sent:
                sent, kept = kept, []
            if not sent:
                return carried
            for hearer, name, version, envelopes in self._shuffled(sent * self.copies):
                self._deliver(self.services[hearer], name, version, envelopes)
            carried += sum(len(envelopes) for *_, envelopes in sent)
            asked = {hearer for hearer, *_ in sent} | {found[0].sender for *_, found in sent}
        raise AssertionError(f"not quiet after {rounds} rounds")

    def _gather(self, service: str) -> list[Sent]:
        db = self.services[service].db
        with db.transaction() as session:
            due = next_due(session)
            if due is not None and due <= now(session).office:
                fire(session)
            waits = session.scalar(select(exists(outbox.select())))
        sent: list[Sent] = []
        while waits:
            waits = send_waiting(db, lambda *task: sent.append(task), full=ALL - set(self.services)) == AT_ONCE
        return sent

    def _shuffled(self, tasks: list[Sent]) -> list[Sent]:
        if self.order:
            self.order.shuffle(tasks)
        return tasks

    def _deliver(self, hearer: ServiceCelery, name: str, version: int, envelopes: Sequence[Envelope]) -> None:
        handler = hearer.handlers.get((name, version))
        assert handler, f"{hearer.service} has no handler for {name} version {version}"
        wire = json.loads(json.dumps([envelope.as_json() for envelope in envelopes]))
        done: dict[str, list[UUID]] = defaultdict(list)
        for envelope in consume(hearer.db, handler, [Envelope.from_json(item) for item in wire]):
            done[envelope.sender].append(envelope.mid)
        for producer, mids in done.items():
            if producer != hearer.service:
                with self.services[producer].db.transaction() as session:
                    acknowledge(session, mids)
