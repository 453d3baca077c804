"""The banking days, as the office's table has them (R2.1)."""

from __future__ import annotations

from sqlalchemy.orm import Session

from services.billing.models import DayOff
from shared.workdays import Workdays, workdays


def banking_days(session: Session) -> Workdays:
    """Monday to Friday, less days off, plus weekend days that are worked."""
    return workdays(session, DayOff)
