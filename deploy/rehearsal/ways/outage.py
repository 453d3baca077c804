"""All is down for six hours over the due date; the chairman releases what waits for him (R13.1)."""

from __future__ import annotations

from datetime import date, timedelta

from deploy.rehearsal.stage import Stage, moment


def over_the_night(stage: Stage, day: date) -> None:
    """Down from ten in the evening until four in the morning."""
    stage.clock.outage(moment(day, 22), moment(day + timedelta(days=1), 4))
    stage.done["outages"] += 1


def release(stage: Stage) -> None:
    """The chairman has seen that the statements are in, and lets the held deadlines act."""
    while waiting := _waiting(stage):
        for service, what in waiting:
            page = f"/registration/held-deadlines/{service}/{what}"
            stage.cast.office.submit(page, why="выписка загружена, все могли заплатить")
            stage.done["deadlines released (kinds)"] += 1
        stage.clock.wait_until_quiet()


def _waiting(stage: Stage) -> list[tuple[str, str]]:
    rows = stage.reader.rows("SELECT service, held FROM registration.held_deadlines ORDER BY service")
    return sorted((row["service"], one["kind"]) for row in rows for one in row["held"])
