"""Who applies beside the debtors: for another purpose, by the office; and whose group is away (R8.1, R1.2, D24)."""

from __future__ import annotations

from uuid import UUID

from deploy.rehearsal.accounts import let_in, with_cookie
from deploy.rehearsal.cast import Debtor
from deploy.rehearsal.people import expect
from deploy.rehearsal.questions import Also, Applies
from deploy.rehearsal.stage import Dates, Stage
from deploy.rehearsal.ways.externals import sought
from deploy.rehearsal.window import applies, count_refusal, sections_of

PURPOSES = ("additional", "prerequisite", "difference")


def away(stage: Stage, dates: Dates) -> None:
    """A debtor's group is at practice while the term runs: a hold on all of its students (D24)."""
    groups = {
        row["number"]: str(row["group_id"])
        for row in stage.reader.rows(
            """SELECT s.number, s.group_id FROM registration.students s WHERE s.student_id IN
                 (SELECT student_id FROM registration.debt_copies WHERE status = 'open')"""
        )
    }
    for group in sorted({groups[number] for number in stage.lots.some(Also.AT_PRACTICE, groups)})[:3]:
        body = {
            "group_id": group, "kind": "practice", "starts_on": dates.starts_on.isoformat(),
            "ends_on": dates.attestations_on[0].isoformat(),
        }  # fmt: skip
        expect(stage.cast.specialist.post("/registration/api/v1/practices/", body), 201)
        stage.done["groups at practice"] += 1
    stage.clock.wait_until_quiet()


def other_purposes(stage: Stage) -> None:
    """Some who owe nothing take a course too; they are served behind the debtors (D2)."""
    others = {
        row["number"]: row
        for row in stage.reader.rows(
            """SELECT s.student_id, s.number, s.specialty_id, p.surname, p.iin FROM registration.students s
               JOIN registration.people p ON p.person_id = s.student_id WHERE s.status = 'studying' AND NOT s.graduating
                 AND s.student_id NOT IN (SELECT student_id FROM registration.debt_copies)
                 AND s.student_id NOT IN (SELECT student_id FROM registration.external_students)"""
        )
    }
    sections = _with_courses(stage)
    passed = _passed(stage)
    for nth, number in enumerate(sorted(stage.lots.some(Also.ANOTHER_PURPOSE, others, least=len(PURPOSES)))):
        row = others[number]
        somebody = stage.cast.office.door.person(row["student_id"], row["surname"], "student")
        student = Debtor(somebody, number, str(row["specialty_id"]), row["surname"], row["iin"] or "", ())
        stage.people[row["student_id"]] = student
        new = [section for section, course in sections if course not in passed.get(row["student_id"], ())]
        if not new:
            continue
        said = applies(stage, student, new[nth % len(new)], PURPOSES[nth % len(PURPOSES)])
        count_refusal(stage, said)
        stage.done[f"purpose: {PURPOSES[nth % len(PURPOSES)]}"] += said.status == 202
    stage.clock.wait_until_quiet()


def _with_courses(stage: Stage) -> list[tuple[UUID, UUID]]:
    """The sections that many want, with their courses."""
    rows = stage.reader.rows("SELECT section_id, course_id FROM registration.sections")
    courses = {row["section_id"]: row["course_id"] for row in rows}
    return [(section, courses[section]) for section in sought(stage)]


def _passed(stage: Stage) -> dict[UUID, set[UUID]]:
    """What is passed is not repeated for a better grade (R9.4)."""
    rows = stage.reader.rows("SELECT student_id, course_ids FROM registration.passed_copies")
    return {row["student_id"]: set(row["course_ids"]) for row in rows}


def by_the_office(stage: Stage) -> None:
    """A specialist applies for them, on a paper; each is told, the first objects, the chairman decides (R1.2)."""
    sections = sections_of(stage)
    specialist = let_in(stage, stage.cast.specialist)
    held = set(stage.reader.column("SELECT student_id FROM registration.arrears_copies"))
    free = [one for one in stage.cast.debtors if one.somebody.person_id not in held]
    later = {one.number: one for one in free if _may_come_later(stage, one, sections)}
    stage.by_the_office = set(sorted(stage.lots.some(Also.APPLIES_BY_THE_OFFICE, later, least=3))[:5])
    for debtor in [later[number] for number in sorted(stage.by_the_office)]:
        page = f"/registration/account/behalf/{debtor.somebody.person_id}"
        said = specialist.submit(page, ground="в командировке, заявление по почте", paper=f"заявление {debtor.number}")
        acting = with_cookie(specialist, said)
        offered = [sections[code][0] for code in debtor.courses if _is_open(stage, code, sections)]
        for section in offered[:1]:
            said = applies(stage, debtor, section, by=acting)
            count_refusal(stage, said)
            stage.done["applications by the office"] += said.status == 202
        specialist = with_cookie(acting, acting.submit("/registration/account/behalf/end"))
    stage.clock.wait_until_quiet()
    _objects(stage)


def _may_come_later(stage: Stage, debtor: Debtor, sections: dict[str, list[UUID]]) -> bool:
    """He has not applied yet, and a course that he owes is offered."""
    comes = stage.lots.choices(Applies, [debtor.number])[debtor.number]
    return comes is not Applies.FIRST_DAY and any(_is_open(stage, code, sections) for code in debtor.courses)


def _is_open(stage: Stage, code: str, sections: dict[str, list[UUID]]) -> bool:
    return code in sections and code not in stage.unwanted | stage.lonely


def _objects(stage: Stage) -> None:
    acts = stage.reader.rows(
        "SELECT behalf_id, student_id FROM registration.acts_for_students ORDER BY student_id LIMIT 1"
    )
    for act in acts:
        student = stage.people[act["student_id"]].somebody
        student.submit(f"/registration/my/acted-for-me/{act['behalf_id']}/object", words="я просил другую группу")
        page = f"/registration/acts-for-students/{act['behalf_id']}"
        stage.cast.office.submit(page, decision="unfounded", why="в заявлении указана эта группа")
        stage.done["objections to acts of the office"] += 1
    stage.clock.wait_until_quiet()
