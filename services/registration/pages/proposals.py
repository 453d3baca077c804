"""The dean: debtors by course, a proposal with expected groups and fee, and where it waits (R8.2)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Select
from sqlalchemy.orm import Session

from services.registration.db import db
from services.registration.models.campus import Faculty
from services.registration.models.terms import Term, TermProposal
from services.registration.pages.proposal_form import ProposalForm, proposal_form, wishes_of
from services.registration.pages.words import in_language, worded
from services.registration.queries import campus, proposals
from services.registration.queries.debtors import CourseDebtors, debtors_by_course
from services.registration.queries.policies import in_force
from services.registration.usecases.proposals import first_possible_start
from services.registration.usecases.terms import academic_year_of_summer
from services.registration.workflows import summer_term
from shared.clock import now
from shared.errors import NotFound
from shared.money import Money
from shared.web import (
    Column,
    DataTable,
    allows,
    back_to,
    page_blueprint,
    reach,
    render,
    render_form,
    require,
    shown_in,
)

pages = page_blueprint("registration", "proposals", __name__)

DEBTORS = DataTable(
    "debtors",
    Column("code", "term.code"),
    Column("name", "term.course"),
    Column("credits", "proposal.credits", kind="number"),
    Column("debtors", "proposal.debtors", kind="number"),
    Column("wishes", "proposal.wishes", kind="number"),
    Column("grant", "status.grant", kind="number"),
    Column("graduating", "proposal.graduating", kind="number"),
    Column("expected_fee", "proposal.expected_fee", kind="money"),
)
PROPOSALS = DataTable(
    "proposals",
    Column("faculty_name", "term.faculty", link=lambda row: url_for("proposals.show", proposal_id=row.proposal_id)),
    Column("starts_on", "chain.starts_on", kind="day", sort=Term.starts_on),
    Column("courses", "proposal.courses", kind="number"),
    Column("debtors", "proposal.debtors", kind="number"),
    Column("wishes", "proposal.wishes", kind="number"),
    Column("by_students", "proposal.by_students", kind="flag"),
    Column("groups", "proposal.groups", kind="number"),
    Column("proposed_at", "proposal.proposed_at", kind="moment", sort=TermProposal.proposed_at),
    Column("decide_by", "proposal.decide_by", kind="moment", sort=Term.decide_by),
    Column("status", "term.status", kind="badge", sort=TermProposal.status),
    sort="-proposed_at",
)


@pages.get("/debtors")
@allows("registration.see_debts")
def debtors() -> ResponseReturnValue:
    """Academic debts by course, within the caller's faculties."""
    with db.read() as session:
        rows = _owed(session)
    table = DEBTORS.of_rows([_debtors_row(row) for row in rows])
    top = sorted(rows, key=lambda row: -row.debtors)[:12]
    total = Money(sum(row.expected_fee.tiyn for row in rows))
    return render("registration/proposals/debtors.html", table=table, top=top, fee=total, worded=worded)


@pages.get("/proposals")
@allows("registration.see_debts")
def index() -> ResponseReturnValue:
    """Proposals and where each waits."""
    query: Select[*tuple[Any, ...]] = proposals.listed(reach("registration.see_debts"))
    query = query.add_columns(in_language(Faculty.title).label("faculty_name"))
    with db.read() as session:
        return PROPOSALS.answer(session, query, "registration/proposals/list.html")


@pages.get("/proposals/<uuid:proposal_id>")
@allows("registration.see_debts")
def show(proposal_id: UUID) -> ResponseReturnValue:
    """One proposal with its courses."""
    with db.read() as session:
        card = proposals.card(session, proposal_id)
    require("registration.see_debts", faculty=card.faculty_id)
    return render("registration/proposals/show.html", card=card, worded=worded)


@pages.route("/proposals/new", methods=["GET", "POST"])
@allows("registration.propose_term")
def propose() -> ResponseReturnValue:
    """Propose the courses of one's faculty that are owed."""
    with db.read() as session:
        faculty_id, rows, form = _prepared(session)
        faculties = _faculties(session)
    if form.validate_on_submit():
        with shown_in(form), db.transaction() as session:
            wishes, season = wishes_of(form, rows), form.season.data
            made = summer_term.propose(session, faculty_id, form.starts_on.data, wishes, season)
            said = "proposal.sent" if made.status == "waiting" else "proposal.taken"
            return back_to("proposals.show", said=said, proposal_id=made.proposal_id)
    return render_form(
        "registration/proposals/new.html", form=form, rows=rows, worded=worded, faculties=faculties, chosen=faculty_id
    )


def _prepared(session: Session) -> tuple[UUID, list[CourseDebtors], ProposalForm]:
    """The faculty for which the dean proposes, its owed courses, and a form with a line for each."""
    faculties = [row.faculty_id for row in _faculties(session)]
    wanted = request.args.get("faculty", default=faculties[0], type=UUID)
    if wanted not in faculties:
        raise NotFound("faculty")
    faculty_id = wanted
    today = now(session).day
    rows = debtors_by_course(session, academic_year_of_summer(today), [faculty_id])
    teachers = campus.teachers(session, today, faculty_id)
    minimum = in_force(session, today).get("summer_minimum")
    least = int(minimum.value["students"]) if minimum else 1
    return faculty_id, rows, proposal_form(rows, teachers, least, first_possible_start(session))


def _faculties(session: Session) -> list[Faculty]:
    """Those for which he may propose: who is dean of several chooses one."""
    mine = reach("registration.propose_term").faculties
    return [row for row in session.scalars(campus.faculties()) if row.faculty_id in mine or not mine]


def _owed(session: Session) -> list[CourseDebtors]:
    seen = reach("registration.see_debts")
    year = academic_year_of_summer(now(session).day)
    return debtors_by_course(session, year, None if seen.everything else seen.faculties)


def _debtors_row(row: CourseDebtors) -> dict[str, Any]:
    columns = ("code", "credits", "debtors", "wishes", "grant", "graduating", "expected_fee")
    return {"name": worded(row.title), **{column: getattr(row, column) for column in columns}}
