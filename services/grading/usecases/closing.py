"""Closing a list by the teacher's signature: sealed, and of the examination sheet every consequence (R5.3, R9.1)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from services.grading.domain.outcome import what_is_missing
from services.grading.domain.reasons import Reason
from services.grading.models import Sheet
from services.grading.usecases import (
    announcing,
    debts,
    debts_anew,
    gpas,
    late,
    notices,
    passed,
    pending,
    result_certificates,
    results,
    scans,
    sealing,
)
from services.grading.usecases.debts import Settled
from services.grading.usecases.results import Recorded
from services.grading.usecases.scans import Upload
from services.grading.usecases.teaching import Teaching, teaching
from shared.clock import now
from shared.contracts.base import Message
from shared.errors import Refused
from shared.identity import Actor
from shared.messaging import publish


def close_attestation(
    session: Session,
    actor: Actor,
    section_id: UUID,
    nth: int,
    *,
    paper_number: str | None = None,
    scan: Upload | None = None,
) -> Teaching:
    """Sign and seal one attestation list; its students read their marks, and who is not admitted is told so (R4.2)."""
    sealing.lock(session)
    found = teaching(session, section_id, actor, "grading.close_sheet")
    sheet = found.attestation(nth)
    lines = found.lines_of(sheet)
    missing = [one.name for one in found.listed if lines[one.student_id].value is None]
    _refuse([*_why_not(found, sheet, actor, paper_number, scan), *_missing("attestation", missing)])
    _seal(session, found, [sheet], actor, paper_number, scan)
    publish(session, notices.of_attestation(session, found, sheet))
    return found


def close_exam(
    session: Session,
    actor: Actor,
    section_id: UUID,
    *,
    paper_number: str | None = None,
    scan: Upload | None = None,
    sitting: int = 1,
) -> list[Recorded]:
    """Sign and seal the examination sheet with the attestation lists that are still open (R5.3).

    Every line gets its result and becomes an attempt; debts close, stay or open; the GPA of these students is worked
    out anew; all who are concerned are told. Of the reserve days' sheet, sitting 2, the result takes the place of I.
    """
    sealing.lock(session)
    found = teaching(session, section_id, actor, "grading.close_sheet", sitting)
    _refuse([*_why_not(found, found.exam, actor, paper_number, scan), *_incomplete(found)])
    recorded = results.record(session, found)
    still_open = [sheet for sheet in found.attestations if sheet.status == "open"]
    _seal(session, found, [*still_open, found.exam], actor, paper_number, scan)
    late.forget(session, [found.exam.sheet_id])
    settled = _settled(session, recorded, sitting)
    certified = result_certificates.issue(session, found, recorded)
    told: list[Message] = [*announcing.results(session, recorded, settled, "reserve", certified)]
    told.extend(one.changed for one in settled.values() if one.changed is not None)
    told.extend(gpas.work_out(session, [item.listed.student_id for item in recorded]))
    told.extend(passed.work_out(session, [item.listed.student_id for item in recorded]))
    told.extend(notices.of_results(session, found, recorded, settled))
    told.extend(pending.after_results(session, found, recorded))
    told.extend(announcing.failed_often(session, recorded))
    publish(session, told)
    return recorded


def _settled(session: Session, recorded: Sequence[Recorded], sitting: int) -> dict[UUID, Settled]:
    if sitting > 1:
        return debts_anew.settle(session, recorded, "passed")
    return debts.settle(session, [item.tried for item in recorded])


def _seal(
    session: Session,
    found: Teaching,
    sheets: Sequence[Sheet],
    actor: Actor,
    paper_number: str | None,
    scan: Upload | None,
) -> None:
    moment = now(session)
    signed = {
        "status": "sealed",
        "sealed_at": moment.office,
        "sealed_recorded_at": moment.real,
        "sealed_by": actor.person_id,
        "signature": actor.name,
        "paper_number": paper_number,
        "policy_version": found.policy.version,
        "scan_id": scans.keep(session, actor, found.section.section_id, scan) if scan else None,
    }
    session.execute(update(Sheet), [{"sheet_id": sheet.sheet_id, **signed} for sheet in sheets])
    sealing.append(session, [sheet.sheet_id for sheet in sheets])


def _why_not(
    found: Teaching, sheet: Sheet, actor: Actor, paper_number: str | None, scan: Upload | None
) -> Iterator[Reason]:
    """A delegate signs from the signed paper sheet, whose number and scan are kept (R5.1)."""
    if sheet.status == "sealed":
        yield Reason("sheet_sealed", "R5.3")
    by_teacher = actor.person_id == found.section.teacher_id
    if not by_teacher and not paper_number:
        yield Reason("paper_sheet_missing", "R5.1")
    if not by_teacher and scan is None:
        yield Reason("scan_missing", "R5.1")


def _incomplete(found: Teaching) -> Iterator[Reason]:
    """Every line that lacks something, in one reason for each thing that is lacking."""
    lacking: dict[str, list[str]] = {"attestation": [], "exam": []}
    for one in found.listed:
        what = what_is_missing(one.row, found.policy)
        if what:
            lacking[what].append(one.name)
    for what, names in lacking.items():
        yield from _missing(what, names)


def _missing(what: str, names: Sequence[str]) -> Iterator[Reason]:
    if names:
        yield Reason(f"{what}_missing", "R5.1", {"students": ", ".join(names)})


def _refuse(reasons: Sequence[Reason]) -> None:
    if reasons:
        raise Refused(reasons)
