"""Lines on the sheets for students whose seats are confirmed (R8.6)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from services.grading.domain.reasons import Reason
from services.grading.models import Leaver, Sheet, SheetRow, Term, rulebook
from services.grading.usecases import late
from shared.clock import now
from shared.contracts.grading import OpenRows, RowsOpened, RowsRefused
from shared.messaging import publish

Key = tuple[UUID, UUID]
"""Section and student."""


@dataclass(frozen=True, slots=True)
class Lists:
    """The sheets of a section, as they stand."""

    exam: Sheet
    all: tuple[Sheet, ...]

    @property
    def any_sealed(self) -> bool:
        return any(sheet.status == "sealed" for sheet in self.all)


def open_rows(session: Session, commands: Sequence[OpenRows]) -> None:
    """Put each student on the attestation lists and the examination sheet of his section, and say so (R8.6).

    The same case again is told again; who can't be put there is refused with the rule.
    """
    if commands:
        publish(session, put(session, _where_they_are(session, commands)))


def put(session: Session, commands: Sequence[OpenRows]) -> list[RowsOpened | RowsRefused]:
    """Write the lines; returns what is to be said of each."""
    _open_sheets(session, commands)
    lists = _lists(session, {command.section_id for command in commands})
    cases, gone = _cases_on_sheets(session, lists), _left(session, commands)
    told: list[RowsOpened | RowsRefused] = []
    rows: list[dict[str, Any]] = []
    for command in commands:
        found, key = lists[command.section_id], (command.section_id, command.student_id)
        reason = Reason("case_left", "R8.7") if command.case_id in gone else _why_not(found, cases, command)
        if reason is None and key not in cases:
            cases[key] = command.case_id
            rows.extend(_rows(found, command, now(session).office))
        told.append(_outcome(command, found, reason))
    if rows:
        _add(session, rows)
    return told


def _where_they_are(session: Session, commands: Sequence[OpenRows]) -> list[OpenRows]:
    """Who went into another section before this order came stands there already (R8.5, D20)."""
    wanted = [command.case_id for command in commands]
    found = session.execute(
        select(SheetRow.case_id, Sheet.section_id)
        .join(Sheet, Sheet.sheet_id == SheetRow.sheet_id)
        .where(SheetRow.case_id.in_(wanted), SheetRow.is_there(), Sheet.kind == "exam")
    )
    sections: dict[UUID | None, UUID] = dict(found.all())
    return [replace(one, section_id=sections.get(one.case_id, one.section_id)) for one in commands]


def _why_not(lists: Lists, cases: dict[Key, UUID | None], command: OpenRows) -> Reason | None:
    key = (command.section_id, command.student_id)
    if key in cases:
        return None if cases[key] == command.case_id else Reason("already_on_sheet", "R9.1")
    return Reason("sheet_sealed", "R5.3") if lists.any_sealed else None


def _left(session: Session, commands: Sequence[OpenRows]) -> set[UUID]:
    """Cases whose students left before the order came: there is no order between messages."""
    wanted = [command.case_id for command in commands]
    return set(session.scalars(select(Leaver.case_id).where(Leaver.case_id.in_(wanted))))


def _add(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """New lines; one who left and comes again with another case stands on the line that he had."""
    new = insert(SheetRow)
    again = {"case_id": new.excluded.case_id, "debt_id": new.excluded.debt_id, "mark": None, "outcome": None}
    session.execute(new.on_conflict_do_update(index_elements=["row_id"], set_=again), rows)


def _outcome(command: OpenRows, lists: Lists, reason: Reason | None) -> RowsOpened | RowsRefused:
    if reason is None:
        return RowsOpened(command.case_id, lists.exam.sheet_id)
    return RowsRefused(command.case_id, (reason.code,), (reason.rule,))


def _rows(lists: Lists, command: OpenRows, moment: datetime) -> Iterable[dict[str, Any]]:
    for sheet in lists.all:
        yield {
            "row_id": uuid5(sheet.sheet_id, str(command.student_id)),
            "sheet_id": sheet.sheet_id,
            "student_id": command.student_id,
            "case_id": command.case_id,
            "debt_id": command.debt_id,
            "added_at": moment,
        }


def _open_sheets(session: Session, commands: Sequence[OpenRows]) -> None:
    """The lists of sections that have none yet: one an attestation, and the examination sheet (R5.1)."""
    sections = {command.section_id: command for command in commands}
    known = set(session.scalars(select(Sheet.section_id).where(Sheet.section_id.in_(sections), Sheet.kind == "exam")))
    missing = [sections[section_id] for section_id in sorted(sections.keys() - known)]
    if not missing:
        return
    counts = _attestation_counts(session, missing)
    made = [_sheet(command, "exam", 1, session) for command in missing]
    for command in missing:
        made.extend(_sheet(command, "attestation", nth, session) for nth in range(1, counts[command.section_id] + 1))
    session.execute(insert(Sheet).on_conflict_do_nothing(), made)
    late.set_due(session, [command.section_id for command in missing])


def _attestation_counts(session: Session, commands: Sequence[OpenRows]) -> dict[UUID, int]:
    book, today = rulebook(session), now(session).day
    wanted = {command.term_id for command in commands}
    terms = {term.term_id: term for term in session.scalars(select(Term).where(Term.term_id.in_(wanted)))}
    counts = {}
    for command in commands:
        term = terms.get(command.term_id)
        day, season = (term.starts_on, term.season) if term else (today, None)
        counts[command.section_id] = book.policy(day, season=season, course_id=command.course_id).attestations
    return counts


def _sheet(command: OpenRows, kind: str, nth: int, session: Session) -> dict[str, Any]:
    return {
        "sheet_id": uuid5(command.section_id, f"{kind}:{nth}:1"),
        "section_id": command.section_id,
        "course_id": command.course_id,
        "term_id": command.term_id,
        "kind": kind,
        "nth": nth,
        "opened_at": now(session).office,
    }


def _lists(session: Session, section_ids: set[UUID]) -> dict[UUID, Lists]:
    """The sheets, locked in the order of their ids: who seals waits, and is waited for."""
    sheets = session.scalars(
        select(Sheet).where(Sheet.section_id.in_(section_ids)).order_by(Sheet.sheet_id).with_for_update(),
        execution_options={"populate_existing": True},
    ).all()
    found = {}
    for section_id in section_ids:
        own = tuple(sheet for sheet in sheets if sheet.section_id == section_id)
        found[section_id] = Lists(next(one for one in own if one.kind == "exam" and one.nth == 1), own)
    return found


def _cases_on_sheets(session: Session, lists: dict[UUID, Lists]) -> dict[Key, UUID | None]:
    sections = {found.exam.sheet_id: section_id for section_id, found in lists.items()}
    rows = session.execute(
        select(SheetRow.sheet_id, SheetRow.student_id, SheetRow.case_id).where(
            SheetRow.sheet_id.in_(sections), SheetRow.is_there()
        )
    )
    return {(sections[sheet_id], student_id): case_id for sheet_id, student_id, case_id in rows}
