"""The register of acts with accounts: who did what for whom, roles given and ended, acting on behalf (R1.2)."""

from __future__ import annotations

from flask.typing import ResponseReturnValue
from sqlalchemy import Text, cast, select
from sqlalchemy.orm import aliased

from services.registration.db import db
from services.registration.models.accounts import AccountAct
from services.registration.models.people import Person
from shared.web import Column, DataTable, allows, page_blueprint

pages = page_blueprint("registration", "acts", __name__)

Doer = aliased(Person)
ACTS = DataTable(
    "acts",
    Column("office_at", "act.at", kind="moment", sort=AccountAct.office_at),
    Column("recorded_at", "exception.recorded_at", kind="moment", sort=AccountAct.recorded_at),
    Column("act", "act.what", kind="badge", sort=AccountAct.act),
    Column("by", "act.by", sort=Doer.sort_key),
    Column("person", "act.person", sort=Person.sort_key),
    Column("details", "word.details"),
    search=(Doer.folded, Person.folded, AccountAct.act),
    sort="-office_at",
)


@pages.get("/acts")
@allows("registration.see_acts")
def index() -> ResponseReturnValue:
    """Every act, the newest first."""
    query = (
        select(
            AccountAct.office_at,
            AccountAct.recorded_at,
            AccountAct.act,
            (Doer.surname + " " + Doer.given_name).label("by"),
            (Person.surname + " " + Person.given_name).label("person"),
            cast(AccountAct.details, Text).label("details"),
        )
        .outerjoin(Doer, Doer.person_id == AccountAct.actor_id)
        .outerjoin(Person, Person.person_id == AccountAct.person_id)
    )
    with db.read() as session:
        return ACTS.answer(session, query, "registration/acts.html")
