"""An adviser's students with academic debts: applied, waiting, unpaid with days left, not applied."""

from __future__ import annotations

from flask import url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select

from services.registration.db import db
from services.registration.models.campus import Group
from services.registration.models.catalogue import Course
from services.registration.models.people import Person
from services.registration.queries import advising
from services.registration.queries.my_summer import current_term
from shared.identity.reach import Reach
from shared.web import Column, DataTable, allows, current_actor, page_blueprint, reach

pages = page_blueprint("registration", "advising", __name__)

DEBTORS = DataTable(
    "debtors",
    Column("name", "term.name", sort=Person.sort_key),
    Column("group", "term.group", sort=Group.code),
    Column("course", "term.course", sort=Course.code),
    Column("reason", "advising.reason", kind="badge"),
    Column(
        "state",
        "case.state",
        kind="badge",
        link=lambda row: url_for("cases.show", case_id=row.case_id) if row.case_id else None,
    ),
    Column("due_at", "case.due_at", kind="moment"),
    search=(Person.folded, Course.folded),
    sort="name",
    empty="advising.none",
)


@pages.get("/advising")
@allows("registration.see_debts")
def debtors() -> ResponseReturnValue:
    """Each open debt of my students, and what has been done about it."""
    with db.read() as session:
        term = current_term(session)
        mine = Reach(owner=current_actor().person_id, groups=reach("registration.see_debts").groups)
        query = advising.debtors(mine, term.term_id if term else None)
        found = query.order_by(None).subquery()
        counts: dict[str, int] = dict(
            session.execute(select(found.c.state, func.count()).group_by(found.c.state)).all()
        )
        return DEBTORS.answer(session, query, "registration/advising/debtors.html", counts=counts)
