"""The auditor's home, and a case as one chain with its parts in billing and grading (R1.2)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import jsonify, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from services.registration.db import db
from services.registration.models.applications import Application
from services.registration.models.catalogue import Course
from services.registration.models.externals import Reading
from services.registration.models.people import Person
from services.registration.queries import auditing, cases
from services.registration.queries.cases import CaseFile
from shared.clock import now
from shared.reading import note_reading
from shared.web import Column, DataTable, allows, current_actor, page_blueprint, reach, render, t
from shared.web.chain import chain_pdf, worded

pages = page_blueprint("registration", "audit", __name__, "/audit")

CASES = DataTable(
    "audited",
    Column("name", "term.name", sort=Person.sort_key, link=lambda row: url_for("audit.show", case_id=row.case_id)),
    Column("number", "term.number"),
    Column("course", "term.course", sort=Course.code),
    Column("state", "case.state", kind="badge", sort=Application.state),
    Column("way", "case.ended", kind="badge", sort=Application.way),
    Column("invoice_number", "case.invoice", sort=Application.invoice_number),
    search=(Person.folded, Course.folded),
    sort="name",
)
READINGS = DataTable(
    "readings",
    Column("read_at", "act.at", kind="moment", sort=Reading.read_at),
    Column("recorded_at", "exception.recorded_at", kind="moment", sort=Reading.recorded_at),
    Column("name", "act.by", sort=Person.sort_key),
    Column("service", "audit.service", sort=Reading.service),
    Column("what", "act.what", sort=Reading.what),
    Column("case_id", "audit.case", link=lambda row: _read_there(row)),
    search=(Person.folded,),
    sort="-read_at",
)


@pages.get("/")
@allows("registration.audit")
def index() -> ResponseReturnValue:
    """Find a case; the registers beside."""
    with db.read() as session:
        query = cases.listed(reach("registration.audit"))
        return CASES.answer(session, query, "registration/audit/home.html")


@pages.get("/cases/<uuid:case_id>")
@allows("registration.audit")
def show(case_id: UUID) -> ResponseReturnValue:
    """The chain of a case: registration's links, and where the others are; his reading is noted."""
    with db.transaction() as session:
        file = _read(session, case_id)
        return render("registration/audit/case.html", file=file, chain=worded(auditing.chain(session, file)))


@pages.get("/cases/<uuid:case_id>.json")
@allows("registration.audit")
def as_file(case_id: UUID) -> ResponseReturnValue:
    """The same as a file, to be kept with the report."""
    with db.transaction() as session:
        file = _read(session, case_id)
        links = [link.as_json() for link in auditing.chain(session, file)]
    parts = [f"/billing/cases/{case_id}.json", f"/grading/cases/{case_id}.json"]
    return jsonify(case_id=str(case_id), student=file.student, number=file.number, chain=links, parts=parts)


@pages.get("/cases/<uuid:case_id>.pdf")
@allows("registration.audit")
def on_paper(case_id: UUID) -> ResponseReturnValue:
    """The same on paper."""
    with db.transaction() as session:
        file, read_at = _read(session, case_id), now(session).office
        subject = ", ".join((file.student, file.number, file.course))
        links = auditing.chain(session, file)
        return chain_pdf(t("audit.chain"), subject, links, case_id, read_at, current_actor().name)


@pages.get("/readings")
@allows("registration.see_acts")
def read() -> ResponseReturnValue:
    """What auditors have read."""
    with db.read() as session:
        return READINGS.answer(session, auditing.readings(), "registration/audit/readings.html")


def _read_there(row: Any) -> str:
    return url_for("reviews.show" if row.what == "review" else "audit.show", case_id=row.case_id)


def _read(session: Session, case_id: UUID) -> CaseFile:
    file = cases.case_file(session, case_id, reach("registration.audit"))
    note_reading(session, "registration", "case", case_id)
    return file
