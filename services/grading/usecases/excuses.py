"""Documents that excuse absences: recorded with number and scan, taken back only by a counter-entry (R11.3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.grading.domain.absences import Excuse, why_no_excuse
from services.grading.domain.reasons import Reason
from services.grading.models import AbsenceExcuse, AbsenceStanding, Student
from services.grading.usecases import scans, standings
from services.grading.usecases.corrections import refuse
from services.grading.usecases.scans import Upload
from shared.clock import now
from shared.contracts.notifications import Notify
from shared.errors import NotFound
from shared.identity import Actor, Forbidden
from shared.messaging import publish


@dataclass(frozen=True, slots=True)
class Document:
    """What excuses: its kind and number, from which day to which, and its scan."""

    kind: Excuse
    number: str
    from_on: date
    until_on: date
    scan: Upload | None
    note: str = ""


def record(session: Session, actor: Actor, student_id: UUID, paper: Document) -> AbsenceExcuse:
    """Absences of these days do not count, in all courses, also those still to be recorded (R11.3)."""
    _within_reach(session, actor, student_id)
    own = actor.person_id == student_id
    refuse(why_no_excuse(paper.from_on, paper.until_on, own=own, scan=paper.scan is not None))
    assert paper.scan is not None
    scan_id = scans.keep(session, actor, None, paper.scan, student_id)
    moment = now(session)
    excuse = AbsenceExcuse(
        excuse_id=uuid4(), student_id=student_id, from_on=paper.from_on, until_on=paper.until_on, kind=paper.kind,
        document=paper.number, scan_id=scan_id, counters=None, why=paper.note, done_by=actor.person_id,
        done_name=actor.name, done_at=moment.office, recorded_at=moment.real,
    )  # fmt: skip
    session.add(excuse)
    session.flush()
    _tell(session, excuse, "absence_excused")
    standings.refresh(session, standings.listed(session, AbsenceStanding.student_id == student_id), "excused")
    return excuse


def take_back(session: Session, actor: Actor, excuse_id: UUID, why: str) -> AbsenceExcuse:
    """The document does not excuse after all: it was false, or another's; a counter-entry stands beside it."""
    excuse = session.get(AbsenceExcuse, excuse_id, with_for_update=True)
    if excuse is None:
        raise NotFound("excuse")
    _within_reach(session, actor, excuse.student_id)
    refuse(_why_kept(session, actor, excuse, why))
    moment = now(session)
    counter = AbsenceExcuse(
        excuse_id=uuid4(), student_id=excuse.student_id, from_on=excuse.from_on, until_on=excuse.until_on,
        kind=excuse.kind, document=excuse.document, scan_id=excuse.scan_id, counters=excuse_id, why=why,
        done_by=actor.person_id, done_name=actor.name, done_at=moment.office, recorded_at=moment.real,
    )  # fmt: skip
    session.add(counter)
    session.flush()
    _tell(session, counter, "absence_excuse_withdrawn")
    standings.refresh(session, standings.listed(session, AbsenceStanding.student_id == excuse.student_id), "corrected")
    return counter


def _why_kept(session: Session, actor: Actor, excuse: AbsenceExcuse, why: str) -> list[Reason]:
    reasons = []
    countered = select(AbsenceExcuse.excuse_id).where(AbsenceExcuse.counters == excuse.excuse_id)
    if excuse.counters is not None or session.scalar(countered) is not None:
        reasons.append(Reason("excuse_over", "R11.3"))
    if not why:
        reasons.append(Reason("why_missing", "R11.3"))
    if actor.person_id == excuse.student_id:
        reasons.append(Reason("own_line", "R1.2"))
    return reasons


def _within_reach(session: Session, actor: Actor, student_id: UUID) -> None:
    student = session.get(Student, student_id)
    if student is None:
        raise NotFound("student")
    if not actor.reach("grading.excuse_absence").covers(faculty=student.faculty_id, group=student.group_id):
        raise Forbidden


def _tell(session: Session, excuse: AbsenceExcuse, template: str) -> None:
    params = {
        "document": excuse.document, "from_on": f"date:{excuse.from_on}", "until_on": f"date:{excuse.until_on}",
        "why": excuse.why or "–",
    }  # fmt: skip
    publish(session, [Notify(f"{template}:{excuse.excuse_id}", excuse.student_id, template, params)])
