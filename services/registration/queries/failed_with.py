"""Who taught a student when he got his F: the section of that term, of an import or of an application (R8.6)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from uuid import UUID

from sqlalchemy import Subquery, and_, select
from sqlalchemy.orm import Session, aliased

from services.registration.models.applications import Application
from services.registration.models.copies import DebtCopy
from services.registration.models.people import Person
from services.registration.models.registrations import Registration
from services.registration.models.sections import Section


def failed_with() -> Subquery:
    """``debt_id, student_id, course_id, term_id, teacher_id`` of each open debt: in which term, and with whom."""
    section, earlier = aliased(Section), aliased(Application)
    named = (DebtCopy.debt_id, DebtCopy.student_id, DebtCopy.course_id, section.term_id, section.teacher_id)
    is_open = and_(DebtCopy.status == "open", section.teacher_id.is_not(None))
    in_its_term = Registration.term_id == DebtCopy.term_id
    taught = (
        select(*named)
        .join(Registration, and_(Registration.student_id == DebtCopy.student_id, in_its_term))
        .join(section, section.section_id == Registration.section_id)
        .where(is_open, Registration.course_id == DebtCopy.course_id)
    )
    repeated = (
        select(*named)
        .join(earlier, earlier.debt_id == DebtCopy.debt_id)
        .join(section, section.section_id == earlier.section_id)
        .where(is_open, earlier.outcome.is_not(None), earlier.outcome != "passed")
    )
    return taught.union(repeated).subquery("failed_with")


def teachers_who_failed(session: Session, student_ids: Collection[UUID]) -> dict[UUID, dict[UUID, str]]:
    """Teachers with their names by open debt: whoever gave the student the F, at any try."""
    them = failed_with()
    rows = session.execute(
        select(them.c.debt_id, them.c.teacher_id, Person.surname + " " + Person.given_name)
        .join(Person, Person.person_id == them.c.teacher_id)
        .where(them.c.student_id.in_(student_ids))
    )
    found: dict[UUID, dict[UUID, str]] = defaultdict(dict)
    for debt_id, teacher_id, name in rows:
        found[debt_id][teacher_id] = name
    return found
