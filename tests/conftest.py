"""Databases for the tests: rolled back by default, real copies where commits matter.

- `registration_db`, `grading_db`, `billing_db`, `notifications_db`: a session of that service's runtime role.
- `chromium`: a browser for the whole run; tests that use it are skipped where there is none, and the end says so.
- `undone_databases`: all four services, each on one connection; their commits are undone after the test. For pages.
- `tirkeu_databases`: a fresh database of its own, all four services bound to it; for threads, ledgers, faults.
"""

import gc
import os
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy.orm import Session

from deploy.embedded.services import SERVICES
from tests import chromium as chromium_module
from tests import databases
from tests.databases import Bound, Server

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SERVER = pytest.StashKey[Server]()
OPEN = pytest.StashKey[ExitStack]()
numbers = count(1)


def shared_server(config: pytest.Config) -> Server:
    """The one server of this run, started when first asked for."""
    if SERVER not in config.stash:
        stack = config.stash[OPEN] = ExitStack()
        config.stash[SERVER] = stack.enter_context(databases.server())
    return config.stash[SERVER]


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """xdist: the controller starts the server once, each worker is told where it is."""
    node.workerinput["server"] = shared_server(node.config).as_dict()


def pytest_configure() -> None:
    """Look for garbage seldom: a sixth of the time of all tests went into walking through what never becomes any."""
    gc.set_threshold(20_000, 20, 20)


def pytest_collection_finish() -> None:
    """What is there now, modules and tests, stays until the end: nobody needs to look at it again."""
    gc.collect()
    gc.freeze()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the server, if one was started here."""
    if OPEN in config.stash:
        config.stash[OPEN].close()


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say plainly, at the very end, that no browser was there."""
    skipped = [test for test in terminalreporter.getreports("skipped") if chromium_module.MISSING in str(test.longrepr)]
    if skipped:
        terminalreporter.section(f"{len(skipped)} browser tests were SKIPPED: {chromium_module.MISSING}", red=True)


@pytest.fixture(scope="session")
def chromium() -> Iterator["Browser"]:
    """The browser of the browser tests."""
    with chromium_module.browser() as running:
        yield running


@pytest.fixture(scope="session")
def pg(pytestconfig: pytest.Config) -> Server:
    """The PostgreSQL server of this run."""
    told = getattr(pytestconfig, "workerinput", None)
    return Server(**told["server"]) if told else shared_server(pytestconfig)


@pytest.fixture(scope="session")
def worker_databases(pg: Server) -> Bound:
    """This worker's own database; nothing is ever committed in it."""
    name = f"tirkeu_{os.environ.get('PYTEST_XDIST_WORKER', 'one')}"
    pg.clone(name)
    return databases.bind(pg, name)


@pytest.fixture
def registration_db(worker_databases: Bound) -> Iterator[Session]:
    """A session of registration's runtime role, undone after the test."""
    with databases.rolled_back(worker_databases.registration) as session:
        yield session


@pytest.fixture
def grading_db(worker_databases: Bound) -> Iterator[Session]:
    """A session of grading's runtime role, undone after the test."""
    with databases.rolled_back(worker_databases.grading) as session:
        yield session


@pytest.fixture
def billing_db(worker_databases: Bound) -> Iterator[Session]:
    """A session of billing's runtime role, undone after the test."""
    with databases.rolled_back(worker_databases.billing) as session:
        yield session


@pytest.fixture
def notifications_db(worker_databases: Bound) -> Iterator[Session]:
    """A session of notifications' runtime role, undone after the test."""
    with databases.rolled_back(worker_databases.notifications) as session:
        yield session


@pytest.fixture
def undone_databases(worker_databases: Bound) -> Iterator[Bound]:
    """All four services for one test, whose commits are undone after it; for one request or message at a time."""
    with databases.undone(worker_databases) as bound:
        yield bound


@pytest.fixture
def tirkeu_databases(worker_databases: Bound, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bound]:
    """A fresh database for one test, in which commits are real; thrown away after it."""
    pg, name = worker_databases.server, f"{worker_databases.database}_{next(numbers)}"
    pg.clone(name)
    for service in SERVICES:
        monkeypatch.setenv(f"TIRKEU_{service.upper()}_DATABASE_URL", pg.address(name, service))
    try:
        yield databases.bind(pg, name)
    finally:
        databases.bind(pg, worker_databases.database)
        pg.drop(name)
