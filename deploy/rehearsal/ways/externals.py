"""Students of other universities register themselves, are checked, and take courses behind the own debtors (R8.8)."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from deploy.rehearsal import payments
from deploy.rehearsal.cast import Debtor
from deploy.rehearsal.people import expect
from deploy.rehearsal.questions import Pays, Studies
from deploy.rehearsal.stage import Stage

API = "/registration/api/v1/applications"
NAMES = ("Тестов", "Образцов", "Примеров")
LETTER = b"%PDF-1.4\n% a letter of the rehearsal\n%%EOF\n"


def group(stage: Stage) -> UUID:
    """The group of those who come from elsewhere."""
    found: UUID = stage.reader.one("SELECT group_id FROM registration.groups WHERE code = 'external'")
    return found


def price(stage: Stage) -> None:
    """Finance names the price of a credit for those who come from elsewhere (R9.2)."""
    today = payments.today(stage)
    for row in stage.reader.rows(
        """SELECT DISTINCT p.code, t.academic_year FROM registration.groups g JOIN registration.specialties p
           USING (specialty_id) CROSS JOIN registration.terms t WHERE g.code = 'external' AND t.season = 'summer'"""
    ):
        rows = [{"specialty": row["code"], "academic_year": row["academic_year"], "price": "21000.00"}]
        body = {"ground": "приказ 31", "rows": [{**one, "valid_from": today.isoformat()} for one in rows]}
        expect(stage.cast.finance.post("/billing/api/v1/tariffs/", body), 201)
    stage.clock.wait_until_quiet()


def come(stage: Stage) -> None:
    """Three register; the office accepts the papers of the first two, and refuses the third's."""
    section = sought(stage)[0]
    for nth, surname in enumerate(NAMES):
        _register(stage, nth, surname)
        student = _student(stage, surname)
        stage.people[student.somebody.person_id] = student
        _apply(stage, student, section)
    stage.clock.wait_until_quiet()
    for nth, surname in enumerate(NAMES):
        page = f"/registration/externals/{_id(stage, surname)}"
        decision = "accept" if nth < len(NAMES) - 1 else "refuse"
        stage.cast.specialist.submit(page, decision=decision, why="" if decision == "accept" else "нет печати")
        stage.done[f"papers of externals: {decision}"] += 1
    stage.clock.wait_until_quiet()
    _settle(stage)


def _settle(stage: Stage) -> None:
    """The first passes and the second fails, whatever would be drawn: both get their certificates."""
    rows = stage.reader.rows(
        """SELECT a.case_id, s.number, c.code FROM registration.applications a
           JOIN registration.courses c USING (course_id)
           JOIN registration.students s USING (student_id) JOIN registration.people p ON p.person_id = a.student_id
           WHERE a.purpose = 'external' AND a.state <> 'ended' ORDER BY p.surname DESC"""
    )
    for row, goes in zip(rows, (Studies.PASSES, Studies.FAILS_THE_EXAM), strict=False):
        stage.lots.fix(Pays.AT_ONCE, str(row["case_id"]))
        stage.lots.fix(goes, f"{row['number']} {row['code']}")


def sought(stage: Stage) -> Sequence[UUID]:
    """Sections that many want and that have room for three more: they will be held."""
    found: Sequence[UUID] = stage.reader.column(
        """SELECT s.section_id FROM registration.sections s LEFT JOIN registration.applications a
             ON a.section_id = s.section_id AND a.state <> 'ended'
           WHERE s.term_id = %(term)s AND s.status = 'open' GROUP BY s.section_id
           ORDER BY count(a.case_id) > s.capacity - 3, count(a.case_id) DESC, s.section_id LIMIT 20""",
        term=stage.term_id,
    )
    return found


def _register(stage: Stage, nth: int, surname: str) -> None:
    stage.cast.office.door.anybody().submit(
        "/registration/external", surname=surname, given_name="Алмас", identity_kind="passport",
        identity_number=f"N1234567{nth}", email=f"external{nth}@tirkeu.example", university="Соседний университет",
        registrar_email="registrar@tirkeu.example", agreed="y", file=("letter.pdf", LETTER), named="letter",
    )  # fmt: skip


def _apply(stage: Stage, student: Debtor, section: UUID) -> None:
    shown = expect(student.somebody.get(f"{API}/prospect?section_id={section}&purpose=external"), 200)
    body = {"section_id": str(section), "accepted_offer": shown["accepted_offer"], "purpose": "external"}
    expect(student.somebody.post(f"{API}/", body), 202)


def _student(stage: Stage, surname: str) -> Debtor:
    person_id = _id(stage, surname)
    somebody = stage.cast.office.door.person(person_id, surname, "student")
    return Debtor(somebody, str(person_id), "external", surname, "", ())


def _id(stage: Stage, surname: str) -> UUID:
    found: UUID = stage.reader.one(
        """SELECT student_id FROM registration.external_students e JOIN registration.people p
           ON p.person_id = e.student_id WHERE p.surname = %(surname)s""",
        surname=surname,
    )
    return found
