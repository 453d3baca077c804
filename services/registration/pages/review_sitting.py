"""The commission of a review: called for a day, its protocol with votes and dissent, signed by its chair (R11.1)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from services.registration.db import db
from services.registration.domain.review_commission import Ballot, Vote
from services.registration.pages.review_form import WhyForm, about, render_act
from services.registration.pages.reviews import seen
from services.registration.queries.review_people import candidates
from services.registration.queries.reviews import Seat
from services.registration.usecases.review_appeals import OUTCOMES
from services.registration.usecases.review_commissions import APPEAL, REVIEW
from services.registration.workflows import reviewing
from shared.errors import NotFound
from shared.web import (
    ChoiceField,
    Form,
    MomentField,
    TextField,
    allows,
    back_to,
    page_blueprint,
    render,
    shown_in,
    t,
)

pages = page_blueprint("registration", "review_sitting", __name__, "/reviews")
MEMBERS = 6
NOBODY = ""


class CallForm(Form):
    """Who sits, when, where."""

    meets_at = MomentField("review.meets_at", required=True)
    place = TextField("review.place", required=True, max=200)
    chair = ChoiceField("review.chair", required=True)
    member_1 = ChoiceField("review.member", required=True)
    member_2 = ChoiceField("review.member", required=True)
    member_3 = ChoiceField("review.member")
    member_4 = ChoiceField("review.member")
    member_5 = ChoiceField("review.member")
    member_6 = ChoiceField("review.member")

    @property
    def members(self) -> list[UUID]:
        """Those who are named beside the chair."""
        named = (self[f"member_{nth}"].data for nth in range(1, MEMBERS + 1))
        return [UUID(one) for one in named if one]


@pages.route("/<uuid:case_id>/commission", methods=["GET", "POST"])
@allows("registration.lead_review")
def call(case_id: UUID) -> ResponseReturnValue:
    """Name a commission for a day; called anew, the one before gives way."""
    form = CallForm()
    with db.read() as session:
        kind = _kind(session, case_id)
        people = [(str(one.person_id), f"{one.name} ({_roles(one.roles)})") for one in candidates(session)]
    for field in form:
        if field.name == "chair" or field.name.startswith("member_"):
            field.choices = [(NOBODY, "–"), *people]
    if form.validate_on_submit():
        with shown_in(form), db.transaction() as session:
            chair, day = UUID(form.chair.data), form.meets_at.data
            reviewing.call_commission(session, case_id, chair, form.members, day, form.place.data, kind)
            return back_to("reviews.show", said="review.called", case_id=case_id)
    return render_act(form, about(case_id), "call", case_id)


@pages.route("/<uuid:case_id>/protocol", methods=["GET", "POST"])
@allows("registration.lead_review")
def protocol(case_id: UUID) -> ResponseReturnValue:
    """Who came, how each voted, the dissent, what was found."""
    with db.read() as session:
        kind = _kind(session, case_id)
        seats = _seats(session, case_id, kind)
    form = _protocol_form(seats, kind)
    if form.validate_on_submit():
        with shown_in(form), db.transaction() as session:
            _write(session, case_id, form, seats, kind)
            return back_to("reviews.show", said="review.protocol_written", case_id=case_id)
    return render_act(form, about(case_id), "write_appeal" if kind == APPEAL else "write_protocol", case_id)


@pages.route("/<uuid:case_id>/failed-sitting", methods=["GET", "POST"])
@allows("registration.lead_review")
def did_not_sit(case_id: UUID) -> ResponseReturnValue:
    """The commission did not sit on its day, and why: another day is to be named."""
    form = WhyForm()
    if form.validate_on_submit():
        with shown_in(form), db.transaction() as session:
            reviewing.did_not_sit(session, case_id, form.why.data)
            return back_to("reviews.show", said="review.noted", case_id=case_id)
    return render_act(form, about(case_id), "did_not_sit", case_id)


@pages.route("/<uuid:case_id>/signature", methods=["GET", "POST"])
@allows("registration.sit_on_commission")
def sign(case_id: UUID) -> ResponseReturnValue:
    """The chair reads the protocol and signs it; with that it takes its number."""
    form = Form()
    if form.validate_on_submit():
        with shown_in(form), db.transaction() as session:
            of_appeal = _kind(session, case_id) == APPEAL
            (reviewing.sign_appeal_protocol if of_appeal else reviewing.sign_protocol)(session, case_id)
            return back_to("reviews.show", said="review.protocol_signed", case_id=case_id)
    with db.read() as session:
        sittings = [one for one in seen(session, case_id).sittings if one.commission.state == "written"]
        if not sittings:
            raise NotFound("protocol")
        return render(
            "registration/reviews/sign.html", form=form, sitting=sittings[-1], about=about(case_id), case_id=case_id,
            back=url_for("reviews.show", case_id=case_id),
        )  # fmt: skip


def _kind(session: Session, case_id: UUID) -> str:
    """After the order a commission is one of the appeal."""
    return APPEAL if seen(session, case_id).review.order_id is not None else REVIEW


def _write(session: Session, case_id: UUID, form: Any, seats: Sequence[Seat], kind: str) -> None:
    ballots, said = _ballots(form, seats), form.said.data
    if kind == APPEAL:
        reviewing.write_appeal_protocol(session, case_id, form.proposal.data, ballots, said)
    else:
        reviewing.write_protocol(session, case_id, ballots, said)


def _roles(roles: Sequence[str]) -> str:
    return ", ".join(t(f"role.{role}").lower() for role in roles)


def _seats(session: Session, case_id: UUID, kind: str) -> Sequence[Seat]:
    live = [one for one in seen(session, case_id).sittings
            if one.commission.kind == kind and one.commission.state in ("called", "written")]  # fmt: skip
    if not live:
        raise NotFound("commission")
    return live[-1].seats


def _protocol_form(seats: Sequence[Seat], kind: str) -> Any:
    proposal = {"proposal": ChoiceField("review.proposal", required=True, radio=True)} if kind == APPEAL else {}
    fields: dict[str, Any] = {**proposal, "said": TextField("review.said", required=True, max=10_000, lines=8)}
    for nth, _ in enumerate(seats):
        fields[f"vote_{nth}"] = ChoiceField("review.vote", required=True)
        fields[f"dissent_{nth}"] = TextField("review.dissent", max=3000, lines=2)
    form = type("ProtocolForm", (Form,), fields)()
    if kind == APPEAL:
        form.proposal.choices = [(one, t(f"review_outcome.{one}")) for one in OUTCOMES]
    spoken = {Vote.FOR: "for_it"} if kind == APPEAL else {}
    votes = [(one, t(f"review_vote.{spoken.get(one, one)}")) for one in (*Vote, "absent")]
    for nth, seat in enumerate(seats):
        form[f"vote_{nth}"].choices = [("", "–"), *votes]
        form[f"vote_{nth}"].label.text = t("review.vote_of", name=seat.name)
        form[f"dissent_{nth}"].label.text = t("review.dissent_of", name=seat.name)
    return form


def _ballots(form: Any, seats: Sequence[Seat]) -> list[Ballot]:
    return [
        Ballot(seat.person_id, _vote(form[f"vote_{nth}"].data), form[f"dissent_{nth}"].data or "")
        for nth, seat in enumerate(seats)
    ]


def _vote(chosen: str) -> Vote | None:
    return None if chosen == "absent" else Vote(chosen)
