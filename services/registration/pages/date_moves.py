"""A published date moves later: what the act would move and whom it concerns, then the act; the register (R13.1)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from flask import url_for
from flask.typing import ResponseReturnValue

from services.registration.db import db
from services.registration.domain.moved_dates import MOVABLE, Wish
from services.registration.models.deadlines import DateMove
from services.registration.models.people import Person
from services.registration.models.terms import Term
from services.registration.queries import date_moves as queries
from services.registration.usecases import terms
from services.registration.workflows import dates
from services.registration.workflows.dates import Preview
from shared.clock import ALMATY
from shared.web import (
    CheckField,
    ChoiceField,
    Column,
    DataTable,
    DateField,
    Form,
    TextField,
    allows,
    back_to,
    page_blueprint,
    render_confirm,
    render_form,
    shown_in,
    t,
)

pages = page_blueprint("registration", "date_moves", __name__)


class Moved(Column):
    """Which dates an act moved, from when to when."""

    def value(self, row: Any) -> str:
        return "; ".join(map(_written, row.moved))


class Cause(Column):
    """Whether the chairman moved it, or a day that became a day off."""

    def value(self, row: Any) -> str:
        return t(f"moving.by_{row.cause}")


MOVES = DataTable(
    "moves",
    Column("code", "term.term", sort=Term.code),
    Column("version_no", "moving.number", kind="number", sort=DateMove.version_no),
    Column("moved_at", "moving.moved_at", kind="moment", sort=DateMove.moved_at),
    Column("recorded_at", "exception.recorded_at", kind="moment", sort=DateMove.recorded_at),
    Column("by", "act.by", sort=Person.sort_key),
    Cause("cause", "moving.cause", sort=DateMove.cause),
    Moved("moved", "moving.moved"),
    Column("seats", "moving.seats", kind="number", sort=DateMove.seats),
    Column("why", "word.reason"),
    search=(Term.code, DateMove.why),
    sort="-recorded_at",
)


class MoveForm(Form):
    """One date, its new day, and why; the dates after it follow, if he says so."""

    name = ChoiceField("moving.date", required=True)
    day = DateField("moving.new", required=True)
    along = CheckField("moving.along", help="moving.along_help")
    why = TextField("word.reason", required=True, max=500, lines=3)

    @property
    def wish(self) -> Wish:
        """What is asked for."""
        return Wish(self.name.data, self.day.data, bool(self.along.data))


@pages.get("/date-moves")
@allows("registration.see_acts")
def index() -> ResponseReturnValue:
    """Every date that was moved, with the act."""
    with db.read() as session:
        return MOVES.answer(session, queries.register(), "registration/moving/list.html")


@pages.route("/terms/<uuid:term_id>/move-date", methods=["GET", "POST"])
@allows("registration.move_date")
def ask(term_id: UUID) -> ResponseReturnValue:
    """Choose the date; then see what moves and whom it concerns, before it is done."""
    form = _form(term_id)
    if form.validate_on_submit():
        with shown_in(form), db.read() as session:
            return _preview(form, term_id, dates.preview(session, term_id, form.wish))
    return _page(form, term_id)


@pages.post("/terms/<uuid:term_id>/move-date/act")
@allows("registration.move_date")
def act(term_id: UUID) -> ResponseReturnValue:
    """Move it, for all concerned; what has come to stand against it meanwhile is shown in the form."""
    form = _form(term_id)
    if form.validate_on_submit():
        with shown_in(form), db.transaction() as session:
            dates.move(session, term_id, form.wish, form.why.data.strip())
            return back_to("date_moves.index", said="moving.done")
    return _page(form, term_id)


def _form(term_id: UUID) -> MoveForm:
    with db.read() as session:
        stands = terms.chain_of(terms.term_of(session, term_id))
    form = MoveForm()
    form.name.choices = [(name, f"{t(f'chain.{name}')}: {_day(getattr(stands, name))}") for name in MOVABLE]
    return form


def _page(form: MoveForm, term_id: UUID) -> ResponseReturnValue:
    back = url_for("terms.show", term_id=term_id)
    return render_form("registration/moving/move.html", form=form, action=url_for(".ask", term_id=term_id), back=back)


def _preview(form: MoveForm, term_id: UUID, found: Preview) -> ResponseReturnValue:
    moves = [(t(f"chain.{name}"), _both(old, new)) for name, (old, new) in found.moves.items()]
    counts = [(t(f"moving.of_{name}"), number) for name, number in found.counts.items()]
    wish, hidden = form.wish, {"why": form.why.data}
    hidden |= {"name": wish.name, "day": wish.day.isoformat()} | ({"along": "y"} if wish.along else {})
    return render_confirm(
        title=t("moving.title"),
        text=t("moving.text"),
        do=url_for(".act", term_id=term_id),
        back=url_for(".ask", term_id=term_id),
        submit="moving.do",
        facts=[*moves, *counts, (t("word.reason"), form.why.data)],
        hidden=hidden,
    )


def _both(old: Any, new: Any) -> str:
    return f"{_day(old)} → {_day(new)}"


def _day(value: Any) -> str:
    if isinstance(value, tuple | list):
        return ", ".join(map(_day, value))
    if isinstance(value, datetime):
        return f"{value.astimezone(ALMATY):%d.%m.%Y %H:%M}"
    return f"{value:%d.%m.%Y}"


def _written(move: dict[str, str]) -> str:
    """A line of the register: which date, from when to when."""
    return f"{t('chain.' + move['name'])}: {_both(_read(move['old']), _read(move['new']))}"


def _read(written: str) -> Any:
    if "T" in written:
        return datetime.fromisoformat(written)
    return [date.fromisoformat(day) for day in written.split(", ")]
