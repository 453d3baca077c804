"""Tokens for programs: signed in with a login and a password, renewed while the sign-in lives."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from services.registration.db import db
from services.registration.usecases import sign_ins
from shared.identity import NotSignedIn
from shared.identity.tokens import LIFETIME
from shared.web import ApiSchema, Word, api_blueprint, current_actor, fields, limiter, public, signed_in
from shared.web.identity import signing_key

blp = api_blueprint("registration", "tokens", "Tokens for programs: ten minutes each, renewed while the sign-in lives")


class SignInIn(ApiSchema):
    """Who signs in."""

    login = Word(required=True, most=200)
    password = Word(required=True, most=200)


class TokenOut(ApiSchema):
    """What to send as ``Authorization: Bearer``, and until when."""

    token = fields.String(required=True)
    expires_at = fields.Moment(required=True)


@blp.post("/")
@public
@limiter.limit("30/minute")
@blp.arguments(SignInIn)
@blp.response(201, TokenOut)
@blp.alt_response(401, description="The login or the password is wrong, or the account waits after several failures.")
def create(body: dict[str, Any]) -> dict[str, Any]:
    """Sign in; a wrong password is counted, as on the page."""
    with db.transaction() as session:
        row = sign_ins.sign_in(session, body["login"], body["password"], "API")
        if row is not None:
            session.flush()
            return _told(sign_ins.token_of(session, row, signing_key()))
    raise NotSignedIn


@blp.post("/renewal")
@signed_in
@blp.response(201, TokenOut)
def renew() -> dict[str, Any]:
    """Another token for the same sign-in, with the roles of today."""
    with db.transaction() as session:
        session_id = current_actor().session_id
        row = sign_ins.renew(session, session_id) if session_id else None
        if row is not None:
            return _told(sign_ins.token_of(session, row, signing_key()))
    raise NotSignedIn


def _told(token: str) -> dict[str, Any]:
    return {"token": token, "expires_at": datetime.now(UTC) + LIFETIME}
