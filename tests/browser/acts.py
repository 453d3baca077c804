"""What each of the six does in the pages on one student's way, click by click."""

from __future__ import annotations

from pathlib import Path

from tests.browser.person import Person


def propose(dean: Person, debts: str) -> str:
    """The dean proposes a summer term with one of these owed courses, and nothing else (R8.2); its code."""
    dean.go("/registration/debtors")
    dean.follow("main a[href$='/proposals/new']")
    chosen = ""
    for line in dean.page.locator("fieldset.box").all():
        code = line.locator("legend").inner_text().split()[0]
        ours = not chosen and code in debts
        line.locator("input[type=checkbox]").set_checked(ours)
        if ours:
            chosen = code
    dean.send()
    return chosen


def agree(rectorate: Person) -> None:
    """The rectorate agrees to what waits."""
    rectorate.go("/registration/agreement")
    rectorate.follow("main a.btn-primary")
    rectorate.page.select_option("#decision", "agree")
    rectorate.send()


def plan(office: Person, teacher: str, room: str) -> None:
    """The office gives the only section its teacher and times."""
    office.go("/registration/sections")
    office.follow("main tbody a")
    office.follow("main a[href$='/edit']")
    named = office.page.locator("#teacher option", has_text=teacher).first
    office.page.select_option("#teacher", named.get_attribute("value"))
    office.page.fill("#times", f"1 09:00-11:30 {room}\n3 09:00-11:30 {room}\n5 09:00-11:30 {room}")
    office.send()


def publish(office: Person) -> None:
    """The office publishes the term, after it was told what that does (R8.3)."""
    office.go("/registration/summer")
    office.follow("main a[href$='/publish']")
    office.send()


def apply(student: Person, course: str) -> None:
    """The student reads the offer of the course that he owes, accepts it and applies (R8.4)."""
    student.go("/registration/my/debts")
    debt = student.page.locator("main section", has_text=course)
    student.follow(debt.locator("a.btn-primary"))
    student.page.check("#agreed")
    student.send()


def open_invoice(student: Person) -> tuple[str, str]:
    """The student opens the invoice that he is to pay: the words for the purpose, and the amount, to copy."""
    student.go("/registration/my/")
    student.follow("main a.btn-primary[href*='/billing/invoices/']")
    purpose, amount = student.page.locator(".copyable code").all_inner_texts()[:2]
    return purpose, amount


def preview(finance: Person, file: Path) -> None:
    """Finance sends the bank's file and sees what it would do (R14.4)."""
    finance.go("/billing/desk")
    finance.follow("main a[href$='/statements/new']")
    finance.page.set_input_files("#file", file)
    finance.send()


def load(finance: Person) -> None:
    """Finance loads what was shown."""
    finance.send()


def attest(teacher: Person, nth: int, mark: str) -> None:
    """The teacher enters an attestation for everybody on the list, and signs it (R4.1, R5.3)."""
    _to_the_group(teacher)
    teacher.follow(f"main a[href$='/attestations/{nth}']")
    for field in teacher.page.locator("main input[name^=mark-]").all():
        field.fill(mark)
    teacher.send()
    teacher.follow(f"main a[href$='/attestations/{nth}/close']")
    teacher.send()


def examine(teacher: Person, mark: str) -> None:
    """The teacher enters the examination, closes the sheet, and so seals it (R5.1, R5.3)."""
    _to_the_group(teacher)
    teacher.follow("main a[href$='/exam']")
    for field in teacher.page.locator("main input[name^=mark-]").all():
        field.fill(mark)
    teacher.send()
    teacher.follow("main a[href$='/close'].btn-sm >> nth=-1")
    teacher.send()


def _to_the_group(teacher: Person) -> None:
    teacher.go("/grading/groups/")
    teacher.follow("main tbody a")


def name_of(somebody: Person) -> str:
    """How the office writes his name."""
    return somebody.page.locator(".who a").inner_text()
