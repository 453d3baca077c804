"""`/grading/api/v1/chain`: the head of the chain of seals, open to all, and its verification (R5.4)."""

from __future__ import annotations

import json
from typing import Any

from marshmallow import fields, validate

from services.grading.db import db
from services.grading.queries import seals
from services.grading.queries.seals import Verification
from services.grading.settings import seal_public_jwk, seal_public_key
from shared.seals import Head
from shared.web import ApiSchema, WholeNumber, allows, api_blueprint, public
from shared.web.fields import QueryNumber

blp = api_blueprint("grading", "chain", "The chain of seals over closed sheets")
DIGEST = validate.Regexp(r"^[0-9a-f]{64}$")


class ChainHeadOut(ApiSchema):
    """The last link of the chain: whoever keeps it can tell that nothing before it has changed."""

    number = WholeNumber(required=True)
    digest = fields.String(required=True)
    public_key = fields.Dict(required=True)


class HeadQuery(ApiSchema):
    """A head as somebody kept it."""

    number = QueryNumber(required=True, least=0)
    digest = fields.String(required=True, validate=DIGEST)


class LinkOut(ApiSchema):
    """A link by number and digest."""

    number = WholeNumber(required=True)
    digest = fields.String(required=True)


class KnownOut(ApiSchema):
    """Whether the chain still has this link."""

    number = WholeNumber(required=True)
    digest = fields.String(required=True)
    known = fields.Boolean(required=True)


class PlaceOut(ApiSchema):
    """A place that is not as it was sealed."""

    what = fields.String(required=True)
    sheet_id = fields.UUID(allow_none=True)
    seal = WholeNumber(allow_none=True)
    path = fields.String(required=True)
    sealed = fields.String(required=True)
    found = fields.String(required=True)


class VerificationOut(ApiSchema):
    """The state of all seals."""

    holds = fields.Boolean(required=True)
    links = WholeNumber(required=True)
    head = fields.Nested(LinkOut, required=True)
    places = fields.List(fields.Nested(PlaceOut), required=True)


@blp.get("/head")
@public
@blp.response(200, ChainHeadOut)
def head() -> dict[str, Any]:
    """The head of the chain, with the key that verifies it."""
    with db.read() as session:
        found = seals.head(session)
    return {"number": found.number, "digest": found.digest, "public_key": json.loads(seal_public_jwk())}


@blp.get("/known")
@public
@blp.arguments(HeadQuery, location="query")
@blp.response(200, KnownOut)
def known(query: dict[str, Any]) -> dict[str, Any]:
    """Whether a head that somebody kept still stands in the chain."""
    with db.read() as session:
        return {**query, "known": seals.is_known(session, Head(**query))}


@blp.get("/verification")
@allows("grading.verify_seals")
@blp.response(200, VerificationOut)
def verification() -> Verification:
    """Verify the chain and every sealed sheet as it stands now; each difference with its place."""
    with db.read() as session:
        return seals.verification(session, seal_public_key())
