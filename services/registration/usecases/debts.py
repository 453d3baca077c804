"""What the sealed result makes of the debt (R9.1, D11)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy.orm import Session

from services.registration.domain.purposes import Purpose
from services.registration.models.applications import Application
from services.registration.usecases import externals
from services.registration.usecases.notices import notices
from shared.contracts.base import Message
from shared.contracts.grading import ResultSealed
from shared.contracts.registration import SummerEnd

WAYS = {
    "passed": SummerEnd.DEBT_CLOSED,
    "failed": SummerEnd.DEBT_KEPT,
    "not_admitted": SummerEnd.NOT_ADMITTED,
    "did_not_appear": SummerEnd.DID_NOT_APPEAR,
}


def settle(session: Session, said: Sequence[tuple[Application, ResultSealed]]) -> None:
    """Keep the result with the case; grading, which owns the debt, has closed it or kept it open (R9.1)."""
    for case, event in said:
        case.mark, case.percent, case.outcome = event.mark, event.percent, event.outcome
    externals.certified(session, said)


def way(case: Application) -> SummerEnd:
    """How an enrolment ends that came to its result."""
    assert case.outcome is not None
    if case.purpose == Purpose.EXTERNAL:
        return SummerEnd.RESULT_CERTIFIED if case.outcome == "passed" else SummerEnd.RESULT_NOT_PASSED
    return WAYS[case.outcome]


def told(session: Session, cases: Sequence[Application]) -> Iterable[Message]:
    """Tell the result, and whether the debt is gone."""
    said: list[Message] = [*externals.told(session, [case for case in cases if case.purpose == Purpose.EXTERNAL])]
    cases = [case for case in cases if case.purpose != Purpose.EXTERNAL]
    for template in ("debt_closed", "debt_kept"):
        mine = [case for case in cases if (way(case) is SummerEnd.DEBT_CLOSED) == (template == "debt_closed")]
        said += notices(session, mine, template, {case.case_id: {"mark": case.mark} for case in mine})
    return said
