"""A student's results by term, his debts each with its reason, his GPA with "why?" (R6, R9.1)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from services.grading.db import db
from services.grading.models import Person, Student
from services.grading.queries import acts, averages, record, running
from shared.clock import now
from shared.web import allows, current_actor, current_student_id, page_blueprint, render, require

pages = page_blueprint("grading", "student", __name__)
SEASONS = ("autumn", "spring", "summer")


@pages.get("/results")
@allows("grading.see_own_results")
def results() -> ResponseReturnValue:
    """My results."""
    return _results(current_student_id())


@pages.get("/students/<uuid:student_id>/results")
@allows("grading.see_results")
def results_of(student_id: UUID) -> ResponseReturnValue:
    """The results of a student, for those who may see them."""
    return _results(student_id)


@pages.get("/record-book")
@allows("grading.see_own_results")
def record_book() -> ResponseReturnValue:
    """My record book (R5.2)."""
    return _record_book(current_student_id())


@pages.get("/students/<uuid:student_id>/record-book")
@allows("grading.see_results")
def record_book_of(student_id: UUID) -> ResponseReturnValue:
    """The record book of a student, for those who may see his results."""
    return _record_book(student_id)


@pages.get("/debts")
@allows("grading.see_own_results")
def debts() -> ResponseReturnValue:
    """My academic debts."""
    return _debts(current_student_id())


@pages.get("/students/<uuid:student_id>/debts")
@allows("grading.see_debts")
def debts_of(student_id: UUID) -> ResponseReturnValue:
    """The academic debts of a student, for those who may see them."""
    return _debts(student_id)


@pages.get("/gpa")
@allows("grading.see_own_results")
def gpa() -> ResponseReturnValue:
    """My GPA, and why it is that."""
    return _gpa(current_student_id())


@pages.get("/students/<uuid:student_id>/gpa")
@allows("grading.see_gpa")
def gpa_of(student_id: UUID) -> ResponseReturnValue:
    """The GPA of a student, for those who may see it."""
    return _gpa(student_id)


def _results(student_id: UUID) -> ResponseReturnValue:
    with db.read() as session:
        person, student = whose(session, "grading.see_results", student_id)
        terms, average = record.results(session, student_id), averages.derivation(session, student_id)
        values: dict[str, Any] = {"terms": terms, "average": average, "running": running.running(session, student_id)}
        values["appeals"] = acts.of_student(session, student_id, now(session).office)
        values["own"] = student_id == current_student_id() and current_actor().on_behalf_of is None
        return render("grading/results.html", person=person, student=student, student_id=student_id, **values)


def _record_book(student_id: UUID) -> ResponseReturnValue:
    with db.read() as session:
        person, student = whose(session, "grading.see_results", student_id)
        terms = record.record_book(session, student_id)
        return render("grading/record_book.html", person=person, student=student, student_id=student_id, terms=terms)


def _debts(student_id: UUID) -> ResponseReturnValue:
    with db.read() as session:
        person, student = whose(session, "grading.see_debts", student_id)
        found = record.debts(session, student_id)
        return render("grading/debts.html", person=person, student=student, student_id=student_id, debts=found)


def _gpa(student_id: UUID) -> ResponseReturnValue:
    year, season = request.args.get("year", ""), request.args.get("season", "")
    with db.read() as session:
        person, student = whose(session, "grading.see_gpa", student_id)
        found = averages.derivation(
            session,
            student_id,
            academic_year=int(year) if year.isascii() and year.isdigit() and len(year) == 4 else None,
            season=season if season in SEASONS else None,
        )
        return render("grading/gpa.html", person=person, student=student, student_id=student_id, found=found)


def whose(session: Session, action: str, student_id: UUID) -> tuple[Person | None, Student | None]:
    """The student, if the person who asks may see him: he himself, or staff within their bounds."""
    student = session.get(Student, student_id)
    faculty, group = (student.faculty_id, student.group_id) if student else (None, None)
    if student_id != current_student_id():
        owner = student.owner_for(current_actor().person_id) if student else student_id
        require(action, owner=owner, faculty=faculty, group=group)
    return session.get(Person, student_id), student
