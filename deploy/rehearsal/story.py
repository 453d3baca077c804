"""The story of one summer term, told day by day; what each person does is drawn (habits)."""

from __future__ import annotations

from datetime import date, timedelta

from deploy.rehearsal import classroom, opening, payments, window
from deploy.rehearsal.stage import Dates, Stage, moment
from shared.clock import ALMATY


def play(stage: Stage, starts_on: date) -> None:
    """From the deans' proposals to the last sealed sheet."""
    dates = opening.hold(stage, starts_on)
    until_start(stage, dates)
    stage.say("classes begin")
    classroom.teach(stage, dates)
    stage.clock.to(moment(dates.ends_on + timedelta(days=3), 12))


def until_start(stage: Stage, dates: Dates) -> None:
    """Applications, payments, offers, statements: every day from the opening of the window to the first class."""
    day = dates.opens_at.astimezone(ALMATY).date()
    while day < dates.starts_on:
        stage.clock.to(moment(day, 9, 30))
        payments.load_statement(stage, day - timedelta(days=1))
        stage.clock.to(moment(day, 11))
        window.applications_of(stage, day, dates)
        stage.clock.to(moment(day, 14))
        window.answers(stage)
        if day == dates.closes_at.astimezone(ALMATY).date():
            stage.clock.to(dates.closes_at + timedelta(minutes=30))
            window.too_late(stage)
        stage.clock.to(moment(day, 20))
        window.answers(stage)
        payments.pay(stage, day)
        stage.say(f"{day}: {_standing(stage)}")
        day += timedelta(days=1)
    stage.clock.to(moment(dates.starts_on, 9, 30))
    payments.load_statement(stage, dates.starts_on - timedelta(days=1))


def _standing(stage: Stage) -> str:
    rows = stage.reader.rows(
        "SELECT coalesce(way, state) AS at, count(*) AS n FROM registration.applications GROUP BY 1"
    )
    return ", ".join(f"{row['at']} {row['n']}" for row in sorted(rows, key=lambda row: str(row["at"]))) or "nobody yet"
