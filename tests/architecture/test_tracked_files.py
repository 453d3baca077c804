"""What must not stand in the project: where packages come from, and how somebody's machine looks."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from shared.migrations import ROOT

HOSTS = re.compile(
    r"pythonhosted\.|py" r"pi\.org|registry\.npm" r"js|//[\w.-]*(?:art" r"ifactory|nex" r"us)[\w.-]*/", re.I
)
MACHINE = re.compile(r"(?<![\w.])/(?:work|farm|root|home/\w+|Users/\w+|opt/\w+)/")
NEVER = {".env", "uv.lock"}


def tracked() -> list[Path]:
    """The files that belong to the project."""
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("not a git checkout: which files belong to the project is not known")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file()]


def found(pattern: re.Pattern[str]) -> list[str]:
    """Every line of the project where a pattern occurs."""
    places = []
    for path in tracked():
        for number, line in enumerate(path.read_text("utf-8", "replace").splitlines(), 1):
            if pattern.search(line):
                places.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()[:120]}")
    return places


def test_no_address_of_a_package_host_is_in_the_project() -> None:
    assert found(HOSTS) == []


def test_no_path_of_a_machine_is_in_the_project() -> None:
    assert found(MACHINE) == []


def test_no_secrets_and_no_foreign_lock_are_in_the_project() -> None:
    assert [path for path in tracked() if path.name in NEVER or path.name == "secrets.json"] == []


@pytest.mark.parametrize(
    "line", ["https://files.python" + "hosted.org/x", "index = https://py" + "pi.org/simple", "cd /ro" + "ot/x"]
)
def test_such_lines_would_be_found(line: str) -> None:
    assert HOSTS.search(line) or MACHINE.search(line)
