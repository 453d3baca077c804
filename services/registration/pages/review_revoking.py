"""An order of expulsion is revoked: the leading office asks, the rector signs (R11.1, R11.4)."""

from __future__ import annotations

from uuid import UUID

from flask.typing import ResponseReturnValue

from services.registration.db import db
from services.registration.pages.review_form import about, render_act
from services.registration.pages.reviews import seen
from services.registration.workflows import reviewing
from shared.web import CheckField, Form, TextField, allows, back_to, page_blueprint, shown_in

pages = page_blueprint("registration", "review_revoking", __name__, "/reviews")


class RevocationForm(Form):
    """Why, by which document."""

    words = TextField("review.revocation_words", required=True, max=1000, lines=4)
    document = TextField("review.document", required=True, max=300)


class SignatureForm(Form):
    """The order is signed knowingly."""

    agreed = CheckField("review.sign_agreed", required=True)


@pages.route("/<uuid:case_id>/revocation", methods=["GET", "POST"])
@allows("registration.lead_review")
def ask(case_id: UUID) -> ResponseReturnValue:
    """The leading office asks for the revocation, by a court's decision say."""
    form = RevocationForm()
    if form.validate_on_submit():
        with shown_in(form), db.transaction() as session:
            reviewing.ask_revocation(session, case_id, form.words.data, form.document.data)
            return back_to("reviews.show", said="review.noted", case_id=case_id)
    return render_act(form, about(case_id), "ask_revocation", case_id, danger=True)


@pages.route("/<uuid:case_id>/revoking-order", methods=["GET", "POST"])
@allows("registration.sign_order")
def sign(case_id: UUID) -> ResponseReturnValue:
    """The rector signs the revoking order; what the order did is undone."""
    form = SignatureForm()
    if form.validate_on_submit():
        with shown_in(form), db.transaction() as session:
            seen(session, case_id)
            reviewing.sign_revocation(session, case_id)
            return back_to("reviews.show", said="review.order_signed", case_id=case_id)
    return render_act(form, about(case_id), "sign_revocation", case_id, danger=True)
