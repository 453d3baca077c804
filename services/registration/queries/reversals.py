"""Confirmed seats that are not paid for since a posting was reversed: the office's work list (D16)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, func, select

from services.registration.models.applications import Application, State
from services.registration.models.catalogue import Course
from services.registration.models.people import Person
from services.registration.models.reversals import PaymentReversal


def unpaid_seats() -> Select[*tuple[Any, ...]]:
    """Those that are not paid again, with student, course, and until when the seat is kept."""
    name = func.concat_ws(" ", Person.surname, Person.given_name).label("name")
    return (
        select(
            PaymentReversal.case_id, name, Course.code.label("course"), Application.state, Application.invoice_number,
            PaymentReversal.state.label("money"), PaymentReversal.repay_by, PaymentReversal.why,
        )
        .join(Application, Application.case_id == PaymentReversal.case_id)
        .join(Person, Person.person_id == Application.student_id)
        .join(Course, Course.course_id == Application.course_id)
        .where(PaymentReversal.state != "restored", Application.state != State.ENDED)
    )  # fmt: skip
