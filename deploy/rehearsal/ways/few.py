"""Courses that few want: one for which nobody applies, one whose only student's money is under way (D22, D6, D19)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from deploy.rehearsal.questions import Also, Pays
from deploy.rehearsal.stage import Stage
from deploy.rehearsal.window import applies, count_refusal, sections_of

FEW = 4
"""Courses with so many debtors at most may be left alone."""


def leave_alone(stage: Stage, courses: list[dict[str, Any]]) -> None:
    """Of the courses with few debtors, for some nobody applies, for some a single one."""
    few = {row["code"] for row in sorted(courses, key=_wanted)[: len(courses) // 3] if row["code"] not in stage.apart}
    stage.unwanted = set(stage.lots.some(Also.COURSE_UNWANTED, _at_most(courses, few, FEW)))
    stage.lonely = set(stage.lots.some(Also.COURSE_OF_ONE, _at_most(courses, few - stage.unwanted, FEW + 2)))


def _wanted(row: dict[str, Any]) -> tuple[int, str]:
    return row["debtors"], row["code"]


def _at_most(courses: list[dict[str, Any]], codes: set[str], number: int) -> list[str]:
    """Those of the codes that so many owe at most; else the one that fewest owe."""
    mine = [row for row in sorted(courses, key=_wanted) if row["code"] in codes]
    return [row["code"] for row in mine if row["debtors"] <= number] or [row["code"] for row in mine[:1]]


def come_alone(stage: Stage) -> None:
    """On the last day of the window one applies; his transfer from abroad will be here when it is too late."""
    sections = sections_of(stage)
    for code in sorted(stage.lonely & sections.keys()):
        for debtor in [one for one in stage.cast.debtors if code in one.courses]:
            said = applies(stage, debtor, sections[code][0])
            count_refusal(stage, said)
            if said.status == 202:
                stage.lots.fix(Pays.FROM_ABROAD, str(_case(stage, debtor.somebody.person_id, sections[code][0])))
                break
    stage.clock.wait_until_quiet()


def _case(stage: Stage, student_id: UUID, section_id: UUID) -> UUID:
    found: UUID = stage.reader.one(
        """SELECT case_id FROM registration.applications WHERE student_id = %(student)s AND section_id = %(section)s
           AND state <> 'ended'""",
        student=student_id,
        section=section_id,
    )
    return found
