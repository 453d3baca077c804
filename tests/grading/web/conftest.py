"""Grading's web application over a committed university, and people who are signed in to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from services.grading.db import db
from shared.clock import set_office
from shared.identity.testing import sign_in
from tests import databases
from tests.apps import app_of
from tests.databases import Bound
from tests.grading.university import University

Visit = Callable[..., FlaskClient]
IN_JULY = datetime(2025, 7, 18, 8, 0, tzinfo=UTC)
"""An hour after the exam."""


class Campus:
    """The university, worked on in transactions of its own."""

    def __init__(self, university: University) -> None:
        self.university = university

    @contextmanager
    def at_work(self) -> Iterator[University]:
        """Work on it, and commit."""
        with db.transaction() as session:
            self.university.session = session
            yield self.university

    @property
    def students(self) -> list[UUID]:
        return self.university.students

    @property
    def address(self) -> str:
        """Of the section's page."""
        return f"/grading/groups/{self.university.section_id}"

    @property
    def api(self) -> str:
        """Of the section in the API."""
        return f"/grading/api/v1/sections/{self.university.section_id}"


@pytest.fixture(scope="module")
def shared_database(worker_databases: Bound) -> Iterator[Bound]:
    """One committed database for the tests of a file: each has a university of its own in it."""
    server, name = worker_databases.server, f"{worker_databases.database}_grading_web"
    server.clone(name)
    try:
        yield databases.bind(server, name)
    finally:
        databases.bind(server, worker_databases.database)
        server.drop(name)


@pytest.fixture
def campus(shared_database: Bound) -> Campus:
    """A section with three students on its lists, an hour after the exam."""
    assert shared_database
    with db.transaction() as session:
        set_office(session, IN_JULY)
        university = University(session)
        university.found().enrol(3)
    return Campus(university)


@pytest.fixture
def visit() -> Visit:
    """A browser in which this person is signed in."""
    app = app_of("grading")

    def come(person_id: UUID, *roles: str, language: str = "en") -> FlaskClient:
        client = app.test_client()
        sign_in(client, person_id, roles=roles, language=language, name="Оспанова Гүлнар")
        return client

    return come


@pytest.fixture
def teacher(visit: Visit, campus: Campus) -> FlaskClient:
    """The teacher of the section."""
    return visit(campus.university.teacher_id, "teacher")
