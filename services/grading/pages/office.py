"""The office's screens: all sheets with their state, what is late and whose, the seals (R5.1, R5.4)."""

from __future__ import annotations

from flask import url_for
from flask.typing import ResponseReturnValue

from services.grading.db import db
from services.grading.pages import tables
from services.grading.queries import late, seals
from services.grading.settings import seal_public_key
from shared.web import Column, DataTable, allows, page_blueprint, reach, render

pages = page_blueprint("grading", "office", __name__)

SHEETS = DataTable(
    "sheets",
    Column("label", "term.section", link=lambda row: url_for("teacher.show", section_id=row.section_id)),
    Column("course", "term.code"),
    Column("title", "term.course"),
    Column("teacher", "term.teacher"),
    Column("students", "sheet.students", kind="number"),
    Column("due_at", "sheet.due_at", kind="moment"),
    Column("status", "term.status", kind="badge"),
    empty="groups.empty",
)

LATE = DataTable(
    "late",
    Column("section", "term.section", link=lambda row: url_for("teacher.show", section_id=row.section_id)),
    Column("course", "term.code"),
    Column("teacher", "term.teacher"),
    Column("due_at", "sheet.due_at", kind="moment"),
    Column("entered", "sheet.entered", kind="number"),
    Column("students", "sheet.students", kind="number"),
    Column("turn", "late_turn.title", kind="badge"),
    empty="late.empty",
)

PLACES = DataTable(
    "places",
    Column("what", "seals.what", kind="badge"),
    Column("seal", "seals.number", kind="number"),
    Column("path", "seals.path"),
    Column("sealed", "seals.sealed"),
    Column("found", "seals.found"),
)


@pages.get("/sheets")
@allows("grading.see_sheets")
def sheets() -> ResponseReturnValue:
    """Every examination sheet within reach, and its state."""
    return tables.sections(SHEETS, reach("grading.see_sheets"), "grading/sheets.html")


@pages.get("/late")
@allows("grading.see_late_sheets")
def late_sheets() -> ResponseReturnValue:
    """Late sheets, the longest waiting first."""
    with db.read() as session:
        found = late.late(session, reach("grading.see_late_sheets"))
    return render("grading/late.html", table=LATE.of_rows(found))


@pages.get("/seals")
@allows("grading.verify_seals")
def verification() -> ResponseReturnValue:
    """Verify all seals now; each difference with its place."""
    with db.read() as session:
        found = seals.verification(session, seal_public_key())
    return render("grading/seals.html", found=found, table=PLACES.of_rows(found.places))
