"""Policies: what is in force, every version before it, and a new row from a day on, by the chairman."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from services.registration.db import db
from services.registration.models.people import Person
from services.registration.models.policies import Policy
from services.registration.queries.policies import in_force
from services.registration.usecases import policies
from shared.clock import now
from shared.errors import NotFound
from shared.web import (
    Column,
    DataTable,
    allows,
    back_to,
    current_actor,
    page_blueprint,
    render,
    require,
    shown_in,
    t,
)
from shared.web.language import current_texts
from shared.web.policy_form import policy_form

pages = page_blueprint("registration", "policies", __name__, "/policies")

IN_FORCE = DataTable(
    "policies",
    Column("policy", "policy.name", link=lambda row: url_for("policies.show", key=row["key"])),
    Column("value", "policy.value", kind="policy"),
    Column("version", "policy.version", kind="number"),
    Column("valid_from", "policy.valid_from", kind="day"),
    Column("rule", "policy.rule"),
)
VERSIONS = DataTable(
    "versions",
    Column("version", "policy.version", kind="number", sort=Policy.version),
    Column("scope", "policy.scope"),
    Column("valid_from", "policy.valid_from", kind="day", sort=Policy.valid_from),
    Column("value", "policy.value", kind="policy"),
    Column("why", "word.reason"),
    Column("by", "policy.by"),
    Column("recorded_at", "exception.recorded_at", kind="moment", sort=Policy.recorded_at),
)


@pages.get("")
@allows("registration.see_terms")
def index() -> ResponseReturnValue:
    """Every policy that is in force today."""
    with db.read() as session:
        known = in_force(session, now(session).day)
        rows = session.scalars(select(Policy).where(Policy.scope == "").order_by(Policy.key)).all()
        table = IN_FORCE.of_rows([_line(row) for row in rows if known[row.key].version == row.version])
        return render("registration/policies/list.html", table=table)


@pages.route("/<string:key>", methods=["GET", "POST"])
@allows("registration.see_terms")
def show(key: str) -> ResponseReturnValue:
    """One policy with its history; the chairman sets a new row."""
    with db.read() as session:
        value = _value(session, key)
        form = policy_form(value)
    if request.method == "POST":
        require("registration.edit_policies")
    if form.validate_on_submit():
        with shown_in(form), db.transaction() as session:
            policies.change(session, key, form.typed(value), form.valid_from.data, form.why.data)
            return back_to("policies.show", said="policy.saved", key=key)
    with db.read() as session:
        answer = VERSIONS.answer(
            session,
            _versions(key),
            "registration/policies/show.html",
            form=form,
            title=_named(key),
            may_edit=current_actor().may("registration.edit_policies"),
        )
    answer.status_code = 409 if form.reasons else 422 if form.errors else 200
    return answer


def _line(row: Policy) -> dict[str, Any]:
    return {
        "key": row.key,
        "policy": _named(row.key),
        "value": row.value,
        "version": row.version,
        "valid_from": row.valid_from,
        "rule": row.rule,
    }


def _named(key: str) -> str:
    return t(f"policy.{key}") if current_texts().has(f"policy.{key}") else key


def _value(session: Session, key: str) -> Mapping[str, Any]:
    row = session.scalars(select(Policy).where(Policy.key == key).order_by(Policy.version.desc())).first()
    if row is None:
        raise NotFound("policy")
    return row.value


def _versions(key: str) -> Any:
    who = Person.surname + " " + Person.given_name
    return (
        select(
            Policy.version,
            Policy.scope,
            Policy.valid_from,
            Policy.value,
            Policy.why,
            who.label("by"),
            Policy.recorded_at,
        )
        .outerjoin(Person, Person.person_id == Policy.recorded_by)
        .where(Policy.key == key)
        .order_by(Policy.version.desc())
    )
