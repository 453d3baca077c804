"""Health and figures of each of the four services, on its own tables."""

from __future__ import annotations

from uuid import uuid4

import pytest
from sqlalchemy import insert

from deploy.embedded.services import SERVICES
from shared import steps
from shared.clock import now
from shared.db import Database
from shared.messaging.tables import parked
from shared.web.health import STATES
from tests.apps import app_of
from tests.databases import Bound


def figures(service: str) -> dict[str, float]:
    """The messages by state, as Prometheus would read them."""
    told = app_of(service).test_client().get(f"/{service}/metrics").text
    prefix = f'tirkeu_{service}_messages{{state="'
    lines = [line.removeprefix(prefix).split('"} ') for line in told.splitlines() if line.startswith(prefix)]
    return {state: float(number) for state, number in lines}


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_is_ready_with_its_newest_tables_and_tells_its_messages(
    undone_databases: Bound, service: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = app_of(service).test_client()
    assert browser.get(f"/{service}/health/ready").status_code == 200
    before = figures(service)
    assert set(before) == set(STATES)
    database: Database = getattr(undone_databases, service)
    with database.transaction() as session:
        lying = {"name": "said", "envelope": {}, "error": "x", "traceback": "x", "parked_at": now(session).real}
        session.execute(insert(parked).values(mid=uuid4(), **lying))
    assert figures(service) == {**before, "parked": before["parked"] + 1}

    monkeypatch.setattr(steps, "newest", lambda _service: "9999")
    late = browser.get(f"/{service}/health/ready")
    assert late.status_code == 503
    assert late.json is not None
    assert late.json["parts"]["database"] == "tables are not at their newest step"
