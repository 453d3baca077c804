"""Policies: what is in force, every version before it, and a new row from a day on, by the chairman."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Text, cast, select
from sqlalchemy.orm import Session

from services.registration.db import db
from services.registration.models.people import Person
from services.registration.models.policies import Policy
from services.registration.queries.policies import in_force
from services.registration.usecases import policies
from shared.clock import now
from shared.errors import NotFound
from shared.web import (
    CheckField,
    Column,
    DataTable,
    DateField,
    Form,
    TextField,
    WholeNumberField,
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

pages = page_blueprint("registration", "policies", __name__, "/policies")

IN_FORCE = DataTable(
    "policies",
    Column("policy", "policy.name", link=lambda row: url_for("policies.show", key=row["key"])),
    Column("value", "policy.value"),
    Column("version", "policy.version", kind="number"),
    Column("valid_from", "policy.valid_from", kind="day"),
    Column("rule", "policy.rule"),
)
VERSIONS = DataTable(
    "versions",
    Column("version", "policy.version", kind="number", sort=Policy.version),
    Column("scope", "policy.scope"),
    Column("valid_from", "policy.valid_from", kind="day", sort=Policy.valid_from),
    Column("value", "policy.value"),
    Column("why", "word.reason"),
    Column("by", "policy.by"),
    Column("recorded_at", "exception.recorded_at", kind="moment", sort=Policy.recorded_at),
)


class PolicyForm(Form):
    """From which day, and why; the fields of the value are added for each policy."""

    valid_from = DateField("policy.valid_from", required=True)
    why = TextField("word.reason", required=True, max=500, lines=2)
    sure = CheckField("policy.sure", required=True)


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
        form = _form(value)
    if request.method == "POST":
        require("registration.edit_policies")
    if form.validate_on_submit():
        with shown_in(form), db.transaction() as session:
            policies.change(session, key, _asked(form, value), form.valid_from.data, form.why.data)
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


def _asked(form: PolicyForm, value: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _typed(form[f"value_{name}"].data, before) for name, before in value.items()}


def _form(value: Mapping[str, Any]) -> PolicyForm:
    fields = {f"value_{name}": _field(name, before) for name, before in value.items()}
    data = {f"value_{name}": _shown(before) for name, before in value.items()}
    made: PolicyForm = type("ThisPolicyForm", (PolicyForm,), fields)(data=data)
    return made


def _field(name: str, before: Any) -> Any:
    label = f"policy_value.{name}"
    if isinstance(before, bool):
        return CheckField(label)
    if isinstance(before, int):
        return WholeNumberField(label, required=True, least=0, most=1_000_000)
    return TextField(label, required=True, max=200)


def _shown(value: Any) -> Any:
    return ", ".join(map(str, value)) if isinstance(value, list) else value


def _typed(data: Any, before: Any) -> Any:
    """What was typed, of the kind that stands; a list is what stands between commas."""
    if isinstance(before, list):
        parts = [part.strip() for part in str(data).split(",")]
        return [int(part) if part.isdecimal() else part for part in parts if part]
    return bool(data) if isinstance(before, bool) else data


def _line(row: Policy) -> dict[str, Any]:
    return {
        "key": row.key,
        "policy": _named(row.key),
        "value": json.dumps(row.value, ensure_ascii=False),
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
            cast(Policy.value, Text).label("value"),
            Policy.why,
            who.label("by"),
            Policy.recorded_at,
        )
        .outerjoin(Person, Person.person_id == Policy.recorded_by)
        .where(Policy.key == key)
        .order_by(Policy.version.desc())
    )
