"""`python -m tests.browser.pictures`: the screenshots of the README, from a university of people who do not exist.

The rehearsal plays the term; at the moments worth a picture somebody opens his page in a browser.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from deploy.embedded.instance import Instance
from deploy.rehearsal import cast, classroom, opening, payments, statements, window
from deploy.rehearsal.bank import Bank, Line, account
from deploy.rehearsal.people import Door, Somebody
from deploy.rehearsal.reader import Reader, make_reader
from deploy.rehearsal.stage import Dates, Stage, moment
from shared.clock import office_day
from shared.identity.tokens import COOKIE, key_of
from shared.money import Money
from shared.web.language import LANGUAGE_COOKIE
from tests.browser.office import SEED, Office, running
from tests.chromium import browser
from tests.looks import DESK, PHONE

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

FOLDER = Path(__file__).parents[2] / "docs" / "screenshots"
STUDENTS = 600
MARKS = ("75", "62", "88", "91", "70,5")
FULLEST = """SELECT sheets.section_id FROM grading.sheets JOIN grading.sheet_rows USING (sheet_id)
             JOIN registration.sections AS planned ON planned.section_id = sheets.section_id
             JOIN registration.terms ON terms.term_id = planned.term_id
             WHERE season = 'summer' AND kind = 'exam' GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1"""
EXAMS = """SELECT DISTINCT exam_ends_at FROM registration.sections JOIN registration.terms USING (term_id)
           WHERE season = 'summer' AND sections.status <> 'cancelled' ORDER BY 1"""
TALL = 1200
"""Pictures end here at the latest: what is below is more of the same."""


class Photographer:
    """Opens pages as somebody, in his language, and keeps a picture of each."""

    def __init__(self, running: Browser, office: Office, stage: Stage) -> None:
        self.browser, self.office, self.stage = running, office, stage

    @contextmanager
    def as_(self, who: Somebody, language: str, size: tuple[int, int] = DESK) -> Iterator[Page]:
        """A window of this person."""
        context = self.browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            locale={"kk": "kk-KZ", "ru": "ru-RU", "en": "en-GB"}[language],
        )
        cookies: Any = [
            {"name": name, "value": value, "url": self.office.origin}
            for name, value in ((COOKIE, who.token), (LANGUAGE_COOKIE, language))
        ]
        context.add_cookies(cookies)
        yield context.new_page()
        context.close()

    def take(self, page: Page, name: str, path: str = "") -> None:
        """A picture of a page, or of where the person is."""
        if path:
            page.goto(f"{self.office.origin}{path}")
        height = min(int(page.evaluate("document.documentElement.scrollHeight")), TALL)
        wide = page.viewport_size or {"width": DESK[0], "height": DESK[1]}
        page.screenshot(
            path=FOLDER / f"{name}.png",
            full_page=True,
            clip={"x": 0, "y": 0, "width": wide["width"], "height": height},
        )
        self.stage.say(name)

    def value(self, query: str, **parameters: Any) -> Any:
        """Something to find a page by."""
        return self.stage.reader.one(query, **parameters)


def main() -> None:
    """Play a term and take all pictures."""
    with (
        tempfile.TemporaryDirectory() as folder,
        browser() as chromium,
        running(Path(folder) / "var", STUDENTS) as office,
        ThreadPoolExecutor(2) as pool,
    ):
        stage = _stage(office, pool)
        take_all(Photographer(chromium, office, stage))


def _stage(office: Office, pool: ThreadPoolExecutor) -> Stage:
    instance: Instance = office.instance
    assert instance.admin_url is not None
    reader = Reader(make_reader(instance.admin_url))
    people = cast.find(Door(office.origin, key_of(json.dumps(instance.secrets.token))), reader)
    return Stage(SEED, people, office.clock, reader, Bank(SEED), click.echo, pool)


def take_all(photographer: Photographer) -> None:
    """Spring, window, payment, classes, result."""
    stage = photographer.stage
    dean = next(iter(stage.cast.deans.values()))
    with photographer.as_(dean, "ru") as page:
        photographer.take(page, "dean-proposal-ru", "/registration/proposals/new")
    dates = opening.hold(stage, photographer.office.starts_on)
    him = the_window(photographer, dates)
    the_money(photographer, him)
    the_classes(photographer, him, dates)


def the_window(photographer: Photographer, dates: Dates) -> Somebody:
    """Debts, the offer, and the invoice of somebody who applies; the office's view."""
    stage = photographer.stage
    stage.clock.to(dates.opens_at + timedelta(hours=2))
    him = next(one.somebody for one in stage.cast.debtors if _may_apply(stage, one))
    with photographer.as_(him, "kk", PHONE) as page:
        photographer.take(page, "student-debts-kk", "/registration/my/debts")
        page.locator("main a.btn-primary").first.click()
    with photographer.as_(him, "ru") as page:
        page.goto(f"{photographer.office.origin}/registration/my/debts")
        page.locator("main a.btn-primary").first.click()
        photographer.take(page, "application-ru")
        page.check("#agreed")
        page.locator("main form[method=post] button").click()
    window.applications_of(stage, office_day(dates.opens_at), dates)
    stage.clock.to(dates.drawn_at + timedelta(hours=5))
    with photographer.as_(him, "kk", PHONE) as page:
        photographer.take(page, "student-home-kk", "/registration/my/")
        page.locator("main a.btn-primary[href*='/billing/invoices/']").first.click()
        photographer.take(page, "invoice-kk")
    return him


