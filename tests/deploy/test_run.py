"""`tirkeu run` from the terminal's side: Ctrl-C goes to the whole group, and all of it stops in order."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.deploy.test_instance import alive, all_wait, eventually

SMALL = """
import sys
from deploy.embedded import instance, run, university
from tests.deploy.conftest import waiting_programs
instance.everything = waiting_programs
university.fill = lambda made: print("filled", *[made.pid(name) for name in made.names()], flush=True)
university.accounts = lambda made: [university.Account("student", "dana", "word")]
sys.exit(run.run())
"""


@contextmanager
def terminal(var: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A run in a process group of its own, and what it said until it was ready."""
    plain = {
        name: value for name, value in os.environ.items() if not name.startswith(("TIRKEU_", "REDIS_", "DATABASE_"))
    }
    with subprocess.Popen(
        [sys.executable, "-c", SMALL],
        env={**plain, "TIRKEU_VAR": str(var)},
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as run:
        assert run.stdout is not None
        said = ""
        for line in run.stdout:
            said += line
            if "Ctrl-C" in line:
                break
        yield run, said
        run.kill()


@pytest.mark.parametrize("asked", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_it_says_where_it_is_and_stops_in_order_when_asked(tmp_path: Path, asked: signal.Signals) -> None:
    with terminal(tmp_path / "var") as (run, said):
        assert "http://localhost:" in said
        assert "student  dana  word" in said
        assert all_wait(tmp_path / "var")
        os.killpg(run.pid, asked)
        rest, _ = run.communicate(timeout=60)
        assert run.returncode == 0
        assert rest.endswith("`make run` goes on where it stopped.\n")
    assert (tmp_path / "var" / "farewell").read_text().split() == ["front", "web", "worker", "relay"]


def test_a_killed_run_leaves_nothing_running(tmp_path: Path) -> None:
    with terminal(tmp_path / "var") as (run, said):
        servers = [int(word) for line in said.splitlines() if line.startswith("filled") for word in line.split()[1:]]
        assert len(servers) == 2
        os.killpg(run.pid, signal.SIGKILL)
    assert eventually(lambda: not any(map(alive, servers)))
