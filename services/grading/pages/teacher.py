"""A teacher's groups: class list as of now, attestation grid, examination sheet with its clock, closing (R4, R5)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypedDict
from uuid import UUID

from flask import request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from services.grading.db import db
from services.grading.domain.marks import read_mark
from services.grading.domain.reasons import Reason
from services.grading.pages import grid, tables
from services.grading.pages.grid import Grid
from services.grading.pages.uploads import sent
from services.grading.queries import acts, changes, sheets
from services.grading.queries.sheets import Lists
from services.grading.usecases import closing, marks, reserves
from services.grading.usecases.scans import Upload
from shared.clock import now
from shared.errors import NotFound, Refused
from shared.web import (
    Column,
    DataTable,
    FileField,
    Form,
    TextField,
    allows,
    back_to,
    current_actor,
    current_language,
    page_blueprint,
    reach,
    render,
    render_form,
    require,
    shown_in,
    t,
)
from shared.web.problems import told

pages = page_blueprint("grading", "teacher", __name__, "/groups")


class Paper(TypedDict, total=False):
    """What a delegate signs from."""

    paper_number: str
    scan: Upload | None


class SignForm(Form):
    """The teacher's signature: the button."""


class DelegateForm(SignForm):
    """A delegate's signature names the signed paper sheet (R5.1)."""

    paper_number = TextField("close.paper_number", required=True, help="close.paper_help", max=40)
    scan = FileField("scan.upload", required=True, endings=("pdf", "jpg", "jpeg"))


GROUPS = DataTable(
    "groups",
    Column("label", "term.section", link=lambda row: url_for("teacher.show", section_id=row.section_id)),
    Column("course", "term.code"),
    Column("title", "term.course"),
    Column("students", "sheet.students", kind="number"),
    Column("exam_ends_at", "sheet.exam_ends_at", kind="moment"),
    Column("due_at", "sheet.due_at", kind="moment"),
    Column("status", "term.status", kind="badge"),
    empty="groups.empty",
)


@pages.get("/")
@allows("grading.fill_sheet")
def index() -> ResponseReturnValue:
    """My groups, and which of them wait for me."""
    return tables.sections(GROUPS, reach("grading.fill_sheet"), "grading/groups.html")


@pages.get("/<uuid:section_id>")
@allows("grading.see_sheets")
def show(section_id: UUID) -> ResponseReturnValue:
    """The class list as of now, with ratings and results as they stand."""
    with db.read() as session:
        found, moment = _lists(session, section_id, "grading.see_sheets"), now(session).office
        changed = changes.since_yesterday(session, section_id, moment)
        waiting, cribs = len(reserves.excused(session, section_id)), acts.cribs_of(session, section_id)
    return render(
        "grading/group.html", lists=found, now=moment, changed=changed, excused=waiting, cribs=cribs, **_rights(found)
    )


@pages.route("/<uuid:section_id>/attestations/<int:nth>", methods=["GET", "POST"])
@allows("grading.fill_sheet")
def attestation(section_id: UUID, nth: int) -> ResponseReturnValue:
    """The grid of one attestation: all rows in one form."""
    with db.read() as session:
        found = _lists(session, section_id, "grading.fill_sheet")
    sheets.attestation(found, nth)
    if request.method == "GET":
        return _grid("attestation", found, grid.of_attestation(found.lines, nth), nth)
    shown, given = grid.read_attestation(found.lines, request.form)
    if not shown.wrong:
        with _kept(shown), db.transaction() as session:
            marks.enter_attestation(session, current_actor(), section_id, nth, given)
            return back_to("teacher.show", said="sheet.saved", section_id=section_id)
    return _grid("attestation", found, shown, nth)


@pages.route("/<uuid:section_id>/exam", methods=["GET", "POST"])
@allows("grading.fill_sheet")
def exam(section_id: UUID) -> ResponseReturnValue:
    """The examination sheet: marks, "did not appear", cribs, within the 24 hours (R5.1)."""
    with db.read() as session:
        found = _lists(session, section_id, "grading.fill_sheet", _sitting())
    if request.method == "GET":
        return _grid("exam", found, grid.of_exam(found.lines), 0)
    shown, given = grid.read_exam(found.lines, request.form)
    if not shown.wrong:
        with _kept(shown), db.transaction() as session:
            marks.enter_exam(session, current_actor(), section_id, given, _sitting())
            return back_to("teacher.show", said="sheet.saved", section_id=section_id)
    return _grid("exam", found, shown, 0)


