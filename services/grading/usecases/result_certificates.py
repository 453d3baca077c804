"""The signed result certificate of a student of another university (R8.8, R5.4)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from services.grading.domain.outcome import Outcome
from services.grading.models import ChainHead
from services.grading.models.certificates import ResultCertificate
from services.grading.queries.externals import externals_among
from services.grading.settings import seal_key
from services.grading.usecases.results import Recorded
from services.grading.usecases.teaching import Teaching
from shared.clock import now
from shared.seals import canonical, seal

CHAIN = "certificates"


def issue(session: Session, found: Teaching, recorded: Sequence[Recorded]) -> dict[UUID, str]:
    """Seal a certificate for each external student with a new result; digests by case.

    One of a corrected result names the one that it supersedes, which stays as issued (R15.2).
    """
    ids = externals_among(session, [item.listed.student_id for item in recorded])
    ready = [
        item
        for item in recorded
        if item.listed.student_id in ids and item.listed.exam.case_id and item.result.outcome is not Outcome.INCOMPLETE
    ]  # fmt: skip
    if not ready:
        return {}
    head = select(ChainHead.number, ChainHead.digest).where(ChainHead.name == CHAIN).with_for_update()
    number, digest = session.execute(head).one()
    before = _before(session, [item.listed.exam.case_id for item in ready])
    made: dict[UUID, str] = {}
    rows: list[dict[str, Any]] = []
    for item in ready:
        row = _sealed(session, found, item, number + 1, digest, before.get(item.listed.exam.case_id))
        number, digest = row["number"], row["digest"]
        made[row["case_id"]] = digest
        rows.append(row)
    session.execute(insert(ResultCertificate), rows)
    session.execute(update(ChainHead).where(ChainHead.name == CHAIN).values(number=number, digest=digest))
    return made


def _before(session: Session, case_ids: Sequence[UUID | None]) -> dict[UUID | None, ResultCertificate]:
    """The certificate of each case that has held until now."""
    rows = session.scalars(
        select(ResultCertificate).where(ResultCertificate.case_id.in_(case_ids)).order_by(ResultCertificate.revision)
    )
    return {row.case_id: row for row in rows}


def _sealed(
    session: Session, found: Teaching, item: Recorded, number: int, previous: str, before: ResultCertificate | None
) -> dict[str, Any]:
    said = _document(session, found, item)
    document = canonical({**said, "supersedes": before.digest} if before else said)
    link = seal(document, number, previous, seal_key())
    return {
        "number": number, "case_id": item.listed.exam.case_id,
        "revision": before.revision + 1 if before else 0, "student_id": item.listed.student_id,
        "previous": link.previous, "digest": link.digest, "signature": link.signature, "key_id": link.key_id,
        "document": document.decode(), "sealed_at": now(session).office,
    }  # fmt: skip


def _document(session: Session, found: Teaching, item: Recorded) -> dict[str, Any]:
    return {
        "student": item.listed.name, "course": found.course.code,
        "titles": found.course.titles, "credits": found.course.credits, "section": found.section.label,
        "season": found.term.season, "academic_year": found.term.academic_year, "mark": item.result.mark,
        "percent": item.result.percent, "passed": item.result.passed, "outcome": str(item.result.outcome),
        "sealed_at": now(session).office,
    }  # fmt: skip
