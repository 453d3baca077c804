"""The person who acts: himself, with the roles he holds, perhaps on behalf of a student (R1.2)."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from shared.identity.permissions import PERMISSIONS, Role, Scope
from shared.identity.reach import Reach


class Forbidden(Exception):
    """The account may not do this, or not with this row."""


class NotSignedIn(Exception):
    """Nobody is signed in, or the sign-in has run out."""


@dataclass(frozen=True, slots=True)
class Held:
    """A role somebody holds; without a scope it is not bounded."""

    role: Role
    scope: Scope = Scope.ALL
    scope_id: UUID | None = None

    @classmethod
    def parse(cls, written: str) -> Held:
        """Read ``dean`` or ``dean:faculty:<id>``."""
        role, *bound = written.split(":")
        return cls(Role(role), Scope(bound[0]), UUID(bound[1])) if bound else cls(Role(role))

    def __str__(self) -> str:
        return str(self.role) if self.scope_id is None else f"{self.role}:{self.scope}:{self.scope_id}"


@dataclass(frozen=True, slots=True)
class Behalf:
    """The student for whom a member of staff acts, and the recorded ground of it (R1.2)."""

    person_id: UUID
    name: str
    ground: str


@dataclass(frozen=True, slots=True)
class Actor:
    """A signed-in person."""

    person_id: UUID
    name: str
    roles: tuple[Held, ...] = ()
    on_behalf_of: Behalf | None = None
    language: str = "kk"
    session_id: UUID | None = None

    def has(self, *roles: Role | str) -> bool:
        """Whether he holds any of these roles."""
        return any(held.role in roles for held in self.roles)

    def may(self, action: str) -> bool:
        """Whether some role of his allows the action at all; on which rows, ``reach`` tells."""
        return any(held.role in PERMISSIONS[action] for held in self.roles)

    def reach(self, action: str) -> Reach:
        """The rows on which he may do it: all, or those within his roles' bounds together."""
        found = Reach()
        for held in self.roles:
            scopes = PERMISSIONS[action].get(held.role, ())
            for scope in scopes:
                found |= self._through(held, scope, own_too=Scope.OWN in scopes)
        return found

    def _through(self, held: Held, scope: Scope, *, own_too: bool) -> Reach:
        if scope is Scope.OWN:
            return Reach(owner=self.person_id)
        if scope is Scope.ALL:
            return Reach(everything=True)
        if held.scope_id is None:
            return Reach(everything=not own_too)
        if held.scope is not scope:
            return Reach()
        return Reach.within(scope, held.scope_id)


acting: ContextVar[Actor | None] = ContextVar("acting", default=None)


def actor_of(session: Session) -> Actor | None:
    """Who acts in this transaction; None where the office's own machinery does."""
    said: Actor | None = session.info.get("actor")
    return said or acting.get()
