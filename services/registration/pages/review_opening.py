"""The office in a review: it is opened by hand, the notice is handed over, absences are excused (R11.1-R11.3)."""

from __future__ import annotations

from uuid import UUID

from flask import url_for
from flask.typing import ResponseReturnValue

from services.registration.db import db
from services.registration.domain.reviews import BY_EVENT, GROUNDS, Opening
from services.registration.pages.review_form import about, render_act
from services.registration.pages.review_view import ground_text
from services.registration.queries import students
from services.registration.usecases import review_protections
from services.registration.workflows import reviewing
from shared.web import (
    ChoiceField,
    DateField,
    Form,
    TextField,
    allows,
    back_to,
    page_blueprint,
    reach,
    render_form,
    shown_in,
    t,
)

pages = page_blueprint("registration", "review_opening", __name__)


class OpeningForm(Form):
    """Who, what, when, witness, document (R11.2)."""

    ground = ChoiceField("review.ground", required=True)
    what = TextField("review.what", required=True, max=2000, lines=4, help="review.what_help")
    happened_on = DateField("review.happened_on")
    witness = TextField("review.witness", max=300)
    document = TextField("review.document", required=True, max=300, help="review.document_help")


class HandedOverForm(Form):
    """How the notice reached him, or why it could not."""

    delivered = ChoiceField("review.delivered", required=True, radio=True)
    document = TextField("review.document", required=True, max=300)


class PaperForm(Form):
    """By which document."""

    document = TextField("review.document", required=True, max=300)


class ProtectionForm(Form):
    """Ill, or away with leave: from when until when, by which paper."""

    kind = ChoiceField("review.protection", required=True, radio=True)
    from_on = DateField("review.from_on", required=True)
    until_on = DateField("review.until_on", required=True)
    document = TextField("review.document", required=True, max=300)


@pages.route("/students/<uuid:student_id>/review", methods=["GET", "POST"])
@allows("registration.open_review")
def begin(student_id: UUID) -> ResponseReturnValue:
    """Open a review by hand; nobody is told before the evidence is frozen."""
    with db.read() as session:
        student = students.card(session, student_id, reach("registration.open_review"))
    form = OpeningForm()
    form.ground.choices = [(one, ground_text(one)) for one in sorted(GROUNDS - BY_EVENT)]
    if form.validate_on_submit():
        opening = Opening(
            form.ground.data, form.what.data, form.happened_on.data, form.witness.data or "", form.document.data
        )
        with shown_in(form), db.transaction() as session:
            row = reviewing.open_by_hand(session, student_id, opening)
            return back_to("reviews.show", said="review.opened", case_id=row.case_id)
    return render_form(
        "registration/reviews/act.html", form=form, title=t("review.open"), lead=t("review.open_lead"),
        submit="review.open", about=[(t("term.student"), student.name), (t("term.number"), student.number)],
        back=url_for("students.show", student_id=student_id), danger=True,
    )  # fmt: skip


@pages.route("/students/<uuid:student_id>/protection", methods=["GET", "POST"])
@allows("registration.keep_review")
def protect(student_id: UUID) -> ResponseReturnValue:
    """Note by a paper that he is ill or away with leave: no review goes on without a word (R10.4, D10)."""
    with db.read() as session:
        student = students.card(session, student_id, reach("registration.see_students"))
    form = ProtectionForm()
    form.kind.choices = [(one, t(f"review_protection.{one}")) for one in ("ill", "on_leave")]
    if form.validate_on_submit():
        with shown_in(form), db.transaction() as session:
            review_protections.protect(
                session, student_id, form.kind.data, form.from_on.data, form.until_on.data, form.document.data
            )
            return back_to("students.show", said="review.protected", student_id=student_id)
    return render_form(
        "registration/reviews/act.html", form=form, title=t("review.protect"), lead=t("review.protect_lead"),
        submit="word.save", about=[(t("term.student"), student.name), (t("term.number"), student.number)],
        back=url_for("students.show", student_id=student_id),
    )  # fmt: skip


@pages.route("/reviews/<uuid:case_id>/handed-over", methods=["GET", "POST"])
@allows("registration.keep_review")
def hand_over(case_id: UUID) -> ResponseReturnValue:
    """The notice was handed over on paper, or could not be (R13.2)."""
    form = HandedOverForm()
    form.delivered.choices = [(one, t(f"review.delivered_{one}")) for one in ("yes", "no")]
    if form.validate_on_submit():
        with shown_in(form), db.transaction() as session:
            reviewing.hand_over(session, case_id, form.document.data, delivered=form.delivered.data == "yes")
            return back_to("reviews.show", said="review.noted", case_id=case_id)
    return render_act(form, about(case_id), "hand_over", case_id)


@pages.route("/reviews/<uuid:case_id>/excuse", methods=["GET", "POST"])
@allows("registration.keep_review")
def excuse(case_id: UUID) -> ResponseReturnValue:
    """The absences behind a case are excused by a document: it closes itself (R11.3)."""
    form = PaperForm()
    if form.validate_on_submit():
        with shown_in(form), db.transaction() as session:
            reviewing.excuse(session, case_id, form.document.data)
            return back_to("reviews.show", said="review.noted", case_id=case_id)
    return render_act(form, about(case_id), "excuse", case_id)
