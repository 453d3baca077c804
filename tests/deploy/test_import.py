"""`tirkeu import oulad`: every service takes its part, says how far it is, and twice is once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from deploy.embedded.services import SERVICES
from tests.databases import Bound
from tests.deploy.test_cli import tirkeu
from tests.shared.records.test_oulad import COURSES, DATES_HEADER, INFO_HEADER, SCORES_HEADER, WORK, info

COUNTED = {
    "registration": ("students", "registrations", "courses", "sections"),
    "grading": ("attempts", "debts", "gpas"),
    "billing": ("tariffs",),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three students in two modules; one failed, one comes again."""
    made = tmp_path / "oulad"
    made.mkdir()
    rows = (("BBB,2013B", 11, "Pass"), ("BBB,2013B", 12, "Fail"), ("GGG,2014B", 12, "Pass"), ("GGG,2014B", 13, "Fail"))
    (made / "courses.csv").write_text(COURSES)
    (made / "assessments.csv").write_text(WORK)
    (made / "studentInfo.csv").write_text(INFO_HEADER + "".join(info(*row) for row in rows))
    (made / "studentRegistration.csv").write_text(DATES_HEADER + "BBB,2013B,11,-20,\n")
    (made / "studentAssessment.csv").write_text(SCORES_HEADER + "1,11,1,0,60\n")
    return made


def test_records_of_the_open_university_come_into_every_service_once(
    tirkeu_databases: Bound, folder: Path, tmp_path: Path
) -> None:
    first, progress = imported(tirkeu_databases, folder, tmp_path)
    before = counts(tirkeu_databases)
    assert {service for service in COUNTED if f"{service}: " in progress} == set(COUNTED)
    assert (before["registration.students"], before["registration.registrations"]) == (3, 4)
    assert before["grading.attempts"] == 4
    assert all(before.values()), before
    assert first["registration"]["not_taken"] == 3, "of three registrations there is no date"
    again, _ = imported(tirkeu_databases, folder, tmp_path)
    assert counts(tirkeu_databases) == before
    assert {told["new"] for told in again.values()} == {0}


def test_a_folder_that_is_none_is_refused(tmp_path: Path) -> None:
    assert tirkeu("import", "oulad", str(tmp_path / "nowhere")).returncode == 2


def imported(bound: Bound, folder: Path, var: Path) -> tuple[dict[str, Any], str]:
    """What the command reports, and what it says meanwhile."""
    addresses = {f"TIRKEU_{service.upper()}_DATABASE_URL": bound.url(service) for service in SERVICES}
    answer = tirkeu("import", "oulad", str(folder), "--json", TIRKEU_VAR=str(var / "var"), **addresses)
    assert answer.returncode == 0, answer.stderr
    told: dict[str, Any] = json.loads(answer.stdout)
    return told, answer.stderr


def counts(bound: Bound) -> dict[str, int]:
    """How many rows lie in the tables themselves."""
    found = {}
    for service, tables in COUNTED.items():
        with getattr(bound, service).read() as session:
            for table in tables:
                found[f"{service}.{table}"] = session.scalar(text(f"SELECT count(*) FROM {table}"))
    return found
