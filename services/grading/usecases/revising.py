"""A new version of a sealed list with one line changed; the old one stays as it was sealed (R5.3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from services.grading.domain.outcome import Appearance, what_is_missing
from services.grading.models import Correction, Sheet, SheetRow
from services.grading.usecases import results, sealing
from services.grading.usecases.results import Recorded
from services.grading.usecases.teaching import Listed, Teaching, load
from shared.clock import now
from shared.identity import Actor

COPIED = ("section_id", "course_id", "term_id", "kind", "nth", "due_at", "late_since", "held_at", "late_level",
          "paper_number", "scan_id")  # fmt: skip
LINE = ("student_id", "case_id", "debt_id", "value", "appearance", "act_number", "added_at", "entered_at",
        "rating", "percent", "mark", "outcome")  # fmt: skip


def revise(
    session: Session, found: Teaching, sheet: Sheet, act: Correction, entry: Mapping[str, Any]
) -> tuple[list[Sheet], Recorded | None]:
    """Write the later version of a list, and of the examination sheet that rests on it, still open.

    Answers the versions, to be sealed once the act is decided, and the result if there is one.
    """
    made = [_copy(session, sheet, act, entry)]
    if sheet.kind == "attestation" and found.exam.status == "sealed":
        made.append(_copy(session, found.exam, act, {}))
    if sheet.kind == "attestation" and len(made) == 1:
        return made, None
    fresh = _fresh(session, found)
    one = next(one for one in fresh.listed if one.student_id == act.student_id)
    if what_is_missing(one.row, fresh.policy) == "exam":
        one = _exam_to_come(session, found, one)
    [item] = results.record(session, replace(fresh, listed=(one,)))
    return made, item


def seal(session: Session, found: Teaching, made: Sequence[Sheet], actor: Actor, signature: str) -> None:
    """Seal the new versions: signed by who proposed, sealed by who decided."""
    moment = now(session)
    session.execute(
        update(Sheet),
        [
            {
                "sheet_id": sheet.sheet_id, "status": "sealed", "sealed_at": moment.office,
                "sealed_recorded_at": moment.real, "sealed_by": actor.person_id, "signature": signature,
                "policy_version": found.policy.version,
            }
            for sheet in made
        ],
    )  # fmt: skip
    sealing.append(session, [sheet.sheet_id for sheet in made])


def _exam_to_come(session: Session, found: Teaching, one: Listed) -> Listed:
    """Who is admitted only by the correction has still to sit the exam: I, as if excused (D10)."""
    session.execute(update(SheetRow), [{"row_id": one.exam.row_id, "appearance": Appearance.EXCUSED}])
    return next(row for row in _fresh(session, found).listed if row.student_id == one.student_id)


def _fresh(session: Session, found: Teaching) -> Teaching:
    session.flush()
    session.expire_all()
    return load(session, found.section, found.exam.nth)


def _copy(session: Session, sheet: Sheet, act: Correction, entry: Mapping[str, Any]) -> Sheet:
    version_no = sheet.version_no + 1
    sheet_id = uuid5(sheet.section_id, f"{sheet.kind}:{sheet.nth}:{version_no}")
    lines = session.scalars(select(SheetRow).where(SheetRow.sheet_id == sheet.sheet_id)).all()
    made = Sheet(
        sheet_id=sheet_id, version_no=version_no, status="open", opened_at=now(session).office,
        correction_id=act.correction_id, **{name: getattr(sheet, name) for name in COPIED},
    )  # fmt: skip
    session.add(made)
    session.flush()
    session.execute(insert(SheetRow), [_line(sheet_id, line, act.student_id, entry) for line in lines])
    return made


def _line(sheet_id: UUID, line: SheetRow, student_id: UUID, entry: Mapping[str, Any]) -> dict[str, Any]:
    values = {name: getattr(line, name) for name in LINE}
    changed = entry if line.student_id == student_id else {}
    return {"row_id": uuid5(sheet_id, str(line.student_id)), "sheet_id": sheet_id, **values, **changed}