def _may_apply(stage: Stage, one: cast.Debtor) -> bool:
    """Somebody with two debts and no other fee, whom the habits of the rehearsal leave alone."""
    held = "SELECT count(*) FROM registration.arrears_copies WHERE student_id = %(student)s"
    return len(one.courses) > 1 and not stage.reader.one(held, student=one.somebody.person_id)


def the_money(photographer: Photographer, him: Somebody) -> None:
    """The bank's file before it is loaded, the queue after, and the case of a student who is confirmed."""
    stage, office = photographer.stage, photographer.office
    paid_on = office.today
    payments.pay(stage, paid_on)
    lines = stage.paid.pop(paid_on)
    stage.clock.to(moment(paid_on + timedelta(days=1), 9, 30))
    file = office.var / f"statement-{paid_on}.txt"
    file.write_bytes(
        stage.bank.statement(
            paid_on, lines if any(him.name in line.payer for line in lines) else [*lines, *_his(photographer, him)]
        )
    )
    with photographer.as_(stage.cast.finance, "ru") as page:
        page.goto(f"{office.origin}/billing/statements/new")
        page.set_input_files("#file", file)
        page.locator("main form[method=post] button").click()
        photographer.take(page, "statement-preview-ru")
        page.locator("main form[method=post] button").click()
        stage.clock.wait_until_quiet()
    with photographer.as_(stage.cast.finance, "en") as page:
        photographer.take(page, "queue-en", "/billing/queue")
    with photographer.as_(stage.cast.office, "en") as page:
        photographer.take(page, "term-en", "/registration/summer")
    case = "SELECT case_id FROM registration.applications WHERE student_id = %(who)s ORDER BY received_at LIMIT 1"
    with photographer.as_(him, "ru") as page:
        page.goto(f"{office.origin}/registration/cases/{photographer.value(case, who=him.person_id)}")
        photographer.take(page, "application-timeline-ru")


def _his(photographer: Photographer, him: Somebody) -> list[Any]:
    found = photographer.stage.reader.rows(
        "SELECT number, amount FROM billing.invoices WHERE student_id = %(who)s AND status = 'open'", who=him.person_id
    )
    return [Line(him.name, "", account(1), row["number"], Money(row["amount"])) for row in found]


def the_classes(photographer: Photographer, him: Somebody, dates: Dates) -> None:
    """The teacher's grid and sheet, and what the student was told."""
    stage = photographer.stage
    _the_rest_pay(stage, dates)
    found = photographer.value(FULLEST)
    teacher_id = photographer.value("SELECT teacher_id FROM registration.sections WHERE section_id = %(it)s", it=found)
    teacher = stage.cast.teachers[teacher_id]
    for nth, day in enumerate(dates.attestations_on, start=1):
        stage.clock.to(moment(day, 18))
        if nth == len(dates.attestations_on):
            with photographer.as_(teacher, "kk") as page:
                page.goto(f"{photographer.office.origin}/grading/groups/{found}/attestations/{nth}")
                _type_marks(page)
                photographer.take(page, "attestation-kk")
        classroom._attest(stage, nth)
    for ends_at in stage.reader.column(EXAMS):
        stage.clock.to(ends_at + timedelta(hours=2))
        if ends_at == photographer.value(
            "SELECT exam_ends_at FROM registration.sections WHERE section_id = %(it)s", it=found
        ):
            with photographer.as_(teacher, "en") as page:
                page.goto(f"{photographer.office.origin}/grading/groups/{found}/exam")
                _type_marks(page)
                photographer.take(page, "exam-sheet-en")
        classroom._examine(stage, ends_at, None)
    with photographer.as_(him, "ru") as page:
        photographer.take(page, "inbox-ru", "/notifications/inbox/")
    with photographer.as_(him, "en") as page:
        photographer.take(page, "results-en", "/grading/results")


def _type_marks(page: Page) -> None:
    """Marks as a teacher types them, until the letters stand beside them."""
    for box, mark in zip(page.locator("main input[name^=mark-]").all(), cycle(MARKS), strict=False):
        box.press_sequentially(mark)
    if letters := page.locator("main td[id^=letter-]").count():
        page.locator("main td[id^=letter-]", has_text="%").nth(letters - 1).wait_for()
    page.locator("main h1").click()


def _the_rest_pay(stage: Stage, dates: Dates) -> None:
    """Every day until the classes some pay, and finance loads what the bank wrote."""
    day = office_day(dates.drawn_at) + timedelta(days=1)
    while day < dates.starts_on:
        payments.pay(stage, day)
        stage.clock.to(moment(day + timedelta(days=1), 9, 30))
        statements.of_day(stage, day)
        day += timedelta(days=1)


if __name__ == "__main__":
    main()
