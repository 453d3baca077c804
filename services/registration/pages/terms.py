"""Terms: the list, and one term with its line of dates, what it waits for, and where each course stands."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Response, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from services.registration.api.terms import order_answer
from services.registration.db import db
from services.registration.models.terms import Term
from services.registration.pages.words import in_language, worded
from services.registration.queries import proposals, terms
from services.registration.queries.terms import CourseStanding, DateOnLine
from services.registration.usecases import orders, publication
from services.registration.usecases import terms as summer
from services.registration.workflows import summer_term
from shared.clock import ALMATY, now
from shared.errors import Reason, Refused
from shared.web import (
    Column,
    DataTable,
    DateField,
    Form,
    allows,
    back_to,
    current_actor,
    page_blueprint,
    render,
    render_confirm,
    render_form,
    shown_in,
    t,
)
from shared.web.language import current_texts
from shared.web.problems import told

pages = page_blueprint("registration", "terms", __name__)

TERMS = DataTable(
    "terms",
    Column("title", "term.term", link=lambda row: url_for("terms.show", term_id=row.term_id)),
    Column("starts_on", "chain.starts_on", kind="day", sort=Term.starts_on),
    Column("ends_on", "chain.ends_on", kind="day", sort=Term.ends_on),
    Column("status", "term.status", kind="badge", sort=Term.status),
    search=(Term.code,),
    sort="-starts_on",
)
STANDING = DataTable(
    "courses",
    Column("code", "term.code"),
    Column("name", "term.course"),
    Column("capacity", "term.seats", kind="number"),
    Column("applied", "standing.applied", kind="number"),
    Column("held", "standing.held", kind="number"),
    Column("paid", "standing.paid", kind="number"),
    Column("confirmed", "term.confirmed", kind="number"),
    Column("waiting", "standing.waiting", kind="number"),
    Column("minimum", "term.minimum", kind="number"),
)
WIDTH, MARGIN = 900, 30


class StartForm(Form):
    """Another first day."""

    starts_on = DateField("chain.starts_on", required=True, help="summer.start_help")


@pages.get("/terms")
@allows("registration.see_terms")
def index() -> ResponseReturnValue:
    """Every term."""
    query = select(
        Term.term_id, Term.code, in_language(Term.title).label("title"), Term.starts_on, Term.ends_on, Term.status
    )
    with db.read() as session:
        return TERMS.answer(session, query, "registration/terms/list.html")


@pages.get("/summer")
@allows("registration.see_terms")
def summer_now() -> ResponseReturnValue:
    """The summer term that is on, or what there is to say when none is."""
    with db.read() as session:
        term = terms.current_summer(session)
        return _page(session, term) if term else render("registration/terms/none.html")


@pages.get("/retakes")
@allows("registration.see_terms")
def retakes_now() -> ResponseReturnValue:
    """The general period of retakes that is on (R9.1)."""
    with db.read() as session:
        term = terms.current_retakes(session)
        return _page(session, term) if term else render("registration/terms/none.html", retakes=True)


@pages.get("/terms/<uuid:term_id>")
@allows("registration.see_terms")
def show(term_id: UUID) -> ResponseReturnValue:
    """One term."""
    with db.read() as session:
        return _page(session, summer.term_of(session, term_id))


@pages.route("/terms/<uuid:term_id>/start", methods=["GET", "POST"])
@allows("registration.plan_term")
def start(term_id: UUID) -> ResponseReturnValue:
    """Set another first day of a term that is not published: its chain is worked out anew (D1)."""
    form = StartForm()
    if form.validate_on_submit():
        with shown_in(form), db.transaction() as session:
            summer.move_start(session, term_id, form.starts_on.data)
            return back_to("terms.show", said="summer.start_moved", term_id=term_id)
    return render_form("registration/terms/start.html", form=form, term_id=term_id)


@pages.get("/terms/<uuid:term_id>/publish")
@allows("registration.publish_term")
def ask_publish(term_id: UUID) -> ResponseReturnValue:
    """What publication does, before it is done."""
    with db.read() as session:
        term = summer.term_of(session, term_id)
        dates = [(t(f"chain.{one.name}"), one.at) for one in terms.line_of_dates(term, now(session).office)]
        return render_confirm(
            title=t("summer.publish_title", term=worded(term.title)),
            text=t("summer.publish_text"),
            do=url_for("terms.publish", term_id=term_id),
            back=url_for("terms.show", term_id=term_id),
            submit="word.publish",
            facts=dates,
            danger=False,
        )


@pages.post("/terms/<uuid:term_id>/publish")
@allows("registration.publish_term")
def publish(term_id: UUID) -> ResponseReturnValue:
    """Publish the term, or show everything that stands against it (R8.3)."""
    try:
        with db.transaction() as session:
            summer_term.publish(session, term_id)
    except Refused as refused:
        with db.read() as session:
            answer = _page(session, summer.term_of(session, term_id), refused.reasons)
        answer.status_code = 409
        return answer
    return back_to("terms.show", said="summer.published", term_id=term_id)


@pages.get("/terms/<uuid:term_id>/order.pdf")
@allows("registration.see_terms")
def order(term_id: UUID) -> Response:
    """The order that opened the term, in the reader's language."""
    with db.read() as session:
        return order_answer(session, term_id)


