"""The page to which every refusal links: a rule or a decided case in the caller's language."""

from __future__ import annotations

from flask import Blueprint, Response

from shared.errors import NotFound
from shared.rules import rule
from shared.web.access import public
from shared.web.language import current_language
from shared.web.pages import render


def rules(service: str) -> Blueprint:
    """``/<service>/rules/R8.3``."""
    pages = Blueprint("rules", __name__, url_prefix=f"/{service}/rules")

    @pages.get("/<number>")
    @public
    def show(number: str) -> Response:
        """One rule of the office."""
        try:
            text = rule(number, current_language())
        except KeyError:
            raise NotFound("rule") from None
        return render("kit/rule.html", number=number, text=text)

    return pages
