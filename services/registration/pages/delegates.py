"""A dean's delegates by name: who, from when to when, for which acts (R1.2, D26)."""

from __future__ import annotations

from uuid import UUID

from flask import url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from services.registration.db import db
from services.registration.domain.behalf import Named
from services.registration.models.behalf import Delegation
from services.registration.models.people import Person
from services.registration.usecases import delegating
from shared.clock import now
from shared.identity.permissions import DELEGABLE
from shared.web import (
    CheckField,
    DateField,
    Form,
    TextField,
    allows,
    back_to,
    current_actor,
    page_blueprint,
    render,
    render_confirm,
    render_form,
    shown_in,
    t,
)

pages = page_blueprint("registration", "delegates", __name__, "/delegates")


class DelegateForm(Form):
    """Who, from when to when, for which acts, and why."""

    login = TextField("delegate.login", required=True, max=200, help="delegate.login_help")
    read = CheckField("delegate.of_read")
    propose_term = CheckField("delegate.of_propose_term")
    propose_equivalent = CheckField("delegate.of_propose_equivalent")
    give_opinion = CheckField("delegate.of_give_opinion")
    excuse_absence = CheckField("delegate.of_excuse_absence")
    since = DateField("account.since_day", required=True)
    until = DateField("account.until_day", required=True)
    reason = TextField("word.reason", required=True, max=300, help="account.order_help")


@pages.get("/")
@allows("registration.name_delegates")
def mine() -> ResponseReturnValue:
    """Everybody whom I have named, also those whose days are over."""
    with db.read() as session:
        rows = session.execute(
            select(Delegation, Person)
            .join(Person, Person.person_id == Delegation.delegate_id)
            .where(Delegation.principal_id == current_actor().person_id)
            .order_by(Delegation.valid_from.desc(), Person.sort_key)
        ).all()
        return render("registration/delegates/list.html", rows=rows, today=now(session).day)


@pages.route("/new", methods=["GET", "POST"])
@allows("registration.name_delegates")
def name() -> ResponseReturnValue:
    """Name a delegate; only who is dean himself does."""
    form = DelegateForm()
    if form.validate_on_submit():
        with shown_in(form), db.transaction() as session:
            delegating.name_delegate(session, _named(form, delegating.of_login(session, form.login.data or "")))
            return back_to("delegates.mine", said="delegate.named")
    return render_form("registration/delegates/new.html", form=form)


@pages.route("/<uuid:delegation_id>/end", methods=["GET", "POST"])
@allows("registration.name_delegates")
def end(delegation_id: UUID) -> ResponseReturnValue:
    """End it before its last day."""
    form = Form()
    if form.validate_on_submit():
        with shown_in(form), db.transaction() as session:
            delegating.end(session, delegation_id, current_actor().person_id)
            return back_to("delegates.mine", said="delegate.ended")
    return render_confirm(
        title=t("delegate.end"),
        text=t("delegate.end_text"),
        do=url_for("delegates.end", delegation_id=delegation_id),
        back=url_for("delegates.mine"),
        submit="delegate.end",
    )


def _named(form: DelegateForm, delegate_id: UUID) -> Named:
    acts = [act for act in DELEGABLE if form[act].data]
    days = (form.since.data, form.until.data)
    return Named(current_actor().person_id, delegate_id, acts, *days, form.reason.data or "")
