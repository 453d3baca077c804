"""The person who acts: himself, with the roles he holds, perhaps on behalf of a student (R1.2)."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from shared.identity.permissions import DELEGABLE, PERMISSIONS, Role, Scope
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
    principal_id: UUID | None = None
    """Whose role it is, where somebody acts as his delegate by name (D26)."""
    acts: tuple[str, ...] = ()
    """What of it was left to the delegate (``permissions.DELEGABLE``); nothing: all of the role."""

    @classmethod
    def parse(cls, written: str) -> Held:
        """Read ``dean``, ``dean:faculty:<id>`` or ``dean:faculty:<id>:<principal's id>:read,propose_term``."""
        role, *bound = written.split(":")
        if not bound:
            return cls(Role(role))
        scope_id = UUID(bound[1]) if bound[1] else None
        left = (UUID(bound[2]), tuple(bound[3].split(","))) if bound[2:] else ()
        return cls(Role(role), Scope(bound[0]), scope_id, *left)

    def __str__(self) -> str:
        if self.principal_id is not None:
            return f"{self.role}:{self.scope}:{self.scope_id or ''}:{self.principal_id}:{','.join(self.acts)}"
        return str(self.role) if self.scope_id is None else f"{self.role}:{self.scope}:{self.scope_id}"

    def allows(self, action: str) -> bool:
        """Whether the role may do this, and this of it was left to the delegate."""
        left = self.principal_id is None or any(action in DELEGABLE[name] for name in self.acts)
        return left and self.role in PERMISSIONS[action]


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
        return any(held.allows(action) for held in self.roles)

    def acts_for(self, action: str) -> UUID | None:
        """For whom he does it: nobody, where a role of his own allows it; else the one whose delegate he is (D26)."""
        allowing = [held for held in self.roles if held.allows(action)]
        own = any(held.principal_id is None for held in allowing)
        return None if own or not allowing else allowing[0].principal_id

    def reach(self, action: str) -> Reach:
        """The rows on which he may do it: all, or those within his roles' bounds together."""
        found = Reach()
        for held in self.roles:
            scopes = PERMISSIONS[action].get(held.role, ()) if held.allows(action) else ()
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
delegated_by: ContextVar[UUID | None] = ContextVar("delegated_by", default=None)
"""For whom the delegate who acts in this request does what it asks (D26)."""


def actor_of(session: Session) -> Actor | None:
    """Who acts in this transaction; None where the office's own machinery does."""
    said: Actor | None = session.info.get("actor")
    return said or acting.get()
