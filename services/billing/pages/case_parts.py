"""Billing's part of a case for the auditor: invoice, bank line, refunds; his reading is noted (R1.2)."""

from __future__ import annotations

from uuid import UUID

from flask import jsonify, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from services.billing.db import db
from services.billing.models import Invoice
from services.billing.queries import case_parts
from services.billing.queries.lists import faculty_of
from shared.clock import now
from shared.reading import note_reading
from shared.web import allows, current_actor, page_blueprint, render, require, t
from shared.web.chain import chain_pdf, worded

pages = page_blueprint("billing", "case_parts", __name__, "/cases")


@pages.get("/<uuid:case_id>")
@allows("billing.audit")
def show(case_id: UUID) -> ResponseReturnValue:
    """The money's way of a case."""
    with db.transaction() as session:
        invoice = _read(session, case_id)
        file, paper = (url_for(f"case_parts.{name}", case_id=case_id) for name in ("as_file", "on_paper"))
        found = worded(case_parts.parts(session, invoice))
        return render("billing/case.html", invoice=invoice, parts=found, file=file, paper=paper)


@pages.get("/<uuid:case_id>.json")
@allows("billing.audit")
def as_file(case_id: UUID) -> ResponseReturnValue:
    """The same as a file."""
    with db.transaction() as session:
        invoice = _read(session, case_id)
        return jsonify(case_id=str(case_id), parts=[part.as_json() for part in case_parts.parts(session, invoice)])


@pages.get("/<uuid:case_id>.pdf")
@allows("billing.audit")
def on_paper(case_id: UUID) -> ResponseReturnValue:
    """The same on paper."""
    with db.transaction() as session:
        invoice, read_at = _read(session, case_id), now(session).office
        links = case_parts.parts(session, invoice)
        return chain_pdf(t("case_part.title"), invoice.number, links, case_id, read_at, current_actor().name)


def _read(session: Session, case_id: UUID) -> Invoice:
    invoice = case_parts.invoice_of(session, case_id)
    require("billing.audit", faculty=faculty_of(session, invoice.student_id))
    note_reading(session, "billing", "case", case_id)
    return invoice
