"""How a service writes its pages: a blueprint, a page, a form that comes back, a page before a costly act."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for

from shared.web.forms import Form
from shared.web.language import t


def page_blueprint(service: str, screen: str, import_name: str, under: str = "") -> Blueprint:
    """The pages of one screen, under ``/<service><under>``; endpoints are ``<screen>.<function>``."""
    templates = Path(__file__).resolve().parents[2] / "services" / service / "pages" / "templates"
    return Blueprint(screen, import_name, url_prefix=f"/{service}{under}", template_folder=str(templates))


def render(template: str, **values: Any) -> Response:
    """A page that shows."""
    return Response(render_template(template, **values), mimetype="text/html")


def render_form(template: str, *, form: Form, **values: Any) -> Response:
    """A page with a form: 200 when it is first shown, 422 with errors in place, 409 with the office's reasons."""
    answer = render(template, form=form, **values)
    if request.method == "POST":
        answer.status_code = 409 if form.reasons else 422
    return answer


def render_confirm(
    *,
    title: str,
    text: str,
    do: str,
    back: str,
    submit: str,
    facts: Sequence[tuple[str, Any]] = (),
    danger: bool = True,
    hidden: dict[str, str] | None = None,
) -> Response:
    """The page before a costly act: what will happen, a way back, and a button that sends a POST."""
    values = {"do": do, "back": back, "submit": submit, "facts_shown": facts, "danger": danger, "hidden": hidden or {}}
    return render("kit/confirm.html", title=title, text=text, **values)


def back_to(endpoint: str, said: str | None = None, **values: Any) -> Response:
    """After an act: go to a page (303) that says what was done; ``said`` is a text key."""
    if said is not None:
        flash(t(said), "success")
    answer = redirect(url_for(endpoint, **values), 303)
    assert isinstance(answer, Response)
    return answer


def say(key: str, kind: str = "info", **params: Any) -> None:
    """Leave a message for the next page."""
    flash(t(key, **params), kind)
