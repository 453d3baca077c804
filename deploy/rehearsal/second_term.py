"""After the summer: a silent rectorate, appellants in a term that is withdrawn (R8.2, D8, R8.4)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from deploy.rehearsal import opening, payments, statements
from deploy.rehearsal.cast import Debtor
from deploy.rehearsal.people import Somebody, expect
from deploy.rehearsal.questions import Also
from deploy.rehearsal.stage import Dates, Stage, moment
from deploy.rehearsal.ways import autumn, desk, queue, refunds, study
from deploy.rehearsal.window import applies, refusal
from shared.clock import ALMATY

API = "/registration/api/v1"
SEPTEMBER = 9


def play(stage: Stage, after: date) -> None:
    """From the deans' proposals to the last refund; who still waits for his appeal applies provisionally."""
    starts_on = _first_monday(date(after.year, SEPTEMBER, 1))
    stage.clock.to(moment(after + timedelta(days=3), 10))
    courses = autumn.courses(stage)
    if not courses:
        stage.say("nobody waits for an appeal: no other term is proposed")
        return
    _chain_that_does_not_fit(stage, starts_on, courses)
    _silence(stage, starts_on, courses)
    dates = _publish(stage, _propose(stage, starts_on, courses))
    _apply(stage, dates)
    _until_decided(stage, dates)
    _withdraw(stage)
    _money_back(stage)


def _first_monday(day: date) -> date:
    return day + timedelta(days=-day.weekday() % 7)


def _chain_that_does_not_fit(stage: Stage, starts_on: date, courses: autumn.Courses) -> None:
    """A dean names a Sunday: each link of the chain that does not fit is named (R8.3, D1)."""
    dean, body = _proposal(stage, starts_on - timedelta(days=1), *next(iter(sorted(courses.items()))))
    said = dean.post(f"{API}/proposals/", body)
    expect(said, 409)
    stage.done["proposals whose dates do not fit"] += 1


def _silence(stage: Stage, starts_on: date, courses: autumn.Courses) -> None:
    """The rectorate says nothing for three working days: not held, all are told (R8.2)."""
    term_id = _propose(stage, starts_on, courses)
    until = stage.reader.one("SELECT decide_by FROM registration.terms WHERE term_id = %(term)s", term=term_id)
    stage.clock.to(until.astimezone(ALMATY) + timedelta(hours=10))
    stage.done["terms not held: silence of the rectorate"] += opening.status(stage, term_id) == "not_held"


def _propose(stage: Stage, starts_on: date, courses: autumn.Courses) -> UUID:
    term_id: UUID | None = None
    for faculty_id, wanted in sorted(courses.items()):
        dean, body = _proposal(stage, starts_on, faculty_id, wanted)
        term_id = UUID(expect(dean.post(f"{API}/proposals/", body), 202)["term_id"])
    stage.clock.wait_until_quiet()
    assert term_id is not None
    return term_id


def _proposal(stage: Stage, starts_on: date, faculty_id: UUID, courses: list[UUID]) -> tuple[Somebody, dict[str, Any]]:
    wishes = [{"course_id": str(one), "groups": 1, "capacity": opening.CAPACITY, "minimum": opening.MINIMUM}
              for one in courses]  # fmt: skip
    body = {"faculty_id": str(faculty_id), "starts_on": starts_on.isoformat(), "courses": wishes}
    return stage.cast.deans[faculty_id], body


def _publish(stage: Stage, term_id: UUID) -> Dates:
    """Without prices in force for the new year it is not published: each is named, finance sets them (R9.2)."""
    expect(stage.cast.rectorate.post(f"{API}/terms/{term_id}/agreement", {"agreed": True, "why": ""}), 200)
    stage.clock.wait_until_quiet()
    opening.plan(stage, term_id)
    refused = stage.cast.office.post(f"{API}/terms/{term_id}/publication")
    expect(refused, 409)
    stage.done["publications refused: " + ", ".join(sorted(refused.codes))] += 1
    autumn.set_prices(stage, term_id)
    expect(stage.cast.office.post(f"{API}/terms/{term_id}/publication"), 200)
    stage.clock.wait_until_quiet()
    stage.term_id, stage.late = term_id, {}
    stage.dates = opening.dates_of(stage, term_id)
    stage.say("another term is published, for the autumn")
    return stage.dates


def _apply(stage: Stage, dates: Dates) -> None:
    """Who waits for his appeal, and some who owe a course still; one goes on as an external (R9.2)."""
    stage.clock.to(dates.opens_at + timedelta(hours=1))
    sections = autumn.sections(stage)
    for number, code in autumn.who_comes(stage):
        debtor = _debtor(stage, number)
        refusal(stage, (0, debtor, code, sections[code]), applies(stage, debtor, sections[code]))
    autumn.without_a_price(stage, next(iter(sections.values())))
    stage.clock.wait_until_quiet()
    autumn.become_external(stage)
    autumn.who_pays(stage)
    stage.clock.to(dates.drawn_at + timedelta(minutes=30))


def _debtor(stage: Stage, number: str) -> Debtor:
    return next(debtor for debtor in stage.people.values() if debtor.number == number)


def _until_decided(stage: Stage, dates: Dates) -> None:
    """They pay; the commission decides; the bank is silent for three banking days, so finance decides (R8.4)."""
    day = dates.drawn_at.astimezone(ALMATY).date()
    first = True
    while not (waiting := _waiting(stage)) and day < dates.closes_at.astimezone(ALMATY).date() + timedelta(days=5):
        stage.clock.to(moment(day, 14))
        if first:
            study.decide(stage)
            stage.clock.to(moment(day, 16))
        desk.shift(stage, day)
        stage.clock.to(moment(day, 20))
        payments.pay(stage, day)
        day, first = day + timedelta(days=1), False
        stage.clock.to(moment(day, 9, 30))
    lapse = stage.lots.some(Also.FINANCE_LETS_LAPSE, autumn.who_may_lapse(stage, waiting))
    for case in waiting:
        body = {"wait": case not in lapse}
        expect(stage.cast.finance.post(f"{API}/cases/{case}/decision", body), 200)
        stage.done["finance lets a seat lapse" if case in lapse else "finance waits for the statements"] += 1
    stage.clock.wait_until_quiet()
    _load(stage, day)


def _waiting(stage: Stage) -> list[str]:
    """Cases whose statements should be in and are not."""
    return [
        str(case)
        for case in stage.reader.column(
            "SELECT case_id FROM registration.cases WHERE state = 'running' AND facts_overdue ORDER BY case_id"
        )
    ]


def _load(stage: Stage, today: date) -> None:
    statements.load_since_last(stage, today - timedelta(days=1))
    queue.work(stage, today)


def _withdraw(stage: Stage) -> None:
    """Only the rectorate withdraws a published term; everybody gets everything back (R8.2)."""
    why = {"why": "здание закрыто на ремонт"}
    expect(stage.cast.rectorate.post(f"{API}/terms/{stage.term_id}/withdrawal", why), 200)
    stage.done["terms withdrawn"] += 1
    stage.clock.wait_until_quiet()
    stage.say("the rectorate has withdrawn it")


def _money_back(stage: Stage) -> None:
    """The day after it is signed by two, then it leaves the bank."""
    day = payments.today(stage)
    for _ in range(2):
        refunds.at_the_bank(stage, day)
        day += timedelta(days=1)
        stage.clock.to(moment(day, 9, 30))
        _load(stage, day)
        refunds.morning(stage, day)
