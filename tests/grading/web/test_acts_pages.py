"""The screens of acts after the seal, as those who use them meet them (R4.7, R5.3, R5.5, D10, D12)."""

from __future__ import annotations

from io import BytesIO
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from services.grading.db import db
from services.grading.domain.outcome import Appearance
from services.grading.models import Appeal, AttemptRow, Base, Correction, Equivalent
from services.grading.usecases import copies
from shared.contracts.registration import CourseChanged
from tests.grading.web.conftest import Campus, Visit

PDF = b"%PDF-1.7 a signed paper"


@pytest.fixture
def sealed(campus: Campus) -> Campus:
    """One passed, one failed by a point, one did not appear; all sealed an hour after the exam."""
    with campus.at_work() as university:
        university.attest(("80", "80"), ("80", "80"), ("80", "80"))
        university.examine("70", "49", Appearance.DID_NOT_APPEAR)
        university.close()
    return campus


def newest(model: type[Base], of: UUID) -> Correction | Appeal | Equivalent:
    """The act about this student, or course."""
    column = getattr(model, "student_id", None) or getattr(model, "course_id")  # noqa: B009
    with db.read() as session:
        found = session.scalars(select(model).where(column == of)).all()
    assert len(found) == 1
    assert isinstance(found[0], Correction | Appeal | Equivalent)
    return found[0]


def good(client: FlaskClient, address: str, *words: str) -> str:
    page = client.get(address)
    assert page.status_code == 200, address
    missing = [word for word in words if word not in page.text]
    assert missing == []
    return page.text


def sends(client: FlaskClient, address: str, data: dict[str, object], status: int = 303) -> str:
    answer = client.post(address, data=data, content_type="multipart/form-data")
    assert answer.status_code == status, answer.text[-3000:]
    return answer.text


def test_a_correction_walks_from_the_teacher_to_the_office(sealed: Campus, visit: Visit, teacher: FlaskClient) -> None:
    student = sealed.students[1]
    form = f"/grading/groups/{sealed.university.section_id}/students/{student}/correction"
    assert form in good(teacher, sealed.address)
    said = {"list": "exam:1", "mark": "70", "reason": "page 2", "document": "12-K"}
    sends(teacher, form, {**said, "scan": (BytesIO(b"MZ virus"), "x.pdf")}, 409)
    sends(teacher, form, {**said, "scan": (BytesIO(PDF), "paper.pdf")})
    office = visit(uuid4(), "leading_specialist")
    act = newest(Correction, student)
    assert isinstance(act, Correction)
    address = f"/grading/corrections/{act.correction_id}"
    assert address in good(office, "/grading/corrections", "waits for a decision", "12-K")
    good(office, address, "49", "70", "page 2")
    assert office.get(f"/grading/scans/{act.scan_id}").data == PDF
    sends(office, address, {"decision": "approve", "why": "seen"})
    for language in ("kk", "ru", "en"):
        reader = visit(uuid4(), "rectorate", language=language)
        good(reader, address, "B-")
        good(reader, f"{sealed.address}/versions", "70.00", "49.00")
    good(visit(uuid4(), "auditor"), "/grading/corrections", "approved")


def test_an_appeal_walks_from_the_student_to_the_commission(sealed: Campus, visit: Visit) -> None:
    student = sealed.students[1]
    with db.read() as session:
        attempt = session.scalars(select(AttemptRow.attempt_id).where(AttemptRow.student_id == student)).one()
    appellant, office, chair = visit(student, "student"), visit(uuid4(), "chairman"), visit(uuid4(), "rectorate")
    address = f"/grading/appeals/new/{attempt}"
    assert address in good(appellant, "/grading/results", "Appeal until")
    good(appellant, address, "Mathematics")
    sends(appellant, address, {"grounds": "question 3"})
    good(appellant, "/grading/results", "being considered")
    act = newest(Appeal, student)
    assert isinstance(act, Appeal)
    shown = f"/grading/appeals/{act.appeal_id}"
    good(office, "/grading/appeals/", "being considered")
    members = []
    with sealed.at_work() as university:
        for name in ("Ахметов Болат", "Сейтова Мадина"):
            members.append(uuid4())
            university.person(members[-1], name, staff=True)
    sends(office, f"{shown}/commission", {"first": str(members[0]), "second": "", "third": "", "fourth": ""}, 422)
    sends(
        office,
        f"{shown}/commission",
        dict(zip(("first", "second", "third", "fourth"), [*map(str, members), "", ""], strict=True)),
    )
    good(chair, shown, "Ахметов Болат")
    sends(chair, f"{shown}/decision", {"protocol": "7", "raised_to": "20", "reason": "no"}, 409)
    sends(chair, f"{shown}/decision", {"protocol": "7", "raised_to": "55", "reason": "question 3 counts"})
    good(chair, shown, "raised", "question 3 counts")
    good(visit(student, "student"), "/grading/results", "C+")


