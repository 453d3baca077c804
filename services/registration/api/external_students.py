"""Students of other universities: they register themselves, the office checks their papers (R8.8)."""

from __future__ import annotations

from dataclasses import fields as names_of
from typing import Any
from uuid import UUID

from flask import current_app
from marshmallow import validate
from sqlalchemy import select
from sqlalchemy.orm import Session

from services.registration.db import db
from services.registration.domain.externals import Sent
from services.registration.models.externals import ExternalStudent
from services.registration.usecases import externals
from shared.i18n import LANGUAGES
from shared.web import (
    ApiSchema,
    Base64Field,
    Paged,
    PageOf,
    PageQuery,
    Word,
    allows,
    api_blueprint,
    fields,
    limiter,
    page_of,
    public,
    writes,
)
from shared.web.fields import Moment

blp = api_blueprint("registration", "external-students", "Students of other universities and their papers")


class RegistrationIn(ApiSchema):
    """Who he is, his university and its registrar, and the letter: PDF or JPEG as base64."""

    surname = Word(required=True, most=100)
    given_name = Word(required=True, most=100)
    patronymic = Word(least=0, most=100, load_default="")
    language = fields.String(required=True, validate=validate.OneOf(LANGUAGES))
    email = Word(required=True, most=200)
    phone = Word(least=0, most=40, load_default="")
    identity_kind = fields.String(required=True, validate=validate.OneOf(["iin", "passport"]))
    identity_number = Word(required=True, most=20)
    university = Word(required=True, most=200)
    registrar_email = Word(required=True, most=200)
    letter = Base64Field(required=True)


class RegisteredOut(ApiSchema):
    """His place counts from now; the office checks his papers by then."""

    sent_at = Moment(required=True)
    check_by = Moment(required=True)


class PapersOut(RegisteredOut):
    """His papers and what the office decided; the letter itself is on the page."""

    student_id = fields.UUID(required=True)
    university = fields.String(required=True)
    identity_kind = fields.String(required=True)
    letter_sha256 = fields.String(required=True)
    status = fields.String(required=True)
    checked_at = Moment(allow_none=True)
    why = fields.String(required=True)


class CheckIn(ApiSchema):
    accepted = fields.Boolean(required=True)
    why = Word(least=0, most=500, load_default="")


@blp.post("/")
@public
@limiter.limit("10/hour")
@blp.arguments(RegistrationIn)
@blp.response(201, RegisteredOut)
@blp.alt_response(409, description="He is known already, or his papers will not do; every reason is named.")
def register(body: dict[str, Any]) -> dict[str, Any]:
    """Register himself; an address that opens his account goes to him by e-mail."""
    sent = Sent(**{one.name: body[one.name] for one in names_of(Sent)})
    with db.transaction() as session:
        row = externals.register(session, sent, current_app.config["WEB"].origin)
        return {"sent_at": row.sent_at, "check_by": row.check_by}


@blp.get("/")
@allows("registration.check_externals")
@blp.arguments(PageQuery, location="query")
@blp.response(200, Paged(PapersOut))
def list_papers(query: dict[str, Any]) -> PageOf:
    """Everybody's papers, the latest first."""
    with db.read() as session:
        order = ExternalStudent.sent_at.desc(), ExternalStudent.student_id
        return page_of(session, select(ExternalStudent).order_by(*order), query)


@blp.post("/<uuid:student_id>/check")
@allows("registration.check_externals")
@blp.arguments(CheckIn)
@writes(blp, db, 200, PapersOut)
def check(session: Session, body: dict[str, Any], student_id: UUID) -> ExternalStudent:
    """Accept his papers, or refuse them with a reason: then his applications end and all goes back."""
    return externals.check(session, student_id, body["accepted"], body["why"])
