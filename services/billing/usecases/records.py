"""Billing's part of academic records: the table of prices; and whom a demo university's invoices name (R9.2)."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from services.billing.usecases.accounts import NewAccount, open_account, set_payee
from services.billing.usecases.tariffs import PriceRow, set_prices
from shared.records.model import University

GROUND = "Imported table of prices"
ACCOUNT = NewAccount("KZ86125KZT5004100100", "Main account", "Bank", "KCJBKZKX")
PAYEE_NAMES = {"kk": "Тіркеу университеті", "ru": "Университет Тіркеу", "en": "Tirkeu University"}
PAYEE_BIN, PAYEE_KBE, PURPOSE_CODE = "980540000397", "16", "861"


def take(session: Session, university: University) -> int:
    """Set the prices of the records and open the account; what is in stays. Answers how many prices were new."""
    open_account(session, ACCOUNT)
    set_payee(session, PAYEE_NAMES, PAYEE_BIN, PAYEE_KBE, PURPOSE_CODE)
    codes = {specialty.id: specialty.code for specialty in university.specialties}
    rows = []
    for tariff in university.tariffs:
        year = int(tariff.academic_year.partition("/")[0])
        rows.append(PriceRow(codes[tariff.specialty_id], year, tariff.credit_price, date(year, 9, 1)))
    return len(set_prices(session, rows, GROUND))
