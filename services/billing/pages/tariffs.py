"""The price of one credit by specialty and academic year (R9.2)."""

from __future__ import annotations

from flask import url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import func

from services.billing.db import db
from services.billing.models import Tariff
from services.billing.queries import lists
from services.billing.usecases import tariffs
from services.billing.usecases.tariffs import PriceRow
from shared.web import (
    Column,
    DataTable,
    DateField,
    Form,
    MoneyInput,
    TextField,
    WholeNumberField,
    allows,
    back_to,
    current_actor,
    page_blueprint,
    render_form,
    shown_in,
)

pages = page_blueprint("billing", "tariffs", __name__, "/tariffs")


class TariffForm(Form):
    """A price of an order."""

    specialty = TextField("tariff.specialty", required=True, max=40)
    academic_year = WholeNumberField("tariff.year", required=True, least=2000, most=2100, help="tariff.year_help")
    price = MoneyInput("tariff.price", required=True)
    valid_from = DateField("tariff.valid_from", required=True)
    ground = TextField("tariff.ground", required=True, max=200)


TARIFFS = DataTable(
    "tariffs",
    Column("specialty", "tariff.specialty", sort=Tariff.specialty),
    Column("academic_year", "tariff.year", sort=Tariff.academic_year),
    Column("price", "tariff.price", kind="money", sort=Tariff.price),
    Column("valid_from", "tariff.valid_from", kind="day", sort=Tariff.valid_from),
    Column("version_no", "tariff.version", kind="number"),
    Column("ground", "tariff.ground"),
    Column("set_at", "tariff.set_at", kind="moment", sort=Tariff.set_at),
    search=(func.lower(Tariff.specialty),),
    sort="specialty",
)


@pages.get("")
@allows("billing.see_tariffs")
def index() -> ResponseReturnValue:
    """The table of prices."""
    address = url_for("tariffs.add") if current_actor().may("billing.edit_tariffs") else None
    with db.read() as session:
        return TARIFFS.answer(session, lists.tariffs(), "billing/tariffs.html", add=address)


@pages.route("/new", methods=["GET", "POST"])
@allows("billing.edit_tariffs")
def add() -> ResponseReturnValue:
    """Set a price; invoices that are out keep theirs (D5)."""
    form = TariffForm()
    if form.validate_on_submit():
        row = PriceRow(form.specialty.data, form.academic_year.data, form.price.data, form.valid_from.data)
        with shown_in(form), db.transaction() as session:
            tariffs.set_prices(session, [row], form.ground.data)
            return back_to("tariffs.index", said="tariff.set")
    return render_form("billing/tariff_new.html", form=form)
