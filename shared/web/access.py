"""Who may enter a view. Each view states it; one that states nothing lets nobody in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from flask import Flask, current_app, request

from shared.identity import PERMISSIONS, Actor, Forbidden, NotSignedIn
from shared.identity.actor import acting, delegated_by
from shared.identity.reach import Reach

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Access:
    """What a view demands: nothing (public), an account, or an action of the permission table."""

    public: bool = False
    action: str | None = None


def allows(action: str) -> Callable[[View], View]:
    """Let in whoever has a role that may do this; on which rows, ``require`` and ``reach`` say."""
    if action not in PERMISSIONS:
        raise LookupError(f"{action} stands in no line of shared/identity/permissions.py")
    return _mark(Access(action=action))


def public(view: View) -> View:
    """Let in everybody, also without an account."""
    return _mark(Access(public=True))(view)


def signed_in(view: View) -> View:
    """Let in everybody who has an account."""
    return _mark(Access())(view)


def _mark(access: Access) -> Callable[[View], View]:
    def mark(view: View) -> View:
        view.access = access  # type: ignore[attr-defined]
        documented = dict(getattr(view, "_apidoc", {}))
        documented["access"] = access
        view._apidoc = documented  # type: ignore[attr-defined]
        return view

    return mark


def access_of(app: Flask, endpoint: str) -> Access | None:
    """What a route states, or None where it states nothing."""
    found = getattr(app.view_functions[endpoint], "access", None)
    return found if isinstance(found, Access) else None


def check_access() -> None:
    """Before every view: is this person let in at all?"""
    delegated_by.set(None)
    if request.endpoint is None:
        return
    access = access_of(current_app, request.endpoint)
    if access is None:
        raise Forbidden(f"{request.endpoint} does not say who may enter")
    if access.public:
        return
    actor = current_actor()
    if access.action is not None and not actor.may(access.action):
        raise Forbidden(access.action)
    if access.action is not None:
        delegated_by.set(actor.acts_for(access.action))


def current_actor() -> Actor:
    """Who is signed in; raises NotSignedIn."""
    actor = acting.get()
    if actor is None:
        raise NotSignedIn
    return actor


def current_student_id() -> UUID:
    """The student whose matter this is: he himself, or the one on whose behalf staff acts (R1.2)."""
    actor = current_actor()
    return actor.on_behalf_of.person_id if actor.on_behalf_of else actor.person_id


def reach(action: str) -> Reach:
    """The rows on which the person who asks may do this."""
    return current_actor().reach(action)


def require(
    action: str,
    *,
    owner: UUID | None = None,
    faculty: UUID | None = None,
    group: UUID | None = None,
    section: UUID | None = None,
) -> None:
    """Go on only if the person may do this to the row with these marks; raises Forbidden."""
    if not reach(action).covers(owner=owner, faculty=faculty, group=group, section=section):
        raise Forbidden(action)
