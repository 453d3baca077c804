"""The story of one summer term, told day by day; what each person does is drawn (rates, habits)."""

from __future__ import annotations

from datetime import date, timedelta

from deploy.rehearsal import classroom, opening, payments, second_term, statements, window
from deploy.rehearsal.questions import Also, Becomes
from deploy.rehearsal.stage import Dates, Stage, moment
from deploy.rehearsal.ways import (
    advisers,
    beside,
    courses,
    desk,
    exceptions,
    externals,
    few,
    leaving,
    offices,
    outage,
    queue,
    refunds,
    reviews,
    term,
)
from shared.clock import ALMATY

BEFORE_THE_START = timedelta(days=4)
"""When the office changes the times of some sections."""
BEFORE_THE_LAST_OFFERS = timedelta(days=7)
"""T-5: what is offered now is to be paid by T-3 (D20)."""


def play(stage: Stage, starts_on: date) -> None:
    """From the deans' proposals to the last sealed sheet; then the term that is withdrawn."""
    term.set_apart(stage)
    dates = opening.hold(stage, starts_on, term.before_agreement, term.without_a_price)
    first = dates.opens_at.astimezone(ALMATY).date()
    queue.name_providers(stage, dates.drawn_at.astimezone(ALMATY).date())
    term.move_a_day(stage, dates)
    beside.away(stage, dates)
    statements.foresee(stage, first, dates.starts_on - timedelta(days=2))
    until_start(stage, dates)
    stage.say("classes begin")
    classroom.teach(stage, dates)
    second_term.play(stage, dates.ends_on + timedelta(days=7))
    offices.auditor_reads(stage)
    offices.accountant_looks(stage)


def until_start(stage: Stage, dates: Dates) -> None:
    """Applications, payments, offers, statements: every day from the opening of the window to the first class."""
    day = dates.opens_at.astimezone(ALMATY).date()
    while day < dates.starts_on:
        _morning(stage, day, dates)
        stage.clock.to(moment(day, 14))
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
    statements.load_all(stage)
    queue.work(stage, dates.starts_on)


def _morning(stage: Stage, day: date, dates: Dates) -> None:
    """The bank's file and what it leaves to people; then the day's applications."""
    stage.clock.to(moment(day, 9, 30))
    statements.of_day(stage, day - timedelta(days=1))
    queue.work(stage, day)
    refunds.morning(stage, day)
    if day == dates.due_on + timedelta(days=1):
        outage.release(stage)
    stage.clock.to(moment(day, 11))
    window.applications_of(stage, day, dates)
    exceptions.lift_holds(stage)
    window.apply_again(stage, day, dates)
    if day == dates.closes_at.astimezone(ALMATY).date():
        few.come_alone(stage)
    if day == dates.opens_at.astimezone(ALMATY).date():
        _first_day(stage)


def _first_day(stage: Stage) -> None:
    advisers.remind(stage)
    advisers.recommend(stage)
    externals.come(stage)
    beside.other_purposes(stage)
    beside.by_the_office(stage)


def _afternoon(stage: Stage, day: date, dates: Dates) -> None:
    """Offers are answered, advisers object, the cash desk is open; the office adds seats and changes times."""
    if day == dates.starts_on - BEFORE_THE_LAST_OFFERS:
        exceptions.add_seats(stage, Also.MORE_SEATS_LATE)
    window.answers(stage)
    advisers.object_to(stage)
    if day < dates.drawn_at.astimezone(ALMATY).date():
        return
    courses.choose(stage)
    desk.shift(stage, day)
    leaving.before_the_start(stage, day, dates)
    if day == dates.drawn_at.astimezone(ALMATY).date():
        exceptions.add_seats(stage)
        exceptions.move_to_the_front(stage)
        reviews.open_some(stage)
    reviews.go_on(stage)
    if day == dates.due_on:
        courses.change_section(stage)
    if day == dates.starts_on - BEFORE_THE_START:
        _last_days(stage, day)


def _last_days(stage: Stage, day: date) -> None:
    """Between payment and start: other times, orders about students (D24, D14)."""
    leaving.change_times(stage)
    stage.clock.to(moment(day, 16))
    leaving.leave_changed_times(stage)
    leaving.standings(stage, Becomes.TRANSFERRED, Becomes.DECEASED)


def _standing(stage: Stage) -> str:
    rows = stage.reader.rows(
        "SELECT coalesce(way, state) AS at, count(*) AS n FROM registration.applications GROUP BY 1"
    )
    return ", ".join(f"{row['at']} {row['n']}" for row in sorted(rows, key=lambda row: str(row["at"]))) or "nobody yet"
