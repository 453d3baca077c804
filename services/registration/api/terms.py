"""Terms: the chain of dates, what stands against publication, agreement and publication (R8.2, R8.3, D1)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response
from sqlalchemy.orm import Session

from services.registration.api.titles import title
from services.registration.db import db
from services.registration.models.terms import Term
from services.registration.paper import order_pdf
from services.registration.queries import terms as lists
from services.registration.usecases import orders, publication, terms
from services.registration.workflows import summer_term
from shared.errors import NotFound, Reason
from shared.web import (
    ApiSchema,
    Paged,
    PageOf,
    PageQuery,
    WholeNumber,
    Word,
    allows,
    api_blueprint,
    current_language,
    fields,
    page_of,
    writes,
)
from shared.web.fields import Moment
from shared.web.problems import told

blp = api_blueprint("registration", "terms", "Terms and their chain of dates")


class TermQuery(PageQuery):
    season = fields.String()


class DatesOut(ApiSchema):
    publish_by = fields.Date(required=True)
    opens_at = Moment(required=True)
    drawn_at = Moment(required=True)
    closes_at = Moment(required=True)
    due_on = fields.Date(required=True)
    statements_by = fields.Date(required=True)
    counted_at = Moment(required=True)
    offers_end_at = Moment(required=True)
    confirmed_by = fields.Date(required=True)
    lists_on = fields.Date(required=True)
    last_statements_at = Moment(required=True)
    starts_on = fields.Date(required=True)
    attestations_on = fields.List(fields.String(), required=True)
    exams_from = fields.Date(required=True)
    ends_on = fields.Date(required=True)
    sheets_due_at = Moment(required=True)


class TermOut(ApiSchema):
    term_id = fields.UUID(required=True)
    code = fields.String(required=True)
    title = title()
    season = fields.String(required=True)
    academic_year = WholeNumber(required=True)
    starts_on = fields.Date(required=True)
    ends_on = fields.Date(required=True)
    status = fields.String(required=True)
    seed = fields.String(allow_none=True)
    published_at = Moment(allow_none=True)
    decide_by = Moment(allow_none=True)
    dates = fields.Nested(DatesOut, allow_none=True)


class CourseStandingOut(ApiSchema):
    course_id = fields.UUID(required=True)
    code = fields.String(required=True)
    title = title()
    sections = WholeNumber(required=True)
    capacity = WholeNumber(required=True)
    taken = WholeNumber(required=True)
    minimum = WholeNumber(required=True)
    applied = WholeNumber(required=True)
    held = WholeNumber(required=True)
    paid = WholeNumber(required=True)
    confirmed = WholeNumber(required=True)
    waiting = WholeNumber(required=True)


class ObstacleOut(ApiSchema):
    code = fields.String(required=True)
    rule = fields.String(required=True)
    text = fields.String(required=True)
    remedy = fields.String(required=True)


class AgreementIn(ApiSchema):
    agreed = fields.Boolean(required=True)
    why = Word(least=0, most=500, load_default="")


class WithdrawalIn(ApiSchema):
    why = Word(required=True, most=500)


class StartIn(ApiSchema):
    starts_on = fields.Date(required=True)


@blp.get("/")
@allows("registration.see_terms")
@blp.arguments(TermQuery, location="query")
@blp.response(200, Paged(TermOut))
def list_terms(query: dict[str, Any]) -> PageOf:
    """Terms, the newest first, of all seasons or one."""
    with db.read() as session:
        return page_of(session, lists.listed(query.get("season")), query)


@blp.get("/<uuid:term_id>")
@allows("registration.see_terms")
@blp.response(200, TermOut)
def show_term(term_id: UUID) -> Term:
    """A term with its chain of dates."""
    with db.read() as session:
        return terms.term_of(session, term_id)


@blp.get("/<uuid:term_id>/courses")
@allows("registration.plan_term")
@blp.response(200, CourseStandingOut(many=True))
def list_standing(term_id: UUID) -> list[lists.CourseStanding]:
    """Per course: applied, held, paid, confirmed, waiting."""
    with db.read() as session:
        return lists.standing(session, term_id)


@blp.get("/<uuid:term_id>/obstacles")
@allows("registration.plan_term")
@blp.response(200, ObstacleOut(many=True))
def list_obstacles(term_id: UUID) -> list[dict[str, str]]:
    """Everything that stands against publication today (R8.2, R8.3, R9.2)."""
    with db.read() as session:
        found = publication.reasons_against(session, terms.term_of(session, term_id))
    shown = [told(Reason(reason.code, reason.rule, dict(reason.params))) for reason in found]
    return [{key: one.get(key, "") for key in ("code", "rule", "text", "remedy")} for one in shown]


@blp.put("/<uuid:term_id>/start")
@allows("registration.plan_term")
@blp.arguments(StartIn)
@writes(blp, db, 200, TermOut)
def move_start(session: Session, body: dict[str, Any], term_id: UUID) -> Term:
    """Work the chain out anew from another first day, before publication (D1)."""
    return terms.move_start(session, term_id, body["starts_on"])


@blp.post("/<uuid:term_id>/agreement")
@allows("registration.agree_term")
@blp.arguments(AgreementIn)
@writes(blp, db, 200, TermOut)
def decide(session: Session, body: dict[str, Any], term_id: UUID) -> Term:
    """Agree to a proposed term, or refuse it (R8.2)."""
    return summer_term.decide(session, term_id, body["agreed"], body["why"])


@blp.post("/<uuid:term_id>/withdrawal")
@allows("registration.withdraw_term")
@blp.arguments(WithdrawalIn)
@writes(blp, db, 200, TermOut)
def withdraw(session: Session, body: dict[str, Any], term_id: UUID) -> Term:
    """Withdraw a published term: every application ends with everything back (R8.2)."""
    return summer_term.withdraw(session, term_id, body["why"].strip())


@blp.post("/<uuid:term_id>/publication")
@allows("registration.publish_term")
@writes(blp, db, 200, TermOut)
def publish(session: Session, term_id: UUID) -> Term:
    """Publish an agreed term with the seed of its first day's lot, or be told every obstacle (R8.3, D2)."""
    return summer_term.publish(session, term_id)


@blp.get("/<uuid:term_id>/order.pdf")
@allows("registration.see_terms")
def show_order(term_id: UUID) -> Response:
    """The order that opened the term, as a PDF in the caller's language (R12.2)."""
    with db.read() as session:
        return order_answer(session, term_id)


def order_answer(session: Session, term_id: UUID) -> Response:
    """The PDF of a term's order; its name is the order's number."""
    order = orders.order_of(session, term_id)
    if order is None:
        raise NotFound("order")
    answer = Response(order_pdf(order, current_language()), mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="order-{order.full_number}.pdf"'
    return answer
