"""The rectorate: proposed summer terms with their counts, and a yes or a no within three working days (R8.2)."""

from __future__ import annotations

from uuid import UUID

from flask.typing import ResponseReturnValue
from sqlalchemy import select

from services.registration.db import db
from services.registration.models.terms import Term
from services.registration.queries import proposals
from services.registration.usecases.terms import term_of
from services.registration.workflows import summer_term
from shared.web import (
    ChoiceField,
    Form,
    TextField,
    allows,
    back_to,
    page_blueprint,
    render,
    render_form,
    shown_in,
    t,
)

pages = page_blueprint("registration", "agreement", __name__, "/agreement")


class DecisionForm(Form):
    """Agree, or refuse with a reason."""

    decision = ChoiceField("summer.decision", required=True)
    why = TextField("word.reason", help="summer.why_help", max=500, lines=3)


@pages.get("")
@allows("registration.agree_term")
def index() -> ResponseReturnValue:
    """What waits for the rectorate."""
    with db.read() as session:
        waiting = session.scalars(select(Term).where(Term.status == "proposed").order_by(Term.starts_on)).all()
        cards = [(term, proposals.of_term(session, term.term_id)) for term in waiting]
        return render("registration/terms/waiting.html", cards=cards)


@pages.route("/<uuid:term_id>", methods=["GET", "POST"])
@allows("registration.agree_term")
def decide(term_id: UUID) -> ResponseReturnValue:
    """Decide on a proposed term; silence means that it is not held."""
    form = DecisionForm()
    form.decision.choices = [("agree", t("summer.agree")), ("refuse", t("summer.refuse"))]
    if form.validate_on_submit():
        agreed = form.decision.data == "agree"
        with shown_in(form), db.transaction() as session:
            summer_term.decide(session, term_id, agreed, form.why.data or "")
            return back_to("terms.show", said="summer.agreed" if agreed else "summer.refused", term_id=term_id)
    with db.read() as session:
        term = term_of(session, term_id)
        cards = proposals.of_term(session, term_id)
        return render_form("registration/terms/decide.html", form=form, term=term, cards=cards)
