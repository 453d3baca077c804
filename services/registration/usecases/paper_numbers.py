"""Numbers of papers, without gaps within a year: an undone transaction leaves none (R12.2)."""

from __future__ import annotations

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from services.registration.models.review_sittings import PaperNumber
from shared.clock import now


def take(session: Session, kind: str) -> tuple[int, int]:
    """The year, and the next number of this kind of paper in it."""
    year = now(session).day.year
    taken = insert(PaperNumber).values(kind=kind, year=year, last=1)
    number = session.scalar(
        taken.on_conflict_do_update(index_elements=["kind", "year"], set_={"last": PaperNumber.last + 1}).returning(
            PaperNumber.last
        )
    )
    assert number is not None
    return year, int(number)
