"""The invigilator's act about cribs: F for the course over any number (R4.7, D9)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.orm import Session

from services.grading.domain.reasons import Reason
from services.grading.models import CribsAct
from services.grading.usecases import marks, scans
from services.grading.usecases.consequences import title
from services.grading.usecases.scans import Upload
from shared.clock import now
from shared.contracts.notifications import Notify
from shared.errors import Refused
from shared.identity import Actor
from shared.messaging import publish


@dataclass(frozen=True, slots=True)
class Act:
    """What the act says."""

    number: str
    found_at: datetime
    what: str
    drawn_up_by: str
    witness: str
    scan: Upload | None = None


def record(session: Session, actor: Actor, section_id: UUID, student_id: UUID, act: Act, sitting: int = 1) -> None:
    """Put the act on the student's line of an open examination sheet; the student is told of it (R4.7)."""
    moment = now(session).office
    if act.found_at > moment:
        raise Refused.because(Reason("act_in_future", "R4.7"))
    found = marks.enter_cribs(session, actor, section_id, student_id, act.number, sitting)
    row_id = found.lines_of(found.exam)[student_id].row_id
    if session.get(CribsAct, row_id) is not None:
        raise Refused.because(Reason("act_recorded", "R4.7"))
    scan_id = scans.keep(session, actor, section_id, act.scan, student_id) if act.scan else None
    session.execute(
        insert(CribsAct).values(
            row_id=row_id, number=act.number, found_at=act.found_at, what=act.what, drawn_up_by=act.drawn_up_by,
            witness=act.witness, scan_id=scan_id, recorded_by=actor.person_id, recorded_at=moment,
        )
    )  # fmt: skip
    params = {**title(session, section_id, student_id), "number": act.number}
    publish(session, [Notify(f"cribs_act:{row_id}", student_id, "cribs_act", params, None)])
