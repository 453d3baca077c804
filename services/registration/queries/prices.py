"""The price of one credit as registration knows it: the row in force on a day, never one that begins later (R9.2)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Subquery, select
from sqlalchemy.dialects.postgresql import distinct_on

from services.registration.models.copies import TariffCopy


def prices_on(day: date) -> Subquery:
    """``specialty, academic_year, price``: of each specialty and year the row that began last by this day."""
    rows = select(TariffCopy.specialty, TariffCopy.academic_year, TariffCopy.price)
    latest = rows.ext(distinct_on(TariffCopy.specialty, TariffCopy.academic_year)).order_by(
        TariffCopy.specialty, TariffCopy.academic_year, TariffCopy.valid_from.desc(), TariffCopy.version_no.desc()
    )
    return latest.where(TariffCopy.valid_from <= day).subquery("prices")
