"""One line an act, as JSON or text, with the correlation that goes from the click to the last service.

No personal data: the lines carry ids, names of messages and endpoints, counts and seconds, never names, IIN or marks.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any
from uuid import UUID, uuid4

import structlog

_correlation: ContextVar[UUID | None] = ContextVar("correlation", default=None)


def correlation_id() -> UUID:
    """The correlation of what is going on; outside of any, a new one each time."""
    return _correlation.get() or uuid4()


@contextmanager
def correlated(correlation: UUID | None = None) -> Iterator[UUID]:
    """Everything logged and told inside belongs together; a consumer passes the correlation of the message."""
    known = correlation or uuid4()
    mark = _correlation.set(known)
    try:
        yield known
    finally:
        _correlation.reset(mark)


def logger(name: str) -> Any:
    """A logger: ``log.info("invoice_issued", case=case_id)``."""
    return structlog.get_logger(name)


def set_up_logging(service: str, form: str | None = None) -> None:
    """Write to standard error, as ``TIRKEU_LOG`` says: ``json`` (machines) or ``text`` (people)."""
    form = form or os.environ.get("TIRKEU_LOG", "text")
    shared_steps: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _with_origin(service),
        structlog.processors.format_exc_info,
    ]
    renderer: Any = (
        structlog.processors.JSONRenderer(default=str)
        if form == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
            foreign_pre_chain=shared_steps,
        )
    )
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    structlog.configure(
        processors=[*shared_steps, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def _with_origin(service: str) -> Any:
    def add(_: Any, __: str, event: dict[str, Any]) -> dict[str, Any]:
        event["service"] = service
        known = _correlation.get()
        if known is not None:
            event.setdefault("correlation", str(known))
        return event

    return add
