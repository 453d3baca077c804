"""What a student sees first: what to do now, by which hour, for how much; his debts; his applications."""

from __future__ import annotations

from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from services.registration.db import db
from services.registration.domain.seasons import SUMMER, policy
from services.registration.models.applications import COUNTS
from services.registration.models.campus import Student
from services.registration.models.externals import ExternalStudent
from services.registration.models.terms import Term
from services.registration.pages.case_view import step_text
from services.registration.pages.term_dates import line_of_dates
from services.registration.queries import at_risk, my_summer, to_do
from services.registration.queries.my_summer import MyApplication, MyDebt
from services.registration.queries.policies import in_force
from services.registration.queries.review_work import waiting_about
from shared.clock import now
from shared.errors import NotFound
from shared.web import allows, current_student_id, page_blueprint, render

pages = page_blueprint("registration", "student", __name__, "/my")


@pages.get("/")
@allows("registration.apply")
def home() -> ResponseReturnValue:
    """What to do now, by which hour, for how much."""
    with db.read() as session:
        student, term, debts, mine = _mine(session)
        return render(
            "registration/student/home.html",
            todo=to_do.to_do(session, debts, mine, term),
            waiting=to_do.WAITING,
            reviews=waiting_about(session, student.student_id),
            step_text=step_text,
            term=term,
            dates=line_of_dates(term, now(session).office) if term else (),
            has_grant=student.funding == "grant" and bool(debts),
            short_of=at_risk.short_of(session, student, now(session).day),
            limits=_limits(session, mine, term.season if term else SUMMER),
            external=session.get(ExternalStudent, student.student_id) is not None,
        )


@pages.get("/debts")
@allows("registration.apply")
def debts() -> ResponseReturnValue:
    """My academic debts, each with its reason, its price as arithmetic, and the sections to choose from."""
    with db.read() as session:
        student, term, debts, _ = _mine(session)
        return render("registration/student/debts.html", debts=debts, term=term, student=student)


@pages.get("/applications")
@allows("registration.apply")
def applications() -> ResponseReturnValue:
    """My applications, each with where it stands."""
    with db.read() as session:
        *_, mine = _mine(session)
        return render("registration/student/applications.html", applications=mine)


def _mine(session: Session) -> tuple[Student, Term | None, list[MyDebt], list[MyApplication]]:
    student = session.get(Student, current_student_id())
    if student is None:
        raise NotFound("student")
    term = my_summer.current_term(session)
    debts = my_summer.my_debts(session, student.student_id, term)
    return student, term, debts, my_summer.my_applications(session, student.student_id)


def _limits(session: Session, mine: list[MyApplication], season: str) -> dict[str, int]:
    """How much of the limits of R8.3 his held and confirmed seats use; a place in a line uses none."""
    live = [row for row in mine if row.state in COUNTS]
    limits = in_force(session, now(session).day)[policy(season, "limits")].value
    return {
        "courses": len(live),
        "credits": sum(row.credits for row in live),
        "most_courses": limits["courses"],
        "most_credits": limits["credits"],
    }
