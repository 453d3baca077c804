"""One factory for the four web processes: what every service's application has in common."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

from apispec.ext.marshmallow import MarshmallowPlugin
from flask import Blueprint, Flask, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_wtf.csrf import CSRFError, CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from shared.db import Database
from shared.logging import set_up_logging
from shared.web.access import check_access, public
from shared.web.api import ServiceApi, refuse_unasked_queries
from shared.web.assets import assets
from shared.web.docs import docs
from shared.web.documented import SchemaNames
from shared.web.headers import install_headers
from shared.web.health import install_health
from shared.web.identity import by_cookie, install_identity, is_api_request
from shared.web.problems import install_problems, problem
from shared.web.request_log import install_request_log
from shared.web.resource import Resource
from shared.web.rules import rules
from shared.web.settings import WebSettings
from shared.web.templating import install_templates

LARGEST_BODY = 16 * 1024 * 1024
TITLES = {
    "registration": "Tirkeu: registration",
    "grading": "Tirkeu: grading",
    "billing": "Tirkeu: billing",
    "notifications": "Tirkeu: notifications",
}

limiter = Limiter(get_remote_address, storage_uri="memory://", headers_enabled=True)


def create_service_app(
    service: str,
    db: Database,
    *,
    api: Iterable[Resource] = (),
    pages: Iterable[Blueprint] = (),
    settings: WebSettings | None = None,
) -> Flask:
    """The web process of a service: health, errors, identity, headers, its API with OpenAPI, its pages."""
    if settings is None:
        set_up_logging(service)
        settings = WebSettings.from_environment(service)
    app = Flask(f"services.{service}", static_folder=None, template_folder=None)
    app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1)  # type: ignore[method-assign]
    _configure(app, settings)
    install_headers(app, settings.https)
    install_identity(app, settings)
    install_request_log(app)
    install_health(app, db, settings)
    app.before_request(check_access)
    app.before_request(refuse_unasked_queries)
    _protect(app)
    limiter.init_app(app)
    install_problems(app)
    install_templates(app, db)
    for blueprint in (assets(service), rules(service), docs(service), *pages):
        app.register_blueprint(blueprint)
    _publish(app, api)
    return app


def _configure(app: Flask, settings: WebSettings) -> None:
    service = settings.service
    app.config.update(
        SERVICE=service,
        WEB=settings,
        SECRET_KEY=settings.secret_key,
        MAX_CONTENT_LENGTH=LARGEST_BODY,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
        # Of Flask's session only the CSRF secret and messages for the next page; each service has its own.
        SESSION_COOKIE_NAME=f"tirkeu_{service}",
        SESSION_COOKIE_PATH=f"/{service}",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.https,
        PERMANENT_SESSION_LIFETIME=timedelta(hours=12),
        WTF_CSRF_ENABLED=settings.csrf,
        WTF_CSRF_CHECK_DEFAULT=False,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=settings.https,
        RATELIMIT_ENABLED=settings.csrf,
        API_TITLE=TITLES[service],
        API_VERSION="1",
        OPENAPI_VERSION="3.0.3",
        OPENAPI_URL_PREFIX=f"/{service}/api/v1",
        OPENAPI_JSON_PATH="openapi.json",
        PAGINATION_HEADER_NAME=None,
    )
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.json.ensure_ascii = False  # type: ignore[attr-defined]


def _protect(app: Flask) -> None:
    """A change signed by the browser's own cookie must come from a page of ours; pages in any case."""
    csrf = CSRFProtect(app)
    app.extensions["csrf_unneeded"] = set()
    app.register_error_handler(CSRFError, lambda _: problem(403))

    @app.before_request
    def check_origin() -> None:
        if request.method in ("GET", "HEAD", "OPTIONS") or not app.config["WTF_CSRF_ENABLED"]:
            return
        if request.endpoint in app.extensions["csrf_unneeded"]:
            return
        if by_cookie() or not is_api_request():
            csrf.protect()


def without_csrf(app: Flask, endpoint: str) -> None:
    """This POST changes nothing that another site could want (the renewal of a token on its way)."""
    app.extensions["csrf_unneeded"].add(endpoint)


def _publish(app: Flask, blueprints: Iterable[Resource]) -> None:
    names: Any = SchemaNames()  # also takes instances and answers None, which the stubs leave out
    named = MarshmallowPlugin(schema_name_resolver=names)
    api = ServiceApi(app, spec_kwargs={"servers": [{"url": "/"}], "marshmallow_plugin": named})
    schemes = api.spec.components
    schemes.security_scheme("bearer", {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"})
    schemes.security_scheme("cookie", {"type": "apiKey", "in": "cookie", "name": "tirkeu"})
    for blueprint in blueprints:
        api.register_blueprint(blueprint)
    described: Callable[..., Any] = app.view_functions["api-docs.openapi_json"]
    app.view_functions["api-docs.openapi_json"] = public(lambda: described())
