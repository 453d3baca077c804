"""Finance loads the bank's statement of each day; files come late, twice, with a gap, forked (R14.2, R14.4)."""

from __future__ import annotations

from copy import copy
from dataclasses import replace
from datetime import date, timedelta

from deploy.rehearsal.bank import Bank, Line, account
from deploy.rehearsal.people import expect
from deploy.rehearsal.questions import Also
from deploy.rehearsal.stage import Stage
from shared.money import Money

LOAD = "/billing/api/v1/statements/"
ASTRAY = Money.of(1000)
TROUBLES = (Also.BANK_FILE_LATE, Also.FILE_TWICE, Also.FILE_OVERLAPS, Also.FILE_WITH_A_GAP, Also.FILE_FORKED)


def foresee(stage: Stage, first: date, last: date) -> None:
    """On which days what is wrong with the bank's file."""
    days = [date.fromordinal(day).isoformat() for day in range(first.toordinal(), last.toordinal() + 1)]
    for trouble in TROUBLES:
        for day in stage.lots.some(trouble, days):
            stage.troubles[date.fromisoformat(day)].add(trouble)


def of_day(stage: Stage, day: date) -> None:
    """The statement of a day that is over; some files come a day later."""
    stage.unloaded.append(day)
    if len(stage.unloaded) == 1 and Also.BANK_FILE_LATE in stage.troubles[day]:
        stage.done["statements a day late"] += 1
    else:
        load_all(stage)


def load_all(stage: Stage) -> None:
    """Load every day that is waited for, the earliest first."""
    for day in stage.unloaded:
        _load_day(stage, day)
    stage.unloaded.clear()
    stage.clock.wait_until_quiet()


def _load_day(stage: Stage, day: date) -> None:
    troubles, lines, before = stage.troubles[day], stage.paid.pop(day, []), copy(stage.bank)
    if Also.FILE_WITH_A_GAP in troubles:
        astray = copy(stage.bank)
        astray.balance += ASTRAY
        _refused(stage, day, astray.statement(day, lines), "statements refused: a gap")
    overlaps = Also.FILE_OVERLAPS in troubles and stage.bank.last is not None
    content = stage.bank.statement(day, lines, once_more=overlaps)
    for _ in range(1 + (Also.FILE_TWICE in troubles)):
        expect(stage.cast.finance.upload(LOAD, f"statement-{day}.txt", content), 201)
    if Also.FILE_FORKED in troubles:
        _refused(stage, day, _forked(before, day, lines), "statements refused: a fork")
    stage.loaded_through = day
    stage.done["statements"] += 1
    stage.done["statements loaded twice"] += Also.FILE_TWICE in troubles
    stage.done["statements with lines that were loaded"] += overlaps


def _forked(bank: Bank, day: date, lines: list[Line]) -> bytes:
    """The same day as another file tells it: with one line more."""
    return bank.statement(day, [*lines, Line("Касса", "", account(9), "летний семестр", ASTRAY)])


def _refused(stage: Stage, day: date, content: bytes, what: str) -> None:
    said = stage.cast.finance.upload(LOAD, f"statement-{day}-again.txt", content)
    expect(said, 409)
    stage.done[what] += 1


def load_since_last(stage: Stage, through: date) -> None:
    """One statement of all days since the last one: while classes run, finance asks for it once a week."""
    since = stage.loaded_through + timedelta(days=1)
    days = [day for day in sorted(stage.paid) if day <= through]
    lines = [replace(line, on=max(day, since)) for day in days for line in stage.paid.pop(day)]
    content = stage.bank.statement(through, lines, since=since)
    expect(stage.cast.finance.upload(LOAD, f"statement-{through}.txt", content), 201)
    stage.loaded_through = through
    stage.done["statements"] += 1
    stage.clock.wait_until_quiet()
