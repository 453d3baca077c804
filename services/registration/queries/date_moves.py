"""The register of dates that were moved, in all terms (R13.1)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from services.registration.models.deadlines import DateMove
from services.registration.models.people import Person
from services.registration.models.terms import Term


def register(term_id: UUID | None = None) -> Select[*tuple[Any, ...]]:
    """Each act: its number among the dates of its term, who, when, what from when to when, why."""
    query = (
        select(
            DateMove.move_id, DateMove.version_no, DateMove.cause, DateMove.moved_at, DateMove.recorded_at,
            DateMove.moved, DateMove.seats, DateMove.why, Term.code,
            (Person.surname + " " + Person.given_name).label("by"),
        )
        .join(Term, Term.term_id == DateMove.term_id)
        .outerjoin(Person, Person.person_id == DateMove.recorded_by)
    )  # fmt: skip
    return query.where(DateMove.term_id == term_id) if term_id else query