@pages.get("/<uuid:section_id>/letter/<uuid:student_id>")
@allows("grading.fill_sheet")
def letter(section_id: UUID, student_id: UUID) -> ResponseReturnValue:
    """The letter that a mark would make, at once, while it is typed."""
    mark = read_mark(request.args.get(f"mark-{student_id}", ""))
    if isinstance(mark, Reason):
        return render("grading/letter.html", result=None)
    with db.read() as session:
        found = _lists(session, section_id, "grading.fill_sheet")
        return render("grading/letter.html", result=sheets.as_if(session, found, student_id, mark))


@pages.route("/<uuid:section_id>/close", methods=["GET", "POST"])
@allows("grading.close_sheet")
def close(section_id: UUID) -> ResponseReturnValue:
    """The picture before closing; then the signature that seals (R5.3)."""
    with db.read() as session:
        found = _lists(session, section_id, "grading.close_sheet", _sitting())
    form = _signature(found)
    if form.validate_on_submit():
        with shown_in(form), db.transaction() as session:
            closing.close_exam(session, current_actor(), section_id, sitting=_sitting(), **_paper(form))
            return back_to("teacher.show", said="sheet.closed", section_id=section_id)
    return render_form("grading/close.html", form=form, lists=found)


@pages.route("/<uuid:section_id>/attestations/<int:nth>/close", methods=["GET", "POST"])
@allows("grading.close_sheet")
def close_attestation(section_id: UUID, nth: int) -> ResponseReturnValue:
    """The signature under an attestation list (R5.3)."""
    with db.read() as session:
        found = _lists(session, section_id, "grading.close_sheet")
    sheets.attestation(found, nth)
    form = _signature(found)
    if form.validate_on_submit():
        with shown_in(form), db.transaction() as session:
            closing.close_attestation(session, current_actor(), section_id, nth, **_paper(form))
            return back_to("teacher.show", said="sheet.closed", section_id=section_id)
    return render_form("grading/close_attestation.html", form=form, lists=found, nth=nth)


@contextmanager
def _kept(shown: Grid) -> Iterator[None]:
    """A refusal of the office is shown over the grid, with what was typed still in it (D25)."""
    try:
        yield
    except Refused as refused:
        shown.reasons = [told(reason) for reason in refused.reasons]


def _sitting() -> int:
    """Which examination sheet: 1, or one of the reserve days (D10)."""
    asked = request.args.get("sitting", "")
    return int(asked) if asked.isascii() and asked.isdigit() and 0 < len(asked) < 3 else 1


def _rights(found: Lists) -> dict[str, bool]:
    """What the page offers to who looks."""
    actor, own = current_actor(), {"owner": found.teacher_id, "section": found.section_id}
    of_teacher = {"may_fill": "fill_sheet", "may_propose": "propose_correction", "may_write": "message_group"}
    of_office = {"may_certify": "record_certificate", "may_reserve": "open_reserve"}
    return {
        **{name: actor.reach(f"grading.{action}").covers(**own) for name, action in of_teacher.items()},
        **{name: actor.may(f"grading.{action}") for name, action in of_office.items()},
    }


def _lists(session: Session, section_id: UUID, action: str, sitting: int = 1) -> Lists:
    found = sheets.lists(session, section_id, sitting)
    if sitting > 1 and found.exam is None:
        raise NotFound("sheet")
    require(action, owner=found.teacher_id, faculty=found.faculty_id, section=section_id)
    return found


def _grid(kind: str, found: Lists, shown: Grid, nth: int) -> ResponseReturnValue:
    title = t("sheet.attestation_n", n=nth) if kind == "attestation" else t("term.exam_sheet")
    course = found.titles.get(current_language(), found.course)
    due = kind == "exam" and found.due_at
    lead = t("sheet.exam_lead", course=course, due_at=found.due_at) if due else t("sheet.grid_lead", course=course)
    answer = render("grading/grid.html", kind=kind, lists=found, grid=shown, heading=title, lead=lead)
    answer.status_code = 409 if shown.reasons else 422 if shown.wrong else 200
    return answer


def _signature(found: Lists) -> SignForm:
    return SignForm() if current_actor().person_id == found.teacher_id else DelegateForm()


def _paper(form: SignForm) -> Paper:
    """A delegate's signed paper sheet: its number and its scan (R5.1)."""
    if not isinstance(form, DelegateForm):
        return {}
    return {"paper_number": form.paper_number.data, "scan": sent(form.scan.data)}
