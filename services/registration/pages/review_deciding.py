"""Who decides in a review: opinions, a person's word, taking it back, the rector (R11.1)."""

from __future__ import annotations

from uuid import UUID

from flask.typing import ResponseReturnValue

from services.registration.db import db
from services.registration.pages.review_form import WhyForm, about, render_act
from services.registration.pages.review_order_view import drafted
from services.registration.pages.reviews import seen
from services.registration.usecases.review_opinions import ADVICE
from services.registration.workflows import reviewing
from shared.errors import NotFound
from shared.web import (
    CheckField,
    ChoiceField,
    Form,
    TextField,
    allows,
    back_to,
    current_actor,
    page_blueprint,
    shown_in,
    t,
)

pages = page_blueprint("registration", "review_deciding", __name__, "/reviews")
PLACES = ("adviser", "dean")


class OpinionForm(Form):
    """For or against it, and why."""

    advice = ChoiceField("review.advice", required=True, radio=True)
    words = TextField("word.reason", required=True, max=3000, lines=6)


class WordForm(Form):
    """Whether it goes on, and why."""

    goes_on = ChoiceField("review.goes_on", required=True, radio=True)
    why = TextField("word.reason", required=True, max=1000, lines=4)


class OrderForm(Form):
    """The order is signed knowingly."""

    agreed = CheckField("review.sign_agreed", required=True)


@pages.route("/<uuid:case_id>/opinion/<place>", methods=["GET", "POST"])
@allows("registration.give_opinion")
def opine(case_id: UUID, place: str) -> ResponseReturnValue:
    """The adviser's or the dean's opinion, one's own or as the deputy."""
    if place not in PLACES:
        raise NotFound("place")
    form = OpinionForm()
    form.advice.choices = [(one, t(f"review.advice_{one}")) for one in ADVICE]
    facts = about(case_id)
    if form.validate_on_submit():
        with shown_in(form), db.transaction() as session:
            reviewing.opine(session, case_id, place, current_actor(), form.advice.data, form.words.data)
            return back_to("reviews.show", said="review.opinion_given", case_id=case_id)
    return render_act(form, facts, f"opine_{place}", case_id)


@pages.route("/<uuid:case_id>/word", methods=["GET", "POST"])
@allows("registration.lead_review")
def word(case_id: UUID) -> ResponseReturnValue:
    """Whether the case of one who is on leave or ill goes on (R10.4, D10)."""
    form = WordForm()
    form.goes_on.choices = [("yes", t("review.goes_on_yes")), ("no", t("review.goes_on_no"))]
    if form.validate_on_submit():
        with shown_in(form), db.transaction() as session:
            reviewing.say_word(session, case_id, form.why.data, goes_on=form.goes_on.data == "yes")
            return back_to("reviews.show", said="review.noted", case_id=case_id)
    return render_act(form, about(case_id), "say_word", case_id)


@pages.route("/<uuid:case_id>/drop", methods=["GET", "POST"])
@allows("registration.lead_review")
def drop(case_id: UUID) -> ResponseReturnValue:
    """A case that another opened in error is taken back."""
    form = WhyForm()
    if form.validate_on_submit():
        with shown_in(form), db.transaction() as session:
            reviewing.drop(session, case_id, form.why.data)
            return back_to("reviews.show", said="review.noted", case_id=case_id)
    return render_act(form, about(case_id), "drop", case_id, danger=True)


@pages.route("/<uuid:case_id>/order", methods=["GET", "POST"])
@allows("registration.sign_order")
def order(case_id: UUID) -> ResponseReturnValue:
    """The rector signs the order: it is issued, and stays as it is (R15.2)."""
    form = OrderForm()
    if form.validate_on_submit():
        with shown_in(form), db.transaction() as session:
            seen(session, case_id)
            reviewing.sign_order(session, case_id)
            return back_to("reviews.show", said="review.order_signed", case_id=case_id)
    with db.read() as session:
        draft = drafted(session, seen(session, case_id))
    return render_act(form, about(case_id), "sign_order", case_id, danger=True, draft=draft)


@pages.route("/<uuid:case_id>/closing", methods=["GET", "POST"])
@allows("registration.sign_order")
def close(case_id: UUID) -> ResponseReturnValue:
    """The rector does not sign, and says why: the case is closed."""
    form = WhyForm()
    if form.validate_on_submit():
        with shown_in(form), db.transaction() as session:
            seen(session, case_id)
            reviewing.close(session, case_id, form.why.data)
            return back_to("reviews.show", said="review.closed", case_id=case_id)
    return render_act(form, about(case_id), "close", case_id, danger=True)
