"""An adviser's students with academic debts: applied, waiting, unpaid with days left, not applied."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from services.registration.db import db
from services.registration.models.applications import Application
from services.registration.models.campus import Group
from services.registration.models.catalogue import Course
from services.registration.models.copies import DebtCopy
from services.registration.models.people import Person
from services.registration.pages.words import worded
from services.registration.queries import advising
from services.registration.queries.my_summer import current_term
from services.registration.queries.study import equivalents_of
from services.registration.usecases import advising as acts
from services.registration.usecases.withdrawals import application_of
from services.registration.workflows import leaving
from shared.clock import now
from shared.errors import NotFound
from shared.identity.reach import Reach
from shared.web import (
    ChoiceField,
    Column,
    DataTable,
    Form,
    TextField,
    allows,
    back_to,
    current_actor,
    page_blueprint,
    reach,
    render,
    render_form,
    require,
    shown_in,
    t,
)

pages = page_blueprint("registration", "advising", __name__)

DEBTORS = DataTable(
    "debtors",
    Column("name", "term.name", sort=Person.sort_key),
    Column("group", "term.group", sort=Group.code),
    Column(
        "course",
        "term.course",
        sort=Course.code,
        link=lambda row: url_for("advising.debt", debt_id=row.debt_id),
    ),
    Column("reason", "advising.reason", kind="badge", sort=DebtCopy.reason),
    Column(
        "state",
        "case.state",
        kind="badge",
        sort=Application.state,
        link=lambda row: url_for("cases.show", case_id=row.case_id) if row.case_id else None,
    ),
    Column("due_at", "case.due_at", kind="moment", sort=Application.due_at),
    Column("days_left", "advising.days_left", kind="number"),
    search=(Person.folded, Course.folded),
    sort="name",
    empty="advising.none",
)


TO_OBJECT = DataTable(
    "to_object",
    Column("name", "term.name"),
    Column("group", "term.group"),
    Column("course", "term.course"),
    Column("purpose", "case.purpose", words=lambda purpose: t(f"purpose.{purpose}")),
    Column("state", "case.state", kind="badge", link=lambda row: url_for("cases.show", case_id=row["case_id"])),
    Column("asked_at", "case.received_at", kind="moment"),
    Column("until", "advising.objects_until", kind="moment"),
    empty="advising.nothing_to_object",
)


@pages.get("/advising")
@allows("registration.see_debts")
def debtors() -> ResponseReturnValue:
    """Each open debt of my students, or of my faculty, and what has been done about it: who has not applied."""
    with db.read() as session:
        term, seen = current_term(session), reach("registration.see_debts")
        mine = Reach(owner=current_actor().person_id, groups=seen.groups, faculties=seen.faculties)
        query = advising.debtors(mine, term.term_id if term else None, now(session).day)
        found = query.order_by(None).subquery()
        counts: dict[str, int] = dict(
            session.execute(select(found.c.state, func.count()).group_by(found.c.state)).all()
        )
        return DEBTORS.answer(session, query, "registration/advising/debtors.html", counts=counts)


@pages.get("/advising/applications")
@allows("registration.object")
def applications() -> ResponseReturnValue:
    """Applications of my students to which I may still object; silence is consent (R8.3)."""
    with db.read() as session:
        rows = acts.to_object(session, reach("registration.object"), current_actor().person_id)
        return render("registration/advising/applications.html", table=TO_OBJECT.of_rows(rows))


class ObjectionForm(Form):
    """Why: the student is told it."""

    why = TextField("word.reason", required=True, max=500, lines=3)


class RecommendForm(Form):
    """A course that stands for the one owed (D12)."""

    course = ChoiceField("advising.instead", required=True)
    why = TextField("word.reason", max=500, lines=3)


@pages.get("/advising/debts/<uuid:debt_id>")
@allows("registration.see_debts")
def debt(debt_id: UUID) -> ResponseReturnValue:
    """One debt of a student of mine: what has been done about it, and what I may do."""
    with db.read() as session:
        row = _row(session, debt_id)
        course = session.get_one(Course, session.get_one(DebtCopy, debt_id).course_id)
        live = session.get(Application, row.case_id) if row.case_id else None
        until = acts.objects_until(session, live) if live else None
        return render(
            "registration/advising/debt.html",
            row=row,
            title_of=worded(course.title),
            until=until if until and now(session).office <= until else None,
            acts=advising.acts_of(session, debt_id, row.case_id),
            equivalents=_equivalents(session, debt_id),
            may_act=current_actor().may("registration.object"),
        )


@pages.post("/advising/debts/<uuid:debt_id>/remind")
@allows("registration.object")
def remind(debt_id: UUID) -> ResponseReturnValue:
    """Remind him of the debt and of the term's dates."""
    with db.transaction() as session:
        acts.remind(session, debt_id)
    return back_to("advising.debt", said="advising.reminded", debt_id=debt_id)


@pages.route("/advising/debts/<uuid:debt_id>/recommend", methods=["GET", "POST"])
@allows("registration.object")
def recommend(debt_id: UUID) -> ResponseReturnValue:
    """Recommend a course that stands for the one he owes (D12)."""
    form = RecommendForm()
    with db.read() as session:
        row = _row(session, debt_id)
        form.course.choices = _equivalents(session, debt_id)
    if form.validate_on_submit():
        with shown_in(form), db.transaction() as session:
            acts.recommend(session, debt_id, UUID(form.course.data), form.why.data or "")
            return back_to("advising.debt", said="advising.recommended", debt_id=debt_id)
    back = url_for("advising.debt", debt_id=debt_id)
    return render_form(
        "registration/advising/act.html", form=form, title=t("advising.recommend"), lead=f"{row.name}: {row.course}",
        text=t("advising.recommend_text"), submit="word.send", back=back,
    )  # fmt: skip


@pages.route("/cases/<uuid:case_id>/object", methods=["GET", "POST"])
@allows("registration.object")
def object_to(case_id: UUID) -> ResponseReturnValue:
    """Object to an application, with a reason (R8.3)."""
    form = ObjectionForm()
    if form.validate_on_submit():
        with shown_in(form), db.transaction() as session:
            leaving.object_to(session, case_id, form.why.data or "")
            return back_to("cases.show", said="advising.objected", case_id=case_id)
    with db.read() as session:
        application = application_of(session, case_id)
        until = acts.objects_until(session, application)
        adviser = advising.adviser_of(session, application.student_id)
    require("registration.object", owner=adviser.adviser_id, group=adviser.group_id)
    return render_form(
        "registration/advising/act.html", form=form, title=t("advising.object"), lead="", submit="advising.object",
        text=t("advising.object_text", until=until), back=url_for("cases.show", case_id=case_id), danger=True,
    )  # fmt: skip


def _row(session: Session, debt_id: UUID) -> Row[*tuple[Any, ...]]:
    term = current_term(session)
    mine = reach("registration.see_debts")
    query = advising.debtors(mine, term.term_id if term else None, now(session).day)
    row = session.execute(query.where(DebtCopy.debt_id == debt_id)).first()
    if row is None:
        raise NotFound("debt")
    return row


def _equivalents(session: Session, debt_id: UUID) -> list[tuple[str, str]]:
    owed = session.get_one(DebtCopy, debt_id).course_id
    ids = equivalents_of(session, {owed}).get(owed, [])
    found = session.scalars(select(Course).where(Course.course_id.in_(ids)).order_by(Course.code))
    return [(str(course.course_id), f"{course.code} {worded(course.title)}") for course in found]
