"""People and what they may do: accounts, invitations, roles given and ended (R1.2)."""

from __future__ import annotations

from uuid import UUID

from flask import current_app, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from services.registration.db import db
from services.registration.models.accounts import Account, RoleGrant
from services.registration.models.campus import Faculty
from services.registration.models.people import Person
from services.registration.pages.account_forms import EndRoleForm, RoleForm
from services.registration.pages.words import name, worded
from services.registration.queries import accounts as known
from services.registration.usecases import accounts
from shared.clock import now
from shared.errors import NotFound
from shared.identity import Held, Role, Scope
from shared.web import (
    Column,
    DataTable,
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

pages = page_blueprint("registration", "people", __name__, "/people")

PEOPLE = DataTable(
    "people",
    Column("name", "term.name", sort=Person.sort_key, link=lambda row: url_for("people.show", person_id=row.person_id)),
    Column("login", "account.login", sort=Account.login),
    Column("is_staff", "account.is_staff", kind="flag", sort=Person.is_staff),
    Column("opened", "account.opened", kind="flag"),
    search=(Person.folded,),
    sort="name",
)


@pages.get("")
@allows("registration.see_people")
def index() -> ResponseReturnValue:
    """Everybody, with or without an account."""
    query = select(
        Person.person_id,
        name().label("name"),
        Account.login,
        Person.is_staff,
        Account.password_hash.is_not(None).label("opened"),
    ).outerjoin(Account, Account.person_id == Person.person_id)
    with db.read() as session:
        return PEOPLE.answer(session, query, "registration/people/list.html")


@pages.get("/<uuid:person_id>")
@allows("registration.see_people")
def show(person_id: UUID) -> ResponseReturnValue:
    """One person: account, roles in force, roles that were."""
    actor = current_actor()
    with db.read() as session:
        person = _person(session.get(Person, person_id))
        return render(
            "registration/people/card.html",
            person=person,
            account=session.get(Account, person_id),
            grants=known.grants_of(session, person_id),
            today=now(session).day,
            faculties={row.faculty_id: worded(row.title) for row in session.scalars(select(Faculty))},
            may_ask_nameless=actor.may("registration.ask_anonymising") and not person.is_staff,
            may_invite=actor.may("registration.invite"),
            may_give=actor.may("registration.give_roles") and actor.person_id != person_id,
        )


@pages.get("/<uuid:person_id>/invite")
@allows("registration.invite")
def ask_invite(person_id: UUID) -> ResponseReturnValue:
    """What an invitation does, before it is made."""
    with db.read() as session:
        person = _person(session.get(Person, person_id))
        facts = [(t("term.name"), person.name), (t("account.email"), person.email or t("account.on_paper"))]
    return render_confirm(
        title=t("account.invite"),
        text=t("account.invite_text"),
        do=url_for("people.invite", person_id=person_id),
        back=url_for("people.show", person_id=person_id),
        submit="account.invite",
        facts=facts,
        danger=False,
    )


@pages.post("/<uuid:person_id>/invite")
@allows("registration.invite")
def invite(person_id: UUID) -> ResponseReturnValue:
    """Make the invitation; its address is shown this once, for whoever hands it over on paper."""
    with db.transaction() as session:
        person = _person(session.get(Person, person_id))
        letter = accounts.invite(session, [person_id], current_app.config["WEB"].origin)[person_id]
        name_of, sent = person.name, bool(person.email)
    return render("registration/people/invited.html", name=name_of, letter=letter, sent=sent, person_id=person_id)


@pages.route("/<uuid:person_id>/roles/new", methods=["GET", "POST"])
@allows("registration.give_roles")
def give_role(person_id: UUID) -> ResponseReturnValue:
    """Give a role, within a faculty or the whole university, from a day to a day."""
    form = RoleForm()
    with db.read() as session:
        person = _person(session.get(Person, person_id))
        faculties = session.scalars(select(Faculty).order_by(Faculty.code)).all()
        form.role.choices = [(role.value, t(f"role.{role}")) for role in Role if role is not Role.STUDENT]
        form.faculty.choices = [("", t("account.whole_university"))]
        form.faculty.choices += [(str(row.faculty_id), worded(row.title)) for row in faculties]
    if form.validate_on_submit():
        scope_id = UUID(form.faculty.data) if form.faculty.data else None
        held = Held(Role(form.role.data), Scope.FACULTY if scope_id else Scope.ALL, scope_id)
        days = {"since": form.since.data, "until": form.until.data}
        with shown_in(form), db.transaction() as session:
            accounts.give_role(session, person_id, held, **days, reason=form.reason.data)
            return back_to("people.show", said="account.role_given", person_id=person_id)
    return render_form("registration/people/role.html", form=form, person=person)


@pages.route("/<uuid:person_id>/roles/<uuid:grant_id>/end", methods=["GET", "POST"])
@allows("registration.give_roles")
def end_role(person_id: UUID, grant_id: UUID) -> ResponseReturnValue:
    """End a role with a reason; whoever held it signs in anew."""
    form = EndRoleForm()
    with db.read() as session:
        grant = session.get(RoleGrant, grant_id)
        if grant is None or grant.person_id != person_id:
            raise NotFound("role")
        person, role = _person(session.get(Person, person_id)), grant.role
    if form.validate_on_submit():
        with shown_in(form), db.transaction() as session:
            accounts.end_role(session, grant_id, form.last_day.data, form.reason.data)
            return back_to("people.show", said="account.role_ended", person_id=person_id)
    return render_form("registration/people/end_role.html", form=form, person=person, role=role)


def _person(found: Person | None) -> Person:
    if found is None:
        raise NotFound("person")
    return found
