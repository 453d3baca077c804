"""An expulsion review from its opening to the revoking order, by its people, each in a browser and language of his own.

The student has a telephone and no JavaScript. It goes on in the university of the other browser tests.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from deploy.rehearsal.stage import moment
from tests.browser import reviewing
from tests.browser.conftest import Comes
from tests.browser.office import Office
from tests.browser.person import Person
from tests.browser.reviewing import name_of
from tests.looks import PHONE

DAY = timedelta(days=1)


def test_a_student_is_heard_expelled_and_on_his_appeal_a_student_again(
    office: Office, comes: Comes, tmp_path: Path
) -> None:
    student = comes("student", "kk", size=PHONE, javascript=False)
    lead, chair = comes("leading_specialist", "ru"), comes("teacher", "kk", size=PHONE)
    rector = comes("rectorate", "ru")
    reviewing.open_case(lead, name_of(student), office.today - DAY)
    office.quiet()
    he_is_heard(office, student, tmp_path / "anyqtama.png")
    acted = [name_of(one) for one in (lead, rector)]
    acted += both_give_their_opinions(office, comes)
    acted += it_is_decided(office, lead, chair, rector, acted)
    he_reads_it_and_appeals(office, student)
    others_decide(office, lead, comes("chairman", "en"), rector, acted)
    it_is_one_file(comes("auditor", "en"))
    reviewing.own_case(student)
    assert student.page.locator(".state-revoked").count() == 1
    student.go("/registration/my/")


def he_is_heard(office: Office, student: Person, paper: Path) -> None:
    """He opens the notice, sees what is held against him, sends a paper, explains (R11.1, R13.2)."""
    paper.write_bytes(b"\x89PNG\r\n\x1a\n")
    reviewing.read_notice(student)
    office.quiet()
    reviewing.explain(student, paper)
    assert student.reads("Ударил соседа по общежитию", "anyqtama.png", "Мен ол кезде үйде болдым")
    assert student.page.locator("main a[href$='/commission']").count() == 0
    office.quiet()


def both_give_their_opinions(office: Office, comes: Comes) -> list[str]:
    """The adviser on her telephone, the dean at a desk; what waited for them waits no more."""
    adviser, dean = comes("adviser", "en", size=PHONE), comes("dean", "ru")
    reviewing.opine(adviser, "adviser", "keep")
    office.quiet()
    reviewing.opine(dean, "dean", "expel")
    office.quiet()
    dean.go(reviewing.WAITING)
    assert dean.page.locator("main tbody a").count() == 0
    return [name_of(adviser), name_of(dean)]


def it_is_decided(office: Office, lead: Person, chair: Person, rector: Person, acted: list[str]) -> list[str]:
    """A commission is called, sits, and proposes it; the rector reads the draft and signs (R11.1)."""
    day = office.today + 10 * DAY
    sat = reviewing.call(lead, name_of(chair), acted, f"{day}T15:00")
    office.clock.to(moment(day, 16))
    reviewing.write_protocol(lead)
    reviewing.sign(chair, "signature", agrees=False)
    office.quiet()
    reviewing.waiting_case(rector)
    assert rector.reads("Достаточно выговора", "Проект приказа")
    reviewing.sign(rector, "order")
    office.quiet()
    return sat


def he_reads_it_and_appeals(office: Office, student: Person) -> None:
    """Expelled he still signs in, reads order and certificate, and appeals (R11.1, R11.4)."""
    reviewing.appeal(student)
    assert reviewing.downloads(student, "/certificate.pdf").startswith(b"%PDF")
    office.quiet()


def others_decide(office: Office, lead: Person, chairman: Person, rector: Person, acted: list[str]) -> None:
    """Others than those who decided revoke the order, and the rector signs that (R11.1)."""
    day = office.today + 10 * DAY
    reviewing.call(lead, name_of(chairman), acted, f"{day}T11:00")
    office.clock.to(moment(day, 12))
    reviewing.write_protocol(lead, "revoked")
    reviewing.sign(chairman, "signature", agrees=False)
    office.quiet()
    reviewing.sign(rector, "revoking-order")
    office.quiet()


def it_is_one_file(auditor: Person) -> None:
    """The auditor reads it from the register to its end, as a PDF too; and the registers of protocols and orders."""
    auditor.go("/registration/reviews/")
    auditor.follow("main tbody a")
    assert auditor.reads("Revokes an order", "Standing", "given back")
    assert reviewing.downloads(auditor, "/file.pdf").startswith(b"%PDF")
    auditor.go("/registration/protocols")
    assert auditor.page.locator("main tbody tr").count() == 2
    auditor.go("/registration/orders")
    auditor.follow("main tbody a[href*='/reviews/']")
