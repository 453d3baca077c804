"""Small instances: real servers, and programs that only wait, in place of the services."""

import os
import sys
from collections.abc import Iterator

import pytest

from deploy.embedded.instance import Instance, started
from deploy.embedded.processes import Guard
from deploy.embedded.programs import ORDER, Program

WAITS = """
import signal, sys, time
def leave(*_):
    open(sys.argv[1], "a").write(sys.argv[2] + " ")
    sys.exit()
signal.signal(signal.SIGTERM, leave)
print("here", flush=True)
time.sleep(600)
"""


def waiting_programs(instance: Instance) -> list[Program]:
    """One program of each kind; each notes in a file that it was asked to stop."""
    return [
        Program(kind, kind, (sys.executable, "-c", WAITS, str(instance.var / "farewell"), kind), os.environ)
        for kind in ORDER
    ]


@pytest.fixture
def guard() -> Iterator[Guard]:
    """For servers that a test starts by itself."""
    made = Guard()
    yield made
    made.close()


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """A running instance with waiting programs; what a test breaks in it comes up again by itself."""
    with started(Instance(tmp_path_factory.mktemp("small") / "var", outside={}, listed=waiting_programs)) as instance:
        yield instance
