"""The waiting lists: who stands where (R3.5)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.registration.models.applications import Application, State
from services.registration.models.sections import Section

ORDER = (Application.priority, Application.received_at, Application.ticket, Application.case_id)
"""Class, arrival, ticket: as ``domain.draw.by_arrival`` orders (D2)."""


@dataclass(frozen=True, slots=True)
class Place:
    """3rd of 7."""

    place: int
    of: int


def places(session: Session, case_ids: Collection[UUID]) -> dict[UUID, Place]:
    """The place of each of these cases in the line of its section, counted from 1; none for one that has left it."""
    sections = select(Application.section_id).where(Application.case_id.in_(case_ids))
    place = func.row_number().over(partition_by=Application.section_id, order_by=ORDER)
    length = func.count().over(partition_by=Application.section_id)
    line = (
        select(Application.case_id, place.label("place"), length.label("length"))
        .where(Application.section_id.in_(sections), Application.state == State.IN_LINE)
        .subquery()
    )
    found = session.execute(select(line).where(line.c.case_id.in_(case_ids)))
    return {row.case_id: Place(row.place, row.length) for row in found}


def waiting(session: Session, section_ids: Collection[UUID]) -> list[Application]:
    """All who wait in the lines of these sections, each line in its order; a section that is over has no line."""
    return list(
        session.scalars(
            select(Application)
            .join(Section, Section.section_id == Application.section_id)
            .where(Application.section_id.in_(section_ids), Application.state == State.IN_LINE)
            .where(Section.status == "open")
            .order_by(Application.section_id, *ORDER)
        )
    )
