"""Grading's part of a case's chain: sheets with their seals, marks, result, corrections (R1.2, R5.3)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.grading.models import AttemptRow, ResultCertificate, SealedDocument, Sheet, SheetRow, Student
from shared.errors import NotFound


@dataclass(frozen=True, slots=True)
class Part:
    """A sheet, a result or a certificate: its number, its moment, what stands there, the digest of its seal."""

    what: str
    number: str
    at: datetime | None
    said: str
    digest: str = ""

    def as_json(self) -> dict[str, Any]:
        """As a file."""
        day = self.at.isoformat() if self.at else None
        return {"what": self.what, "number": self.number, "at": day, "said": self.said, "digest": self.digest}


def student_of(session: Session, case_id: UUID) -> Student:
    """Whose case it is. Raises NotFound where he stands on no sheet."""
    found = session.scalar(
        select(Student)
        .join(SheetRow, SheetRow.student_id == Student.student_id)
        .where(SheetRow.case_id == case_id)
        .limit(1)
    )
    if found is None:
        raise NotFound("case")
    return found


def parts(session: Session, case_id: UUID) -> list[Part]:
    """His lines on the sheets, then the results as they became, then the certificate."""
    return [*_sheets(session, case_id), *_results(session, case_id), *_certificates(session, case_id)]


def _sheets(session: Session, case_id: UUID) -> Iterator[Part]:
    rows = session.execute(
        select(Sheet, SheetRow, SealedDocument.digest)
        .join(SheetRow, SheetRow.sheet_id == Sheet.sheet_id)
        .outerjoin(SealedDocument, SealedDocument.sheet_id == Sheet.sheet_id)
        .where(SheetRow.case_id == case_id)
        .order_by(Sheet.kind, Sheet.nth, Sheet.version_no)
    )
    for sheet, line, digest in rows:
        said = str(line.value) if line.value is not None else line.appearance or "–"
        yield Part(sheet.kind, str(sheet.number), sheet.sealed_at, said, digest or "")


def _results(session: Session, case_id: UUID) -> Iterator[Part]:
    rows = select(AttemptRow).where(AttemptRow.case_id == case_id).order_by(AttemptRow.revision)
    for row in session.scalars(rows):
        what = "correction" if row.revision else "result"
        percent = "" if row.percent is None else f", {row.percent} %"
        yield Part(what, str(row.revision), row.true_from, f"{row.mark}{percent}")


def _certificates(session: Session, case_id: UUID) -> Iterator[Part]:
    for row in session.scalars(select(ResultCertificate).where(ResultCertificate.case_id == case_id)):
        yield Part("certificate", str(row.number), row.sealed_at, "", row.digest)