def test_the_reserve_exam_walks_from_the_certificate_to_its_sheet(
    sealed: Campus, visit: Visit, teacher: FlaskClient
) -> None:
    student, section = sealed.students[2], sealed.university.section_id
    office, leading = visit(uuid4(), "specialist"), visit(uuid4(), "leading_specialist")
    address = f"/grading/groups/{section}/students/{student}/certificate"
    assert address in good(office, sealed.address)
    sends(office, address, {"document": "95/1", "reason": "ill"})
    act = newest(Correction, student)
    assert isinstance(act, Correction)
    sends(leading, f"/grading/corrections/{act.correction_id}", {"decision": "approve", "why": "in time"})
    good(office, sealed.address, "Exam of the reserve days (1)")
    sends(office, f"/grading/groups/{section}/reserve", {"ends_at": "2025-07-22T12:00"})
    good(teacher, f"{sealed.address}/exam?sitting=2", f"mark-{student}")
    sends(teacher, f"{sealed.address}/exam?sitting=2", {f"mark-{student}": "90"})
    sends(teacher, f"{sealed.address}/close?sitting=2", {})
    good(visit(student, "student"), "/grading/results", ">84<")


def test_cribs_a_message_and_what_changed_since_yesterday(campus: Campus, teacher: FlaskClient, visit: Visit) -> None:
    with campus.at_work() as university:
        university.attest(*[("80", "80")] * 3)
    student = campus.students[0]
    address = f"/grading/exams/{campus.university.section_id}/students/{student}/cribs"
    assert teacher.get(address).status_code == 403, "the teacher records no act about his own exam (R4.7)"
    invigilator = visit(uuid4(), "invigilator")
    good(invigilator, "/grading/exams/", "MAT101-S1")
    assert address in good(invigilator, f"/grading/exams/{campus.university.section_id}")
    act = {"number": "3", "found_at": "2025-07-18T12:00", "what": "phone", "drawn_up_by": "A", "witness": "B"}
    sends(invigilator, address, act)  # type: ignore[arg-type]
    assert f"mark-{student}" not in good(teacher, f"{campus.address}/exam", "cribs")
    sends(teacher, f"/grading/groups/{campus.university.section_id}/message", {"text": "Room 5 tomorrow"})
    good(teacher, campus.address, "Added: ", "Why is a student not on the list?")


def test_an_equivalent_walks_from_the_dean_to_the_office(campus: Campus, visit: Visit) -> None:
    old, new = uuid4(), uuid4()
    with campus.at_work() as university:
        for course, code in ((old, "OLD1"), (new, "NEW1")):
            event = CourseChanged(course, 1, f"{code}{course.hex[:4]}", 5, {"kk": "А", "ru": "Б", "en": "C"}, True)
            copies.keep_courses(university.session, [event])
    dean, office = visit(uuid4(), "dean"), visit(uuid4(), "chairman")
    said = {"course": str(old), "instead": str(new), "valid_from": "2025-07-01", "document": "5", "reason": "closed"}
    sends(dean, "/grading/equivalents/new", {**said, "instead": str(old)}, 409)
    sends(dean, "/grading/equivalents/new", dict(said))
    act = newest(Equivalent, old)
    assert isinstance(act, Equivalent)
    good(office, "/grading/equivalents/", "waits for a decision")
    sends(office, f"/grading/equivalents/{act.act_id}", {"decision": "approve"})
    good(dean, f"/grading/equivalents/{act.act_id}", "in force")
