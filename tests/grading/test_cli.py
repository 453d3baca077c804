"""Grading's own commands: seals verified, a GPA with its derivation, late sheets; exit codes say what was found."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import NullPool, create_engine, delete, text

from services.grading.cli import group
from services.grading.db import db
from services.grading.usecases import late
from shared.contracts.grading import DebtChanged, GpaChanged, PassedChanged
from shared.messaging.tables import outbox
from tests.databases import Bound
from tests.grading.university import SHEET_DUE, University, said


def run(*words: str) -> Result:
    return CliRunner().invoke(group, list(words))


def told(*words: str) -> Any:
    return json.loads(run(*words, "--json").stdout)


@pytest.fixture
def university(tirkeu_databases: Bound) -> University:
    """A section whose sheets are sealed."""
    assert tirkeu_databases
    with db.transaction() as session:
        return University(session).played(("80", "80", "70"), ("40", "59", None))


def change_a_mark(bound: Bound) -> None:
    engine = create_engine(bound.server.of(bound.database), poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(text("SET session_replication_role = replica"))
        connection.execute(text("UPDATE grading.sheet_rows SET value = 95 WHERE value = 70"))


def test_seals_that_hold_exit_with_0_and_broken_ones_with_1_and_the_place(
    university: University, tirkeu_databases: Bound
) -> None:
    found = told("verify")
    assert (found["holds"], found["links"], found["places"]) == (True, 3, [])
    assert run("verify", "--head", found["head"]).exit_code == 0
    change_a_mark(tirkeu_databases)
    broken = run("verify")
    assert broken.exit_code == 1
    assert f"/lines/{university.students[0]}/value: '70.00' -> '95.00'" in broken.output
    assert told("verify")["places"][0]["found"] == "95.00"


def test_a_head_that_the_chain_does_not_have_is_found(university: University) -> None:
    assert university
    assert run("verify", "--head", f"9:{'a' * 64}").exit_code == 1
    assert run("verify", "--head", "nonsense").exit_code == 2


def test_the_chain_is_verified_from_a_file_and_the_key_alone(university: University, tmp_path: Path) -> None:
    assert university
    file = tmp_path / "chain"
    assert run("chain", str(file)).output == "3 links\n"
    head = told("verify")["head"]
    assert run("verify-chain", str(file), "--head", head).exit_code == 0
    file.write_text(file.read_text("utf-8").replace('\\"70.00\\"', '\\"95.00\\"'), "utf-8")
    broken = run("verify-chain", str(file))
    assert broken.exit_code == 1
    assert "breaks at link 3: document" in broken.output


def test_a_gpa_is_told_with_its_derivation(university: University) -> None:
    assert university
    found = told("gpa", "S-000")
    assert (found["gpa"], found["points"], found["credits"]) == ("2.67", "13.35", 5)
    assert [(line["course"], line["why"]) for line in found["lines"]] == [("MAT101", "counted")]
    assert "13.35 / 5 = 2.67" in run("gpa", "S-000").output
    assert run("gpa", "nobody").exit_code == 1


def test_debts_averages_and_passed_courses_are_told_again_as_of_their_version(university: University) -> None:
    with db.transaction() as session:
        session.execute(delete(outbox))
    assert run("republish").output == "told again: 4\n"
    with db.read() as session:
        debts = said(session, "grading.debt_changed")
        averages = said(session, "grading.gpa_changed")
    assert [debt.reason for debt in debts if isinstance(debt, DebtChanged)] == ["not_admitted"]
    with db.read() as session:
        (passed,) = said(session, "grading.passed_changed")
    assert isinstance(passed, PassedChanged)
    assert [len(one.course_ids) for one in passed.students] == [1]
    assert {one.student_id for one in averages if isinstance(one, GpaChanged)} == set(university.students)


def test_late_sheets_are_told_with_their_teacher(tirkeu_databases: Bound) -> None:
    assert tirkeu_databases
    assert told("late") == []
    with db.transaction() as session:
        university = University(session).found()
        university.enrol(2)
        university.clock_at(SHEET_DUE)
        late.report(session, [university.exam_sheet_id])
    (sheet,) = told("late")
    assert (sheet["section"], sheet["teacher"], sheet["entered"]) == ("MAT101-S1", "Оспанова Гүлнар", 0)
    assert "Оспанова Гүлнар" in run("late").output


def test_records_are_loaded_by_the_command_and_twice_is_once(tirkeu_databases: Bound) -> None:
    assert tirkeu_databases
    words = ("load-records", "--source", "generated", "--seed", "3", "--students", "40")
    first, second = told(*words), told(*words)
    assert first["new"] > 100
    assert second["new"] == 0
