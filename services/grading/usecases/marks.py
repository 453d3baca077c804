"""Entering marks on open lists: all lines at once, every impossible one named in its place (R4.1, R5.1)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from services.grading.domain.marks import why_impossible
from services.grading.domain.outcome import Appearance, is_barred, rating_of
from services.grading.domain.reasons import Reason
from services.grading.models import CribsAct, MarkEntry, Sheet, SheetRow
from services.grading.usecases.teaching import Listed, Teaching, teaching
from shared.clock import now
from shared.errors import Refused
from shared.identity import Actor


@dataclass(frozen=True, slots=True)
class ExamEntry:
    """What is entered about a student's exam; nothing at all takes back what was entered."""

    mark: Decimal | None = None
    appearance: Appearance | None = None
    act_number: str | None = None
    """Of the invigilator's act, where cribs were found (R4.7)."""


def enter_attestation(
    session: Session, actor: Actor, section_id: UUID, nth: int, marks: Mapping[UUID, Decimal | None]
) -> Teaching:
    """Put the marks of one attestation on its list; None takes a mark back. Students not named stay as they are."""
    found = teaching(session, section_id, actor, "grading.fill_sheet")
    sheet = found.attestation(nth)
    lines = found.lines_of(sheet)
    _refuse([*_sealed(sheet), *_strangers(lines, marks), *_impossible(found, marks)])
    changed = [
        {"row_id": lines[student_id].row_id, "value": mark, "appearance": None, "act_number": None}
        for student_id, mark in marks.items()
        if lines[student_id].value != mark
    ]
    _write(session, actor, found, changed)
    return found


def enter_exam(
    session: Session, actor: Actor, section_id: UUID, entries: Mapping[UUID, ExamEntry], sitting: int = 1
) -> Teaching:
    """The teacher puts exam results on the examination sheet: a mark, or "did not appear" (R4.6).

    Cribs come only by the invigilator's act (R4.7, R1.2).
    """
    found = teaching(session, section_id, actor, "grading.fill_sheet", sitting)
    _put(session, actor, found, entries, [*_no_new_cribs(found, entries)])
    return found


def enter_cribs(
    session: Session, actor: Actor, section_id: UUID, student_id: UUID, act_number: str, sitting: int = 1
) -> Teaching:
    """The invigilator's act on the student's line; never by the teacher about his own exam (R4.7, R1.2)."""
    found = teaching(session, section_id, actor, "grading.record_act", sitting)
    own = [Reason("own_exam", "R1.2")] if actor.person_id == found.section.teacher_id else []
    entry = ExamEntry(appearance=Appearance.CRIBS, act_number=act_number)
    _put(session, actor, found, {student_id: entry}, own)
    return found


def _no_new_cribs(found: Teaching, entries: Mapping[UUID, ExamEntry]) -> Iterator[Reason]:
    for one in found.listed:
        entry = entries.get(one.student_id)
        if entry and entry.appearance is Appearance.CRIBS and one.row.appearance is not Appearance.CRIBS:
            yield Reason("cribs_by_act", "R4.7", {"student": one.name})


def _put(
    session: Session, actor: Actor, found: Teaching, entries: Mapping[UUID, ExamEntry], reasons: Sequence[Reason]
) -> None:
    """Refuse with every reason, or write what differs."""
    lines = found.lines_of(found.exam)
    marks = {student_id: entry.mark for student_id, entry in entries.items()}
    listed = {one.student_id: one for one in found.listed}
    _refuse(
        [
            *reasons,
            *_sealed(found.exam),
            *_strangers(lines, marks),
            *_impossible(found, marks),
            *_by_act(session, found, entries),
            *(r for key, entry in entries.items() if key in listed for r in _why_no_exam(found, listed[key], entry)),
        ]
    )
    changed = [
        values
        for student_id, entry in entries.items()
        if _differs(lines[student_id], values := _exam_values(lines[student_id], entry))
    ]
    _write(session, actor, found, changed)


