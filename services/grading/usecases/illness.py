"""Ill for over half of a summer's classes: I until a reserve date, instead of W and the money pro rata (D10)."""

from __future__ import annotations

from uuid import UUID, uuid4

from sqlalchemy import update
from sqlalchemy.orm import Session

from services.grading.domain.absences import over_half
from services.grading.domain.outcome import Appearance
from services.grading.domain.reasons import Reason
from services.grading.models import MarkEntry, Section, SheetRow
from services.grading.models.absence_rules import absence_policy
from services.grading.usecases.consequences import title
from services.grading.usecases.corrections import line_of, refuse
from services.grading.usecases.teaching import Teaching, load
from shared.clock import now
from shared.contracts.notifications import Notify
from shared.errors import NotFound
from shared.identity import Actor
from shared.messaging import publish


def leave_incomplete(session: Session, actor: Actor, section_id: UUID, student_id: UUID) -> None:
    """The office sets I on the open examination sheet; the exam is sat in the reserve days, the student is told.

    It rests on the documents that excuse his absences (R11.3). Raises NotFound, Refused with every reason.
    """
    section = session.get(Section, section_id)
    if section is None:
        raise NotFound("section")
    found = load(session, section)
    line = line_of(found, found.exam, student_id)
    refuse(_why_not(session, found, line, actor))
    moment, entry = now(session), {"value": None, "appearance": Appearance.EXCUSED}
    session.execute(update(SheetRow), [{"row_id": line.row_id, **entry, "entered_at": moment.office}])
    session.add(
        MarkEntry(
            mark_id=uuid4(), row_id=line.row_id, true_from=moment.office, recorded_at=moment.real,
            entered_by=actor.person_id, on_behalf_of=section.teacher_id, **entry,
        )
    )  # fmt: skip
    session.flush()
    publish(session, [Notify(f"excused:{line.row_id}", student_id, "excused", title(session, section_id, student_id))])


def _why_not(session: Session, found: Teaching, line: SheetRow, actor: Actor) -> list[Reason]:
    one = next(one for one in found.listed if one.student_id == line.student_id)
    reasons, standing = [], one.absence
    if found.exam.status == "sealed":
        reasons.append(Reason("sheet_sealed", "R5.3"))
    if actor.person_id == line.student_id:
        reasons.append(Reason("own_line", "R1.2"))
    policy = absence_policy(session, found.term)
    if standing is None or not over_half(standing.missed, standing.excused, standing.held, policy):
        reasons.append(Reason("not_over_half_ill", "D10"))
    elif standing.barred:
        reasons.append(Reason("barred_by_absence", "D10"))
    if line.appearance is not None:
        reasons.append(Reason("exam_is_entered", "D10"))
    return reasons
