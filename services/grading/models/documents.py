"""A sheet as a document: everything that was signed, read from the tables alone.

The same reading is sealed when the sheet is closed and compared with the seal ever after (R5.4).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.grading.models.acts import Correction, Scan
from services.grading.models.record import AttemptRow
from services.grading.models.sheets import Sheet, SheetRow

SHEET = ("sheet_id", "number", "kind", "nth", "version_no", "section_id", "course_id", "term_id", "signature",
         "sealed_by", "paper_number", "policy_version")  # fmt: skip
LINE = ("row_id", "student_id", "case_id", "debt_id", "value", "appearance", "act_number", "rating", "percent", "mark",
        "outcome")  # fmt: skip
ATTEMPT = ("attempt_id", "student_id", "course_id", "attempt_no", "mark", "percent", "outcome", "credits", "points",
           "passed", "makes_debt", "closes_debt")  # fmt: skip
ACT = ("number", "source", "student_id", "sheet_id", "old_value", "old_appearance", "new_value", "new_appearance",
       "new_mark", "reason", "document", "proposed_by", "decided_by", "decided_at")  # fmt: skip


def documents(session: Session, sheet_ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    """The documents of these sheets."""
    sheets = session.execute(
        select(Sheet.sealed_at, *(getattr(Sheet, name) for name in SHEET)).where(Sheet.sheet_id.in_(sheet_ids))
    ).mappings()
    lines, acts = _lines(session, sheet_ids), _acts(session, sheet_ids)
    return {
        row["sheet_id"]: {
            **{name: _plain(row[name]) for name in SHEET},
            "sealed_at": _plain(row["sealed_at"]),
            "lines": lines.get(row["sheet_id"], []),
            **acts.get(row["sheet_id"], {}),
        }
        for row in sheets
    }


def _acts(session: Session, sheet_ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    """The correction that made a version and the digest of a scan, where there is one: nothing else is said."""
    rows = session.execute(
        select(Sheet.sheet_id, func.encode(func.sha256(Scan.content), "hex"), Correction)
        .outerjoin(Scan, Scan.scan_id == Sheet.scan_id)
        .outerjoin(Correction, Correction.correction_id == Sheet.correction_id)
        .where(Sheet.sheet_id.in_(sheet_ids), Sheet.scan_id.is_not(None) | Sheet.correction_id.is_not(None)),
        execution_options={"populate_existing": True},
    )
    found: dict[UUID, dict[str, Any]] = {}
    for sheet_id, digest, act in rows:
        found[sheet_id] = {"scan": digest} if digest else {}
        if act is not None:
            found[sheet_id]["correction"] = {name: _plain(getattr(act, name)) for name in ACT}
    return found


def _lines(session: Session, sheet_ids: Sequence[UUID]) -> dict[UUID, list[dict[str, Any]]]:
    rows = session.execute(
        select(SheetRow.sheet_id, *(getattr(SheetRow, name) for name in LINE))
        .where(SheetRow.sheet_id.in_(sheet_ids))
        .order_by(SheetRow.student_id)
    ).mappings()
    attempts = _attempts(session, sheet_ids)
    found: dict[UUID, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        line = {name: _plain(row[name]) for name in LINE}
        found[row["sheet_id"]].append({**line, "attempt": attempts.get(row["row_id"])})
    return found


def _attempts(session: Session, sheet_ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    rows = session.execute(
        select(AttemptRow.row_id, *(getattr(AttemptRow, name) for name in ATTEMPT))
        .join(SheetRow, SheetRow.row_id == AttemptRow.row_id)
        .where(SheetRow.sheet_id.in_(sheet_ids))
    ).mappings()
    return {row["row_id"]: {name: _plain(row[name]) for name in ATTEMPT} for row in rows}


def _plain(value: Any) -> Any:
    """As JSON keeps it: numbers and moments as text in one writing."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, UUID):
        return str(value)
    return format(value, "f") if isinstance(value, Decimal) else value
