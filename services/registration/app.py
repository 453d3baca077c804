"""Registration's web process: its API and its pages."""

from __future__ import annotations

from flask import Flask

from services.registration.db import db
from services.registration.pages import account
from shared.web import WebSettings, create_service_app
from shared.web.app import without_csrf


def create_app(settings: WebSettings | None = None) -> Flask:
    """The application; settings come from the environment unless a test gives them."""
    app = create_service_app("registration", db, pages=(account.pages,), settings=settings)
    without_csrf(app, "account.renew")
    without_csrf(app, "account.leave")
    return app
