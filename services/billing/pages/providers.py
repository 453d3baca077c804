"""Payment providers: how their lines are recognised, what their registers look like, from when to when (D17)."""

from __future__ import annotations

from uuid import UUID

from flask import url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select

from services.billing.db import db
from services.billing.domain.registers import FIELDS
from services.billing.models import Provider
from services.billing.usecases import providers
from services.billing.usecases.providers import NewProvider
from shared.errors import NotFound
from shared.web import (
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
    render_form,
    shown_in,
)

pages = page_blueprint("billing", "providers", __name__, "/providers")


class ProviderForm(Form):
    """A provider with its sign and the titles of its register's columns."""

    name = TextField("provider.name", required=True, max=100)
    bin = TextField("paper.bin", required=True, max=12)
    account = TextField("provider.account", max=34, help="provider.account_help")
    words = TextField("provider.words", max=500, help="provider.words_help")
    settles_days = WholeNumberField("provider.settles", required=True, least=0, most=10, help="provider.settles_help")
    valid_from = DateField("tariff.valid_from", required=True)
    paid_on = TextField("provider.column_day", required=True, max=100)
    number = TextField("provider.column_number", max=100, help="provider.column_number_help")
    iin = TextField("provider.column_iin", max=100)
    gross = TextField("provider.column_gross", required=True, max=100)
    commission = TextField("provider.column_commission", max=100)
    own_id = TextField("provider.column_own_id", required=True, max=100)


class EndForm(Form):
    """The last day."""

    until = DateField("rules.until", required=True)


PROVIDERS = DataTable(
    "providers",
    Column("name", "provider.name", sort=Provider.name, link=lambda row: _end_address(row.provider_id)),
    Column("bin", "paper.bin", sort=Provider.bin),
    Column("account", "provider.account"),
    Column("settles_days", "provider.settles", kind="number"),
    Column("valid_from", "tariff.valid_from", kind="day", sort=Provider.valid_from),
    Column("valid_until", "rules.until", kind="day", sort=Provider.valid_until),
    search=(func.lower(Provider.name), Provider.bin),
    sort="name",
)


@pages.get("")
@allows("billing.see_queue")
def index() -> ResponseReturnValue:
    """Every provider."""
    shown = (Provider.provider_id, Provider.name, Provider.bin, Provider.account, Provider.settles_days)
    query = select(*shown, Provider.valid_from, Provider.valid_until)
    with db.read() as session:
        return PROVIDERS.answer(session, query, "billing/providers.html", add=_may_edit() and url_for("providers.add"))


@pages.route("/new", methods=["GET", "POST"])
@allows("billing.edit_rules")
def add() -> ResponseReturnValue:
    """Add one; lines loaded from now on are recognised."""
    form = ProviderForm()
    if form.validate_on_submit():
        with shown_in(form), db.transaction() as session:
            providers.add(session, _new(form))
            return back_to("providers.index", said="provider.added")
    return render_form("billing/rule_form.html", form=form, heading="provider.new", back="providers.index")


@pages.route("/<uuid:provider_id>/end", methods=["GET", "POST"])
@allows("billing.edit_rules")
def end(provider_id: UUID) -> ResponseReturnValue:
    """Name the last day of a provider."""
    form = EndForm()
    if form.validate_on_submit():
        with shown_in(form), db.transaction() as session:
            providers.end(session, provider_id, form.until.data)
            return back_to("providers.index", said="rules.ended")
    with db.read() as session:
        if session.get(Provider, provider_id) is None:
            raise NotFound("provider")
    return render_form("billing/rule_form.html", form=form, heading="rules.end", back="providers.index")


def _new(form: ProviderForm) -> NewProvider:
    columns = {name: getattr(form, name).data or "" for name in FIELDS}
    words = tuple(word.strip() for word in (form.words.data or "").split(",") if word.strip())
    return NewProvider(
        form.name.data, form.bin.data, form.valid_from.data, columns, form.account.data or "", words,
        form.settles_days.data,
    )  # fmt: skip


def _end_address(provider_id: UUID) -> str | None:
    return url_for("providers.end", provider_id=provider_id) if _may_edit() else None


def _may_edit() -> bool:
    return current_actor().may("billing.edit_rules")
