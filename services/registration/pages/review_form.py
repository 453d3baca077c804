"""The page of an act in a review: what the case is about, and the form (R11.1)."""

from __future__ import annotations

from uuid import UUID

from flask import url_for
from flask.typing import ResponseReturnValue

from services.registration.db import db
from services.registration.pages.review_order_view import Draft
from services.registration.pages.review_view import ground_text, held_against, waits_text
from services.registration.pages.reviews import seen
from shared.web import Form, TextField, render_form, t

About = list[tuple[str, object]]


class WhyForm(Form):
    """Why."""

    why = TextField("word.reason", required=True, max=1000, lines=4)


def about(case_id: UUID) -> About:
    """Whom, what for, where it stands; NotFound for one whom the case does not concern."""
    with db.read() as session:
        file = seen(session, case_id)
        row = file.review
        return [
            (t("review.number"), row.number),
            (t("term.student"), file.student),
            (t("review.ground"), ground_text(row.ground)),
            (t("review.what"), held_against(row)),
            (t("review.waits_for"), waits_text(file.case.label) or None),
        ]


def render_act(
    form: Form, facts: About, key: str, case_id: UUID, *, danger: bool = False, draft: Draft | None = None
) -> ResponseReturnValue:
    """The form of an act: ``review.<key>`` is its name, ``review.<key>_lead`` what follows from it."""
    return render_form(
        "registration/reviews/act.html", form=form, title=t(f"review.{key}"), lead=t(f"review.{key}_lead"),
        submit=f"review.{key}", about=facts, back=url_for("reviews.show", case_id=case_id), danger=danger, draft=draft,
    )  # fmt: skip
