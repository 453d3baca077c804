"""The student in a review of his own: what is held against him, his words, his papers, his wish (R11.1, R11.2)."""

from __future__ import annotations

from uuid import UUID

from flask import request, url_for
from flask.typing import ResponseReturnValue

from services.registration.db import db
from services.registration.domain.reviews import OF_HIS_OWN
from services.registration.pages.review_view import ground_text, waits_text
from services.registration.pages.reviews import seen
from services.registration.queries import reviews
from services.registration.workflows import reviewing
from shared.web import (
    ChoiceField,
    Column,
    DataTable,
    FileField,
    Form,
    TextField,
    allows,
    back_to,
    current_actor,
    current_student_id,
    page_blueprint,
    reach,
    render,
    render_confirm,
    render_form,
    shown_in,
    t,
)

pages = page_blueprint("registration", "review_student", __name__)

MINE = DataTable(
    "mine",
    Column("ground", "review.ground", link=lambda row: url_for("reviews.show", case_id=row.case_id), words=ground_text),
    Column("opened_at", "review.opened_at", kind="moment"),
    Column("step", "review.waits_for", words=waits_text),
    Column("until", "review.until", kind="moment"),
    Column("way", "case.ended", kind="badge"),
    empty="review.none_of_mine",
)
ENDINGS = ("pdf", "jpg", "jpeg", "png")
KINDS = {"pdf": "application/pdf", "jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png"}


class ExplanationForm(Form):
    """What he says; more may come."""

    words = TextField("review.my_words", required=True, max=5000, lines=8)
    rest = ChoiceField("review.is_all", required=True, radio=True)


class AppealForm(Form):
    """What he asks for, and why."""

    words = TextField("review.appeal_words", required=True, max=5000, lines=6)


class PaperForm(Form):
    """A document of the case."""

    paper = FileField("review.paper", required=True, endings=ENDINGS)


class WishForm(Form):
    """Why he wants to leave."""

    ground = ChoiceField("review.ground", required=True, radio=True)
    words = TextField("review.why_leave", required=True, max=2000, lines=4)


@pages.get("/my/reviews")
@allows("registration.ask_to_leave")
def index() -> ResponseReturnValue:
    """Cases about me; and how to leave by my own wish."""
    with db.read() as session:
        rows = session.execute(reviews.listed(reach("registration.see_reviews"), student_id=current_student_id())).all()
    return render("registration/reviews/mine.html", table=MINE.of_rows(rows))


@pages.route("/my/leaving", methods=["GET", "POST"])
@allows("registration.ask_to_leave")
def leave() -> ResponseReturnValue:
    """Ask to leave by one's own wish, or for a transfer elsewhere (R11.2)."""
    form = WishForm()
    form.ground.choices = [(one, t(f"ground.{one}")) for one in sorted(OF_HIS_OWN)]
    if form.validate_on_submit():
        with shown_in(form), db.transaction() as session:
            found = reviewing.ask_to_leave(session, current_student_id(), form.ground.data, form.words.data)
            return back_to("reviews.show", said="review.wish_sent", case_id=found.case_id)
    return render_form(
        "registration/reviews/act.html", form=form, title=t("review.ask_to_leave"), lead=t("review.ask_to_leave_lead"),
        submit="word.send", back=url_for("review_student.index"), danger=True,
    )  # fmt: skip


@pages.route("/reviews/<uuid:case_id>/read", methods=["GET", "POST"])
@allows("registration.explain")
def confirm_read(case_id: UUID) -> ResponseReturnValue:
    """He says that he has read what is held against him; his days begin."""
    if request.method == "POST":
        with db.transaction() as session:
            reviewing.confirm_read(session, case_id, current_student_id())
        return back_to("reviews.show", said="review.noted", case_id=case_id)
    return render_confirm(
        title=t("review.confirm_read"), text=t("review.confirm_read_text"),
        do=url_for("review_student.confirm_read", case_id=case_id), submit="review.confirm_read",
        back=url_for("reviews.show", case_id=case_id), danger=False,
    )  # fmt: skip


@pages.route("/reviews/<uuid:case_id>/explanation", methods=["GET", "POST"])
@allows("registration.explain")
def explain(case_id: UUID) -> ResponseReturnValue:
    """He explains (R11.1)."""
    form = ExplanationForm()
    form.rest.choices = [("all", t("review.all_said")), ("more", t("review.more_to_come"))]
    if form.validate_on_submit():
        with shown_in(form), db.transaction() as session:
            words, is_all = form.words.data, form.rest.data == "all"
            reviewing.explain(session, case_id, current_student_id(), words, is_all=is_all)
            return back_to("reviews.show", said="review.explained", case_id=case_id)
    return _act(case_id, form, t("review.explain"), t("review.explain_lead"), "word.send")


@pages.route("/reviews/<uuid:case_id>/appeal", methods=["GET", "POST"])
@allows("registration.appeal_order")
def appeal(case_id: UUID) -> ResponseReturnValue:
    """He appeals against the order, once, within its term (R11.1)."""
    form = AppealForm()
    if form.validate_on_submit():
        with shown_in(form), db.transaction() as session:
            reviewing.appeal(session, case_id, current_student_id(), form.words.data)
            return back_to("reviews.show", said="review.appealed", case_id=case_id)
    return _act(case_id, form, t("review.appeal"), t("review.appeal_lead"), "word.send")


@pages.route("/reviews/<uuid:case_id>/papers", methods=["GET", "POST"])
@allows("registration.explain")
def add_paper(case_id: UUID) -> ResponseReturnValue:
    """A document is added to the case, by him or by the office."""
    form = PaperForm()
    if form.validate_on_submit():
        with shown_in(form), db.transaction() as session:
            mine = seen(session, case_id).review.student_id == current_actor().person_id
            name, sent = str(form.paper.data.filename), form.paper.data.read()
            kind = "explanation" if mine else "ground"
            reviewing.add_paper(session, case_id, kind, name, KINDS[name.rpartition(".")[2].lower()], sent)
            return back_to("reviews.show", said="review.paper_added", case_id=case_id)
    return _act(case_id, form, t("review.add_paper"), t("review.paper_help"), "word.send")


@pages.route("/reviews/<uuid:case_id>/withdrawal", methods=["GET", "POST"])
@allows("registration.ask_to_leave")
def withdraw(case_id: UUID) -> ResponseReturnValue:
    """He takes his own wish back, before the order."""
    if request.method == "POST":
        with db.transaction() as session:
            reviewing.withdraw_wish(session, case_id, current_student_id())
        return back_to("reviews.show", said="review.withdrawn", case_id=case_id)
    return render_confirm(
        title=t("review.withdraw"), text=t("review.withdraw_text"),
        do=url_for("review_student.withdraw", case_id=case_id), submit="review.withdraw",
        back=url_for("reviews.show", case_id=case_id), danger=False,
    )  # fmt: skip


def _act(case_id: UUID, form: Form, title: str, lead: str, submit: str) -> ResponseReturnValue:
    with db.read() as session:
        row = seen(session, case_id).review
        about = [(t("review.number"), row.number), (t("review.ground"), ground_text(row.ground)),
                 (t("review.appeal_until" if row.order_id else "review.explain_until"),
                  row.appeal_until if row.order_id else row.explain_until)]  # fmt: skip
    return render_form(
        "registration/reviews/act.html", form=form, title=title, lead=lead, submit=submit, about=about,
        back=url_for("reviews.show", case_id=case_id),
    )  # fmt: skip
