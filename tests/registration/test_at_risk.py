"""Whom a dean looks after: transfer GPA, grants, graduations, teachers with their own failed students (R7, R8.6)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from sqlalchemy import delete, select

from services.registration.domain.promotion import thresholds, wrong
from services.registration.models.campus import Practice, Student
from services.registration.models.catalogue import Course
from services.registration.models.copies import DebtCopy, GpaCopy
from services.registration.models.registrations import Registration
from services.registration.models.sections import Section
from services.registration.queries import at_risk
from services.registration.usecases.policies import set_policy
from services.registration.usecases.recorded import recorded
from shared.clock import now, office_day
from shared.errors import Refused
from shared.identity.reach import Reach
from shared.identity.testing import sign_in
from tests.apps import app_of
from tests.databases import Bound
from tests.registration.campus import dean_of, with_role
from tests.registration.summer import Summer

ALL = Reach(everything=True)
WANTED = {1: Decimal("1.80"), 2: Decimal("2.00"), 3: Decimal("2.20")}


def test_thresholds_are_read_by_year_of_study_and_nothing_else_is_one() -> None:
    assert thresholds(["1.80", "2,00"]) == {1: Decimal("1.80"), 2: Decimal("2.00")}
    assert wrong(["1.80", "4.01", "two"]) == ["4.01", "two"]
    assert thresholds([]) == {}


def a_debtor(summer: Summer, year: int, gpa: str, credits: int, **standing: object) -> UUID:
    """Somebody with one open academic debt and this mean grade."""
    student_id = summer.debtors(1)[0]
    others = select(DebtCopy.debt_id).where(DebtCopy.student_id == student_id, DebtCopy.course_id != summer.course_id)
    summer.session.execute(delete(DebtCopy).where(DebtCopy.debt_id.in_(others)))
    student = summer.session.get_one(Student, student_id)
    student.year_of_study = year
    for name, value in standing.items():
        setattr(student, name, value)
    summer.session.add(GpaCopy(student_id=student_id, version_no=1, gpa=Decimal(gpa), credits=credits))
    summer.session.flush()
    return student_id


def outlooks(summer: Summer, student_id: UUID) -> list[str]:
    rows = summer.session.execute(at_risk.grants(ALL, WANTED))
    return [row.outlook for row in rows if row.student_id == student_id]


def test_below_the_transfer_gpa_is_shown_what_summer_can_change(summer: Summer) -> None:
    student_id = a_debtor(summer, 1, "1.60", 30, funding="grant")
    owed = summer.session.get_one(Course, summer.course_id).credits
    row = summer.session.execute(at_risk.below(ALL, WANTED)).one()
    needed = Decimal("0.20") * 30 / owed
    assert (row.student_id, row.wanted, row.debts, row.applied) == (student_id, Decimal("1.80"), 1, 0)
    assert row.best == round(Decimal("1.60") + Decimal(4) * owed / 30, 2)
    assert (row.needed, row.outlook) == (needed, "summer_can")
    assert outlooks(summer, student_id) == ["grant_at_risk"]


def test_exactly_at_the_threshold_is_enough_and_the_grant_stays_with_a_debt(summer: Summer) -> None:
    student_id = a_debtor(summer, 1, "1.80", 15, funding="grant")
    assert summer.session.execute(at_risk.below(ALL, WANTED)).all() == []
    assert summer.session.execute(at_risk.below(ALL, {})).all() == []
    assert outlooks(summer, student_id) == ["grant_kept"]


def test_a_graduating_student_is_warned_of_when_his_result_comes_after_certification_begins(summer: Summer) -> None:
    student_id = a_debtor(summer, 4, "2.50", 200, graduating=True)
    by, today = office_day(summer.dates.sheets_due_at), now(summer.session).day

    def outlook() -> str:
        rows = summer.session.execute(at_risk.graduating(ALL, by, today))
        return next(str(row.outlook) for row in rows if row.student_id == student_id)

    assert outlook() == "not_applied"
    section = summer.section(5)
    summer.apply(section, [student_id])
    assert outlook() == "result_in_time"
    group = summer.session.get_one(Student, student_id).group_id
    summer.session.add(
        Practice(
            practice_id=UUID(int=1), group_id=group, kind="certification", starts_on=by,
            ends_on=by + timedelta(days=9), **recorded(summer.session),
        )
    )  # fmt: skip
    summer.session.flush()
    assert outlook() == "result_too_late"


def test_students_of_who_failed_them_are_shown_and_by_policy_refused(summer: Summer) -> None:
    student_id = a_debtor(summer, 2, "2.50", 60)
    debt = summer.session.scalars(select(DebtCopy).where(DebtCopy.student_id == student_id)).one()
    earlier = select(Section).join(Registration, Registration.section_id == Section.section_id)
    mine = earlier.where(Registration.student_id == student_id, Registration.term_id == debt.term_id)
    teacher = summer.session.scalars(mine.where(Registration.course_id == debt.course_id)).one().teacher_id
    section = summer.section(5)
    section.teacher_id = teacher
    set_policy(summer.session, "other_teacher", {"on": True}, now(summer.session).day, "council")
    refused = summer.apply(section, [student_id])[0]
    assert isinstance(refused, Refused)
    assert [(reason.code, reason.rule) for reason in refused.reasons] == [("same_teacher", "R8.6")]
    set_policy(summer.session, "other_teacher", {"on": False}, now(summer.session).day, "council")
    summer.apply(section, [student_id])
    found = summer.session.execute(at_risk.own_teachers(ALL, summer.term.term_id)).all()
    assert [(row.section_id, row.state) for row in found] == [(section.section_id, "received")]


def test_a_dean_walks_through_the_lists_of_his_faculty_only(undone_databases: Bound) -> None:
    with undone_databases.registration.transaction() as session:
        summer = Summer(session)
        student_id = a_debtor(summer, 1, "1.60", 30, funding="grant", graduating=True)
        set_policy(session, "transfer_gpa", {"thresholds": ["1.80"]}, now(session).day, "council")
        faculty = session.get_one(Student, student_id).faculty_id
        others = session.scalars(select(Student.faculty_id).where(Student.faculty_id != faculty).limit(1)).one()
    client = app_of("registration").test_client()
    for actor, sees in ((dean_of(faculty), True), (dean_of(others), False), (with_role("specialist"), True)):
        sign_in(client, actor.person_id, roles=actor.roles, name=actor.name, language="en")
        for address in ("", "/grants", "/graduating"):
            page = client.get(f"/registration/at-risk{address}")
            assert (page.status_code, f"/students/{student_id}" in page.text) == (200, sees), address
        assert client.get("/registration/at-risk/teachers").status_code == 200
    sign_in(client, student_id, roles=("student",), language="en")
    assert "if your GPA reaches 1.80" in client.get("/registration/my/").text
    specialist = with_role("specialist")
    sign_in(client, specialist.person_id, roles=specialist.roles, language="en")
    table = client.get("/registration/at-risk?below-export=csv")
    assert "1.80" in table.text
