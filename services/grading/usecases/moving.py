"""A student goes on in another section of his course: his lines go with him (R8.5, D20)."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from services.grading.models import Leaver, Sheet, SheetRow
from services.grading.models.sheets import WITHDRAWN
from services.grading.usecases import leaving, rows
from shared.contracts.grading import MoveRows, OpenRows


def move_rows(session: Session, commands: Sequence[MoveRows]) -> None:
    """Close the lines of each case in other sections and open them in the new one; of one who has left, none.

    The order to open lines in the old section may come later: it finds him in the new one and changes nothing.
    """
    wanted = {command.case_id: command for command in commands}
    left = set(session.scalars(select(Leaver.case_id).where(Leaver.case_id.in_(wanted))))
    going = [command for case_id, command in wanted.items() if case_id not in left]
    if not going:
        return
    rows.put(session, [_to_open(command) for command in going])
    leaving.nothing_to_wait_for(session, {old for command in going for old in _close_elsewhere(session, command)})


def _to_open(command: MoveRows) -> OpenRows:
    return OpenRows(
        command.case_id, command.student_id, command.section_id, command.course_id, command.term_id, command.debt_id
    )


def _close_elsewhere(session: Session, command: MoveRows) -> set[UUID]:
    """Returns the sections that he has left."""
    others = session.execute(
        select(Sheet.sheet_id, Sheet.section_id)
        .join(SheetRow, SheetRow.sheet_id == Sheet.sheet_id)
        .where(SheetRow.case_id == command.case_id, SheetRow.is_there())
        .where(Sheet.section_id != command.section_id, Sheet.status == "open")
    ).all()
    session.execute(
        update(SheetRow)
        .where(SheetRow.case_id == command.case_id, SheetRow.sheet_id.in_([row.sheet_id for row in others]))
        .values(mark=None, outcome=WITHDRAWN),
        execution_options={"synchronize_session": False},
    )
    return {row.section_id for row in others}
