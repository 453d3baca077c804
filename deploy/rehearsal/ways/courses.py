"""A course that is not held leaves its students a choice; some want another section of theirs (R8.5, D6, D20)."""

from __future__ import annotations

from deploy.rehearsal.habits import also, choice
from deploy.rehearsal.rates import Also, Chooses
from deploy.rehearsal.stage import Stage

CASES = "/registration/cases"


def choose(stage: Stage) -> None:
    """Everybody whose paid course is not held says what he wants, or nothing; who finds no other takes the money."""
    for row in stage.reader.rows(
        """SELECT case_id, student_id FROM registration.applications WHERE choose_until IS NOT NULL AND choice IS NULL
           AND state <> 'ended' AND paid_on IS NOT NULL ORDER BY case_id"""
    ):
        wants = choice(Chooses, stage.seed, str(row["case_id"]))
        page, student = f"{CASES}/{row['case_id']}/choose", stage.people[row["student_id"]].somebody
        offered = student.choices(page) if wants is not Chooses.SAYS_NOTHING else []
        fits = [one for one in offered if one.startswith(wants)] or [one for one in offered if one == "refund"]
        if fits:
            student.submit(page, what=fits[0], sure="y")
            stage.done[f"course not held: {fits[0].partition(':')[0]}"] += 1
    stage.clock.wait_until_quiet()


def change_section(stage: Stage) -> None:
    """Some ask for another section, at once or behind its line; their seat stays until then."""
    for row in stage.reader.rows(
        """SELECT case_id, student_id FROM registration.applications WHERE state = 'on_sheet' AND course_id IN
             (SELECT course_id FROM registration.sections WHERE term_id = %(term)s AND status = 'open'
              GROUP BY course_id HAVING count(*) > 1) ORDER BY case_id""",
        term=stage.term_id,
    ):
        if also(Also.CHANGES_SECTION, stage.seed, str(row["case_id"])):
            page, student = f"{CASES}/{row['case_id']}/section", stage.people[row["student_id"]].somebody
            if sections := student.choices(page):
                student.submit(page, section=sections[0])
                stage.done["another section asked for"] += 1
    stage.clock.wait_until_quiet()
