"""The policy rows in force on a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.registration.models.policies import Policy


@dataclass(frozen=True, slots=True)
class PolicyInForce:
    """A policy's value with what a result must be able to name: key, scope and version."""

    key: str
    scope: str
    version: int
    value: dict[str, Any]

    @property
    def cited(self) -> str:
        """How a derivation names it: ``summer_limits v2``."""
        return f"{self.key}{'/' + self.scope if self.scope else ''} v{self.version}"


def in_force(session: Session, on: date, scopes: Sequence[str] = ("",)) -> dict[str, PolicyInForce]:
    """Every policy in force on a day by key; of several scopes the first named wins, then the newest version."""
    rows = session.scalars(
        select(Policy)
        .where(Policy.valid_from <= on, Policy.scope.in_({*scopes, ""}))
        .order_by(Policy.valid_from, Policy.version)
    )
    rank = {scope: place for place, scope in enumerate(reversed([*scopes, ""]))}
    found: dict[str, PolicyInForce] = {}
    for row in rows:
        known = found.get(row.key)
        if known is None or rank[row.scope] >= rank[known.scope]:
            found[row.key] = PolicyInForce(row.key, row.scope, row.version, row.value)
    return found
