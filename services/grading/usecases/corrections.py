"""Corrections of sealed sheets: proposed with a paper, decided by another, a new version made (R5.3)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from services.grading.domain.corrections import Entry, Source, why_no_proposal, why_not_decided
from services.grading.domain.outcome import Appearance
from services.grading.domain.reasons import Reason
from services.grading.models import Correction, MarkEntry, Section, Sheet, SheetRow
from services.grading.usecases import consequences, revising, scans, sealing
from services.grading.usecases.scans import Upload
from services.grading.usecases.teaching import Teaching, load, teaching
from shared.clock import now
from shared.errors import NotFound, Refused
from shared.identity import Actor


@dataclass(frozen=True, slots=True)
class Ground:
    """Why a line is to be changed, and the paper that shows it."""

    reason: str
    document: str
    scan: Upload | None = None


def propose(
    session: Session, actor: Actor, section_id: UUID, student_id: UUID, kind: str, nth: int, entry: Entry, why: Ground
) -> Correction:
    """The teacher asks for another mark on a sealed list; ``kind`` is ``exam`` or ``attestation`` (R5.3)."""
    sitting = sitting_of(session, section_id, student_id)
    found = teaching(session, section_id, actor, "grading.propose_correction", sitting)
    sheet = found.exam if kind == "exam" else found.attestation(nth)
    line = line_of(found, sheet, student_id)
    refuse(
        why_no_proposal(
            entry_of(line), entry, own=actor.person_id == student_id, sealed=sheet.status == "sealed",
            pending=waits(session, section_id, student_id), attestation=kind == "attestation",
        )
    )  # fmt: skip
    return note(session, actor, Source.CORRECTION, sheet, line, entry, why)


def decide(session: Session, actor: Actor, correction_id: UUID, *, approve: bool, why: str) -> Correction:
    """The office approves, and a new version is sealed with every consequence; or refuses with its reason (R5.3)."""
    sealing.lock(session)
    act = session.scalars(
        select(Correction).where(Correction.correction_id == correction_id).with_for_update(),
        execution_options={"populate_existing": True},
    ).one_or_none()
    if act is None:
        raise NotFound("correction")
    refuse(
        why_not_decided(
            proposer=act.proposed_by, student=act.student_id, decider=actor.person_id, status=act.status
        )
    )  # fmt: skip
    if approve:
        carry_out(session, actor, act, why, signature=act.proposed_name)
    else:
        _decided(session, actor, act, "refused", why, None)
        consequences.refused(session, act)
    return act


def carry_out(session: Session, actor: Actor, act: Correction, why: str, signature: str) -> None:
    """Make the new version, seal it, and draw every consequence; on a list that is still open, just enter it.

    Raises Refused where the line is not any more what it was when the act was proposed: the list was still open.
    """
    found = load_of(session, act)
    sheet = next(one for one in (found.exam, *found.attestations) if (one.kind, one.nth) == _list_of(session, act))
    entry, line = {"value": act.new_value, "appearance": act.new_appearance}, line_of(found, sheet, act.student_id)
    if entry_of(line) != Entry(act.old_value, Appearance(act.old_appearance) if act.old_appearance else None):
        raise Refused.because(Reason("line_changed_since", "R5.3"))
    if sheet.status == "open":
        _enter(session, actor, line, entry)
        _decided(session, actor, act, "approved", why, None)
        return
    made, item = revising.revise(session, found, sheet, act, entry)
    _decided(session, actor, act, "approved", why, item.result.mark if item else None)
    revising.seal(session, found, made, actor, signature)
    consequences.draw(session, found, act, item)


def note(
    session: Session, actor: Actor, source: Source, sheet: Sheet, line: SheetRow, entry: Entry, why: Ground
) -> Correction:
    """Write the proposal down."""
    scan_id = scans.keep(session, actor, sheet.section_id, why.scan, line.student_id) if why.scan else None
    act = Correction(
        correction_id=uuid4(), source=source, status="proposed", section_id=sheet.section_id, sheet_id=sheet.sheet_id,
        student_id=line.student_id, old_value=line.value, old_appearance=line.appearance, old_mark=line.mark,
        new_value=entry.value, new_appearance=_said(entry, sheet), reason=why.reason, document=why.document,
        scan_id=scan_id, proposed_by=actor.person_id, proposed_name=actor.name, proposed_at=now(session).office,
    )  # fmt: skip
    session.add(act)
    session.flush()
    return act


def sitting_of(session: Session, section_id: UUID, student_id: UUID) -> int:
    """The last examination sheet of the section on which he stands: the reserve exam's, where he has sat it."""
    last = select(func.max(Sheet.nth)).join(SheetRow, SheetRow.sheet_id == Sheet.sheet_id)
    wanted = last.where(Sheet.section_id == section_id, Sheet.kind == "exam", SheetRow.student_id == student_id)
    return session.scalar(wanted) or 1


def load_of(session: Session, act: Correction) -> Teaching:
    """The lists that an act is about, locked."""
    section = session.get(Section, act.section_id)
    if section is None:
        raise NotFound("section")
    return load(session, section, sitting_of(session, act.section_id, act.student_id))


def line_of(found: Teaching, sheet: Sheet, student_id: UUID) -> SheetRow:
    """His line of a list. Raises Refused."""
    line = found.lines_of(sheet).get(student_id)
    if line is None:
        raise Refused.because(Reason("not_on_sheet", "R8.6", {"student": str(student_id)}))
    return line


def entry_of(line: SheetRow) -> Entry:
    """What stands on a line."""
    return Entry(line.value, Appearance(line.appearance) if line.appearance else None)


def waits(session: Session, section_id: UUID, student_id: UUID) -> bool:
    """Whether a proposal about his line waits for its decision."""
    waiting = select(Correction.correction_id).where(
        Correction.section_id == section_id, Correction.student_id == student_id, Correction.status == "proposed"
    )
    return session.scalar(waiting) is not None


def refuse(reasons: Iterable[Reason]) -> None:
    """Raises Refused with all of them, if there are any."""
    if found := [*reasons]:
        raise Refused(found)


def _said(entry: Entry, sheet: Sheet) -> Appearance | None:
    """A mark at an exam says that he appeared; an attestation list knows no appearance."""
    if sheet.kind == "attestation":
        return None
    return entry.appearance or Appearance.APPEARED


def _list_of(session: Session, act: Correction) -> tuple[str, int]:
    row = session.execute(select(Sheet.kind, Sheet.nth).where(Sheet.sheet_id == act.sheet_id)).one()
    return row.kind, row.nth


def _decided(session: Session, actor: Actor, act: Correction, status: str, why: str, mark: str | None) -> None:
    """One statement: what is decided never changes again."""
    session.execute(
        update(Correction).where(Correction.correction_id == act.correction_id),
        {
            "status": status, "decided_by": actor.person_id, "decided_name": actor.name,
            "decided_at": now(session).office, "decision_reason": why or None, "new_mark": mark,
        },
    )  # fmt: skip
    session.refresh(act)


def _enter(session: Session, actor: Actor, line: SheetRow, entry: Mapping[str, Any]) -> None:
    moment = now(session)
    session.execute(update(SheetRow), [{"row_id": line.row_id, **entry, "entered_at": moment.office}])
    session.add(
        MarkEntry(
            mark_id=uuid4(), row_id=line.row_id, true_from=moment.office, recorded_at=moment.real,
            entered_by=actor.person_id, on_behalf_of=None, **entry,
        )
    )  # fmt: skip
    session.flush()
