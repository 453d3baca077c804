"""Grading's part of a case's chain: sheets with their seals, marks, result, corrections (R1.2, R5.3)."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.grading.models import AttemptRow, ResultCertificate, SealedDocument, Sheet, SheetRow, Student
from shared.chain import Coded, Link
from shared.errors import NotFound


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


def parts(session: Session, case_id: UUID) -> list[Link]:
    """His lines on the sheets, then the results as they became, then the certificate."""
    return [*_sheets(session, case_id), *_results(session, case_id), *_certificates(session, case_id)]


def _sheets(session: Session, case_id: UUID) -> Iterator[Link]:
    rows = session.execute(
        select(Sheet, SheetRow, SealedDocument.digest)
        .join(SheetRow, SheetRow.sheet_id == Sheet.sheet_id)
        .outerjoin(SealedDocument, SealedDocument.sheet_id == Sheet.sheet_id)
        .where(SheetRow.case_id == case_id)
        .order_by(Sheet.kind, Sheet.nth, Sheet.version_no)
    )
    for sheet, line, digest in rows:
        appearance = Coded(line.appearance, "appearance") if line.appearance else None
        nth = ("nth", sheet.nth if sheet.kind == "attestation" else None)
        facts = (nth, ("percent", line.value), ("appearance", appearance), ("version", sheet.version_no))
        yield Link(sheet.kind, str(sheet.number), sheet.sealed_at, facts, digest or "")


def _results(session: Session, case_id: UUID) -> Iterator[Link]:
    rows = select(AttemptRow).where(AttemptRow.case_id == case_id).order_by(AttemptRow.revision)
    for row in session.scalars(rows):
        what = "correction" if row.revision else "result"
        yield Link(what, str(row.revision or ""), row.true_from, (("mark", row.mark), ("percent", row.percent)))


def _certificates(session: Session, case_id: UUID) -> Iterator[Link]:
    for row in session.scalars(select(ResultCertificate).where(ResultCertificate.case_id == case_id)):
        yield Link("certificate", str(row.number), row.sealed_at, digest=row.digest)
