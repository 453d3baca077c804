"""An order of expulsion is revoked: the office asks, the rector signs; what can't come back is settled (R11.4)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import url_for
from flask.typing import ResponseReturnValue

from services.registration.db import db
from services.registration.pages.review_form import about, render_act
from services.registration.pages.review_order_view import drafted_revocation
from services.registration.pages.review_view import effect_in_words
from services.registration.pages.reviews import seen
from services.registration.queries import review_effects
from services.registration.workflows import reviewing
from shared.web import (
    CheckField,
    Column,
    DataTable,
    Form,
    TextField,
    allows,
    back_to,
    page_blueprint,
    render,
    shown_in,
    t,
)

pages = page_blueprint("registration", "review_revoking", __name__, "/reviews")

UNSETTLED = DataTable(
    "unsettled",
    Column("name", "term.name", link=lambda row: url_for("review_revoking.settle", effect_id=row["effect_id"])),
    Column("number", "review.number"),
    Column("words", "review.lost"),
    Column("at", "review.since", kind="moment"),
    empty="review.nothing_unsettled",
)


class RevocationForm(Form):
    """Why, by which document."""

    words = TextField("review.revocation_words", required=True, max=1000, lines=4)
    document = TextField("review.document", required=True, max=300)


class SettledForm(Form):
    """How the office has settled it."""

    how = TextField("review.settled_how", required=True, max=1000, lines=4)


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
    with db.read() as session:
        draft = drafted_revocation(session, case_id)
    return render_act(form, about(case_id), "sign_revocation", case_id, danger=True, draft=draft)


@pages.get("/unsettled")
@allows("registration.lead_review")
def unsettled() -> ResponseReturnValue:
    """What revoking orders could not give back and nobody has settled yet."""
    with db.read() as session:
        rows = [_row(one) for one in session.execute(review_effects.to_settle())]
    return render("registration/reviews/unsettled.html", table=UNSETTLED.of_rows(rows))


def _row(one: Any) -> dict[str, object]:
    words = effect_in_words(one.what, one.says)
    return {"effect_id": one.effect_id, "name": one.name, "number": one.number, "words": words, "at": one.at}


@pages.route("/unsettled/<uuid:effect_id>", methods=["GET", "POST"])
@allows("registration.lead_review")
def settle(effect_id: UUID) -> ResponseReturnValue:
    """How it was settled by hand."""
    with db.read() as session:
        effect = review_effects.lost(session, effect_id)
        case_id, words = effect.case_id, effect_in_words(effect.what, effect.says)
    form = SettledForm()
    if form.validate_on_submit():
        with shown_in(form), db.transaction() as session:
            reviewing.settle(session, effect_id, form.how.data)
            return back_to("reviews.show", said="review.noted", case_id=case_id)
    return render_act(form, [*about(case_id), (t("review.lost"), words)], "settle", case_id)
