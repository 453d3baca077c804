"""Practice and state certification of groups, as the office enters them: a hold on summer classes (D24)."""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from services.registration.domain.reasons import Reason
from services.registration.models.campus import Group, Practice
from services.registration.usecases.recorded import recorded
from shared.errors import NotFound, Refused


def add(session: Session, group_id: UUID, kind: str, starts_on: date, ends_on: date) -> Practice:
    """A group is at practice, or is certified, from day to day."""
    if session.get(Group, group_id) is None:
        raise NotFound("group")
    if ends_on < starts_on:
        raise Refused([Reason("days_backwards", "D24")])
    made = Practice(
        practice_id=uuid4(), group_id=group_id, kind=kind, starts_on=starts_on, ends_on=ends_on, **recorded(session)
    )
    session.add(made)
    session.flush()
    return made


def remove(session: Session, practice_id: UUID) -> Practice:
    """It does not take place: it holds nobody any more."""
    found = session.get(Practice, practice_id)
    if found is None:
        raise NotFound("practice")
    session.delete(found)
    session.flush()
    return found
