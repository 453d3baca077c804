"""Four services in one process: keys for the seals, a folder for their mail, a database with the records in it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from joserfc.jwk import OKPKey

from services.grading.settings import PRIVATE, PUBLIC
from tests import databases
from tests.databases import Bound
from tests.workflows.office import Records

KEY = OKPKey.generate_key("Ed25519")


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What `make run` would set."""
    monkeypatch.setenv(PRIVATE, json.dumps(KEY.as_dict(private=True)))
    monkeypatch.setenv(PUBLIC, json.dumps(KEY.as_dict(private=False)))
    monkeypatch.setenv("TIRKEU_VAR", str(tmp_path))


@pytest.fixture(scope="session")
def records(worker_databases: Bound) -> Iterator[str]:
    """The name of a database with the records of a small university in it, made once; each history undoes its own."""
    server, name = worker_databases.server, f"{worker_databases.database}_records"
    server.clone(name)
    Records(databases.bind(server, name)).bring_in()
    databases.bind(server, worker_databases.database)
    yield name
    server.drop(name)


@pytest.fixture
def undone_databases(worker_databases: Bound, records: str) -> Iterator[Bound]:
    """All four services with the records in them; what a history commits is undone after it."""
    server = worker_databases.server
    with databases.undone(databases.bind(server, records)) as bound:
        yield bound
    databases.bind(server, worker_databases.database)
