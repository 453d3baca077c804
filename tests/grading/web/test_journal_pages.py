"""The journal and the absences as those who use them meet them, on pages and by a program (R11.2d, R11.3, D10)."""

from __future__ import annotations

from base64 import b64encode
from datetime import UTC, date, datetime
from io import BytesIO
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from services.grading.db import db
from services.grading.models import AbsenceExcuse, AbsencePolicyRow
from services.grading.usecases import copies
from shared.contracts.registration import StudentChanged, WeeklyClass
from tests.grading.web.conftest import Campus, Visit
from tests.grading.web.test_acts_api import asks, codes, sees
from tests.grading.web.test_acts_pages import PDF, good, sends


@pytest.fixture
def held(campus: Campus) -> Campus:
    """Two of its seven classes are over."""
    with campus.at_work() as university:
        university.clock_at(datetime(2025, 6, 1, 9, tzinfo=UTC))
        times = (WeeklyClass(1, "09:00", "10:50", "204"), WeeklyClass(4, "14:00", "15:50", "204"))
        copies.keep_sections(university.session, [university.section(2, meetings=times)])
        university.clock_at(datetime(2025, 6, 20, 9, tzinfo=UTC))
    return campus


def class_ids(campus: Campus) -> list[str]:
    with campus.at_work() as university:
        return [str(one.class_id) for one in university.classes()]


def test_a_teacher_keeps_the_journal_and_the_office_excuses(held: Campus, visit: Visit, teacher: FlaskClient) -> None:
    student, other = held.students[:2]
    page = f"{held.address}/journal"
    first, second, third, *_ = class_ids(held)
    assert page in good(teacher, held.address)
    good(teacher, page, "16 Jun 2025, 09:00", "not recorded", "planned", f"/journal/classes/{first}")
    sends(teacher, f"/grading/journal/classes/{first}", {f"absent-{student}": "1"})
    sends(teacher, f"/grading/journal/classes/{first}", {f"absent-{other}": "1"}, 409)
    sends(
        teacher, f"/grading/journal/classes/{first}", {f"absent-{student}": "1", f"absent-{other}": "1", "why": "late"}
    )
    sends(teacher, f"/grading/journal/classes/{second}", {f"absent-{student}": "1"})
    sends(teacher, f"/grading/journal/classes/{third}/move", {"to": "2025-06-24T09:00", "why": "a conference"})
    sends(teacher, f"/grading/journal/classes/{third}/strike", {"why": "ill"})
    sends(teacher, f"/grading/journal/classes/{third}/restore", {"why": "a colleague"})
    sends(teacher, f"{page}/add", {"starts_at": "2025-06-28T09:00", "ends_at": "2025-06-28T10:00", "why": "more"})
    for language in ("kk", "ru", "en"):
        good(visit(uuid4(), "dean", language=language), page, "204")
    good(teacher, page, "25", "12.5", "held after all", "28 Jun 2025")
    office, address = visit(uuid4(), "specialist"), f"/grading/students/{student}/absences"
    good(office, "/grading/absences/students?absences.q=cs-21", "not admitted to the exam", "S-000")
    assert office.get("/grading/absences/students?absences.export=csv").status_code == 200
    paper: dict[str, object] = {"kind": "certificate", "document": "95/1"}
    paper |= {"from_on": "2025-06-16", "until_on": "2025-06-17"}
    sends(office, f"{address}/excuse", paper, 422)
    sends(office, f"{address}/excuse", {**paper, "scan": (BytesIO(PDF), "note.pdf")})
    good(office, address, "95/1", "absent, excused (certificate", "12.5")
    with db.read() as session:
        excuse = session.scalars(select(AbsenceExcuse).where(AbsenceExcuse.student_id == student)).one()
    with held.at_work() as university:
        adviser, stranger = uuid4(), uuid4()
        place = ("IT", "6B061", "CS-21", 2, "grant", "studying", university.faculty_id, None)
        event = StudentChanged(student, 2, "S-000", None, *place, adviser)
        copies.keep_students(university.session, [event])
    good(visit(adviser, "adviser"), address, "95/1")
    good(visit(adviser, "adviser"), "/grading/absences/students", "S-000")
    assert visit(stranger, "adviser").get(address).status_code == 403
    assert "S-000" not in visit(stranger, "adviser").get("/grading/absences/students").text
    himself = visit(student, "student")
    for language in ("kk", "ru", "en"):
        good(visit(student, "student", language=language), "/grading/absences", "95/1", "D10")
    assert himself.get(f"/grading/scans/{excuse.scan_id}").data == PDF
    assert visit(other, "student").get(f"/grading/scans/{excuse.scan_id}").status_code == 403
    assert visit(other, "student").get(address).status_code == 403
    sends(office, f"/grading/excuses/{excuse.excuse_id}/take-back", {"why": "not his"})
    good(himself, "/grading/absences", "taken back", "not his")


