"""Deadlines that wait for the chairman after a long outage: what waits where, its release, the register (R13.1)."""

from __future__ import annotations

from dataclasses import asdict

from flask import url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from services.registration.db import db
from services.registration.models.deadlines import DeadlineRelease
from services.registration.models.people import Person
from services.registration.pages.case_view import step_text
from services.registration.queries import held_deadlines as queries
from services.registration.queries.held_deadlines import HeldKind
from services.registration.usecases import held_deadlines
from shared.errors import NotFound
from shared.web import (
    Column,
    DataTable,
    Form,
    TextField,
    allows,
    back_to,
    current_actor,
    page_blueprint,
    render_form,
    shown_in,
    t,
)

pages = page_blueprint("registration", "held_deadlines", __name__, "/held-deadlines")
OF_NO_STEP = ("due_date_passed", "teacher_search_over")
"""Kinds of deadlines that belong to no step of a workflow."""

WAITING = DataTable(
    "waiting",
    Column(
        "name",
        "held.what",
        link=lambda row: _to_release(row["service"], row["what"]),
    ),
    Column("where", "held.service"),
    Column("number", "held.number", kind="number"),
    Column("since", "held.since", kind="moment"),
    Column("until", "held.until", kind="moment"),
    empty="held.none",
)
RELEASES = DataTable(
    "releases",
    Column("released_at", "held.released_at", kind="moment", sort=DeadlineRelease.released_at),
    Column("recorded_at", "exception.recorded_at", kind="moment", sort=DeadlineRelease.recorded_at),
    Column("by", "act.by", sort=Person.sort_key),
    Column("service", "held.service", sort=DeadlineRelease.service),
    Column("what", "held.what", sort=DeadlineRelease.kind),
    Column("number", "held.number", kind="number", sort=DeadlineRelease.number),
    Column("through", "held.until", kind="moment", sort=DeadlineRelease.through),
    Column("why", "word.reason"),
    search=(DeadlineRelease.kind, DeadlineRelease.why),
    sort="-released_at",
)


class ReleaseForm(Form):
    """Why they may act now."""

    why = TextField("word.reason", required=True, max=500, lines=3)


@pages.get("")
@allows("registration.see_acts")
def index() -> ResponseReturnValue:
    """What waits, and what was released before."""
    with db.read() as session:
        waiting = WAITING.of_rows([_row(one) for one in queries.waiting(session)])
        return RELEASES.answer(session, queries.releases(), "registration/held/list.html", waiting=waiting)


@pages.route("/<service>/<what>", methods=["GET", "POST"])
@allows("registration.move_date")
def release(service: str, what: str) -> ResponseReturnValue:
    """Say what will happen, ask for the reason, let them act."""
    form = ReleaseForm()
    if form.validate_on_submit():
        with shown_in(form), db.transaction() as session:
            held_deadlines.release(session, service, what, form.why.data or "")
            return back_to("held_deadlines.index", said="held.released")
    with db.read() as session:
        row = _row(_found(session, service, what))
    facts = [(t(f"held.{name}"), row[key]) for name, key in SHOWN]
    return render_form("registration/held/release.html", form=form, facts_of=facts)


def _to_release(service: str, what: str) -> str | None:
    """Where the chairman releases them; who only reads has no way there."""
    may = current_actor().may("registration.move_date")
    return url_for("held_deadlines.release", service=service, what=what) if may else None


SHOWN = (("what", "name"), ("service", "where"), ("number", "number"), ("since", "since"), ("until", "until"))


def _found(session: Session, service: str, what: str) -> HeldKind:
    for one in queries.waiting(session):
        if (one.service, one.what) == (service, what):
            return one
    raise NotFound("held_deadlines")


def _row(one: HeldKind) -> dict[str, object]:
    words = t(f"held.{one.what}") if one.what in OF_NO_STEP else step_text(one.what)
    return {**asdict(one), "name": words, "where": t(f"held_in.{one.service}")}
