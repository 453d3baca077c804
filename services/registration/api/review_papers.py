"""Papers of expulsion reviews as PDF, and the registers of orders and certificates with their seals (R12.2, R15.2)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Response
from sqlalchemy.orm import Session

from services.registration.db import db
from services.registration.models.orders import Order
from services.registration.queries import review_effects, reviews
from services.registration.queries.reviews import ReviewFile
from services.registration.review_file_paper import file_pdf
from services.registration.review_paper import certificate_pdf, draft_pdf, expulsion_pdf
from services.registration.usecases import paper_seals, review_certificates, review_orders
from shared.errors import NotFound
from shared.reading import note_reading
from shared.web import ApiSchema, Paged, PageOf, PageQuery, WholeNumber, allows, api_blueprint, fields, page_of, reach
from shared.web.fields import Moment
from shared.web.language import current_language

blp = api_blueprint("registration", "review-papers", "Orders, certificates and cases of expulsion reviews as PDF")


class OrderLine(ApiSchema):
    order_id = fields.UUID(required=True)
    year = WholeNumber(required=True)
    number = WholeNumber(required=True)
    kind = fields.String(required=True)
    subject_id = fields.UUID(required=True)
    issued_at = Moment(required=True)
    recorded_at = Moment(required=True)
    link = WholeNumber(allow_none=True)
    digest = fields.String(allow_none=True)


class CertificateLine(ApiSchema):
    certificate_id = fields.UUID(required=True)
    year = WholeNumber(required=True)
    number = WholeNumber(required=True)
    review_id = fields.UUID(required=True)
    name = fields.String(required=True)
    issued_at = Moment(required=True)
    digest = fields.String(allow_none=True)


class ChainOut(ApiSchema):
    """``broken_at``: the first link that does not hold, and what is wrong there; none: all of it does."""

    broken_at = WholeNumber(allow_none=True)
    what = fields.String(allow_none=True)


def answer(made: bytes) -> Response:
    """A PDF."""
    return Response(made, mimetype="application/pdf")


def _file(session: Session, case_id: UUID) -> ReviewFile:
    return reviews.review_file(session, case_id, reach("registration.see_reviews"))


@blp.get("/orders")
@allows("registration.see_registers")
@blp.arguments(PageQuery, location="query")
@blp.response(200, Paged(OrderLine))
def list_orders(query: dict[str, Any]) -> PageOf:
    """The register of orders: numbered without gaps within a year, two times, the link that seals each (R15.2)."""
    with db.read() as session:
        return page_of(session, review_effects.orders(), query)


@blp.get("/certificates")
@allows("registration.see_registers")
@blp.arguments(PageQuery, location="query")
@blp.response(200, Paged(CertificateLine))
def list_certificates(query: dict[str, Any]) -> PageOf:
    """The register of academic certificates."""
    with db.read() as session:
        return page_of(session, review_effects.certificates(), query)


@blp.get("/chain")
@allows("registration.see_registers")
@blp.response(200, ChainOut)
def check_chain() -> Mapping[str, Any]:
    """Whether the chain of orders and certificates holds, and each of them is as it was sealed."""
    with db.read() as session:
        broken = paper_seals.check(session)
    return {"broken_at": broken.number if broken else None, "what": broken.what if broken else None}


@blp.get("/<uuid:case_id>/orders/<uuid:order_id>.pdf")
@allows("registration.see_reviews")
def order(case_id: UUID, order_id: UUID) -> Response:
    """An order about the case, as it was issued."""
    with db.read() as session:
        _file(session, case_id)
        found = session.get(Order, order_id)
        if found is None or found.subject_id != case_id:
            raise NotFound("order")
        return answer(expulsion_pdf(found, current_language()))


@blp.get("/<uuid:case_id>/draft.pdf")
@allows("registration.give_opinion")
def draft(case_id: UUID) -> Response:
    """The draft of the order, as it would be signed now."""
    with db.read() as session:
        found = reviews.review_file(session, case_id, reach("registration.give_opinion"))
        return answer(draft_pdf(review_orders.content(session, found.review), current_language()))


@blp.get("/<uuid:case_id>/certificate.pdf")
@allows("registration.see_reviews")
def certificate(case_id: UUID) -> Response:
    """The academic certificate of one who was expelled."""
    with db.read() as session:
        _file(session, case_id)
        return answer(certificate_pdf(review_certificates.of_review(session, case_id), current_language()))


@blp.get("/<uuid:case_id>/file.pdf")
@allows("registration.see_reviews")
def whole_file(case_id: UUID) -> Response:
    """The whole case as one file; an auditor's reading is noted (R1.2)."""
    with db.transaction() as session:
        found = _file(session, case_id)
        note_reading(session, "registration", "review", case_id)
        return answer(file_pdf(found, review_effects.of_review(session, case_id), current_language()))
