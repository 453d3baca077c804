"""Billing's web process: its API and its pages."""

from __future__ import annotations

from flask import Flask

from services.billing.api import accounts, advances, arrears, invoices, payments, queue, refunds, statements, tariffs
from services.billing.db import db
from shared.web import WebSettings, create_service_app

API = (tariffs, invoices, payments, statements, queue, accounts, advances, refunds, arrears)
PAGES = ()


def create_app(settings: WebSettings | None = None) -> Flask:
    """The application; settings come from the environment unless a test gives them."""
    return create_service_app(
        "billing",
        db,
        api=[resource.blp for resource in API],
        pages=[screen.pages for screen in PAGES],
        settings=settings,
    )
