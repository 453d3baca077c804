"""Scripts and styles, from our own files and from the wheels that bring Bootstrap and htmx; nothing from elsewhere."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

import django_htmx
import flask_bootstrap
import flask_swagger_ui
from flask import Blueprint, Response, abort, send_file

from shared.web.access import public

_OWN = Path(__file__).with_name("static")
_BOOTSTRAP = Path(flask_bootstrap.__file__).parent / "static" / "bootstrap5"
_HTMX = Path(django_htmx.__file__).parent / "static" / "django_htmx"
_SWAGGER = Path(flask_swagger_ui.__file__).parent / "dist"

FILES = {
    "bootstrap.css": _BOOTSTRAP / "css" / "bootstrap.min.css",
    "tirkeu.css": _OWN / "tirkeu.css",
    "tirkeu.js": _OWN / "tirkeu.js",
    "icon.svg": _OWN / "icon.svg",
    "htmx.js": _HTMX / "htmx-2.min.js",
    "swagger.css": _SWAGGER / "swagger-ui.css",
    "swagger.js": _SWAGGER / "swagger-ui-bundle.js",
    "docs.js": _OWN / "docs.js",
}


@cache
def asset_url(service: str, name: str) -> str:
    """The address of a file, with its content's hash: browsers may keep it for a year."""
    digest = hashlib.sha256(FILES[name].read_bytes()).hexdigest()[:12]
    return f"/{service}/assets/{digest}/{name}"


def assets(service: str) -> Blueprint:
    """The files, under the service's prefix."""
    pages = Blueprint("assets", __name__, url_prefix=f"/{service}/assets")

    @pages.get("/<digest>/<name>")
    @public
    def file(digest: str, name: str) -> Response:
        """One of the listed files, never another."""
        if name not in FILES or not asset_url(service, name).endswith(f"/{digest}/{name}"):
            abort(404)
        answer = send_file(FILES[name], max_age=31536000)
        answer.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return answer

    return pages
