"""'I have paid': students send receipts, true ones and false ones (R8.4, D19)."""

from __future__ import annotations

from datetime import date
from typing import Any

from deploy.rehearsal.stage import Stage
from shared.money import Money

PAPER = b"%PDF-1.4\n% a receipt of the rehearsal\n%%EOF\n"


def declare(stage: Stage, invoice: dict[str, Any], day: date, *, abroad: bool = False) -> None:
    """The student sends the copy of his receipt."""
    fields: dict[str, Any] = {
        "amount": str(Money(int(invoice["owed"]))), "paid_on": day.isoformat(), "bank": "АО Банк",
        "document": str(invoice["case_id"])[:8],
    }  # fmt: skip
    if abroad:
        fields["abroad"] = "y"
    page = f"/billing/declared/invoices/{invoice['invoice_id']}"
    stage.people[invoice["student_id"]].somebody.submit(page, file=("receipt.pdf", PAPER), **fields)
    stage.done["receipts from abroad" if abroad else "receipts"] += 1
