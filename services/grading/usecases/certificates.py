"""Illness at an exam: a certificate brought in time turns "did not appear" into I (D10)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from services.grading.domain.corrections import Entry, Source, why_no_certificate
from services.grading.domain.outcome import Appearance, is_barred
from services.grading.models import Correction, Section, SheetRow
from services.grading.queries.workdays import working_days
from services.grading.usecases.announcing import policy
from services.grading.usecases.corrections import Ground, entry_of, line_of, note, refuse, sitting_of, waits
from services.grading.usecases.teaching import Teaching, load
from shared.clock import end_of_day, now, office_day
from shared.errors import NotFound
from shared.identity import Actor


def bring(session: Session, actor: Actor, section_id: UUID, student_id: UUID, why: Ground) -> Correction:
    """The office takes the certificate; another of the office approves what it proposes (D10, R1.2)."""
    section = session.get(Section, section_id)
    if section is None:
        raise NotFound("section")
    found = load(session, section, sitting_of(session, section_id, student_id))
    line = line_of(found, found.exam, student_id)
    refuse(
        why_no_certificate(
            entry_of(line), let_in=_let_in(found, line), brought_at=now(session).office, until=until(session, found),
            case_open=waits(session, section_id, student_id),
        )
    )  # fmt: skip
    return note(session, actor, Source.CERTIFICATE, found.exam, line, Entry(None, Appearance.EXCUSED), why)


def _let_in(found: Teaching, line: SheetRow) -> bool:
    """Whether missed classes barred him from the exam, and are excused by now (R11.3)."""
    one = next(one for one in found.listed if one.student_id == line.student_id)
    return (
        one.absent
        and one.absence is not None
        and not one.absence.barred
        and not is_barred(replace(one.row, absent=False), found.policy)
    )


def until(session: Session, found: Teaching) -> datetime:
    """So many working days after the exam, to the end of the day (D10)."""
    held_at = found.exam.held_at or found.section.exam_ends_at
    day = office_day(held_at) if held_at else now(session).day
    return end_of_day(working_days(session).after(day, policy(session).certificate_days))
