"""How a message travels from service to service: nothing is lost, nothing happens twice.

PostgreSQL is the truth, Redis a wire that may be cut at any moment. ``publish`` writes outbox rows in the caller's
transaction; ``relay`` sends them as Celery tasks, many messages a task; ``inbox`` lets each through once and
acknowledges; ``deadlines`` are messages to oneself that leave when the office clock reaches them.
"""

from shared.messaging.celery import ServiceCelery
from shared.messaging.copies import upsert_copy
from shared.messaging.deadlines import Due, schedule, unschedule
from shared.messaging.outbox import publish

__all__ = ["Due", "ServiceCelery", "publish", "schedule", "unschedule", "upsert_copy"]
