"""Students of other universities register themselves, are checked, and take courses behind the own debtors (R8.8)."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from deploy.rehearsal.cast import Debtor
from deploy.rehearsal.people import expect
from deploy.rehearsal.stage import Stage

API = "/registration/api/v1/applications"
NAMES = ("Тестов", "Образцов", "Примеров")
LETTER = b"%PDF-1.4\n% a letter of the rehearsal\n%%EOF\n"


def price(stage: Stage, today: date) -> None:
    """Finance names the price of a credit for those who come from elsewhere (R9.2)."""
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
    section = stage.reader.one(
        """SELECT section_id FROM registration.sections WHERE term_id = %(term)s AND status = 'open'
           ORDER BY capacity - taken - waiting DESC, section_id LIMIT 1""",
        term=stage.term_id,
    )
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
