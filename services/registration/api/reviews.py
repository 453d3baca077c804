"""Expulsion reviews: the register, one as a file, opening one, hearing the student (R11.1)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response
from marshmallow import validate
from sqlalchemy.orm import Session

from services.registration.api.review_schemas import ReviewLine, ReviewOut, ReviewPaperOut, WaitingOut, as_body
from services.registration.db import db
from services.registration.domain.reviews import BY_EVENT, GROUNDS, OF_HIS_OWN, Opening
from services.registration.models.reviews import ENDS, ReviewPaper
from services.registration.queries import reviews
from services.registration.queries.review_work import Waiting, waiting_for
from services.registration.queries.students import card
from services.registration.usecases import review_protections
from services.registration.workflows import reviewing
from shared.reading import note_reading
from shared.web import (
    ApiSchema,
    Base64Field,
    Paged,
    PageOf,
    PageQuery,
    Word,
    allows,
    api_blueprint,
    current_actor,
    current_student_id,
    fields,
    page_of,
    reach,
    writes,
)

blp = api_blueprint("registration", "reviews", "Expulsion reviews")
SEE = "registration.see_reviews"


class ReviewQuery(PageQuery):
    ground = fields.String(load_default="", validate=validate.OneOf(["", *sorted(GROUNDS)]))
    way = fields.String(load_default="", validate=validate.OneOf(["", "open", *ENDS]))


class OpeningIn(ApiSchema):
    """Who, what, when, witness, document (R11.2)."""

    student_id = fields.UUID(required=True)
    ground = fields.String(required=True, validate=validate.OneOf(sorted(GROUNDS - BY_EVENT)))
    what = Word(required=True, most=2000)
    happened_on = fields.Date(load_default=None)
    witness = Word(least=0, most=300, load_default="")
    document = Word(required=True, most=300)


class LeavingIn(ApiSchema):
    ground = fields.String(required=True, validate=validate.OneOf(sorted(OF_HIS_OWN)))
    words = Word(required=True, most=2000)


class ExplanationIn(ApiSchema):
    words = Word(required=True, most=5000)
    is_all = fields.Boolean(load_default=True)


class PaperIn(ApiSchema):
    kind = fields.String(required=True, validate=validate.OneOf(["ground", "explanation", "notice", "appeal"]))
    name = Word(required=True, most=200)
    media_type = Word(required=True, most=100)
    content = Base64Field(required=True)


class HandedOverIn(ApiSchema):
    document = Word(required=True, most=300)
    delivered = fields.Boolean(required=True)


class ProtectionIn(ApiSchema):
    student_id = fields.UUID(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(["ill", "on_leave"]))
    from_on = fields.Date(required=True)
    until_on = fields.Date(required=True)
    document = Word(required=True, most=300)


class ProtectionOut(ProtectionIn):
    protection_id = fields.UUID(required=True)


class DocumentIn(ApiSchema):
    document = Word(required=True, most=300)


def shown(session: Session, case_id: UUID, action: str = SEE) -> dict[str, Any]:
    """The review as it stands now, for one whom the action lets see it."""
    session.expire_all()
    return as_body(reviews.review_file(session, case_id, reach(action)))


def seen(session: Session, case_id: UUID, action: str) -> None:
    """Raises NotFound for a review that is out of his reach."""
    reviews.review_file(session, case_id, reach(action))


@blp.get("/")
@allows("registration.see_reviews")
@blp.arguments(ReviewQuery, location="query")
@blp.response(200, Paged(ReviewLine))
def list_reviews(query: dict[str, Any]) -> PageOf:
    """The register of reviews within the caller's reach, the newest first."""
    with db.read() as session:
        return page_of(session, reviews.listed(reach(SEE), ground=query["ground"], way=query["way"]), query)


@blp.get("/waiting")
@allows("registration.sit_on_commission")
@blp.response(200, WaitingOut(many=True))
def list_waiting() -> list[Waiting]:
    """What waits for the caller, since when, until when."""
    with db.read() as session:
        return waiting_for(session, current_actor())


@blp.get("/<uuid:case_id>")
@allows("registration.see_reviews")
@blp.response(200, ReviewOut)
def show_review(case_id: UUID) -> dict[str, Any]:
    """One review as one file; an auditor's reading is noted (R1.2)."""
    with db.transaction() as session:
        found = shown(session, case_id)
        note_reading(session, "registration", "review", case_id)
        return found


