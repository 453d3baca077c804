"""What is passed, by the last attempt that tells, in one statement for all (R9.4, R6.2)."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.orm import Session

from services.grading.domain.debts import Try, standing
from services.grading.models import AttemptRow
from services.grading.usecases import passed
from shared.contracts.grading import PassedChanged
from tests.grading.usecases.test_gpas import records, row

ONE, COURSE = UUID(int=1), UUID(int=201)


def told(messages: list[PassedChanged]) -> dict[UUID, tuple[int, tuple[UUID, ...]]]:
    return {one.student_id: (one.version_no, one.course_ids) for said in messages for one in said.students}


def attempt(number: int, outcome: str, **more: Any) -> dict[str, Any]:
    made = row(Random(number), ONE, COURSE, number) | {"taken_on": date(2025, 1, number), "outcome": outcome}
    return made | {"makes_debt": outcome == "failed", "closes_debt": outcome == "passed"} | more


def test_one_statement_for_all_equals_the_domain_for_each(grading_db: Session) -> None:
    draw, made = Random(5), records(seed=11, students=120)
    for values in made:
        values["closes_debt"] = draw.random() < 0.5
        values["makes_debt"] = not values["closes_debt"] and draw.random() < 0.7
    grading_db.execute(insert(AttemptRow), made)
    expected: dict[UUID, set[UUID]] = {}
    for student, course in {(values["student_id"], values["course_id"]) for values in made}:
        tries = [
            Try(*(values[name] for name in ("attempt_id", "taken_on", "attempt_no", "makes_debt", "closes_debt")))
            for values in made
            if (values["student_id"], values["course_id"]) == (student, course)
        ]
        found = standing(tries)
        if found is not None and not found.open:
            expected.setdefault(student, set()).add(course)
    assert {one: set(ids) for one, (_, ids) in told(passed.work_out(grading_db)).items()} == expected
    assert len(expected) > 80
    assert passed.work_out(grading_db) == [], "what has not changed is not told again"


def test_a_withdrawal_changes_nothing_an_f_at_a_repeat_does(grading_db: Session) -> None:
    grading_db.execute(insert(AttemptRow), [attempt(1, "passed"), attempt(2, "withdrawn")])
    assert told(passed.work_out(grading_db, [ONE])) == {ONE: (1, (COURSE,))}
    grading_db.execute(insert(AttemptRow), [attempt(3, "failed")])
    assert told(passed.work_out(grading_db, [ONE])) == {ONE: (2, ())}


def test_a_pass_that_became_incomplete_is_none(grading_db: Session) -> None:
    made = attempt(1, "passed")
    grading_db.execute(insert(AttemptRow), [made])
    passed.work_out(grading_db, [ONE])
    instead = attempt(1, "incomplete", attempt_id=UUID(int=9), revision=1, replaces=made["attempt_id"])
    grading_db.execute(insert(AttemptRow), [instead])
    assert told(passed.work_out(grading_db, [ONE])) == {ONE: (2, ())}
    assert passed.work_out(grading_db, [ONE]) == []


def test_an_import_tells_of_many_students_in_few_messages(grading_db: Session) -> None:
    made = [row(Random(at), UUID(int=at), COURSE, 1) | {"closes_debt": True} for at in range(1, 1203)]
    grading_db.execute(insert(AttemptRow), made)
    assert [len(said.students) for said in passed.work_out(grading_db)] == [500, 500, 202]
