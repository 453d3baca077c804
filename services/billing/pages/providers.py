"""Payment providers: how their lines are recognised, what their registers look like, from when to when (D17)."""

from __future__ import annotations

from uuid import UUID

from flask import request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import case, func, select

from services.billing.db import db
from services.billing.domain.registers import FIELDS
from services.billing.models import AnnouncedPayment, Invoice, Provider, ProviderSecret
from services.billing.usecases import announced, providers
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
    render,
    render_confirm,
    render_form,
    shown_in,
    t,
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
    Column("secret", "provider.callbacks", link=lambda row: _secret_address(row.provider_id)),
    search=(func.lower(Provider.name), Provider.bin),
    sort="name",
)


ANNOUNCED = DataTable(
    "announced",
    Column("paid_at", "announced.paid_at", kind="moment", sort=AnnouncedPayment.paid_at),
    Column("name", "provider.name", sort=Provider.name),
    Column("number", "invoice.number", link=lambda row: url_for("invoices.show", invoice_id=row.invoice_id)),
    Column("amount", "story.amount", kind="money", sort=AnnouncedPayment.amount),
    Column("own_id", "announced.own_id"),
    Column("expected_by", "announced.expected_by", kind="day", sort=AnnouncedPayment.expected_by),
    Column("state", "announced.state", kind="badge"),
    search=(func.lower(Invoice.number), func.lower(AnnouncedPayment.own_id)),
    sort="-paid_at",
    empty="announced.none",
)


@pages.get("")
@allows("billing.see_queue")
def index() -> ResponseReturnValue:
    """Every provider."""
    shown = (Provider.provider_id, Provider.name, Provider.bin, Provider.account, Provider.settles_days)
    made = case((ProviderSecret.provider_id.is_(None), "–"), else_="✓").label("secret")
    query = select(*shown, Provider.valid_from, Provider.valid_until, made).outerjoin(ProviderSecret)
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


@pages.get("/announced")
@allows("billing.see_queue")
def announcements() -> ResponseReturnValue:
    """Payments that providers have announced by a signed callback, and what became of each (D17)."""
    with db.read() as session:
        return ANNOUNCED.answer(session, announced.listed(), "billing/announced.html")


@pages.route("/<uuid:provider_id>/secret", methods=["GET", "POST"])
@allows("billing.edit_rules")
def secret(provider_id: UUID) -> ResponseReturnValue:
    """Make a provider's secret for callbacks; it is shown on the answer, and never again."""
    with db.read() as session:
        provider = session.get(Provider, provider_id)
        if provider is None:
            raise NotFound("provider")
        name = provider.name
    back = url_for("providers.index")
    if request.method == "POST":
        with db.transaction() as session:
            made = announced.new_secret(session, provider_id)
        return render("billing/secret.html", secret=made, name=name, back=back)
    return render_confirm(
        title=t("provider.secret"), text=t("provider.secret_text"), facts=[(t("provider.name"), name)],
        do=url_for("providers.secret", provider_id=provider_id), back=back, submit="provider.secret",
    )  # fmt: skip


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


def _secret_address(provider_id: UUID) -> str | None:
    return url_for("providers.secret", provider_id=provider_id) if _may_edit() else None


def _may_edit() -> bool:
    return current_actor().may("billing.edit_rules")
