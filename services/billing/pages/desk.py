"""Finance's first look of the day: how far the statements are in, what waits, whether bank and books agree."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from services.billing.db import db
from services.billing.queries import bank, declared, queue
from services.billing.queries.tie_out import tie_out
from shared.web import Column, DataTable, allows, page_blueprint, render

pages = page_blueprint("billing", "desk", __name__, "/desk")

ACCOUNTS = DataTable(
    "accounts",
    Column("title", "account.name"),
    Column("iban", "account.iban"),
    Column("complete_through", "account.through", kind="day"),
    Column("missing_from", "account.missing_from", kind="day"),
    Column("behind", "account.behind", kind="number"),
    Column("balance", "account.balance", kind="money"),
    empty="account.none",
)


@pages.get("")
@allows("billing.see_statements")
def show() -> ResponseReturnValue:
    """The desk."""
    with db.read() as session:
        desk, tied, queued = bank.desk(session), tie_out(session), queue.counts(session)
        receipts = declared.counts(session)
    return render(
        "billing/desk.html", desk=desk, tied=tied, queued=queued, receipts=receipts,
        accounts=ACCOUNTS.of_rows(desk.accounts),
    )  # fmt: skip
