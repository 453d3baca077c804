"""Every version of a section's lists, and what changed from one to the next (R5.3, R5.4)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.grading.models import Correction, Person, SealedDocument, Sheet
from services.grading.models.documents import documents

SHOWN = ("value", "appearance", "rating", "percent", "mark", "outcome")


@dataclass(frozen=True, slots=True)
class Difference:
    """A value of a student's line that a version changed."""

    student: str
    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a list, with its seal, the act that made it, and what it changed."""

    sheet_id: UUID
    kind: str
    nth: int
    version_no: int
    sealed_at: datetime | None
    signature: str | None
    seal: int | None
    correction_id: UUID | None
    correction: int | None
    differences: tuple[Difference, ...]


def versions(session: Session, section_id: UUID) -> list[Version]:
    """The versions of all lists of a section, of each list the newest first."""
    rows = session.execute(
        select(Sheet, SealedDocument.number, Correction.number)
        .outerjoin(SealedDocument, SealedDocument.sheet_id == Sheet.sheet_id)
        .outerjoin(Correction, Correction.correction_id == Sheet.correction_id)
        .where(Sheet.section_id == section_id)
        .order_by(Sheet.kind, Sheet.nth, Sheet.version_no.desc())
    ).all()
    written = documents(session, [sheet.sheet_id for sheet, _, _ in rows])
    names = _names(session, written)
    before = {(sheet.kind, sheet.nth, sheet.version_no + 1): written[sheet.sheet_id] for sheet, _, _ in rows}
    return [
        Version(
            sheet.sheet_id, sheet.kind, sheet.nth, sheet.version_no, sheet.sealed_at, sheet.signature, seal,
            sheet.correction_id, act,
            tuple(_changed(before.get((sheet.kind, sheet.nth, sheet.version_no)), written[sheet.sheet_id], names)),
        )
        for sheet, seal, act in rows
    ]  # fmt: skip


def _changed(before: dict[str, Any] | None, after: dict[str, Any], names: dict[str, str]) -> Iterator[Difference]:
    if before is None:
        return
    old = {line["student_id"]: line for line in before["lines"]}
    for line in after["lines"]:
        was = old.get(line["student_id"], {})
        for field in SHOWN:
            if was.get(field) != line[field]:
                student = names.get(line["student_id"], line["student_id"])
                yield Difference(student, field, _text(was.get(field)), _text(line[field]))


def _names(session: Session, written: dict[UUID, dict[str, Any]]) -> dict[str, str]:
    wanted = {UUID(line["student_id"]) for document in written.values() for line in document["lines"]}
    return {str(row.person_id): row.name for row in session.scalars(select(Person).where(Person.person_id.in_(wanted)))}


def _text(value: object) -> str:
    return "–" if value is None else str(value)
