"""Who of some students comes from another university: no debt, no GPA is kept of him here (R8.8)."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from services.grading.models import Student

EXTERNAL = "external"
"""The code of their specialty, as registration tells it."""


def externals() -> Select[UUID]:
    """The ids of all of them."""
    return select(Student.student_id).where(Student.specialty == EXTERNAL)


def externals_among(session: Session, student_ids: Collection[UUID]) -> set[UUID]:
    """Those of these students."""
    return set(session.scalars(externals().where(Student.student_id.in_(student_ids))))
