"""Making a person nameless: asked for on his card, decided by another who writes his number, on a register."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from flask import request, url_for
from flask.typing import ResponseReturnValue

from services.registration.db import db
from services.registration.models.anonymity import SERVICES, Anonymisation
from services.registration.models.people import Person
from services.registration.queries import anonymity as register
from services.registration.usecases import anonymising
from shared.errors import NotFound
from shared.web import (
    CheckField,
    ChoiceField,
    Column,
    DataTable,
    Form,
    TextField,
    allows,
    back_to,
    current_actor,
    page_blueprint,
    render_form,
    require,
    shown_in,
    t,
)

pages = page_blueprint("registration", "anonymity", __name__)

REGISTER = DataTable(
    "anonymised",
    Column(
        "number",
        "term.number",
        sort=Anonymisation.number,
        link=lambda row: url_for("anonymity.show", anonymisation_id=row.anonymisation_id),
    ),
    Column("status", "term.status", kind="badge", sort=Anonymisation.status),
    Column("why", "word.reason"),
    Column("document", "exception.document"),
    Column("asked_by", "exception.asked_by", sort=register.Asker.sort_key),
    Column("asked_at", "exception.asked_at", kind="moment", sort=Anonymisation.asked_at),
    Column("decided_by", "exception.decided_by"),
    Column("decided_at", "exception.decided_at", kind="moment", sort=Anonymisation.decided_at),
    Column("done", "anonymity.done", words=lambda done: _parts(done)),
    search=(Anonymisation.number,),
    sort="-asked_at",
    empty="anonymity.none",
)


class AskForm(Form):
    """Why, by which paper, and that he knows what it means."""

    why = TextField("word.reason", required=True, max=500, lines=3)
    document = TextField("exception.document", required=True, max=200)
    sure = CheckField("anonymity.sure", required=True)


class DecisionForm(Form):
    """Yes, with the number once more; or no."""

    decision = ChoiceField("summer.decision", required=True)
    number = TextField("anonymity.number", help="anonymity.number_help", max=40)
    sure = CheckField("anonymity.sure", required=True)


@pages.get("/anonymisations")
@allows("registration.see_anonymised")
def index() -> ResponseReturnValue:
    """The register."""
    with db.read() as session:
        return REGISTER.answer(session, register.listed(), "registration/anonymity/list.html")


@pages.route("/people/<uuid:person_id>/anonymise", methods=["GET", "POST"])
@allows("registration.ask_anonymising")
def ask(person_id: UUID) -> ResponseReturnValue:
    """Ask that a person be made nameless."""
    form = AskForm()
    if form.validate_on_submit():
        with shown_in(form), db.transaction() as session:
            act = anonymising.ask(session, person_id, form.why.data, form.document.data)
            return back_to("anonymity.show", said="anonymity.asked", anonymisation_id=act.anonymisation_id)
    with db.read() as session:
        person = session.get(Person, person_id)
        if person is None:
            raise NotFound("person")
        back = url_for("people.show", person_id=person_id)
        return render_form("registration/anonymity/ask.html", form=form, name=person.name, back=back)


@pages.route("/anonymisations/<uuid:anonymisation_id>", methods=["GET", "POST"])
@allows("registration.see_anonymised")
def show(anonymisation_id: UUID) -> ResponseReturnValue:
    """One act; who may decide it, decides."""
    form = DecisionForm()
    form.decision.choices = [("refuse", t("exception.refuse")), ("approve", t("anonymity.approve"))]
    with db.read() as session:
        query = register.listed().where(Anonymisation.anonymisation_id == anonymisation_id)
        row = session.execute(query).one_or_none()
    if row is None:
        raise NotFound("anonymisation")
    decides = row.status == "asked" and current_actor().may("registration.decide_anonymising")
    if request.method == "POST":
        require("registration.decide_anonymising")
    if form.validate_on_submit():
        with shown_in(form), db.transaction() as session:
            approved = form.decision.data == "approve"
            anonymising.decide(session, anonymisation_id, approved, form.number.data or "")
            return back_to("anonymity.show", said="anonymity.decided", anonymisation_id=anonymisation_id)
    return render_form("registration/anonymity/show.html", form=form, row=row, decides=decides, parts=_parts(row.done))


def _parts(done: Mapping[str, str]) -> str:
    return ", ".join(t(f"anonymity_service.{service}") for service in SERVICES if service in done) or "–"
