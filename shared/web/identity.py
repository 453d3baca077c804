"""Who sends this request: the token of the cookie or of the Authorization header, made by registration."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import quote, urlsplit
from uuid import UUID

from flask import Flask, Response, current_app, g, redirect, request
from joserfc.jwk import OKPKey

from shared.identity.actor import acting
from shared.identity.tokens import COOKIE, BadToken, Token, key_of, read
from shared.logging import correlated
from shared.web.settings import WebSettings

RENEWAL = "/registration/session/renew"
SIGN_IN = "/registration/sign-in"
SERVICES = ("registration", "grading", "billing", "notifications")


def install_identity(app: Flask, settings: WebSettings) -> None:
    """Know the person and the correlation before anything else happens, and forget both afterwards."""
    app.extensions["token_key"] = key_of(settings.token_public_key)
    app.before_request(_enter)
    app.before_request(_recognise)
    app.teardown_request(_leave)


def is_api_request() -> bool:
    """Whether a program asks (problem+json) or a person at a page (HTML)."""
    return request.path.startswith(f"/{current_app.config['SERVICE']}/api/")


def by_cookie() -> bool:
    """Whether the browser signed this request by itself: then it must prove that a page of ours sent it (CSRF)."""
    return bool(g.get("by_cookie"))


def _enter() -> None:
    given = request.headers.get("X-Request-ID", "")
    scope = correlated(_uuid(given))
    g.correlation = scope.__enter__()
    g.correlation_scope = scope
    g.actor_mark = acting.set(None)


def _leave(_: BaseException | None) -> None:
    if "actor_mark" in g:
        acting.reset(g.pop("actor_mark"))
        g.pop("correlation_scope").__exit__(None, None, None)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _recognise() -> Response | None:
    token = _token()
    if token is None:
        return None
    if token.is_good_at(datetime.now(UTC)):
        acting.set(token.actor)
        return None
    g.expired = token
    if by_cookie() and not is_api_request() and _wants_an_account():
        return to_renewal()
    return None


def _wants_an_account() -> bool:
    from shared.web.access import access_of

    access = access_of(current_app, request.endpoint) if request.endpoint else None
    return access is not None and not access.public


def _token() -> Token | None:
    kind, _, bearer = request.headers.get("Authorization", "").partition(" ")
    written = bearer.strip() if kind.lower() == "bearer" else request.cookies.get(COOKIE, "")
    g.by_cookie = kind.lower() != "bearer" and bool(written)
    if not written:
        return None
    key: OKPKey = current_app.extensions["token_key"]
    try:
        return read(key, written)
    except BadToken:
        return None


def to_renewal() -> Response:
    """Have registration renew the token and come back; 307 keeps what was typed into a form."""
    code = 307 if request.method not in ("GET", "HEAD") else 303
    return _sent(f"{RENEWAL}?next={quote(here(), safe='')}", code)


def to_sign_in() -> Response:
    """Have the person sign in and come back here."""
    return _sent(f"{SIGN_IN}?next={quote(here(), safe='')}", 303)


def here() -> str:
    """The address of this request within the one origin."""
    return request.full_path if request.query_string else request.path


def signing_key() -> OKPKey:
    """The key that signs tokens; only registration has it."""
    settings: WebSettings = current_app.config["WEB"]
    if settings.token_private_key is None:
        raise RuntimeError("no key to sign tokens with (TIRKEU_TOKEN_PRIVATE_KEY)")
    return key_of(settings.token_private_key)


def keep_token(answer: Response, token: str) -> None:
    """Give the browser its token: no script reads it, no other site's form sends it."""
    settings: WebSettings = current_app.config["WEB"]
    age = 12 * 3600
    answer.set_cookie(COOKIE, token, max_age=age, path="/", httponly=True, samesite="Lax", secure=settings.https)


def drop_token(answer: Response) -> None:
    """Take the token back."""
    answer.delete_cookie(COOKIE, path="/", httponly=True, samesite="Lax")


def expired_token() -> Token | None:
    """The token of this request if it is ours but has run out."""
    found: Token | None = g.get("expired")
    return found


def within_origin(address: str | None, otherwise: str = "/registration/") -> str:
    """An address to go on to, if it is one of ours; else a safe one: nobody is sent to a stranger's page."""
    if not address or any(ord(sign) < 33 or sign == "\\" for sign in address):
        return otherwise
    parts = urlsplit(address)
    first = parts.path.split("/")[1:2]
    ours = not parts.scheme and not parts.netloc and address.startswith("/") and not address.startswith("//")
    return address if ours and first and first[0] in SERVICES else otherwise


def _sent(address: str, code: int) -> Response:
    answer = redirect(address, code)
    assert isinstance(answer, Response)
    return answer
