"""Notifications' web process: its API and its pages."""

from flask import Flask

from services.notifications.api import choices, deliveries, notices
from services.notifications.db import db
from services.notifications.pages import choices as choices_page
from services.notifications.pages import inbox, office
from shared.web import WebSettings, create_service_app


def create_app(settings: WebSettings | None = None) -> Flask:
    """The application; settings come from the environment unless a test gives them."""
    return create_service_app(
        "notifications",
        db,
        api=(notices.blp, choices.blp, deliveries.blp),
        pages=(inbox.pages, choices_page.pages, office.pages),
        settings=settings,
    )
