"""Expulsion reviews: what waits for whom, the register, one case as one file (R11.1)."""

from __future__ import annotations

from uuid import UUID

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from services.registration.db import db
from services.registration.domain.reviews import GROUNDS
from services.registration.models.campus import Group, Student
from services.registration.models.people import Person
from services.registration.models.reviews import ENDS, Review
from services.registration.pages.case_view import timeline
from services.registration.pages.diagram import way_of, ways_out
from services.registration.pages.review_acts import acts_of
from services.registration.pages.review_order_view import drafted
from services.registration.pages.review_view import (
    effect_lines,
    evidence_lines,
    ground_text,
    held_against,
    waits_text,
    who_acts,
)
from services.registration.queries import review_effects, reviews
from services.registration.queries.review_people import sits_on
from services.registration.queries.review_work import Waiting, waiting_for
from services.registration.queries.reviews import ReviewFile
from services.registration.workflows.engine import engine
from shared.identity.reach import Reach
from shared.reading import note_reading
from shared.web import Column, DataTable, allows, current_actor, page_blueprint, reach, render
from shared.workflow.tables import Case

pages = page_blueprint("registration", "reviews", __name__, "/reviews")
SEE = "registration.see_reviews"
HEARS = "registration.sit_on_commission"

WAITING = DataTable(
    "waiting",
    Column("name", "term.name", link=lambda row: url_for("reviews.show", case_id=row["case_id"])),
    Column("number", "review.number"),
    Column("ground", "review.ground"),
    Column("step", "review.waits_for"),
    Column("since", "review.since", kind="moment"),
    Column("until", "review.until", kind="moment"),
    Column("is_late", "review.late", kind="flag"),
    empty="review.nothing_waits",
)
REGISTER = DataTable(
    "reviews",
    Column("number", "review.number", sort=Review.number),
    Column("name", "term.name", sort=Person.sort_key, link=lambda row: url_for("reviews.show", case_id=row.case_id)),
    Column("student_number", "term.number", sort=Student.number),
    Column("group", "term.group", sort=Group.code),
    Column("ground", "review.ground", sort=Review.ground, words=ground_text),
    Column("step", "review.waits_for", words=waits_text),
    Column("since", "review.since", kind="moment", sort=Case.changed_at),
    Column("until", "review.until", kind="moment", sort=Case.due_at),
    Column("way", "case.ended", kind="badge", sort=Review.way),
    Column("opened_at", "review.opened_at", kind="moment", sort=Review.opened_at),
    Column("ended_at", "review.ended_at", kind="moment", sort=Review.ended_at),
    search=(Person.folded, Student.number, Group.code),
    sort="-number",
    empty="review.none",
)


@pages.get("/")
@allows(SEE)
def index() -> ResponseReturnValue:
    """The register of cases; on a ground, or of an end, if asked."""
    ground, way = request.args.get("ground", ""), request.args.get("way", "")
    with db.read() as session:
        query = reviews.listed(
            reach(SEE), ground=ground if ground in GROUNDS else "", way=way if way in ("open", *ENDS) else ""
        )
        return REGISTER.answer(
            session, query.order_by(None), "registration/reviews/list.html", ground=ground, way=way,
            grounds=sorted(GROUNDS), ways=("open", *ENDS),
            may_open=current_actor().may("registration.open_review"),
        )  # fmt: skip


@pages.get("/waiting")
@allows(HEARS)
def waiting() -> ResponseReturnValue:
    """What waits for me, since when, until when."""
    with db.read() as session:
        rows = [_row(one) for one in waiting_for(session, current_actor())]
    may_settle = current_actor().may("registration.lead_review")
    return render("registration/reviews/waiting.html", table=WAITING.of_rows(rows), may_settle=may_settle)


@pages.get("/<uuid:case_id>")
@allows(HEARS)
def show(case_id: UUID) -> ResponseReturnValue:
    """One case as one file, to those whom it concerns; an auditor's reading is noted (R1.2)."""
    with db.transaction() as session:
        file = seen(session, case_id)
        if current_actor().has("auditor"):
            note_reading(session, "registration", "review", case_id)
        return render("registration/reviews/show.html", **_shown(session, file))


@pages.get("/<uuid:case_id>/papers/<uuid:paper_id>")
@allows(HEARS)
def paper(case_id: UUID, paper_id: UUID) -> ResponseReturnValue:
    """A document of the case as it was sent."""
    with db.read() as session:
        found = reviews.paper(session, case_id, paper_id, may_see(session, case_id))
        answer = Response(found.content, mimetype=found.media_type)
    answer.headers.set("Content-Disposition", "attachment", filename=found.name)
    answer.headers.set("X-Content-Type-Options", "nosniff")
    return answer


def may_see(session: Session, case_id: UUID) -> Reach:
    """His reach; a member of the case's commission reads the case too."""
    actor = current_actor()
    return Reach(everything=True) if sits_on(session, case_id, actor.person_id) else reach(SEE)


def seen(session: Session, case_id: UUID) -> ReviewFile:
    """The case, for one who may see it. Raises NotFound."""
    return reviews.review_file(session, case_id, may_see(session, case_id))


def _shown(session: Session, file: ReviewFile) -> dict[str, object]:
    workflow = engine.workflows[file.case.workflow, file.case.version]
    mine = current_actor().person_id == file.review.student_id
    return {
        "file": file,
        "row": file.review,
        "mine": mine,
        "who": who_acts(workflow, file.case),
        "step": waits_text(file.case.label) if file.case.state == "running" else "",
        "against": held_against(file.review),
        "ground": ground_text(file.review.ground),
        "evidence": evidence_lines(file.evidence),
        "acts": acts_of(session, file),
        "effects": effect_lines(review_effects.of_review(session, file.review.case_id)),
        "revocation": review_effects.revocation_of(session, file.review.case_id),
        "may_settle": current_actor().may("registration.lead_review") and not mine,
        "draft": drafted(session, file) if current_actor().may("registration.sign_order") else None,
        "happened": timeline(file.history),
        "drawing": way_of(workflow, file.case),
        "outs": list(ways_out(workflow, file.case)),
    }


def _row(one: Waiting) -> dict[str, object]:
    return {
        "case_id": one.case_id, "name": one.name, "number": one.number, "ground": ground_text(one.ground),
        "step": waits_text(one.step), "since": one.since, "until": one.until, "is_late": one.is_late,
    }  # fmt: skip
