"""Ways out: a student leaves, the office settles a line, a term is withdrawn (R8.2, R8.7)."""

from __future__ import annotations

from uuid import UUID

from flask import url_for
from flask.typing import ResponseReturnValue

from services.registration.db import db
from services.registration.domain.leaving import BY_OFFICE, Why
from services.registration.pages.words import worded
from services.registration.queries import cases
from services.registration.usecases import withdrawals
from services.registration.usecases.terms import term_of
from services.registration.workflows import leaving, summer_term
from shared.errors import Refused
from shared.web import (
    CheckField,
    ChoiceField,
    Form,
    TextField,
    allows,
    back_to,
    current_actor,
    page_blueprint,
    reach,
    render_confirm,
    render_form,
    shown_in,
    t,
)
from shared.web.problems import told

pages = page_blueprint("registration", "leaving", __name__)


class LeaveForm(Form):
    """The student leaves, and knows what it means."""

    sure = CheckField("leaving.sure", required=True)


class ForStudentForm(LeaveForm):
    """The office takes him out: the cause, and the paper on which it acts (R1.2, R8.7)."""

    why = ChoiceField("leaving.why", required=True)
    paper = TextField("leaving.paper", required=True, help="leaving.paper_help", max=80)


class WhyForm(Form):
    """Why, as everybody concerned is told."""

    why = TextField("word.reason", required=True, max=500, lines=3)


@pages.route("/cases/<uuid:case_id>/leave", methods=["GET", "POST"])
@allows("registration.withdraw_application")
def leave(case_id: UUID) -> ResponseReturnValue:
    """What goes back today, by the table that was accepted; and the act (R8.7, D24)."""
    with db.read() as session:
        file = cases.case_file(session, case_id, reach("registration.withdraw_application"))
        quote = withdrawals.quote(session, file.application)
        against = [told(reason) for reason in Refused(list(withdrawals.against(session, file.application))).reasons]
    own = file.application.student_id == current_actor().person_id
    form = LeaveForm() if own else ForStudentForm()
    if isinstance(form, ForStudentForm):
        form.why.choices = [(why.value, t(f"leaving.of_{why}")) for why in BY_OFFICE]
    if form.validate_on_submit():
        wish, paper = _wish(form)
        with shown_in(form), db.transaction() as session:
            leaving.withdraw(session, withdrawals.application_of(session, case_id), wish, paper)
            return back_to("cases.show", said="leaving.done", case_id=case_id)
    title = f"{file.course} {worded(file.title)}"
    return render_form(
        "registration/leaving/leave.html", form=form, file=file, quote=quote, course=title, against=against
    )


def _wish(form: LeaveForm) -> tuple[Why, str]:
    if isinstance(form, ForStudentForm):
        return Why(form.why.data), (form.paper.data or "").strip()
    return Why.OWN_WISH, ""


@pages.post("/cases/<uuid:case_id>/sheet-again")
@allows("registration.settle_line")
def ask_again(case_id: UUID) -> ResponseReturnValue:
    """The obstacle is gone: the sheet is asked once more (R8.6)."""
    with db.transaction() as session:
        leaving.ask_sheet_again(session, case_id)
    return back_to("cases.show", said="sheet_decision.asked", case_id=case_id)


@pages.route("/cases/<uuid:case_id>/give-up", methods=["GET", "POST"])
@allows("registration.settle_line")
def give_up(case_id: UUID) -> ResponseReturnValue:
    """The sheet will not take him: everything goes back (R8.6)."""
    form = Form()
    if form.validate_on_submit():
        with shown_in(form), db.transaction() as session:
            leaving.give_up(session, case_id)
            return back_to("cases.show", said="sheet_decision.given_up", case_id=case_id)
    return render_confirm(
        title=t("sheet_decision.give_up"),
        text=t("sheet_decision.give_up_text"),
        do=url_for("leaving.give_up", case_id=case_id),
        back=url_for("cases.show", case_id=case_id),
        submit="sheet_decision.give_up",
    )


@pages.route("/terms/<uuid:term_id>/withdraw", methods=["GET", "POST"])
@allows("registration.withdraw_term")
def withdraw(term_id: UUID) -> ResponseReturnValue:
    """Only the rectorate withdraws a published term (R8.2)."""
    form = WhyForm()
    if form.validate_on_submit():
        with shown_in(form), db.transaction() as session:
            summer_term.withdraw(session, term_id, (form.why.data or "").strip())
            return back_to("terms.show", said="withdrawal.done", term_id=term_id)
    with db.read() as session:
        title = worded(term_of(session, term_id).title)
    return render_form(
        "registration/leaving/why.html",
        form=form,
        title=t("withdrawal.title", term=title),
        text=t("withdrawal.text"),
        submit="withdrawal.do",
        back=url_for("terms.show", term_id=term_id),
    )
