"""Whether who waits in a line still qualifies for a seat: all holds again, on the day of the offer (R3.5, R3.8)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from services.registration.domain import holds
from services.registration.domain.purposes import Purpose
from services.registration.domain.reasons import Reason
from services.registration.models.applications import Application
from services.registration.queries.applying import Facts, facts
from services.registration.usecases import applications
from services.registration.usecases.applications import Wish
from shared.clock import now
from shared.errors import Refused


def against(session: Session, cases: Sequence[Application]) -> dict[UUID, list[Reason]]:
    """Everything that stands against a seat for each of these cases now; nothing: he still qualifies (R3.5).

    What he was asked when he applied is not asked again; other seats of his count, other places in lines do not (R8.3).
    """
    if not cases:
        return {}
    moment = now(session)
    known = facts(session, {case.student_id for case in cases}, {case.section_id for case in cases}, moment.day)
    return {case.case_id: list(_against(known, case, moment.office)) for case in cases}


def _against(known: Facts, case: Application, at: datetime) -> Iterator[Reason]:
    wish = Wish(case.student_id, case.section_id, case.offer_digest, Purpose(case.purpose))
    asked, standing, policy = applications.held_against(known, wish, at)
    others = tuple(one for one in standing.live if one.counts and one.course_id != case.course_id)
    waits_for_result = case.provisional and case.debt_id is None
    standing = replace(standing, live=others, needs_representative=False, pending=standing.pending or waits_for_result)
    yield from holds.still_against(asked, standing, policy)


def refuse_unfit(session: Session, case: Application) -> None:
    """Raises Refused with everything that stands against the seat that he would take (R3.5, R8.3)."""
    if reasons := against(session, [case])[case.case_id]:
        raise Refused(reasons)
