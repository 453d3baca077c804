"""Exceptions, each by two: a hold lifted, seats added, a place out of turn (R1.4)."""

from __future__ import annotations

from typing import Any

from deploy.rehearsal.habits import also
from deploy.rehearsal.people import Somebody, expect
from deploy.rehearsal.rates import Also
from deploy.rehearsal.stage import Stage

API = "/registration/api/v1/exceptions"


def lift_holds(stage: Stage) -> None:
    """Who was refused for other fees only may ask that this not stop him; who is granted it applies again."""
    asking, stage.held_back = stage.held_back, []
    for debtor, section in asking:
        if also(Also.ASKS_FOR_THE_HOLD, stage.seed, debtor.number, str(section)):
            reason = "общежитие оплатит работодатель, письмо приложено"
            body = {"section_id": str(section), "hold": "unpaid_fees", "reason": reason}
            _decided(stage, debtor.somebody, "holds", body)
            stage.again.append((debtor, section))
    stage.clock.wait_until_quiet()


def add_seats(stage: Stage) -> None:
    """Some sections with a line get two more seats, and somebody in a line is moved to its front."""
    for row in stage.reader.rows(
        """SELECT section_id, capacity FROM registration.sections WHERE term_id = %(term)s AND waiting > 0
           AND status = 'open' ORDER BY section_id""",
        term=stage.term_id,
    ):
        if also(Also.MORE_SEATS, stage.seed, str(row["section_id"])):
            body = {
                "section_id": str(row["section_id"]),
                "capacity": row["capacity"] + 2,
                "reason": "большая аудитория",
            }
            _decided(stage, stage.cast.specialist, "seats", body)
    # Seats that were added go to the line at once: who is out of turn is asked of those who still wait.
    stage.clock.wait_until_quiet()
    for case_id in stage.reader.column(
        "SELECT case_id FROM registration.applications WHERE state = 'in_line' ORDER BY 1"
    ):
        if also(Also.OUT_OF_TURN, stage.seed, str(case_id)):
            _decided(stage, stage.cast.specialist, "turns", {"case_id": str(case_id), "reason": "ошибка офиса"})
    stage.clock.wait_until_quiet()


def _decided(stage: Stage, asker: Somebody, what: str, body: dict[str, Any]) -> None:
    said = asker.post(f"{API}/{what}", body)
    act = expect(said, 201)["exception_id"]
    expect(stage.cast.office.post(f"{API}/{act}/decision", {"approved": True, "why": "согласовано"}), 200)
    stage.done[f"exceptions: {what}"] += 1
