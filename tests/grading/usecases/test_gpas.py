"""The averages of many students in one statement are those of the domain, one by one (R6)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from random import Random
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from services.grading.domain.gpa import Attempt, gpa
from services.grading.domain.policies import Repeated
from services.grading.domain.shipped import KZ_2011, POLICIES
from services.grading.models import AttemptRow, GpaRow
from services.grading.models.rules import PolicyRow
from services.grading.usecases import gpas
from shared.clock import now

POINTS = [grade.points for grade in KZ_2011.grades]


def records(seed: int, students: int) -> list[dict[str, Any]]:
    """Random records: repeats, withdrawals, courses outside the GPA, ties in time."""
    draw = Random(seed)
    made: list[dict[str, Any]] = []
    for student in range(students):
        for course in draw.sample(range(8), draw.randint(1, 8)):
            for number in range(1, draw.choice((1, 1, 1, 2, 3)) + 1):
                made.append(row(draw, UUID(int=student + 1), UUID(int=100 + course), number))
    return made


def row(draw: Random, student_id: UUID, course_id: UUID, number: int) -> dict[str, Any]:
    points = None if draw.random() < 0.2 else draw.choice(POINTS)
    moment = datetime(2025, 1, 1, tzinfo=UTC)
    return {
        "attempt_id": UUID(int=draw.getrandbits(128)), "student_id": student_id, "course_id": course_id,
        "term_id": UUID(int=7), "attempt_no": number, "season": "autumn", "academic_year": 2024,
        "taken_on": date(2025, 1, draw.randint(1, 4)), "mark": "W" if points is None else "x", "percent": None,
        "outcome": "withdrawn" if points is None else "passed", "credits": draw.randint(1, 9), "points": points,
        "in_gpa": course_id.int % 5 != 0, "passed": bool(points), "makes_debt": False, "closes_debt": False,
        "scale": "kz-2011", "source": "import:test", "evidence": {}, "true_from": moment, "recorded_at": moment,
    }  # fmt: skip


def decide(session: Session, repeated: Repeated) -> None:
    policy = replace(POLICIES[0], version=99, valid_from=date(2012, 1, 1), repeated=repeated)
    values = {name: getattr(policy, name) for name in policy.__dataclass_fields__}
    values |= {"attestation_weeks": [7, 15], "attestation_weights": [1, 1], "reason": "a test"}
    session.execute(insert(PolicyRow), [{**values, "recorded_at": now(session).real}])


@pytest.mark.parametrize("repeated", Repeated)
def test_one_statement_for_all_equals_the_domain_for_each(grading_db: Session, repeated: Repeated) -> None:
    made = records(seed=11, students=150)
    grading_db.execute(insert(AttemptRow), made)
    decide(grading_db, repeated)
    gpas.work_out(grading_db)
    found = {item.student_id: (item.gpa, item.points, item.credits) for item in grading_db.scalars(select(GpaRow))}
    by_student: dict[UUID, list[Attempt]] = defaultdict(list)
    names = ("attempt_id", "course_id", "credits", "mark", "points", "taken_on", "attempt_no", "in_gpa")
    for values in made:
        by_student[values["student_id"]].append(Attempt(**{name: values[name] for name in names}))
    expected = {student: gpa(tries, repeated) for student, tries in by_student.items()}
    assert found == {s: (e.value, e.points, e.credits) for s, e in expected.items() if e.value is not None}
    assert len(found) > 100


def test_a_tie_is_rounded_up_in_the_statement_too(grading_db: Session) -> None:
    made = [row(Random(at), UUID(int=1), UUID(int=201 + at), 1) for at in range(2)]
    for values, points in zip(made, ("2.33", "2.00"), strict=True):
        values |= {"points": Decimal(points), "credits": 1, "in_gpa": True}
    grading_db.execute(insert(AttemptRow), made)
    (changed,) = gpas.work_out(grading_db)
    assert changed.gpa == Decimal("2.17")


def test_an_average_that_has_not_changed_is_not_told_again(grading_db: Session) -> None:
    grading_db.execute(insert(AttemptRow), records(seed=3, students=20))
    assert len(gpas.work_out(grading_db)) > 10
    assert gpas.work_out(grading_db) == []


def test_only_the_students_concerned_are_worked_out(grading_db: Session) -> None:
    grading_db.execute(insert(AttemptRow), records(seed=5, students=20))
    gpas.work_out(grading_db, [UUID(int=2)])
    assert set(grading_db.scalars(select(GpaRow.student_id))) <= {UUID(int=2)}


def test_whose_only_result_became_incomplete_has_no_average_left(grading_db: Session) -> None:
    made = row(Random(1), UUID(int=1), UUID(int=201), 1)
    made |= {"points": Decimal(0), "credits": 5, "in_gpa": True, "mark": "n/a"}
    grading_db.execute(insert(AttemptRow), [made])
    assert [one.gpa for one in gpas.work_out(grading_db, [UUID(int=1)])] == [Decimal("0.00")]
    instead = made | {"attempt_id": UUID(int=9), "revision": 1, "replaces": made["attempt_id"], "points": None}
    grading_db.execute(insert(AttemptRow), [instead])
    told = gpas.work_out(grading_db, [UUID(int=1)])
    assert [(one.gpa, one.credits, one.version_no) for one in told] == [(None, 0, 2)]
    assert gpas.work_out(grading_db, [UUID(int=1)]) == []
