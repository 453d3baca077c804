"""What stands beside the person: a student's standing, a member of staff's post and roles (R1.2)."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from services.registration.models.campus import StaffPost, Student
from services.registration.usecases.records import rows
from services.registration.usecases.records.context import Context
from shared.records import model as source


def enrol(session: Session, context: Context, records: Sequence[source.StudentRecord]) -> None:
    """The standing of students whose persons are in."""
    session.execute(insert(Student).on_conflict_do_nothing(), [rows.student(context, record) for record in records])


def give_posts(session: Session, records: Sequence[source.StaffRecord]) -> None:
    """Posts of members of staff."""
    posts = [{"person_id": record.id, "number": record.number, "post": rows.titles(record.post)} for record in records]
    session.execute(insert(StaffPost).on_conflict_do_nothing(), posts)
