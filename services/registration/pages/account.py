"""The way in and out: home, sign-in, renewal of the token, invitation, language, my account."""

from __future__ import annotations

from contextlib import suppress
from typing import cast
from uuid import UUID

from flask import Response, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from services.registration.db import db
from services.registration.models.accounts import Account, SignIn
from services.registration.models.people import Person
from services.registration.pages.account_forms import BehalfForm, FirstPasswordForm, PasswordForm, SignInForm
from services.registration.queries import accounts as known
from services.registration.usecases import accounts, sign_ins
from shared.clock import now
from shared.errors import NotFound, Reason
from shared.i18n import LANGUAGES
from shared.identity import Actor, Role
from shared.identity.actor import acting
from shared.web import (
    allows,
    back_to,
    current_actor,
    limiter,
    page_blueprint,
    public,
    render,
    render_confirm,
    render_form,
    require,
    shown_in,
    signed_in,
    t,
)
from shared.web.identity import drop_token, expired_token, keep_token, signing_key, within_origin
from shared.web.language import LANGUAGE_COOKIE, NAMES
from shared.web.problems import told

pages = page_blueprint("registration", "account", __name__)
BROWSERS = ("Edg", "OPR", "YaBrowser", "Firefox", "Chrome", "Safari")
SYSTEMS = ("Android", "iPhone", "iPad", "Windows", "Mac OS X", "Linux")


@pages.get("/")
@signed_in
def home() -> ResponseReturnValue:
    """The first page after the sign-in: what this person can do here."""
    actor = current_actor()
    if actor.on_behalf_of or actor.has(Role.STUDENT):
        return _to(url_for("student.home"))
    roles = [t(f"role.{role}") for role in dict.fromkeys(held.role for held in actor.roles)]
    return render("registration/account/home.html", roles=roles)


@pages.route("/sign-in", methods=["GET", "POST"])
@public
@limiter.limit("30/minute", methods=["POST"])
def enter() -> ResponseReturnValue:
    """Sign in with login and password."""
    form = SignInForm()
    if form.validate_on_submit():
        with db.transaction() as session:
            row = sign_ins.sign_in(session, form.login.data, form.password.data, _device())
            if row is not None:
                return _with_token(session, row, _wanted())
        form.reasons = [told(Reason("sign_in_failed", "R1.2"))]
    return render_form("registration/account/sign_in.html", form=form)


