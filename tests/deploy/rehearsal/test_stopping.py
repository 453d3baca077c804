"""A rehearsal that somebody stops, or begins a second time in the same folder."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

from deploy.embedded.claim import is_held
from tests.deploy.test_cli import tirkeu


def begun(var: Path) -> "subprocess.Popen[str]":
    """A rehearsal whose servers are just starting, in a process group of its own."""
    demo = subprocess.Popen(
        [sys.executable, "-m", "deploy.cli", "demo", "--students", "30"],
        env={**os.environ, "TIRKEU_VAR": str(var)},
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert demo.stdout is not None
    for line in demo.stdout:
        if "Starting PostgreSQL" in line:
            return demo
    raise AssertionError(f"it ended with {demo.wait()}")


def test_a_second_one_leaves_the_first_alone_and_a_stopped_one_reports_that(tmp_path: Path) -> None:
    report = tmp_path / "demo" / "report.json"
    report.parent.mkdir()
    report.write_text('{"ok": true}')
    first = begun(tmp_path)
    try:
        assert not report.exists(), "what was reported before counts no more"
        second = tirkeu("demo", "--students", "30", TIRKEU_VAR=str(tmp_path))
        assert second.returncode == 1
        assert f"already runs with the data in {tmp_path / 'demo'} (process {first.pid})" in second.stderr
        assert is_held(tmp_path / "demo" / "instance"), "it is left alone"
        os.killpg(first.pid, signal.SIGTERM)
        first.communicate(timeout=60)
    finally:
        first.kill()
    assert first.returncode == 1
    told = json.loads(report.read_text("utf-8"))
    assert (told["ok"], told["failure"]) == (False, "stopped")
    assert not (tmp_path / "demo" / "instance").exists()
