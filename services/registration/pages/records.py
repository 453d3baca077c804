"""What loaded records held that could not be taken as it stands: line by line, and why."""

from __future__ import annotations

from flask.typing import ResponseReturnValue
from sqlalchemy import select

from services.registration.db import db
from services.registration.models.registrations import RecordsReport
from shared.web import Column, DataTable, allows, page_blueprint

pages = page_blueprint("registration", "records", __name__, "/records")

REPORT = DataTable(
    "report",
    Column("source", "records.source", sort=RecordsReport.source),
    Column("file", "word.file", sort=RecordsReport.file),
    Column("line", "records.line", kind="number", sort=RecordsReport.line),
    Column("why", "records.why", sort=RecordsReport.why),
    Column("done", "records.done", sort=RecordsReport.done),
    search=(RecordsReport.file, RecordsReport.why, RecordsReport.done),
    sort="file",
)


@pages.get("")
@allows("registration.edit_university")
def index() -> ResponseReturnValue:
    """Every such line."""
    columns = RecordsReport.source, RecordsReport.file, RecordsReport.line, RecordsReport.why, RecordsReport.done
    with db.read() as session:
        return REPORT.answer(session, select(*columns), "registration/records.html")
