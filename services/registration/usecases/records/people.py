"""What stands beside the person: a student's standing, a member of staff's post and roles (R1.2)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from services.registration.models.accounts import RoleGrant
from services.registration.models.campus import StaffPost, Student
from services.registration.usecases.records import rows
from services.registration.usecases.records.context import Context
from shared.clock import now
from shared.records import model as source
from shared.records.ids import record_id

SINCE = date(2000, 1, 1)


def enrol(session: Session, context: Context, records: Sequence[source.StudentRecord]) -> None:
    """The standing of students whose persons are in."""
    session.execute(
        insert(cast("Table", Student.__table__)).on_conflict_do_nothing(),
        [rows.student(context, record) for record in records],
    )


def give_posts(session: Session, records: Sequence[source.StaffRecord]) -> None:
    """Posts of members of staff, and the roles that go with them, bounded by a faculty where one is named."""
    posts = [{"person_id": record.id, "number": record.number, "post": rows.titles(record.post)} for record in records]
    session.execute(insert(StaffPost).on_conflict_do_nothing(), posts)
    grants = [_grant(session, record.id, held) for record in records for held in record.roles]
    if grants:
        session.execute(insert(RoleGrant).on_conflict_do_nothing(), grants)


def _grant(session: Session, person_id: UUID, held: source.StaffRole) -> dict[str, Any]:
    return {
        "grant_id": record_id("grant", person_id, held.role.value, held.faculty_id),
        "person_id": person_id,
        "role": held.role.value,
        "scope": "faculty" if held.faculty_id else "all",
        "scope_id": held.faculty_id,
        "valid_from": SINCE,
        "reason": "records",
        "recorded_at": now(session).real,
    }
