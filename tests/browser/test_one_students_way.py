"""One student's way from the debt to its end, by six people in six browsers, each in his own language.

The student has a telephone and no JavaScript. Between their acts the office clock is moved and the bank writes its
statement; all the rest is clicked and typed. axe, the width of the screen and the console are watched on every page.
"""

from __future__ import annotations

from datetime import timedelta

from deploy.rehearsal.stage import moment
from tests.browser import acts
from tests.browser.conftest import Comes
from tests.browser.office import Office
from tests.browser.person import Person
from tests.looks import PHONE

INBOX = "/notifications/inbox/"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def test_a_student_is_rid_of_his_debt(office: Office, comes: Comes) -> None:
    student = comes("student", "kk", size=PHONE, javascript=False)
    teacher = comes("teacher", "en", size=PHONE)
    finance = comes("finance", "ru")
    course = the_term_is_opened(office, comes, student, acts.name_of(teacher))
    he_applies(office, student, course)
    nobody_else_looks(student, teacher)
    he_pays(office, student, finance)
    he_learns(office, student, teacher)
    he_is_rid_of_it(student, course)


def the_term_is_opened(office: Office, comes: Comes, student: Person, teacher: str) -> str:
    """Dean, rectorate and office, one after the other (R8.2, R8.3); the course that will be held."""
    student.go("/registration/my/debts")
    debts = student.text
    course = acts.propose(comes("dean", "ru"), debts)
    office.quiet()
    acts.agree(comes("rectorate", "kk", size=PHONE))
    office.quiet()
    specialist = comes("leading_specialist", "en")
    acts.plan(specialist, teacher, "204")
    acts.publish(specialist)
    office.quiet()
    assert course in debts
    return course


def he_applies(office: Office, student: Person, course: str) -> None:
    """He reads price and offer, applies, is drawn, and holds a seat (R8.4, D2, D4)."""
    office.clock.to(office.moment("dates.opens_at") + HOUR)
    student.go("/registration/my/")
    assert student.reads(course)
    acts.apply(student, course)
    case = student.page.url
    assert "/registration/cases/" in case
    student.page.go_back()
    student.page.reload()
    assert student.reads(f"{course} ", "R9.1"), "a second application is held back, and why"
    assert student.page.locator("#agreed").count() == 0
    office.clock.to(office.moment("dates.drawn_at") + HOUR)
    student.go("/registration/my/applications")
    assert student.page.locator(".state-invoiced").count() == 1


def nobody_else_looks(student: Person, teacher: Person) -> None:
    """His application, his invoice and his notices are not for those who only know their addresses."""
    home = "/registration/my/"
    places = ((home, "a[href*='/cases/']"), (home, "a[href*='/billing/invoices/']"), (INBOX, "tbody a"))
    addresses = []
    for page, link in places:
        student.go(page)
        addresses.append(student.page.locator(f"main {link}").first.get_attribute("href"))
    for address in addresses:
        answer = teacher.go(str(address))
        assert answer is not None
        assert answer.status in (403, 404), address
        assert not teacher.reads(acts.name_of(student))


def he_pays(office: Office, student: Person, finance: Person) -> None:
    """He copies the words for the bank; finance loads the bank's file, and the payment posts itself (R14.2, R14.4)."""
    purpose, amount = acts.open_invoice(student)
    assert student.page.locator("img.qr").evaluate("image => image.naturalWidth") > 0
    paid_on = office.today
    office.clock.to(moment(paid_on + DAY, 9, 30))
    acts.preview(finance, office.statement(paid_on, (acts.name_of(student), purpose, amount)))
    assert finance.page.locator("tr", has_text=purpose).locator(".state-posts").count() == 1
    acts.load(finance)
    office.quiet()
    assert finance.page.locator("tr", has_text=purpose).locator(".state-posts").count() == 1
    student.go("/registration/my/applications")
    assert student.page.locator(".state-confirmed, .state-on_sheet").count() == 1


def he_learns(office: Office, student: Person, teacher: Person) -> None:
    """The teacher attests twice and examines, and seals his sheet (R4.1, R5.1, R5.3)."""
    for nth in (1, 2):
        office.clock.to(office.moment(f"(dates.attestations_on ->> {nth - 1})::date"))
        acts.attest(teacher, nth, "80")
        office.quiet()
    student.go("/grading/results")
    assert student.reads("80")
    office.clock.to(office.moment("section.exam_ends_at") + HOUR)
    acts.examine(teacher, "75")
    office.quiet()
    assert teacher.page.locator(".state-sealed").count() > 0


def he_is_rid_of_it(student: Person, course: str) -> None:
    """The result stands, the debt is closed, and he was told each step (R9.1, R13.2)."""
    student.go("/grading/debts")
    assert student.page.locator("tr", has_text=course).locator(".state-debt_closed").count() == 1
    student.go("/registration/my/debts")
    assert not student.reads(course)
    student.go("/registration/my/applications")
    assert student.page.locator(".state-debt_closed, .state-closed").count() == 1
    student.go(INBOX)
    told = student.page.locator("tbody tr").count()
    assert told >= 5, student.text
    student.follow("main tbody a")
    student.sign_out()
