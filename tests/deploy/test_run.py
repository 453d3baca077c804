"""`tirkeu run` from the terminal's side: Ctrl-C goes to the whole group, and all of it stops in order."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from deploy.embedded.run import rehearsing, run
from deploy.embedded.services import SERVICES
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


@pytest.fixture
def own_signals() -> Iterator[None]:
    """What a run in this process hears is heard as before after it."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    yield
    for number, heard in before.items():
        signal.signal(number, heard)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"DATABASE_URL": "garbage"}, "DATABASE_URL is no address"),
        ({"DATABASE_URL": "postgresql://a:b@host:port/name"}, "DATABASE_URL is no address"),
        ({"DATABASE_URL": "postgresql://a:b@127.0.0.1:9/name"}, "does not let us in"),
        (
            {"DATABASE_URL": "postgresql://a:b@127.0.0.1:9/name", "REDIS_URL": "redis://127.0.0.1:9"},
            "Nothing answers at REDIS_URL",
        ),
        ({f"TIRKEU_{service.upper()}_DATABASE_URL": "garbage" for service in SERVICES}, "tables of registration"),
    ],
)
def test_servers_that_are_not_there_are_said_in_one_line(
    tmp_path: Path, given: dict[str, str], said: str, capsys: pytest.CaptureFixture[str], own_signals: None
) -> None:
    assert run({"TIRKEU_VAR": str(tmp_path / "var"), **given}) == 1
    assert said in capsys.readouterr().err


def test_a_variable_of_another_program_leaves_the_clock_of_a_demo_standing_still() -> None:
    assert rehearsing({"BLOG_DATABASE_URL": "x"})["TIRKEU_REHEARSAL"] == "1"
    assert "TIRKEU_REHEARSAL" not in rehearsing({"DATABASE_URL": "x"})
    assert "TIRKEU_REHEARSAL" not in rehearsing({"TIRKEU_BILLING_DATABASE_URL": "x"})


def test_a_killed_run_leaves_nothing_running(tmp_path: Path) -> None:
    with terminal(tmp_path / "var") as (run, said):
        servers = [int(word) for line in said.splitlines() if line.startswith("filled") for word in line.split()[1:]]
        assert len(servers) == 2
        os.killpg(run.pid, signal.SIGKILL)
    assert eventually(lambda: not any(map(alive, servers)))
