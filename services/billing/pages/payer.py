"""What whoever pays sees by the invoice's code, without an account: what, to whom, in which words (D15)."""

from __future__ import annotations

from flask import Response, url_for
from flask.typing import ResponseReturnValue

from services.billing.api.invoices import as_pdf
from services.billing.db import db
from services.billing.pages.invoices import qr_of
from services.billing.pages.receipts import as_pdf as receipt_as_pdf
from services.billing.queries import cash, papers
from services.billing.queries.papers import InvoicePaper
from shared.errors import NotFound
from shared.web import current_language, limiter, page_blueprint, public, render

pages = page_blueprint("billing", "payer", __name__, "/pay")


@pages.get("/<code>")
@public
@limiter.limit("60/minute")
def show(code: str) -> ResponseReturnValue:
    """The invoice of this code, and whether it is paid."""
    addresses = {"qr": url_for("payer.qr", code=code), "pdf": url_for("payer.pdf", code=code)}
    with db.read() as session:
        paper = papers.by_code(session, code)
        slips = cash.of_invoice(session, paper.invoice_id)
    return render(
        "billing/payer.html", paper=paper, slips=slips, code=code, language_code=current_language(), **addresses
    )


@pages.get("/<code>/qr.png")
@public
@limiter.limit("60/minute")
def qr(code: str) -> Response:
    """The same address for another telephone."""
    return qr_of(_paper(code))


@pages.get("/<code>/invoice.pdf")
@public
@limiter.limit("30/minute")
def pdf(code: str) -> Response:
    """The invoice to print."""
    return as_pdf(_paper(code))


@pages.get("/<code>/receipts/<number>.pdf")
@public
@limiter.limit("30/minute")
def receipt(code: str, number: str) -> Response:
    """A receipt of the cash desk for this invoice."""
    with db.read() as session:
        paper = papers.by_code(session, code)
        found = [one for one in cash.of_invoice(session, paper.invoice_id) if one.number == number]
        if not found:
            raise NotFound("receipt")
        return receipt_as_pdf(cash.paper(session, found[0].receipt_id))


def _paper(code: str) -> InvoicePaper:
    with db.read() as session:
        return papers.by_code(session, code)
