"""Whether the process lives, whether it can serve, and its figures for Prometheus."""

from __future__ import annotations

import math
import time
from datetime import timedelta
from typing import Any

import redis
from flask import Blueprint, Flask, Response, current_app, g, jsonify, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from sqlalchemy.exc import SQLAlchemyError

from shared import steps
from shared.db import Database
from shared.messaging.state import message_state
from shared.web.access import public
from shared.web.settings import WebSettings

OLDEST_UNACKNOWLEDGED = timedelta(minutes=5)
STATES = ("waiting", "unacknowledged", "parked", "stopped")
OLD_TABLES = "tables are not at their newest step"


def install_health(app: Flask, db: Database, settings: WebSettings) -> None:
    """Serve ``/health/live``, ``/health/ready`` and ``/metrics`` under the service's prefix."""
    pages = Blueprint("health", __name__, url_prefix=f"/{settings.service}")
    figures = Figures(settings.service)
    app.before_request(figures.start)
    app.after_request(figures.count)

    @pages.get("/health/live")
    @public
    def live() -> Response:
        """The process answers."""
        return jsonify(status="live")

    @pages.get("/health/ready")
    @public
    def ready() -> Response:
        """Database and its tables, Redis, the age of the oldest message that waits; what is away is named."""
        parts = {
            "database": _database(db, settings.service),
            "redis": _redis(settings.redis_url),
            "outbox": _outbox(db),
        }
        # Redis only carries messages: without it pages and API go on, so it is told but does not count.
        good = parts["database"] == "ok"
        answer = jsonify(status="ready" if good else "not ready", parts=parts)
        answer.status_code = 200 if good else 503
        return answer

    @pages.get("/metrics")
    @public
    def metrics() -> Response:
        """Figures for Prometheus; no personal data."""
        figures.tell(_messages(db))
        return Response(generate_latest(figures.registry), content_type=CONTENT_TYPE_LATEST)

    app.register_blueprint(pages)


class Figures:
    """What one web process counts."""

    def __init__(self, service: str) -> None:
        self.registry = CollectorRegistry()
        labels = ("endpoint", "method", "status")
        named = {"namespace": "tirkeu", "subsystem": service, "registry": self.registry}
        self.requests = Counter("requests", "Requests answered", labels, **named)  # type: ignore[arg-type]
        self.seconds = Histogram("request_seconds", "Time to answer", ("endpoint",), **named)  # type: ignore[arg-type]
        self.waiting = Gauge("outbox_oldest_seconds", "Age of the oldest message that waits", **named)  # type: ignore[arg-type]
        self.messages = Gauge("messages", "Messages by what is with them", ("state",), **named)  # type: ignore[arg-type]

    def start(self) -> None:
        g.started = time.perf_counter()

    def count(self, answer: Response) -> Response:
        endpoint = request.endpoint or "none"
        self.requests.labels(endpoint, request.method, str(answer.status_code)).inc()
        self.seconds.labels(endpoint).observe(time.perf_counter() - g.get("started", time.perf_counter()))
        return answer

    def tell(self, state: dict[str, Any] | None) -> None:
        """What lies in the message tables; no number where they can't be read."""
        for name in STATES:
            self.messages.labels(name).set(state[name] if state else math.nan)
        self.waiting.set(state["oldest_seconds"] if state else math.nan)


def _database(db: Database, service: str) -> str:
    try:
        with db.read() as session:
            return "ok" if steps.is_current(service, session.connection()) else OLD_TABLES
    except SQLAlchemyError:
        return "away"


def _redis(url: str | None) -> str:
    if url is None:
        return "not set"
    try:
        with redis.Redis.from_url(url, socket_connect_timeout=1, socket_timeout=1) as client:
            client.ping()
    except redis.RedisError:
        return "away"
    return "ok"


def _outbox(db: Database) -> str:
    state = _messages(db)
    if state is None:
        return "away"
    seconds = state["oldest_seconds"]
    return "ok" if seconds < OLDEST_UNACKNOWLEDGED.total_seconds() else f"oldest message waits {seconds:.0f} s"


def _messages(db: Database) -> dict[str, Any] | None:
    try:
        with db.read() as session:
            return message_state(session)
    except SQLAlchemyError:
        current_app.logger.info("messages cannot be read")
        return None
