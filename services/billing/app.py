"""Billing's web process: its API and its pages."""

from __future__ import annotations

from flask import Flask

from services.billing.api import accounts, advances, arrears, invoices, payments, queue, refunds, statements, tariffs
from services.billing.api import books as books_api
from services.billing.api import cash as cash_api
from services.billing.api import declared as declared_api
from services.billing.api import policies as policies_api
from services.billing.api import providers as providers_api
from services.billing.db import db
from services.billing.pages import (
    account,
    books,
    case_parts,
    cash,
    classes,
    declared,
    desk,
    line_acts,
    line_returns,
    payer,
    payers,
    policies,
    providers,
    receipts,
    registers,
)
from services.billing.pages import advances as advance_pages
from services.billing.pages import invoices as invoice_pages
from services.billing.pages import queue as queue_pages
from services.billing.pages import refunds as refund_pages
from services.billing.pages import statements as statement_pages
from services.billing.pages import tariffs as tariff_pages
from shared.web import WebSettings, create_service_app

API = (
    tariffs,
    invoices,
    payments,
    statements,
    queue,
    accounts,
    advances,
    refunds,
    arrears,
    cash_api,
    declared_api,
    books_api,
    providers_api,
    policies_api,
)
PAGES = (
    desk,
    statement_pages,
    queue_pages,
    refund_pages,
    advance_pages,
    invoice_pages,
    tariff_pages,
    account,
    payer,
    cash,
    receipts,
    declared,
    books,
    payers,
    line_acts,
    line_returns,
    registers,
    providers,
    classes,
    policies,
    case_parts,
)


def create_app(settings: WebSettings | None = None) -> Flask:
    """The application; settings come from the environment unless a test gives them."""
    return create_service_app(
        "billing",
        db,
        api=[resource.blp for resource in API],
        pages=[screen.pages for screen in PAGES],
        settings=settings,
    )
