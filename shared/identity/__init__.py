"""Who acts, what he may do, and the signed token that says so to every service."""

from __future__ import annotations

from shared.identity.actor import Actor, Behalf, Forbidden, Held, NotSignedIn, actor_of
from shared.identity.permissions import PERMISSIONS, Role, Scope

__all__ = ["PERMISSIONS", "Actor", "Behalf", "Forbidden", "Held", "NotSignedIn", "Role", "Scope", "actor_of"]
