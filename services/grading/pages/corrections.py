"""Corrections of sealed sheets: the teacher proposes, the office decides, every version can be looked at (R5.3)."""

from __future__ import annotations

from uuid import UUID

from flask import request, url_for
from flask.typing import ResponseReturnValue

from services.grading.db import db
from services.grading.domain.corrections import Entry
from services.grading.domain.outcome import Appearance
from services.grading.models import Correction, Person
from services.grading.pages.tables import ABOUT
from services.grading.pages.uploads import sent
from services.grading.queries import acts, sheets, versions
from services.grading.usecases import corrections
from services.grading.usecases.corrections import Ground
from shared.errors import NotFound
from shared.web import (
    CheckField,
    ChoiceField,
    Column,
    DataTable,
    FileField,
    Form,
    MarkInput,
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

pages = page_blueprint("grading", "corrections", __name__)


class ProposalForm(Form):
    """Which list, which mark, why, and by which paper."""

    list = ChoiceField("correction.list", required=True)
    mark = MarkInput("correction.new_mark")
    absent = CheckField("correction.absent")
    reason = TextField("correction.why", required=True, max=500, lines=3)
    document = TextField("correction.document", required=True, max=60)
    scan = FileField("correction.scan", endings=("pdf", "jpg", "jpeg"))


class DecisionForm(Form):
    """The office approves, or refuses with its reason."""

    decision = ChoiceField("correction.decision", required=True, radio=True)
    why = TextField("correction.decision_why", required=True, max=500, lines=3)


REGISTER = DataTable(
    "corrections",
    Column(
        "number", "seals.number", kind="number", sort=Correction.number,
        link=lambda row: url_for("corrections.show", correction_id=row.correction_id),
    ),
    Column("status", "term.status", kind="badge", sort=Correction.status == "proposed"),
    Column("source", "correction.source", kind="badge", sort=Correction.source),
    *ABOUT,
    Column("old", "correction.old"),
    Column("new", "correction.new"),
    Column("document", "correction.document"),
    Column("proposed_name", "correction.proposed_by"),
    Column("proposed_at", "correction.proposed_at", kind="moment", sort=Correction.proposed_at),
    Column("decided_name", "correction.decided_by"),
    Column("decided_at", "correction.decided_at", kind="moment", sort=Correction.decided_at),
    search=(Person.folded,),
    sort="-status",
    empty="correction.empty",
)  # fmt: skip


@pages.get("/corrections")
@allows("grading.see_corrections")
def index() -> ResponseReturnValue:
    """The register; what waits for a decision stands first."""
    with db.read() as session:
        query = acts.corrections(reach("grading.see_corrections"))
        return REGISTER.answer(session, query, "grading/register.html", heading="correction")


@pages.route("/corrections/<uuid:correction_id>", methods=["GET", "POST"])
@allows("grading.see_corrections")
def show(correction_id: UUID) -> ResponseReturnValue:
    """One correction with what it changes; who may decide, decides here."""
    with db.read() as session:
        found = acts.correction(session, correction_id)
        section = found.section
        require(
            "grading.see_corrections", owner=section.teacher_id, faculty=section.faculty_id, section=section.section_id
        )
    form = DecisionForm()
    form.decision.choices = [(word, t(f"correction.{word}")) for word in ("approve", "refuse")]
    may_decide = found.act.status == "proposed" and current_actor().may("grading.approve_correction")
    if may_decide and form.validate_on_submit():
        with shown_in(form), db.transaction() as session:
            approve = form.decision.data == "approve"
            corrections.decide(session, current_actor(), correction_id, approve=approve, why=form.why.data)
            said = "correction.approved" if approve else "correction.refused"
            return back_to("corrections.show", said=said, correction_id=correction_id)
    return render_form("grading/correction.html", form=form, found=found, may_decide=may_decide)


@pages.route("/groups/<uuid:section_id>/students/<uuid:student_id>/correction", methods=["GET", "POST"])
@allows("grading.propose_correction")
def propose(section_id: UUID, student_id: UUID) -> ResponseReturnValue:
    """The teacher asks for another mark on a sealed list."""
    with db.read() as session:
        found = sheets.lists(session, section_id)
    require("grading.propose_correction", owner=found.teacher_id, section=section_id)
    line = next((line for line in found.lines if line.student_id == student_id), None)
    if line is None:
        raise NotFound("student")
    form = ProposalForm()
    form.list.choices = [("exam:1", t("term.exam_sheet"))]
    form.list.choices += [
        (f"attestation:{head.nth}", t("sheet.attestation_n", n=head.nth)) for head in found.attestations
    ]
    if form.validate_on_submit():
        with shown_in(form), db.transaction() as session:
            kind, _, nth = form.list.data.partition(":")
            entry = Entry(form.mark.data, Appearance.DID_NOT_APPEAR if form.absent.data else None)
            why = Ground(form.reason.data, form.document.data, sent(form.scan.data))
            corrections.propose(session, current_actor(), section_id, student_id, kind, int(nth), entry, why)
            return back_to("teacher.show", said="correction.proposed", section_id=section_id)
    lead = t("correction.propose_lead", student=line.name, course=found.titles.get(current_language(), found.course))
    return render_form("grading/act.html", form=form, heading="correction.propose", lead=lead, back=_group(section_id))


@pages.get("/groups/<uuid:section_id>/versions")
@allows("grading.see_sheets")
def history(section_id: UUID) -> ResponseReturnValue:
    """Every version of the lists, its seal and what it changed."""
    with db.read() as session:
        found = sheets.lists(session, section_id)
        require("grading.see_sheets", owner=found.teacher_id, faculty=found.faculty_id, section=section_id)
        made = versions.versions(session, section_id)
    return render("grading/versions.html", lists=found, versions=made, asked=request.path)


def _group(section_id: UUID) -> str:
    return url_for("teacher.show", section_id=section_id)
