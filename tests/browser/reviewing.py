"""What each of the seven does in the pages of an expulsion review, click by click."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from pathlib import Path

from tests.browser import acts
from tests.browser.person import Person

WAITING = "/registration/reviews/waiting"


def open_case(office: Person, student: str, happened_on: date) -> None:
    """The office opens a case on the student's card: who, what, when, witness, document (R11.2)."""
    office.go("/registration/students")
    office.page.fill("main input[type=search]", student)
    office.page.press("main input[type=search]", "Enter")
    office.look()
    office.follow("main tbody a")
    office.follow("main a[href$='/review']")
    office.page.select_option("#ground", "discipline")
    office.page.fill("#what", "Ударил соседа по общежитию")
    office.page.fill("#happened_on", happened_on.isoformat())
    office.page.fill("#witness", "Комендант")
    office.page.fill("#document", "Акт 17")
    office.send()


def read_notice(student: Person) -> None:
    """He opens the newest notice about a case in his inbox, goes to the case, and says that he has read it."""
    student.go("/notifications/inbox/")
    student.follow(student.page.locator("main tbody a").filter(has_text="іс ашылды").first)
    student.follow("main a[href*='/registration/reviews/']")
    act(student, "read")
    student.send()


def own_case(student: Person) -> None:
    """The case about himself, from his menu."""
    student.go("/registration/my/reviews")
    student.follow("main tbody a")


def act(somebody: Person, name: str) -> None:
    """Follow the button of an act on the page of the case."""
    somebody.follow(f"main .buttons a[href$='/{name}']")


def waiting_case(somebody: Person) -> None:
    """What waits for him, from his work list."""
    somebody.go(WAITING)
    somebody.follow("main tbody a")


def explain(student: Person, paper: Path) -> None:
    """He adds a document and explains."""
    own_case(student)
    act(student, "papers")
    student.page.set_input_files("#paper", paper)
    student.send()
    act(student, "explanation")
    student.page.fill("#words", "Мен ол кезде үйде болдым")
    student.page.check("input[name=rest][value=all]")
    student.send()


def opine(somebody: Person, place: str, advice: str) -> None:
    """Adviser and dean, each from his work list."""
    waiting_case(somebody)
    act(somebody, f"opinion/{place}")
    somebody.page.check(f"input[name=advice][value={advice}]")
    somebody.page.fill("#words", "Ознакомился с делом")
    somebody.send()


def call(office: Person, chair: str, acted: Collection[str], meets_at: str) -> list[str]:
    """The leading office names a commission of people who have not acted in the case; the names of all of them."""
    waiting_case(office)
    act(office, "commission")
    office.page.fill("#meets_at", meets_at)
    office.page.fill("#place", "ауд. 101")
    _choose(office, "#chair", chair)
    free = [one for one in office.page.locator("#chair option").all_inner_texts()[1:]
            if not any(name in one for name in (chair, *acted))]  # fmt: skip
    for nth, name in enumerate(free[:2], start=1):
        _choose(office, f"#member_{nth}", name)
    office.send()
    assert not office.page.url.endswith("/commission"), office.text
    return [chair, *(name.partition(" (")[0] for name in free[:2])]


def _choose(office: Person, field: str, name: str) -> None:
    named = office.page.locator(f"{field} option", has_text=name).first
    office.page.select_option(field, named.get_attribute("value"))


def write_protocol(office: Person, proposal: str = "") -> None:
    """Who came, how each voted, one dissent; of an appeal what was voted on."""
    waiting_case(office)
    act(office, "protocol")
    if proposal:
        office.page.check(f"input[name=proposal][value={proposal}]")
    votes = office.page.locator("main select[name^=vote_]").all()
    for nth, vote in enumerate(votes):
        vote.select_option("for" if nth else "against")
    office.page.fill("#dissent_0", "Достаточно выговора")
    office.page.fill("#said", "Заслушали студента, эдвайзера и коменданта")
    office.send()


def sign(somebody: Person, what: str, *, agrees: bool = True) -> None:
    """The chair signs a protocol, the rector an order: from the work list."""
    waiting_case(somebody)
    act(somebody, what)
    if agrees:
        somebody.page.check("#agreed")
    somebody.send()


def appeal(student: Person) -> None:
    """He reads the order, and appeals against it."""
    own_case(student)
    student.follow("main a[href*='/orders/']")
    own_case(student)
    act(student, "appeal")
    student.page.fill("#words", "Куәгер тыңдалған жоқ")
    student.send()


def downloads(somebody: Person, link: str) -> bytes:
    """What a link on the page gives."""
    address = str(somebody.page.locator(f"main a[href$='{link}']").first.get_attribute("href"))
    answer = somebody.page.request.get(f"{somebody.origin}{address}")
    assert answer.status == 200, address
    return answer.body()


name_of = acts.name_of