def _exam_values(line: SheetRow, entry: ExamEntry) -> dict[str, Any]:
    appearance = entry.appearance or (Appearance.APPEARED if entry.mark is not None else None)
    mark = entry.mark if appearance is Appearance.APPEARED else None
    return {"row_id": line.row_id, "value": mark, "appearance": appearance, "act_number": entry.act_number}


def _differs(line: SheetRow, values: Mapping[str, Any]) -> bool:
    return any(getattr(line, name) != values[name] for name in ("value", "appearance", "act_number"))


def _why_no_exam(found: Teaching, one: Listed, entry: ExamEntry) -> Iterator[Reason]:
    """Why nothing can be entered about this student's exam."""
    if entry == ExamEntry():
        return
    params = {"student": one.name}
    if rating_of(one.row, found.policy) is None:
        yield Reason("attestations_first", "R4.2", params)
    elif is_barred(one.row, found.policy):
        yield Reason("not_admitted_to_exam", "R4.2", params)
    if entry.appearance is Appearance.APPEARED and entry.mark is None:
        yield Reason("mark_missing", "R5.1", params)
    if entry.appearance is Appearance.DID_NOT_APPEAR and entry.mark is not None:
        yield Reason("absent_with_mark", "R4.6", params)
    if entry.appearance is Appearance.CRIBS and not entry.act_number:
        yield Reason("act_missing", "R4.7", params)


def _by_act(session: Session, found: Teaching, entries: Mapping[UUID, ExamEntry]) -> Iterator[Reason]:
    """What an act or a certificate put on a line, no other mark overrules (R4.7, D9, D10)."""
    listed = {one.student_id: one for one in found.listed if one.student_id in entries}
    rows = {one.exam.row_id: one for one in listed.values()}
    for row_id in session.scalars(select(CribsAct.row_id).where(CribsAct.row_id.in_(rows))):
        if entries[rows[row_id].student_id].appearance is not Appearance.CRIBS:
            yield Reason("cribs_stand", "R4.7", {"student": rows[row_id].name})
    for one in listed.values():
        if one.row.appearance is Appearance.EXCUSED or entries[one.student_id].appearance is Appearance.EXCUSED:
            yield Reason("excused_by_office", "D10", {"student": one.name})


def _impossible(found: Teaching, marks: Mapping[UUID, Decimal | None]) -> Iterator[Reason]:
    names = {one.student_id: one.name for one in found.listed}
    for student_id, mark in marks.items():
        reason = None if mark is None else why_impossible(mark)
        if reason:
            yield Reason(reason.code, reason.rule, {**reason.params, "student": names.get(student_id, "")})


def _strangers(lines: Mapping[UUID, SheetRow], wanted: Mapping[UUID, Any]) -> Iterator[Reason]:
    for student_id in wanted.keys() - lines.keys():
        yield Reason("not_on_sheet", "R8.6", {"student": str(student_id)})


def _sealed(sheet: Sheet) -> Iterator[Reason]:
    if sheet.status == "sealed":
        yield Reason("sheet_sealed", "R5.3")


def _refuse(reasons: Sequence[Reason]) -> None:
    if reasons:
        raise Refused(reasons)


def for_whom(actor: Actor, found: Teaching, appearance: Appearance | None) -> UUID | None:
    """Another enters marks for the teacher; an act about cribs is the invigilator's own."""
    teacher_id = found.section.teacher_id
    return None if actor.person_id == teacher_id or appearance is Appearance.CRIBS else teacher_id


def _write(session: Session, actor: Actor, found: Teaching, changed: Sequence[Mapping[str, Any]]) -> None:
    """The mark as it stands, and beside it for ever that it was entered, when, by whom and for whom."""
    if not changed:
        return
    moment = now(session)
    session.execute(update(SheetRow), [{**values, "entered_at": moment.office} for values in changed])
    session.execute(
        insert(MarkEntry),
        [
            {
                "mark_id": uuid4(),
                "row_id": values["row_id"],
                "value": values["value"],
                "appearance": values["appearance"],
                "true_from": moment.office,
                "recorded_at": moment.real,
                "entered_by": actor.person_id,
                "on_behalf_of": for_whom(actor, found, values["appearance"]),
            }
            for values in changed
        ],
    )
