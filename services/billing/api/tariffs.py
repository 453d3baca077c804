"""`/billing/api/v1/tariffs`: the price of one credit (R9.2)."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate
from sqlalchemy.orm import Session

from services.billing.db import db
from services.billing.models import Tariff
from services.billing.queries import lists
from services.billing.usecases import tariffs
from services.billing.usecases.tariffs import PriceRow
from shared.web import (
    ApiSchema,
    MoneyField,
    Paged,
    PageOf,
    PageQuery,
    WholeNumber,
    Word,
    allows,
    api_blueprint,
    page_of,
    writes,
)

blp = api_blueprint("billing", "tariffs", "The price of one credit by specialty and academic year")


class TariffOut(ApiSchema):
    """A row of the table of prices."""

    specialty = fields.String(required=True)
    academic_year = fields.Integer(required=True)
    version_no = fields.Integer(required=True)
    price = MoneyField(required=True)
    valid_from = fields.Date(required=True)
    ground = fields.String(required=True)
    set_at = fields.AwareDateTime(required=True)


class PriceIn(ApiSchema):
    """A price to be set."""

    specialty = Word(required=True, most=40)
    academic_year = WholeNumber(required=True, least=2000, most=2100)
    price = MoneyField(required=True)
    valid_from = fields.Date(required=True)


class PricesIn(ApiSchema):
    """Prices of one order."""

    ground = Word(required=True, most=200)
    rows = fields.List(fields.Nested(PriceIn), required=True, validate=validate.Length(min=1, max=1000))


class PricesOut(ApiSchema):
    """What was set; rows equal to the newest change nothing."""

    rows = fields.List(fields.Nested(TariffOut), required=True)


class TariffQuery(PageQuery):
    """Which prices."""

    specialty = Word(most=40)


@blp.get("/")
@allows("billing.see_tariffs")
@blp.arguments(TariffQuery, location="query")
@blp.response(200, Paged(TariffOut))
def list_tariffs(query: dict[str, Any]) -> PageOf:
    """The prices that were ever set, the newest first."""
    select = lists.tariffs()
    if "specialty" in query:
        select = select.where(Tariff.specialty == query["specialty"])
    with db.read() as session:
        return page_of(session, select, query)


@blp.post("/")
@allows("billing.edit_tariffs")
@blp.arguments(PricesIn)
@writes(blp, db, 201, PricesOut)
def set_prices(session: Session, body: dict[str, Any]) -> dict[str, list[Tariff]]:
    """Set prices, each as a new row (R9.2)."""
    rows = [PriceRow(**row) for row in body["rows"]]
    return {"rows": tariffs.set_prices(session, rows, body["ground"])}
