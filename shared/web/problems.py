"""One place for errors: problem+json (RFC 9457) for programs, a page for people, reasons with rule and remedy."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from flask import Flask, Response, current_app, g, json, render_template, request
from flask_limiter import RateLimitExceeded
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException, InternalServerError

from shared.errors import NotFound, Reason, Refused
from shared.i18n import meant
from shared.identity import Forbidden, NotSignedIn
from shared.logging import logger
from shared.money import Money
from shared.web.documented import PROBLEMS
from shared.web.identity import by_cookie, is_api_request, to_renewal, to_sign_in
from shared.web.language import current_texts, t

log = logger("web")


def install_problems(app: Flask) -> None:
    """Answer every failure in the form that the caller reads."""
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(NotFound, lambda _: problem(404))
    app.register_error_handler(Forbidden, lambda _: problem(403))
    app.register_error_handler(NotSignedIn, _not_signed_in)
    app.register_error_handler(RateLimitExceeded, _too_many)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(OperationalError, _database_away)
    app.register_error_handler(Exception, _defect)


def told(reason: Reason) -> dict[str, str]:
    """A reason as a person or a program reads it: what is wrong, by which rule, and what he can do."""
    known = current_texts()
    params = {name: _meant(value) for name, value in reason.params.items()}
    text = t(f"reason.{reason.code}", **params) if known.has(f"reason.{reason.code}") else reason.code
    remedy = t(f"remedy.{reason.code}", **params) if known.has(f"remedy.{reason.code}") else ""
    return {"code": reason.code, "rule": reason.rule, "text": text, "remedy": remedy, "rule_url": rule_url(reason.rule)}


def _meant(value: str) -> Any:
    return t(value.removeprefix("text:")) if value.startswith("text:") else meant(value)


def typed_value(written: str) -> Any:
    """What a parameter of a reason carries: ``money:…``, ``date:…``, ``moment:…``, or text as it stands."""
    kind, _, rest = written.partition(":")
    reader = _READERS.get(kind)
    return reader(rest) if reader and rest else written


_READERS: Mapping[str, Callable[[str], Any]] = {
    "money": Money.of,
    "date": date.fromisoformat,
    "moment": datetime.fromisoformat,
}


def rule_url(rule: str) -> str:
    """The page on which a rule or a decided case can be read."""
    return f"/{current_app.config['SERVICE']}/rules/{rule}" if rule else ""


def problem(
    status: int,
    *,
    detail: str | None = None,
    reasons: list[dict[str, str]] | None = None,
    errors: Mapping[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The answer to a request that came to nothing."""
    kind = status if status in PROBLEMS else 500 if status >= 500 else 400
    title = t(f"problem.{kind}.title")
    detail = detail or t(f"problem.{kind}.text")
    if not is_api_request():
        return _page(status, title, detail, reasons or [], headers)
    body: dict[str, Any] = {
        "type": f"urn:tirkeu:problem:{PROBLEMS[kind][0]}",
        "title": title,
        "status": status,
        "detail": detail,
    }
    body |= {"instance": request.path, "correlation": str(g.get("correlation", ""))}
    if reasons is not None:
        body["reasons"] = reasons
    if errors is not None:
        body["errors"] = errors
    return Response(json.dumps(body), status, headers, mimetype="application/problem+json")


def _page(
    status: int, title: str, detail: str, reasons: list[dict[str, str]], headers: Mapping[str, str] | None
) -> Response:
    html = render_template("kit/problem.html", title=title, detail=detail, reasons=reasons, status=status)
    return Response(html, status, headers, mimetype="text/html")


def _refused(error: Refused) -> Response:
    return problem(409, reasons=[told(reason) for reason in error.reasons])


def _not_signed_in(_: NotSignedIn) -> Response:
    if is_api_request():
        return problem(401, headers={"WWW-Authenticate": 'Bearer realm="tirkeu"'})
    if "expired" in g and by_cookie():
        return to_renewal()
    return to_sign_in() if request.method in ("GET", "HEAD") else problem(401)


def _too_many(error: RateLimitExceeded) -> Response:
    return problem(429, headers={"Retry-After": str(error.limit.limit.get_expiry())})


def _http(error: HTTPException) -> Response:
    if error.response is not None and isinstance(error.response, Response):
        return error.response
    code = error.code or 500
    headers = {name: value for name, value in error.get_headers() if name in ("Allow", "Retry-After", "Location")}
    if 300 <= code < 400:
        return Response(status=code, headers=headers)
    messages = getattr(error, "data", {}).get("messages")
    return problem(code, errors=_by_field(messages) if messages else None, headers=headers)


def _by_field(messages: Mapping[str, Any]) -> dict[str, Any]:
    """Messages of webargs without their first level, the place (json, query), where there is just one."""
    inner = next(iter(messages.values())) if len(messages) == 1 else messages
    return dict(inner) if isinstance(inner, Mapping) else {"_body": inner}


def _database_away(error: OperationalError) -> Response:
    log.warning("database_away", endpoint=request.endpoint, error=type(error.orig).__name__)
    return problem(503, headers={"Retry-After": "5"})


def _defect(error: Exception) -> Response:
    if current_app.testing and current_app.config.get("PROPAGATE_DEFECTS", True):
        raise error
    log.exception("defect", endpoint=request.endpoint)
    return problem(InternalServerError.code)
