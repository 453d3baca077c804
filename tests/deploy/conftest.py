"""Small instances: real servers, and programs that only wait, in place of the services."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.embedded.instance import Instance
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


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Instance]:
    """A running instance with waiting programs."""
    instance = Instance(tmp_path / "var", outside={}, listed=waiting_programs)
    instance.start()
    yield instance
    instance.stop()
