"""Billing's part of a case for the auditor: invoice, bank line, refunds; his reading is noted (R1.2)."""

from __future__ import annotations

from uuid import UUID

from flask import jsonify, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from services.billing.db import db
from services.billing.models import Invoice
from services.billing.queries import case_parts
from shared.reading import note_reading
from shared.web import allows, page_blueprint, render

pages = page_blueprint("billing", "case_parts", __name__, "/cases")


@pages.get("/<uuid:case_id>")
@allows("billing.audit")
def show(case_id: UUID) -> ResponseReturnValue:
    """The money's way of a case."""
    with db.transaction() as session:
        invoice = _read(session, case_id)
        file = url_for("case_parts.as_file", case_id=case_id)
        return render("billing/case.html", invoice=invoice, parts=case_parts.parts(session, invoice), file=file)


@pages.get("/<uuid:case_id>.json")
@allows("billing.audit")
def as_file(case_id: UUID) -> ResponseReturnValue:
    """The same as a file."""
    with db.transaction() as session:
        invoice = _read(session, case_id)
        return jsonify(case_id=str(case_id), parts=[part.as_json() for part in case_parts.parts(session, invoice)])


def _read(session: Session, case_id: UUID) -> Invoice:
    invoice = case_parts.invoice_of(session, case_id)
    note_reading(session, "billing", "case", case_id)
    return invoice
