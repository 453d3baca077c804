"""The one command: quick, helpful, and honest in its exit code."""

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.embedded import running
from deploy.embedded.claim import Claim
from deploy.embedded.instance import Instance
from deploy.embedded.services import SERVICES
from shared.migrations import ROOT

TOLD = {f"TIRKEU_{service.upper()}_DATABASE_URL": "postgresql://nobody@127.0.0.1:9/none" for service in SERVICES}
"""As if an instance had been found; nobody has to answer."""


def tirkeu(*words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run the command as a person in another shell would."""
    plain = {
        name: value for name, value in os.environ.items() if not name.startswith(("TIRKEU_", "REDIS_", "DATABASE_"))
    }
    return subprocess.run(
        [sys.executable, "-m", "deploy.cli", *words],
        env={**plain, **settings},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    "words", [[], *([service] for service in SERVICES), ["clock"], ["clock", "to"], ["clock", "outage"], ["import"]]
)
def test_every_group_has_help(words: list[str]) -> None:
    answer = tirkeu(*words, "--help")
    assert answer.returncode == 0, answer.stderr
    assert "Usage:" in answer.stdout


def test_the_first_help_imports_no_service() -> None:
    code = "import sys; import deploy.cli; print([n for n in sys.modules if n.startswith(('services.', 'sqlalchemy'))])"
    shown = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"


@pytest.mark.parametrize(
    "words", [["billing", "messages"], ["registration", "migrate"], ["clock", "to", "2026-06-01"], ["bank-day"]]
)
def test_a_command_where_nothing_runs_says_so_whatever_was_left_behind(tmp_path: Path, words: list[str]) -> None:
    left = {"TIRKEU_BILLING_DATABASE_URL": "left by a dead one"}
    running.announce(tmp_path, dict.fromkeys((*SERVICES, "all"), left))
    answer = tirkeu(*words, TIRKEU_VAR=str(tmp_path))
    assert answer.returncode == 1
    assert f"Nothing runs in {tmp_path}" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_help_is_given_also_beside_a_note_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / running.NOTE).write_text('{"billing": ')
    claim = Claim(tmp_path)
    assert tirkeu("billing", "--help", TIRKEU_VAR=str(tmp_path)).returncode == 0
    assert "starting or stopping" in tirkeu("billing", "messages", TIRKEU_VAR=str(tmp_path)).stderr
    claim.give_back()


def test_a_database_that_is_away_is_said_in_one_line() -> None:
    away = {"TIRKEU_BILLING_DATABASE_URL": "postgresql+psycopg://billing:word@127.0.0.1:9/tirkeu"}
    answer = tirkeu("billing", "messages", **away)
    assert answer.returncode == 1
    assert "The database does not answer" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_the_office_clock_is_moved_only_in_rehearsal() -> None:
    answer = tirkeu("clock", "to", "2026-06-01", **TOLD)
    assert answer.returncode == 1
    assert "only in rehearsal" in answer.stderr


def test_an_outage_is_declared_only_in_rehearsal_and_ends_after_it_began() -> None:
    declared = ("clock", "outage", "--from", "2026-06-05T18:00", "--to")
    answer = tirkeu(*declared, "2026-06-06T09:00", **TOLD)
    assert answer.returncode == 1
    assert "only in rehearsal" in answer.stderr
    assert "ends after it has begun" in tirkeu(*declared, "2026-06-05T17:00", **TOLD).stderr


def test_what_is_in_the_way_of_a_run_is_said_in_one_line_and_the_exit_code(tmp_path: Path) -> None:
    answer = tirkeu("run", TIRKEU_VAR=str(tmp_path / "var"), TIRKEU_PORT="no port")
    assert answer.returncode == 1
    assert "TIRKEU_PORT=no port is no port" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_a_command_in_another_shell_finds_the_running_instance(small: Instance) -> None:
    note = small.var / running.NOTE
    assert stat.S_IMODE(note.stat().st_mode) == 0o600
    told = json.loads(note.read_text())
    assert set(told) == {*SERVICES, "all"}
    shown = tirkeu("registration", "clock", "--json", TIRKEU_VAR=str(small.var))
    assert shown.returncode == 0, shown.stderr
    assert set(json.loads(shown.stdout)) == {"office", "next_due"}


def test_a_stopped_instance_leaves_no_word_of_itself(tmp_path: Path) -> None:
    running.announce(tmp_path, {"billing": {"TIRKEU_BILLING_DATABASE_URL": "x", "HOME": "y"}})
    assert json.loads((tmp_path / running.NOTE).read_text()) == {"billing": {"TIRKEU_BILLING_DATABASE_URL": "x"}}
    running.withdraw(tmp_path)
    assert not (tmp_path / running.NOTE).exists()
