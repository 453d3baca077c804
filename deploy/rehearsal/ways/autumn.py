"""Who comes to the term after the summer: appellants and debtors; and what that term lacks (D8, R9.2)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from deploy.rehearsal.payments import today
from deploy.rehearsal.people import expect
from deploy.rehearsal.questions import Also, Pays
from deploy.rehearsal.stage import Stage
from deploy.rehearsal.ways import externals
from deploy.rehearsal.window import refusal

Courses = dict[UUID, list[UUID]]
"""By faculty."""
API = "/registration/api/v1"
COMERS = 8
_APPEALS = """SELECT DISTINCT c.course_id, c.code, c.faculty_id, s.number FROM grading.appeals p
              JOIN grading.attempts a USING (attempt_id) JOIN registration.courses c ON c.course_id = a.course_id
              JOIN registration.students s ON s.student_id = p.student_id
              WHERE p.status = 'open' AND s.status = 'studying' AND s.student_id NOT IN
                (SELECT student_id FROM registration.external_students) ORDER BY c.code, s.number"""

_OWED = """SELECT c.course_id, c.faculty_id FROM registration.debt_copies d
           JOIN registration.courses c USING (course_id)
           JOIN registration.students s USING (student_id) WHERE d.status = 'open' AND s.status = 'studying'
           GROUP BY 1, 2, c.code ORDER BY count(*) DESC, c.code LIMIT 3"""


def courses(stage: Stage) -> Courses:
    """The courses in which somebody waits for an appeal, and those that most still owe."""
    found: dict[UUID, list[UUID]] = defaultdict(list)
    appealed = stage.reader.rows(_APPEALS)
    for row in [*appealed, *(stage.reader.rows(_OWED) if appealed else [])]:
        if row["faculty_id"] in stage.cast.deans and row["course_id"] not in found[row["faculty_id"]]:
            found[row["faculty_id"]].append(row["course_id"])
    return {faculty: ids for faculty, ids in found.items() if ids}


def sections(stage: Stage) -> dict[str, UUID]:
    """The one section of each course."""
    rows = stage.reader.rows(
        """SELECT DISTINCT ON (c.code) c.code, s.section_id FROM registration.sections s
           JOIN registration.courses c USING (course_id)
           WHERE s.term_id = %(term)s AND s.status = 'open' ORDER BY c.code, s.label""",
        term=stage.term_id,
    )
    return {row["code"]: row["section_id"] for row in rows}


def who_comes(stage: Stage) -> list[tuple[str, str]]:
    """Number and course of the appellants, and of some of those who still owe one of these courses."""
    offered = sections(stage)
    appellants = [(row["number"], row["code"]) for row in stage.reader.rows(_APPEALS) if row["code"] in offered]
    owing = {
        f"{row['number']} {row['code']}": (row["number"], row["code"])
        for row in stage.reader.rows(
            """SELECT s.number, c.code FROM registration.debt_copies d JOIN registration.students s USING (student_id)
               JOIN registration.courses c USING (course_id)
               WHERE d.status = 'open' AND s.status = 'studying' AND c.code = ANY(%(codes)s)""",
            codes=sorted(offered),
        )
        if (row["number"], row["code"]) not in appellants
    }
    comers = sorted(stage.lots.some(Also.COMES_IN_AUTUMN, owing, least=COMERS))
    return [*appellants, *(owing[key] for key in comers)]


def who_pays(stage: Stage) -> None:
    """At least two pay at once, so that there is somebody who loses a paid seat by the withdrawal."""
    cases = stage.reader.column(
        """SELECT case_id FROM registration.applications WHERE term_id = %(term)s AND NOT provisional
           AND state = 'received' ORDER BY case_id DESC LIMIT 2""",
        term=stage.term_id,
    )
    for case in cases:
        stage.lots.fix(Pays.AT_ONCE, str(case))


def set_prices(stage: Stage, term_id: UUID) -> None:
    """Finance sets the prices that the publication named: one for each specialty of a debtor (R9.2)."""
    rows = stage.reader.rows(
        """SELECT DISTINCT p.code, x.academic_year FROM registration.debt_copies d
           JOIN registration.students s USING (student_id) JOIN registration.specialties p USING (specialty_id)
           JOIN (SELECT c.course_id, t.academic_year FROM registration.sections c
                 JOIN registration.terms t USING (term_id) WHERE t.term_id = %(term)s) x USING (course_id)
           WHERE d.status = 'open' AND p.code <> 'external' ORDER BY p.code""",
        term=term_id,
    )
    day = today(stage).isoformat()
    prices = [
        {"specialty": row["code"], "academic_year": row["academic_year"], "price": "19500.00", "valid_from": day}
        for row in rows
    ]
    expect(stage.cast.finance.post("/billing/api/v1/tariffs/", {"ground": "приказ 44", "rows": prices}), 201)
    stage.clock.wait_until_quiet()


def who_may_lapse(stage: Stage, waiting: Sequence[str]) -> list[str]:
    """Those for whom finance does not know of a payment; one of them waits at any rate."""
    drawn = stage.lots.choices(Pays, waiting)
    return [case for case in waiting if drawn[case] is not Pays.AT_ONCE] or list(waiting[1:])


def without_a_price(stage: Stage, section: UUID) -> None:
    """A student of another university finds no price for him in the new year: refused at once (R9.2)."""
    for student_id in stage.reader.column(
        "SELECT student_id FROM registration.external_students WHERE status = 'accepted' ORDER BY student_id LIMIT 1"
    ):
        body = {"section_id": str(section), "accepted_offer": "-", "purpose": "external"}
        external = stage.people[student_id]
        refusal(stage, (0, external, "", section), external.somebody.post(f"{API}/applications/", body))


def become_external(stage: Stage) -> None:
    """Before the draw some go on as externals, for whom nobody has set a price yet: no invoice (R9.2, D14)."""
    rows = {row["number"]: row for row in _applicants(stage)}
    for number in sorted(stage.lots.some(Also.BECOMES_EXTERNAL, rows))[:3]:
        body = {**rows[number], "group_id": str(externals.group(stage)), "status": "studying"}
        student_id = body.pop("student_id")
        del body["number"]
        expect(stage.cast.specialist.put(f"{API}/students/{student_id}/standing", body), 200)
        stage.done["go on as externals, without a price"] += 1
    stage.clock.wait_until_quiet()


def _applicants(stage: Stage) -> list[dict[str, Any]]:
    return stage.reader.rows(
        """SELECT s.student_id, s.number, s.year_of_study, s.funding, s.graduating FROM registration.students s
           WHERE s.student_id IN (SELECT student_id FROM registration.applications
             WHERE term_id = %(term)s AND NOT provisional AND state = 'received') ORDER BY s.number""",
        term=stage.term_id,
    )
