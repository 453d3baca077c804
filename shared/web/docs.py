"""Swagger UI over the service's own OpenAPI, from local files, on a page with a policy of its own."""

from __future__ import annotations

from flask import Blueprint, Response

from shared.web.access import public
from shared.web.headers import DOCS_POLICY
from shared.web.pages import render


def docs(service: str) -> Blueprint:
    """``/<service>/api/docs/``."""
    pages = Blueprint("docs", __name__, url_prefix=f"/{service}/api/docs")

    @pages.get("/")
    @public
    def swagger() -> Response:
        """Read and try the API."""
        answer = render("kit/docs.html", spec=f"/{service}/api/v1/openapi.json")
        answer.headers["Content-Security-Policy"] = DOCS_POLICY
        return answer

    return pages
