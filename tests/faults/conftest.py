"""A small instance with the real servers, and workers and relays of the two toy services, to be broken on purpose."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine

import shared.messaging.tables  # noqa: F401  # declares the tables
from deploy.embedded.instance import Instance, started
from deploy.embedded.programs import Program
from shared import kernel
from tests.faults import toy


def toy_programs(instance: Instance) -> list[Program]:
    """A worker and a relay of each, and for billing a second relay: any number may run."""
    asked = [("worker", "billing", 1), ("worker", "registration", 1), ("relay", "billing", 1)]
    asked += [("relay", "registration", 1), ("relay", "registration", 2)]
    made = []
    for kind, service, nth in asked:
        told = dict(instance.environment(service))
        if nth > 1:
            told.pop(f"TIRKEU_{service.upper()}_WAKE_PORT")
        command = (sys.executable, "-m", "tests.faults.toy", kind, service)
        made.append(Program(f"{service}.{kind}.{nth}", kind, command, told))
    return made


def fill(instance: Instance) -> None:
    """The kernel's tables, and the one in which effects are noted."""
    for service, db in toy.dbs.items():
        environment = instance.surroundings.of_owner(service)
        owner = create_engine(environment[f"TIRKEU_{service.upper()}_OWNER_DATABASE_URL"])
        kernel.metadata.create_all(owner)
        toy.metadata.create_all(owner)
        owner.dispose()
        db.bind(environment[f"TIRKEU_{service.upper()}_DATABASE_URL"])


@pytest.fixture(scope="module")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """Started once for the file: starting costs seconds, and each test leaves it quiet."""
    folder: Path = tmp_path_factory.mktemp("faults")
    with started(Instance(folder / "var", outside={}, listed=toy_programs), fill) as running:
        yield running
    for db in toy.dbs.values():
        db.engine.dispose()