def _page(session: Session, term: Term, refused: tuple[Reason, ...] = ()) -> Response:
    line = terms.line_of_dates(term, now(session).office)
    office = current_actor().may("registration.plan_term")
    standing = terms.standing(session, term.term_id) if term.dates and office else []
    reasons = list(refused) or _obstacles(session, term, office)
    return render(
        "registration/terms/show.html",
        term=term,
        title=worded(term.title),
        line=line,
        drawing=_drawing(line),
        width=WIDTH,
        next=next((one for one in line if one.state == "now"), None),
        known=_known(term, terms.waits_for(session, term.term_id)),
        proposals=proposals.of_term(session, term.term_id) if current_actor().may("registration.see_debts") else [],
        standing=STANDING.of_rows([_standing_row(row) for row in standing]),
        low=_below_minimum(standing, term, now(session).office),
        totals={
            name: sum(getattr(row, name) for row in standing)
            for name in ("applied", "held", "paid", "confirmed", "waiting")
        },
        office=office,
        report=terms.report(session, term.term_id) if office and term.published_at else None,
        order=orders.order_of(session, term.term_id),
        obstacles=[told(Reason(reason.code, reason.rule, dict(reason.params))) for reason in reasons],
    )


def _known(term: Term, waits_for: str) -> list[tuple[str, Any]]:
    """What stands about a term; a value that is not there yet is left out."""
    step = f"step_of_term.{waits_for.replace(' ', '_')}"
    found = [
        ("term.status", t(f"status.{term.status}")),
        ("chain.starts_on", term.starts_on),
        ("chain.ends_on", term.ends_on),
        ("summer.waits_for", t(step) if current_texts().has(step) else None),
        ("proposal.decide_by", term.decide_by if term.status == "proposed" else None),
        ("summer.seed", term.seed),
    ]
    return [(t(key), value) for key, value in found if value is not None]


def _below_minimum(standing: list[CourseStanding], term: Term, moment: datetime) -> list[str]:
    """Courses below their minimum group, from the first day's seats until they are counted (R8.5)."""
    if not term.is_open or term.dates is None or not term.dates.drawn_at <= moment <= term.dates.counted_at:
        return []
    return [row.code for row in standing if row.under_minimum]


def _obstacles(session: Session, term: Term, office: bool) -> list[Any]:
    return publication.reasons_against(session, term) if office and term.status == "agreed" else []


def _standing_row(row: CourseStanding) -> dict[str, Any]:
    columns = ("code", "capacity", "applied", "held", "paid", "confirmed", "waiting", "minimum")
    return {"name": worded(row.title), **{column: getattr(row, column) for column in columns}}


def _drawing(line: list[DateOnLine]) -> list[tuple[int, str, DateOnLine]]:
    """Where each date stands on the picture: in even steps, as many lie close together."""
    step = (WIDTH - 2 * MARGIN) // max(1, len(line) - 1)
    return [(MARGIN + place * step, f"{one.moment.astimezone(ALMATY):%d.%m}", one) for place, one in enumerate(line)]
