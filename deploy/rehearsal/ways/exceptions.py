"""Exceptions, each by two: a hold lifted, seats added, a place out of turn (R1.4)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from deploy.rehearsal.cast import Debtor
from deploy.rehearsal.people import Somebody, expect
from deploy.rehearsal.questions import Also
from deploy.rehearsal.stage import Stage

API = "/registration/api/v1/exceptions"


def lift_holds(stage: Stage) -> None:
    """Who was refused for other fees only may ask that this not stop him; who is granted it applies again."""
    asking, stage.held_back = stage.held_back, []
    asks = stage.lots.some(Also.ASKS_FOR_THE_HOLD, [f"{debtor.number} {section}" for debtor, section in asking])
    granted = [one for one in asking if f"{one[0].number} {one[1]}" in asks]

    def is_granted(one: tuple[Debtor, UUID]) -> None:
        reason = "общежитие оплатит работодатель, письмо приложено"
        _decided(stage, one[0].somebody, "holds", {"section_id": str(one[1]), "hold": "unpaid_fees", "reason": reason})

    stage.beside(granted, lambda one: one[0].number, is_granted)
    stage.done["exceptions: holds"] += len(granted)
    stage.again += granted
    stage.clock.wait_until_quiet()


def add_seats(stage: Stage, way: Also = Also.MORE_SEATS) -> None:
    """Some sections with a line get two more seats, by two: the line is served first (R1.4, D21)."""
    rows = stage.reader.rows(
        """SELECT section_id, capacity FROM registration.sections WHERE term_id = %(term)s AND waiting > 0
           AND status = 'open' ORDER BY section_id""",
        term=stage.term_id,
    )
    more = stage.lots.some(way, [str(row["section_id"]) for row in rows], least=2)
    for row in rows:
        if str(row["section_id"]) in more:
            body = {
                "section_id": str(row["section_id"]),
                "capacity": row["capacity"] + 2,
                "reason": "большая аудитория",
            }
            _decided(stage, stage.cast.specialist, "seats", body)
            stage.done["exceptions: seats"] += 1
    stage.clock.wait_until_quiet()


def move_to_the_front(stage: Stage) -> None:
    """Somebody who still waits in a line is moved to its front, by two: seats that were added are given by then."""
    waiting = stage.reader.column("SELECT case_id FROM registration.applications WHERE state = 'in_line' ORDER BY 1")
    for case_id in sorted(stage.lots.some(Also.OUT_OF_TURN, map(str, waiting))):
        _decided(stage, stage.cast.specialist, "turns", {"case_id": case_id, "reason": "ошибка офиса"})
        stage.done["exceptions: turns"] += 1
    stage.clock.wait_until_quiet()


def _decided(stage: Stage, asker: Somebody, what: str, body: dict[str, Any]) -> None:
    said = asker.post(f"{API}/{what}", body)
    act = expect(said, 201)["exception_id"]
    expect(stage.cast.office.post(f"{API}/{act}/decision", {"approved": True, "why": "согласовано"}), 200)
