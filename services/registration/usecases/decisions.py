"""What a person may decide about a case, and when (R8.4)."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from services.registration.domain.reasons import Reason
from shared.errors import NotFound, Refused
from shared.workflow.tables import Case


def awaits_decision(case: Case) -> bool:
    """The statements through its due date should be in and are not: finance decides (R8.4)."""
    return case.state == "running" and case.facts_overdue


def decidable(session: Session, case_id: UUID) -> Case:
    """The case, if it waits for finance. Raises NotFound, Refused."""
    case = session.get(Case, case_id)
    if case is None:
        raise NotFound("case")
    if not awaits_decision(case):
        raise Refused.because(Reason("nothing_to_decide", "R8.4"))
    return case
