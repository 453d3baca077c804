"""The story of one summer term, told day by day; what each person does is drawn (rates, habits)."""

from __future__ import annotations

from datetime import date, timedelta

from deploy.rehearsal import classroom, opening, payments, window
from deploy.rehearsal.rates import Becomes
from deploy.rehearsal.stage import Dates, Stage, moment
from deploy.rehearsal.ways import advisers, courses, desk, exceptions, externals, leaving, outage, queue, refunds, term
from shared.clock import ALMATY

BEFORE_THE_START = timedelta(days=4)
"""When the office changes the times of some sections."""


def play(stage: Stage, starts_on: date) -> None:
    """From the deans' proposals to the last sealed sheet."""
    term.set_apart(stage)
    dates = opening.hold(stage, starts_on, term.before_agreement)
    queue.name_provider(stage, dates.drawn_at.astimezone(ALMATY).date())
    externals.price(stage, dates.opens_at.astimezone(ALMATY).date())
    until_start(stage, dates)
    stage.say("classes begin")
    classroom.teach(stage, dates)


def until_start(stage: Stage, dates: Dates) -> None:
    """Applications, payments, offers, statements: every day from the opening of the window to the first class."""
    day = dates.opens_at.astimezone(ALMATY).date()
    while day < dates.starts_on:
        _morning(stage, day, dates)
        stage.clock.to(moment(day, 14))
        window.answers(stage)
        _afternoon(stage, day, dates)
        if day == dates.closes_at.astimezone(ALMATY).date():
            stage.clock.to(dates.closes_at + timedelta(minutes=30))
            window.too_late(stage)
        stage.clock.to(moment(day, 20))
        window.answers(stage)
        payments.pay(stage, day)
        refunds.at_the_bank(stage, day)
        stage.say(f"{day}: {_standing(stage)}")
        if day == dates.due_on:
            outage.over_the_night(stage, day)
        day += timedelta(days=1)
    stage.clock.to(moment(dates.starts_on, 9, 30))
    stage.unloaded.append(dates.starts_on - timedelta(days=1))
    payments.load_all(stage)
    queue.work(stage, dates.starts_on)


def _morning(stage: Stage, day: date, dates: Dates) -> None:
    """The bank's file and what it leaves to people; then the day's applications."""
    stage.clock.to(moment(day, 9, 30))
    payments.load_statement(stage, day - timedelta(days=1))
    queue.work(stage, day)
    refunds.morning(stage, day)
    if day == dates.due_on + timedelta(days=1):
        outage.release(stage)
    stage.clock.to(moment(day, 11))
    window.applications_of(stage, day, dates)
    exceptions.lift_holds(stage)
    window.apply_again(stage, day, dates)
    if day == dates.opens_at.astimezone(ALMATY).date():
        advisers.remind(stage)
        externals.come(stage)


def _afternoon(stage: Stage, day: date, dates: Dates) -> None:
    """Advisers object; the cash desk is open; some leave; the office adds seats, changes times, enters orders."""
    advisers.object_to(stage)
    if day < dates.drawn_at.astimezone(ALMATY).date():
        return
    courses.choose(stage)
    desk.shift(stage, day)
    leaving.before_the_start(stage, day, dates)
    if day == dates.drawn_at.astimezone(ALMATY).date():
        exceptions.add_seats(stage)
    if day == dates.due_on:
        courses.change_section(stage)
    if day == dates.starts_on - BEFORE_THE_START:
        leaving.change_times(stage)
        stage.clock.to(moment(day, 16))
        leaving.leave_changed_times(stage)
        leaving.standings(stage, Becomes.EXPELLED_BEFORE)


def _standing(stage: Stage) -> str:
    rows = stage.reader.rows(
        "SELECT coalesce(way, state) AS at, count(*) AS n FROM registration.applications GROUP BY 1"
    )
    return ", ".join(f"{row['at']} {row['n']}" for row in sorted(rows, key=lambda row: str(row["at"]))) or "nobody yet"
