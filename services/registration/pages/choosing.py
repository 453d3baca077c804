"""What a student chooses: his money where his course is not held, another section of it where it is (D6, D20)."""

from __future__ import annotations

from uuid import UUID

from flask import url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from services.registration.db import db
from services.registration.models.applications import Application
from services.registration.pages.words import worded
from services.registration.queries import cases, sections
from services.registration.usecases import not_held, swapping
from services.registration.workflows import choosing
from shared.money import Money
from shared.web import (
    CheckField,
    ChoiceField,
    Form,
    allows,
    back_to,
    page_blueprint,
    reach,
    render_form,
    shown_in,
    t,
)

pages = page_blueprint("registration", "choosing", __name__, "/cases")


class MoneyForm(Form):
    """Another course, an advance, or the money."""

    what = ChoiceField("choice.what", required=True)
    sure = CheckField("choice.sure", required=True)


class SectionForm(Form):
    """Another section of the course."""

    section = ChoiceField("swap.section", required=True)


@pages.route("/<uuid:case_id>/choose", methods=["GET", "POST"])
@allows("registration.answer_offer")
def money(case_id: UUID) -> ResponseReturnValue:
    """The course is not held: each choice with its arithmetic, and the act (R8.5, D6)."""
    form = MoneyForm()
    with db.read() as session:
        file = cases.case_file(session, case_id, reach("registration.answer_offer"))
        case = file.application
        form.what.choices = _choices(session, case)
    if form.validate_on_submit():
        choice, section_id, offer = [*form.what.data.split(":"), "", ""][:3]
        with shown_in(form), db.transaction() as session:
            choosing.choose(session, case_id, choice, UUID(section_id) if section_id else None, offer)
            return back_to("cases.show", said="choice.done", case_id=case_id)
    return render_form(
        "registration/leaving/why.html",
        form=form,
        title=t("choice.title", course=f"{file.course} {worded(file.title)}"),
        text=t("choice.text", paid=case.invoice_amount or Money(0), until=case.choose_until or case.received_at),
        submit="choice.submit",
        back=url_for("cases.show", case_id=case_id),
    )


def _choices(session: Session, case: Application) -> list[tuple[str, str]]:
    paid = case.invoice_amount or Money(0)
    found = [(what, t(f"choice.{what}", paid=paid)) for what in ("refund", "advance")]
    if case.choose_until is None:
        return found
    for section_id in not_held.offered(session, case):
        offer, card = not_held.prospect(session, case, section_id).offer, sections.card(session, section_id)
        assert offer
        price, amount = Money.of(offer.content["price"]), Money.of(offer.content["amount"])
        text = t(
            "choice.moved", course=f"{card.code} {worded(card.title)}", section=card.label,
            credits=offer.content["credits"], price=price, amount=amount, difference=_difference(amount - paid),
        )  # fmt: skip
        found.append((f"moved:{section_id}:{offer.digest}", text))
    return found


def _difference(more: Money) -> str:
    if more == Money(0):
        return t("choice.even")
    return t("choice.more", amount=more) if more > Money(0) else t("choice.less", amount=-more)


@pages.route("/<uuid:case_id>/section", methods=["GET", "POST"])
@allows("registration.answer_offer")
def section(case_id: UUID) -> ResponseReturnValue:
    """Another section of his course: at once, or behind its line; his seat stays until then (D20)."""
    form = SectionForm()
    with db.read() as session:
        file = cases.case_file(session, case_id, reach("registration.answer_offer"))
        waits = swapping.wished(session, case_id)
        form.section.choices = [
            (str(row.section_id), t("swap.line", section=row.label, free=row.free, waiting=row.waiting))
            for row in swapping.sections_for(session, file.application)
        ]
    if form.validate_on_submit():
        with shown_in(form), db.transaction() as session:
            swapping.ask(session, case_id, UUID(form.section.data))
            return back_to("cases.show", said="swap.done", case_id=case_id)
    return render_form(
        "registration/leaving/why.html",
        form=form,
        title=t("swap.title", course=f"{file.course} {worded(file.title)}"),
        text=t("swap.waits", section=waits) if waits else t("swap.text"),
        submit="swap.do",
        empty="" if form.section.choices else t("swap.none"),
        back=url_for("cases.show", case_id=case_id),
    )
