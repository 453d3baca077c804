"""Who holds a role today, to be told of what concerns it (R1.2)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from services.registration.models.accounts import RoleGrant


def holders(session: Session, on: date, *roles: str, faculties: Sequence[UUID] | None = None) -> list[UUID]:
    """The people who hold any of these roles on a day; bounded ones only for these faculties, if any are named."""
    query = (
        select(RoleGrant.person_id)
        .where(
            RoleGrant.role.in_(roles),
            RoleGrant.valid_from <= on,
            or_(RoleGrant.valid_until.is_(None), RoleGrant.valid_until >= on),
        )
        .distinct()
        .order_by(RoleGrant.person_id)
    )
    if faculties is not None:
        query = query.where(or_(RoleGrant.scope_id.is_(None), RoleGrant.scope_id.in_(faculties)))
    return list(session.scalars(query))
