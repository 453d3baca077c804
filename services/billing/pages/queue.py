"""The queue: income that could be for us, the likeliest first, with candidates and clues (R14.2)."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from services.billing.db import db
from services.billing.pages import said
from services.billing.queries import bank
from shared.money import total
from shared.web import allows, page_blueprint, render

pages = page_blueprint("billing", "queue", __name__, "/queue")


@pages.get("")
@allows("billing.see_queue")
def show() -> ResponseReturnValue:
    """What waits."""
    with db.read() as session:
        waiting = bank.queue(session)
    amount = total(one.line.amount for one in waiting)
    return render("billing/queue.html", waiting=waiting, amount=amount, why=said.why, clues=said.clues)