@blp.post("/")
@allows("registration.open_review")
@blp.arguments(OpeningIn)
@writes(blp, db, 201, ReviewOut)
def open_review(session: Session, body: dict[str, Any]) -> dict[str, Any]:
    """Open a review by hand (R11.2)."""
    card(session, body["student_id"], reach("registration.open_review"))
    opening = Opening(body["ground"], body["what"], body["happened_on"], body["witness"], body["document"])
    return shown(
        session, reviewing.open_by_hand(session, body["student_id"], opening).case_id, "registration.see_reviews"
    )


@blp.post("/leaving")
@allows("registration.ask_to_leave")
@blp.arguments(LeavingIn)
@writes(blp, db, 201, ReviewOut)
def ask_to_leave(session: Session, body: dict[str, Any]) -> dict[str, Any]:
    """Ask to leave by one's own wish, or for a transfer elsewhere (R11.2)."""
    found = reviewing.ask_to_leave(session, current_student_id(), body["ground"], body["words"])
    return shown(session, found.case_id)


@blp.post("/<uuid:case_id>/withdrawal")
@allows("registration.ask_to_leave")
@writes(blp, db, 200, ReviewOut)
def withdraw_wish(session: Session, case_id: UUID) -> dict[str, Any]:
    """Take one's own wish back, before the order."""
    reviewing.withdraw_wish(session, case_id, current_student_id())
    return shown(session, case_id)


@blp.post("/<uuid:case_id>/read")
@allows("registration.explain")
@writes(blp, db, 200, ReviewOut)
def confirm_read(session: Session, case_id: UUID) -> dict[str, Any]:
    """Say that one has read the notice: the days to explain begin (R13.2)."""
    reviewing.confirm_read(session, case_id, current_student_id())
    return shown(session, case_id)


@blp.post("/<uuid:case_id>/explanation")
@allows("registration.explain")
@blp.arguments(ExplanationIn)
@writes(blp, db, 200, ReviewOut)
def explain(session: Session, body: dict[str, Any], case_id: UUID) -> dict[str, Any]:
    """Explain; ``is_all`` false: more will come (R11.1)."""
    reviewing.explain(session, case_id, current_student_id(), body["words"], is_all=body["is_all"])
    return shown(session, case_id)


@blp.post("/<uuid:case_id>/papers")
@allows("registration.explain")
@blp.arguments(PaperIn)
@writes(blp, db, 201, ReviewPaperOut)
def add_paper(session: Session, body: dict[str, Any], case_id: UUID) -> ReviewPaper:
    """Add a document to a case."""
    seen(session, case_id, "registration.explain")
    return reviewing.add_paper(session, case_id, body["kind"], body["name"], body["media_type"], body["content"])


@blp.get("/<uuid:case_id>/papers/<uuid:paper_id>")
@allows("registration.see_reviews")
def read_paper(case_id: UUID, paper_id: UUID) -> Response:
    """A document as it was sent."""
    with db.read() as session:
        found = reviews.paper(session, case_id, paper_id, reach(SEE))
        headers = {"Content-Disposition": "attachment", "X-Content-Type-Options": "nosniff"}
        return Response(found.content, mimetype=found.media_type, headers=headers)


@blp.post("/<uuid:case_id>/handed-over")
@allows("registration.keep_review")
@blp.arguments(HandedOverIn)
@writes(blp, db, 200, ReviewOut)
def hand_over(session: Session, body: dict[str, Any], case_id: UUID) -> dict[str, Any]:
    """The notice was handed over on paper, or could not be (R13.2)."""
    reviewing.hand_over(session, case_id, body["document"], delivered=body["delivered"])
    return shown(session, case_id)


@blp.post("/<uuid:case_id>/excuse")
@allows("registration.keep_review")
@blp.arguments(DocumentIn)
@writes(blp, db, 200, ReviewOut)
def excuse(session: Session, body: dict[str, Any], case_id: UUID) -> dict[str, Any]:
    """Excuse the absences behind a case by a document (R11.3)."""
    reviewing.excuse(session, case_id, body["document"])
    return shown(session, case_id)


@blp.post("/protections")
@allows("registration.keep_review")
@blp.arguments(ProtectionIn)
@writes(blp, db, 201, ProtectionOut)
def protect(session: Session, body: dict[str, Any]) -> Any:
    """Note by a paper that a student is ill or away with leave (R10.4, D10)."""
    return review_protections.protect(session, **body)