@pages.post("/sign-out")
@public
def leave() -> ResponseReturnValue:
    """Sign out here; the token is not renewed any more."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        abort(403)
    answer = _to(url_for("account.enter"))
    actor = _actor_of_token()
    if actor is not None and actor.session_id is not None:
        with suppress(NotFound), db.transaction() as session:
            sign_ins.revoke(session, actor.person_id, actor.session_id)
    drop_token(answer)
    return answer


@pages.route("/session/renew", methods=["GET", "POST"])
@public
def renew() -> ResponseReturnValue:
    """A new token for a sign-in that still lives, and back; 307 keeps a form that was on its way."""
    actor = _actor_of_token()
    code = 303 if request.method == "GET" else 307
    if actor is not None and actor.session_id is not None:
        with db.transaction() as session:
            row = sign_ins.renew(session, actor.session_id)
            if row is not None:
                return _with_token(session, row, _wanted(), code)
    answer = _to(url_for("account.enter", next=_wanted()))
    drop_token(answer)
    return answer


@pages.get("/language/<code>")
@public
def language(code: str) -> ResponseReturnValue:
    """Show the pages in another language on this device."""
    if code not in LANGUAGES:
        raise NotFound("language")
    answer = _to(_wanted())
    answer.set_cookie(LANGUAGE_COOKIE, code, max_age=365 * 86400, path="/", httponly=True, samesite="Lax")
    return answer


@pages.route("/invitation/<token>", methods=["GET", "POST"])
@public
@limiter.limit("30/minute", methods=["POST"])
def invitation(token: str) -> ResponseReturnValue:
    """Set the first password by the letter that the office sent, and come in."""
    with db.read() as session:
        person = known.invited(session, token, now(session).real)
    if person is None:
        raise NotFound("invitation")
    form = FirstPasswordForm()
    if form.validate_on_submit():
        with shown_in(form), db.transaction() as session:
            person_id = accounts.accept_invitation(session, token, form.password.data)
            row = sign_ins.start(session, person_id, _device())
            session.flush()
            return _with_token(session, row, url_for("account.home"))
    return render_form("registration/account/invitation.html", form=form, person=person)


@pages.get("/account")
@signed_in
def mine() -> ResponseReturnValue:
    """My account: who I am here, my roles, where I am signed in."""
    actor = current_actor()
    with db.read() as session:
        return render(
            "registration/account/mine.html",
            person=session.get(Person, actor.person_id),
            account=session.get(Account, actor.person_id),
            sign_ins=known.live_sign_ins(session, actor.person_id, now(session).real),
            language_names=NAMES,
        )


@pages.post("/account/sessions/<uuid:session_id>/end")
@signed_in
def end_session(session_id: UUID) -> ResponseReturnValue:
    """End one of my sign-ins, on a lost telephone for instance."""
    with db.transaction() as session:
        sign_ins.revoke(session, current_actor().person_id, session_id)
    return back_to("account.mine", said="account.session_ended")


@pages.route("/account/password", methods=["GET", "POST"])
@signed_in
def password() -> ResponseReturnValue:
    """Change my password; my other sign-ins end."""
    form = PasswordForm()
    if form.validate_on_submit():
        with shown_in(form), db.transaction() as session:
            person_id = current_actor().person_id
            accounts.change_password(session, person_id, form.old.data, form.new.data)
            row = sign_ins.start(session, person_id, _device())
            session.flush()
            return _with_token(session, row, url_for("account.mine"))
    return render_form("registration/account/password.html", form=form)


@pages.route("/account/behalf/<uuid:student_id>", methods=["GET", "POST"])
@allows("registration.act_for_student")
def act_for(student_id: UUID) -> ResponseReturnValue:
    """Act on behalf of a student from now on, with a ground that is kept (R1.2)."""
    form = BehalfForm()
    with db.read() as session:
        person = session.get(Person, student_id)
        if person is None:
            raise NotFound("person")
        name = person.name
    require("registration.act_for_student", owner=student_id)
    if form.validate_on_submit():
        with shown_in(form), db.transaction() as session:
            said = (form.ground.data, form.paper.data)
            row = sign_ins.act_for(session, sign_ins.acting_session(session), student_id, *said)
            return _with_token(session, row, url_for("account.home"))
    return render_form("registration/account/behalf.html", form=form, name=name, student_id=student_id)


@pages.route("/account/behalf/end", methods=["GET", "POST"])
@allows("registration.act_for_student")
def stop_acting_for() -> ResponseReturnValue:
    """Act for myself again."""
    if request.method == "GET":
        return render_confirm(
            title=t("site.behalf_end"),
            text=t("account.behalf_end_text"),
            do=url_for("account.stop_acting_for"),
            back=url_for("account.home"),
            submit="site.behalf_end",
            danger=False,
        )
    with db.transaction() as session:
        row = sign_ins.stop_acting_for(session, sign_ins.acting_session(session))
        return _with_token(session, row, url_for("account.home"))


def _with_token(session: Session, row: SignIn, address: str, code: int = 303) -> Response:
    session.flush()
    answer = _to(address, code)
    keep_token(answer, sign_ins.token_of(session, row, signing_key()))
    return answer


def _actor_of_token() -> Actor | None:
    """Whose token this request bears, also one that has run out."""
    expired = expired_token()
    return acting.get() or (expired.actor if expired else None)


def _wanted() -> str:
    return within_origin(request.args.get("next"))


def _to(address: str, code: int = 303) -> Response:
    return cast("Response", redirect(address, code))


def _device() -> str:
    """Browser and system, as a person knows his devices."""
    told = request.headers.get("User-Agent", "")
    found = [next((name for name in names if name in told), "") for names in (BROWSERS, SYSTEMS)]
    return ", ".join(name for name in found if name)
