"""Registration's own commands: what could not be taken from records, and telling the others everything anew."""

from __future__ import annotations

import json
from dataclasses import replace

from click.testing import CliRunner
from sqlalchemy import delete, func, select

from services.registration.cli import group
from services.registration.usecases.records.load import note_report
from services.registration.usecases.republish import KINDS
from shared.messaging.tables import outbox
from shared.records.model import ReportRow
from tests.databases import Bound
from tests.registration.campus import STUDENTS, load, university


def told(*words: str) -> str:
    answer = CliRunner().invoke(group, words)
    assert answer.exit_code == 0, answer.output
    return answer.stdout


def test_the_lines_that_could_not_be_taken_are_told_with_the_reason(undone_databases: Bound) -> None:
    row = ReportRow("studentRegistration.csv", 17, "there is no date of registration", "taken without it")
    assert json.loads(told("records-report", "--json")) == []
    with undone_databases.registration.transaction() as session:
        note_report(session, replace(university(), report=(row,)))
    assert told("records-report") == "studentRegistration.csv:17: there is no date of registration; taken without it\n"
    (line,) = json.loads(told("records-report", "--json"))
    assert (line["source"], line["line"], line["done"]) == (university().source, 17, row.done)


def test_everything_or_one_kind_is_told_anew(undone_databases: Bound) -> None:
    with undone_databases.registration.transaction() as session:
        load(session)
        session.execute(delete(outbox))
    assert told("republish", "--only", "students") == "students: 1 batches\n"
    with undone_databases.registration.read() as session:
        said: dict[str, int] = dict(
            session.execute(select(outbox.c.hearer, func.count()).group_by(outbox.c.hearer)).tuples().all()
        )
    assert set(said.values()) == {STUDENTS}
    assert {"grading", "billing"} <= set(said)
    assert set(json.loads(told("republish", "--json"))) == set(KINDS)
