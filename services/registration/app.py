"""Registration's web process: its API and its pages."""

from __future__ import annotations

from flask import Flask

from services.registration.api import (
    applications,
    cases,
    courses,
    debtors,
    faculties,
    groups,
    holidays,
    policies,
    proposals,
    seat_offers,
    sections,
    specialties,
    students,
    terms,
)
from services.registration.db import db
from services.registration.pages import account
from shared.web import WebSettings, create_service_app
from shared.web.app import without_csrf

API = (
    faculties,
    specialties,
    groups,
    students,
    courses,
    terms,
    proposals,
    sections,
    debtors,
    holidays,
    policies,
    applications,
    seat_offers,
    cases,
)
PAGES = (account,)


def create_app(settings: WebSettings | None = None) -> Flask:
    """The application; settings come from the environment unless a test gives them."""
    app = create_service_app(
        "registration",
        db,
        api=[resource.blp for resource in API],
        pages=[screen.pages for screen in PAGES],
        settings=settings,
    )
    without_csrf(app, "account.renew")
    without_csrf(app, "account.leave")
    return app
