"""The policies in force on a day, as rows say (rules: *policy*)."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.billing.models import PolicyRow


def value(session: Session, name: str, day: date) -> dict[str, Any]:
    """The value of the latest row that had begun; read once a session."""
    rows: dict[str, list[PolicyRow]] = session.info.setdefault("billing_policies", {})
    if name not in rows:
        query = select(PolicyRow).where(PolicyRow.name == name).order_by(PolicyRow.valid_from.desc())
        rows[name] = list(session.scalars(query))
    return next(row.value for row in rows[name] if row.valid_from <= day)


def shortfall(session: Session, day: date) -> int:
    """Tiyn that may be missing from a payment that counts as full (D3)."""
    return int(value(session, "shortfall", day)["tiyn"])


def reminder_days(session: Session, day: date) -> list[int]:
    """Days before the due date on which to remind (R13.1)."""
    return [int(number) for number in value(session, "reminder_days", day)["days"]]


def statements_wait(session: Session, day: date) -> int:
    """Banking days after a due date within which statements are to be loaded (R8.4)."""
    return int(value(session, "statements_wait", day)["banking_days"])


def abroad_wait(session: Session, day: date) -> int:
    """Banking days for which a declared transfer from abroad protects the seat (D19)."""
    return int(value(session, "abroad_wait", day)["banking_days"])


def queue_wait(session: Session, day: date) -> int:
    """Banking days after a due date for which a line that waits protects the seats that it may be for (D1, R13.1)."""
    return int(value(session, "queue_wait", day)["banking_days"])
