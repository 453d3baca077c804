"""A course that is not held leaves its students a choice; some want another section of theirs (R8.5, D6, D20)."""

from __future__ import annotations

from deploy.rehearsal.people import Somebody
from deploy.rehearsal.questions import Also, Chooses
from deploy.rehearsal.stage import Stage

CASES = "/registration/cases"


def choose(stage: Stage) -> None:
    """Everybody whose paid course is not held says what he wants, or nothing; who finds no other takes the money."""
    rows = stage.reader.rows(
        """SELECT case_id, student_id FROM registration.applications WHERE choose_until IS NOT NULL AND choice IS NULL
           AND state <> 'ended' AND paid_on IS NOT NULL ORDER BY case_id"""
    )
    drawn = stage.lots.choices(Chooses, [str(row["case_id"]) for row in rows])
    for row in rows:
        wants = drawn[str(row["case_id"])]
        page, student = f"{CASES}/{row['case_id']}/choose", stage.people[row["student_id"]].somebody
        offered = student.choices(page) if wants is not Chooses.SAYS_NOTHING else []
        fits = [one for one in offered if one.startswith(wants)] or [one for one in offered if one == "refund"]
        if not stage.done["course not held: moved"]:
            fits = [one for one in offered if one.startswith(Chooses.ANOTHER_COURSE)] or fits
        if fits:
            student.submit(page, what=fits[0], sure="y")
            stage.done[f"course not held: {fits[0].partition(':')[0]}"] += 1
    stage.clock.wait_until_quiet()


def change_section(stage: Stage) -> None:
    """Some ask for another section, at once or behind its line; their seat stays until then."""
    rows = stage.reader.rows(
        """SELECT case_id, student_id FROM registration.applications WHERE state = 'on_sheet' AND course_id IN
             (SELECT course_id FROM registration.sections WHERE term_id = %(term)s AND status = 'open'
              GROUP BY course_id HAVING count(*) > 1) ORDER BY case_id""",
        term=stage.term_id,
    )
    students = {str(row["case_id"]): stage.people[row["student_id"]].somebody for row in rows}
    asking = stage.lots.some(Also.CHANGES_SECTION, students)
    for case in sorted(students, key=lambda one: (one not in asking, one)):
        if case in asking or not stage.done["another section asked for"]:
            _asks(stage, students[case], f"{CASES}/{case}/section")
    stage.clock.wait_until_quiet()


def _asks(stage: Stage, student: Somebody, page: str) -> None:
    """Refused is who has another course at that hour."""
    for section in student.choices(page)[:1]:
        said = student.submit(page, may_refuse=True, section=section)
        stage.done["another section asked for"] += said.status != 409
