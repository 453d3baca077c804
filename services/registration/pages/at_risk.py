"""The faculty's worries: below the transfer GPA, grants, graduations, students of who failed them (R7.1, R8.6)."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Select
from sqlalchemy.orm import Session

from services.registration.db import db
from services.registration.models.campus import Group, Student
from services.registration.models.catalogue import Course
from services.registration.models.copies import GpaCopy
from services.registration.models.people import Person
from services.registration.queries import at_risk as lists
from services.registration.queries.my_summer import current_term
from services.registration.queries.policies import in_force
from shared.clock import now, office_day
from shared.web import Column, DataTable, allows, page_blueprint, reach

pages = page_blueprint("registration", "at_risk", __name__, "/at-risk")

SEES = "registration.see_debts"
WHO = (
    Column(
        "name", "term.name", sort=Person.sort_key, link=lambda row: url_for("students.show", student_id=row.student_id)
    ),
    Column("group", "term.group", sort=Group.code),
    Column("year_of_study", "term.year_of_study", kind="number", sort=Student.year_of_study),
)
DEBTS = (
    Column("debts", "at_risk.debts", kind="number"),
    Column("applied", "at_risk.applied", kind="number"),
)
GPA = (Column("gpa", "at_risk.gpa", kind="mark", sort=GpaCopy.gpa), Column("wanted", "at_risk.wanted", kind="mark"))
OUTLOOK = Column("outlook", "at_risk.outlook", kind="badge")
BELOW = DataTable(
    "below",
    *WHO,
    Column("funding", "student.funding", kind="badge", sort=Student.funding),
    *GPA,
    *DEBTS,
    Column("best", "at_risk.best", kind="mark"),
    Column("needed", "at_risk.needed", kind="mark"),
    OUTLOOK,
    search=(Person.folded,),
    sort="gpa",
    empty="at_risk.none",
)
GRANTS = DataTable(
    "grants",
    *WHO,
    *GPA,
    *DEBTS,
    Column("best", "at_risk.best", kind="mark"),
    OUTLOOK,
    search=(Person.folded,),
    sort="gpa",
    empty="at_risk.none",
)
GRADUATING = DataTable(
    "graduating",
    *WHO,
    *DEBTS,
    Column("paid", "at_risk.paid", kind="number"),
    Column("starts_on", "at_risk.certification", kind="day"),
    OUTLOOK,
    search=(Person.folded,),
    sort="name",
    empty="at_risk.none",
)
OWN_TEACHERS = DataTable(
    "teachers",
    Column("teacher", "term.teacher"),
    Column("course", "term.course", sort=Course.code),
    Column("section", "term.section", link=lambda row: url_for("sections.show", section_id=row.section_id)),
    Column("name", "term.name", sort=Person.sort_key, link=lambda row: url_for("cases.show", case_id=row.case_id)),
    Column("group", "term.group", sort=Group.code),
    Column("state", "case.state", kind="badge"),
    search=(Person.folded, Course.folded),
    empty="at_risk.none",
)


@pages.get("")
@allows(SEES)
def below() -> ResponseReturnValue:
    """Below the transfer GPA, and what summer can change (R7.1)."""
    with db.read() as session:
        wanted = lists.thresholds(session, now(session).day)
        return _answer(session, BELOW, lists.below(reach(SEES), wanted), "below", wanted=wanted)


@pages.get("/grants")
@allows(SEES)
def grants() -> ResponseReturnValue:
    """Grants at risk (R7.3)."""
    with db.read() as session:
        wanted = lists.thresholds(session, now(session).day)
        return _answer(session, GRANTS, lists.grants(reach(SEES), wanted), "grants", wanted=wanted)


@pages.get("/graduating")
@allows(SEES)
def graduating() -> ResponseReturnValue:
    """Graduating students with debts (R7.5, D13)."""
    with db.read() as session:
        query = lists.graduating(reach(SEES), _results_by(session), now(session).day)
        return _answer(session, GRADUATING, query, "graduating")


@pages.get("/teachers")
@allows(SEES)
def teachers() -> ResponseReturnValue:
    """Teachers with students whom they have failed themselves (R8.6)."""
    with db.read() as session:
        term = current_term(session)
        strict = in_force(session, now(session).day)["other_teacher"].value["on"]
        query = lists.own_teachers(reach(SEES), term.term_id if term else None)
        return _answer(session, OWN_TEACHERS, query, "teachers", strict=strict)


def _results_by(session: Session) -> date | None:
    term = current_term(session)
    return office_day(term.dates.sheets_due_at) if term and term.dates else None


def _answer(
    session: Session, table: DataTable, query: Select[*tuple[Any, ...]], tab: str, **values: Any
) -> ResponseReturnValue:
    return table.answer(session, query, "registration/at_risk.html", tab=tab, **values)
