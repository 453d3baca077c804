"""What the screens of dated policies share: every version, and the next one by the chairman (R4, R11.2d)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import request
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import DeclarativeBase, Session

from services.grading.db import db
from shared.web import DataTable, Form, back_to, current_actor, require, shown_in, t

F = TypeVar("F", bound=Form)
SEASONS = ("autumn", "spring", "summer")


def versions_page(
    table: DataTable,
    model: type[DeclarativeBase],
    begin: Callable[[Session], F],
    record: Callable[[Session, F], object],
    words: str,
) -> ResponseReturnValue:
    """The versions with a form that begins with what stands; ``words`` is the group of the screen's texts."""
    if request.method == "POST":
        require("grading.edit_policies")
    with db.read() as session:
        form = begin(session)
    if form.validate_on_submit():
        with shown_in(form), db.transaction() as session:
            record(session, form)
            return back_to(str(request.endpoint), said="grading_policy.saved")
    with db.read() as session:
        values: dict[str, Any] = {"form": form, "may_edit": current_actor().may("grading.edit_policies")}
        rows = select(*(getattr(model, column.key) for column in table.columns))
        answer = table.answer(session, rows, "grading/policies.html", heading=words, **values)
    answer.status_code = 409 if form.reasons else 422 if form.errors else 200
    return answer


def seasons() -> list[tuple[str, str]]:
    """For which terms a version holds: all, or those of a season."""
    return [("", t("grading_policy.all")), *((one, t(f"season.{one}")) for one in SEASONS)]


def numbers(typed: str) -> tuple[int, ...]:
    """What stands between commas; what is no number leaves the list unfit, and the rule says so."""
    parts = [part.strip() for part in typed.split(",")]
    return tuple(int(part) for part in parts) if all(part.isdecimal() for part in parts) else ()


def shown(numbers: list[Any]) -> str:
    """The same list as it is read."""
    return ", ".join(map(str, numbers))
