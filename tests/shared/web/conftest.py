"""A browser and programs at the office of the tests."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import pytest
from flask.testing import FlaskClient

from shared.identity.testing import sign_in, token_for
from tests.databases import Bound
from tests.shared.web.office import FINANCE, issued, office_app


@pytest.fixture
def stranger(worker_databases: Bound) -> Iterator[FlaskClient]:
    """A browser in which nobody is signed in; English is preferred. Nothing of what it does is committed."""
    assert worker_databases
    client = office_app().test_client()
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    with client:
        yield client


@pytest.fixture
def finance(stranger: FlaskClient) -> FlaskClient:
    """The same with a finance officer signed in."""
    sign_in(stranger, uuid4(), roles=FINANCE)
    return stranger


@pytest.fixture
def program(undone_databases: Bound) -> Iterator[FlaskClient]:
    """A program with a finance officer's token, one request at a time."""
    assert undone_databases
    yield from _program()


@pytest.fixture
def program_of_many_threads(tirkeu_databases: Bound) -> Iterator[FlaskClient]:
    """The same on a database of its own, for requests that are sent at once."""
    assert tirkeu_databases
    yield from _program()


def _program() -> Iterator[FlaskClient]:
    client = office_app().test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token_for(uuid4(), roles=FINANCE)}"
    issued.clear()
    with client:
        yield client
