"""Offices look: a delegate acts for his dean, teachers ask, the auditor reads, the accountant has his lists (R1.2)."""

from __future__ import annotations

from datetime import timedelta

from deploy.rehearsal.accounts import let_in, renewed
from deploy.rehearsal.payments import today
from deploy.rehearsal.people import Somebody, Unexpected, expect
from deploy.rehearsal.questions import Also
from deploy.rehearsal.stage import Stage

PARTS = ("/registration/audit/cases", "/billing/cases", "/grading/cases")
REGISTERS = {
    "registration": ("exceptions", "acts", "acts-for-students", "audit/readings", "date-moves", "proposals"),
    "billing": ("line-acts", "cash", "queue", "declared", "statements"),
    "grading": ("corrections", "sheets", "seals"),
}


def delegate_of(stage: Stage, dean: Somebody) -> Somebody:
    """The dean names somebody who proposes equivalents for him, by name and for some days (D26)."""
    person = min((one for one in stage.cast.teachers.values() if one != dean), key=lambda one: one.person_id)
    delegate = let_in(stage, person)
    login = stage.reader.one("SELECT login FROM registration.accounts WHERE person_id = %(p)s", p=person.person_id)
    day = today(stage)
    dean.submit(
        "/registration/delegates/new", login=login, propose_equivalent="y", since=day.isoformat(),
        until=(day + timedelta(days=10)).isoformat(), reason="декан в отъезде",
    )  # fmt: skip
    stage.clock.wait_until_quiet()
    stage.done["delegates named"] += 1
    return renewed(delegate)


def teachers_ask(stage: Stage) -> None:
    """A teacher asks why somebody is not on his sheet: state words only (R8.6)."""
    rows = {
        str(row["case_id"]): row
        for row in stage.reader.rows(
            """SELECT a.case_id, a.section_id, t.teacher_id, s.number FROM registration.applications a
               JOIN registration.sections t USING (section_id) JOIN registration.students s USING (student_id)
               WHERE a.term_id = %(term)s AND a.state <> 'on_sheet' AND t.teacher_id IS NOT NULL""",
            term=stage.term_id,
        )
    }
    for case in sorted(stage.lots.some(Also.ASKED_FOR_BY_THE_TEACHER, rows)):
        row = rows[case]
        _reads(
            stage.cast.teachers[row["teacher_id"]], f"/registration/sections/{row['section_id']}/who?q={row['number']}"
        )
        stage.done["teachers ask for somebody"] += 1


def auditor_reads(stage: Stage) -> None:
    """Some cases as one chain over three services, and the registers; that he read is on record."""
    cases = stage.reader.column("SELECT case_id FROM registration.applications")
    for case in sorted(stage.lots.some(Also.READ_BY_THE_AUDITOR, map(str, cases)))[:10]:
        invoiced = stage.reader.column("SELECT 1 FROM billing.invoices WHERE case_id = %(case)s", case=case)
        on_sheet = stage.reader.column("SELECT 1 FROM grading.sheet_rows WHERE case_id = %(case)s", case=case)
        for part, is_there in zip(PARTS, (True, invoiced, on_sheet), strict=True):
            if is_there:
                _reads(stage.cast.auditor, f"{part}/{case}.json")
        stage.done["cases read by the auditor"] += 1
    for service, pages in REGISTERS.items():
        for page in pages:
            _reads(stage.cast.auditor, f"/{service}/{page}")
            stage.done["registers read by the auditor"] += 1
    stage.clock.wait_until_quiet()


def accountant_looks(stage: Stage) -> None:
    """The day's manual assignments, the register for 1C, the tie-out of bank, books and seats (R14.2)."""
    accountant = stage.cast.accountant
    _reads(accountant, "/billing/line-acts")
    _reads(accountant, "/billing/books/register.xlsx")
    told = expect(accountant.get("/billing/api/v1/accounts/tie-out"), 200)
    stage.done["registers for 1C"] += 1
    stage.done["tie-outs"] += 1
    stage.done["tie-outs that do not tie"] += not told["holds"]


def _reads(who: Somebody, page: str) -> None:
    said = who.read(page)
    if said.status != 200:
        raise Unexpected(f"{said.status} {page}")
