"""Billing's policies: every row with its day and reason, and the next one by the chief accountant."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from services.billing.db import db
from services.billing.models import PolicyRow
from services.billing.usecases import policies
from shared.errors import NotFound
from shared.web import Column, DataTable, allows, back_to, current_actor, page_blueprint, require, shown_in, t
from shared.web.language import current_texts
from shared.web.policy_form import policy_form

pages = page_blueprint("billing", "policies", __name__, "/policies")


class NameColumn(Column):
    """A policy by its name in words."""

    def value(self, row: Any) -> Any:
        return _named(row.name)


ROWS = DataTable(
    "policies",
    NameColumn("name", "policy.name", sort=PolicyRow.name, link=lambda row: url_for("policies.show", name=row.name)),
    Column("value", "policy.value", kind="policy"),
    Column("valid_from", "policy.valid_from", kind="day", sort=PolicyRow.valid_from),
    Column("rule", "policy.rule"),
    Column("why", "word.reason"),
    Column("recorded_at", "policy.recorded_at", kind="moment", sort=PolicyRow.recorded_at),
    search=(PolicyRow.name,),
    sort="name",
)


@pages.get("")
@allows("billing.see_policies")
def index() -> ResponseReturnValue:
    """Every row of every policy."""
    with db.read() as session:
        return ROWS.answer(session, _rows(), "billing/policies.html", title=t("policy.title"), form=None)


@pages.route("/<string:name>", methods=["GET", "POST"])
@allows("billing.see_policies")
def show(name: str) -> ResponseReturnValue:
    """One policy with its history, and its next row."""
    if request.method == "POST":
        require("billing.edit_policies")
    with db.read() as session:
        value = _value(session, name)
    form = policy_form(value)
    if form.validate_on_submit():
        with shown_in(form), db.transaction() as session:
            policies.change(session, name, form.typed(value), form.valid_from.data, form.why.data)
            return back_to("policies.show", said="policy.saved", name=name)
    with db.read() as session:
        shown = form if current_actor().may("billing.edit_policies") else None
        rows = _rows().where(PolicyRow.name == name)
        answer = ROWS.answer(session, rows, "billing/policies.html", title=_named(name), form=shown)
    answer.status_code = 409 if form.reasons else 422 if form.errors else 200
    return answer


def _rows() -> Any:
    return select(
        PolicyRow.name, PolicyRow.value, PolicyRow.valid_from, PolicyRow.rule, PolicyRow.why, PolicyRow.recorded_at
    ).order_by(PolicyRow.name, PolicyRow.valid_from.desc())


def _value(session: Session, name: str) -> Mapping[str, Any]:
    query = select(PolicyRow.value).where(PolicyRow.name == name).order_by(PolicyRow.valid_from.desc())
    value: Mapping[str, Any] | None = session.scalars(query).first()
    if value is None:
        raise NotFound("policy")
    return value


def _named(name: str) -> str:
    return t(f"policy.{name}") if current_texts().has(f"policy.{name}") else name