def test_a_program_keeps_the_journal_too(held: Campus, visit: Visit, teacher: FlaskClient) -> None:
    student = held.students[0]
    first, second, third, *_ = class_ids(held)
    section = f"/journal/sections/{held.university.section_id}"
    assert asks(teacher, f"/journal/classes/{first}", {"absent": [str(student)]}, 200, "put")["status"] == "taken"
    refused = asks(teacher, f"/journal/classes/{third}", {"absent": []}, 409, "put")
    assert codes(refused) == ["class_to_come"]
    asks(teacher, f"/journal/classes/{third}/move", {"to": "2025-06-24T04:00:00Z", "why": "-"}, 200)
    asks(teacher, f"/journal/classes/{second}/strike", {"why": "-"}, 200)
    asks(teacher, f"/journal/classes/{second}/restore", {"why": "-"}, 200)
    more = {"starts_at": "2025-06-28T04:00:00Z", "ends_at": "2025-06-28T05:00:00Z", "why": "-"}
    asks(teacher, f"{section}/classes", more, 201)
    found = sees(teacher, section)
    assert [one["status"] for one in found["classes"]][:2] == ["taken", "missing"]
    assert found["students"][0]["missed"] + found["students"][1]["missed"] + found["students"][2]["missed"] == 1
    office = visit(uuid4(), "specialist")
    paper = {"kind": "certificate", "document": "95/1", "from_on": "2025-06-16", "until_on": "2025-06-17"}
    scan = {"name": "a.pdf", "content": b64encode(PDF).decode()}
    asks(office, f"/absences/students/{student}/excuses", {**paper, "scan": {"name": "a", "content": "?"}}, 422)
    made = asks(office, f"/absences/students/{student}/excuses", {**paper, "scan": scan}, 201)
    [course] = sees(visit(student, "student"), f"/absences/students/{student}")
    assert (course["missed"], course["excused"], course["classes"][0]["document"]) == (0, 1, "95/1")
    assert str(student) in {row["student_id"] for row in sees(office, "/absences/")["items"]}
    asks(office, f"/absences/excuses/{made['excuse_id']}/take-back", {"why": "not his"}, 200)
    incomplete = f"/absences/sections/{held.university.section_id}/students/{student}/incomplete"
    assert codes(asks(office, incomplete, {}, 409)) == ["not_over_half_ill"]


def test_the_chairman_sets_the_next_policy_of_absences(held: Campus, visit: Visit) -> None:
    chairman, address = visit(uuid4(), "chairman"), "/grading/absence-policies"
    good(chairman, address, "10, 15, 20")
    said: dict[str, object] = {
        "valid_from": "2025-09-01", "season": "", "levels": "10, 20", "limit": "25", "effect": "ground",
        "away_days": "14", "holiday_days": "5", "class_weeks": "15", "why": "council", "sure": "y",
    }  # fmt: skip
    sends(chairman, address, {**said, "levels": "20, 10", "valid_from": "2025-01-01"}, 409)
    sends(chairman, address, said)
    with db.read() as session:
        last = session.scalars(select(AbsencePolicyRow).order_by(AbsencePolicyRow.version.desc())).first()
    assert last is not None and (last.limit, last.valid_from) == (25, date(2025, 9, 1))
    assert held.students
