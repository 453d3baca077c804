"""Cases: the office's list, one case with its timeline and the picture of its way, finance's decision."""

from __future__ import annotations

from uuid import UUID

from flask import request, url_for
from flask.typing import ResponseReturnValue

from services.registration.db import db
from services.registration.models.applications import STATES, Application
from services.registration.models.catalogue import Course
from services.registration.models.people import Person
from services.registration.pages.case_view import timeline
from services.registration.pages.diagram import way_of, ways_out
from services.registration.pages.offer_view import document
from services.registration.queries import cases
from services.registration.queries.line import places
from services.registration.queries.study import corrected_result
from services.registration.usecases.advising import may_object
from services.registration.usecases.decisions import awaits_decision, decidable
from services.registration.workflows.engine import engine
from shared.contracts.registration import FinanceDecided
from shared.web import (
    Column,
    DataTable,
    allows,
    back_to,
    current_actor,
    page_blueprint,
    reach,
    render,
    render_confirm,
    t,
)

pages = page_blueprint("registration", "cases", __name__, "/cases")

CASES = DataTable(
    "cases",
    Column("name", "term.name", sort=Person.sort_key, link=lambda row: url_for("cases.show", case_id=row.case_id)),
    Column("number", "term.number"),
    Column("course", "term.course", sort=Course.code),
    Column("section", "term.section"),
    Column("state", "case.state", kind="badge", sort=Application.state),
    Column("way", "case.ended", kind="badge", sort=Application.way),
    Column("received_at", "case.received_at", kind="moment", sort=Application.received_at),
    Column("due_at", "case.due_at", kind="moment", sort=Application.due_at),
    Column("invoice_number", "case.invoice"),
    search=(Person.folded, Course.folded),
    sort="received_at",
)


@pages.get("/")
@allows("registration.see_case")
def listed() -> ResponseReturnValue:
    """Every case that this person may see, of one state if asked."""
    wanted = request.args.get("state", "")
    states = (*STATES, cases.TO_DECIDE)
    state = wanted if wanted in states else ""
    with db.read() as session:
        query = cases.listed(reach("registration.see_case"), state)
        return CASES.answer(session, query, "registration/cases/list.html", states=states, chosen=state)


@pages.get("/<uuid:case_id>")
@allows("registration.see_case")
def show(case_id: UUID) -> ResponseReturnValue:
    """One case as one file: facts, timeline, the way drawn from the workflow's own definition."""
    with db.read() as session:
        found = cases.case_file(session, case_id, reach("registration.see_case"))
        workflow = engine.workflows[found.case.workflow, found.case.version]
        return render(
            "registration/cases/show.html",
            file=found,
            row=found.application,
            corrected=corrected_result(session, case_id),
            place=places(session, [case_id]).get(case_id),
            receipts=cases.receipts(session, case_id),
            document=document(found.offer.content, found.offer.digest),
            happened=timeline(found.history),
            drawing=way_of(workflow, found.case),
            outs=list(ways_out(workflow, found.case)),
            may_settle=cases.is_without_line(found.case, found.application)
            and current_actor().may("registration.settle_line"),
            may_leave=found.case.state == "running" and not found.case.path and _may_leave(found),
            may_object=found.case.state == "running" and not found.case.path and may_object(session, found.application),
            may_decide=awaits_decision(found.case) and current_actor().may("registration.decide_case"),
        )


def _may_leave(found: cases.CaseFile) -> bool:
    """The student himself, or the office on his paper (R8.7)."""
    actor = current_actor()
    return actor.may("registration.withdraw_application") and reach("registration.withdraw_application").covers(
        owner=found.application.student_id
    )


@pages.post("/<uuid:case_id>/wait")
@allows("registration.decide_case")
def wait(case_id: UUID) -> ResponseReturnValue:
    """Finance waits for the statements (R8.4)."""
    return _decide(case_id, wait=True)


@pages.route("/<uuid:case_id>/lapse", methods=["GET", "POST"])
@allows("registration.decide_case")
def lapse(case_id: UUID) -> ResponseReturnValue:
    """Finance lets the seat lapse without the statements (R8.4)."""
    if request.method == "POST":
        return _decide(case_id, wait=False)
    with db.read() as session:
        waiting = [one for one in cases.receipts(session, case_id) if one.state == "waits"]
        facts = [(t("case.receipt"), t("case.receipt_fact", amount=one.amount, paid_on=one.paid_on)) for one in waiting]
    return render_confirm(
        title=t("case.lapse"),
        text=t("case.lapse_text"),
        facts=facts,
        do=url_for("cases.lapse", case_id=case_id),
        back=url_for("cases.show", case_id=case_id),
        submit="case.lapse",
    )


def _decide(case_id: UUID, *, wait: bool) -> ResponseReturnValue:
    with db.transaction() as session:
        decidable(session, case_id)
        engine.deliver(session, [FinanceDecided(case_id, wait)])
    return back_to("cases.show", said="case.decided", case_id=case_id)
