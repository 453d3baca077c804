"""What registration tells people of their cases: a template and its values, said once a key (R13.2)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.registration.models.applications import Application
from services.registration.models.catalogue import Course
from services.registration.models.people import Person
from services.registration.models.sections import Section
from shared.contracts.notifications import Notify
from shared.messaging import publish
from shared.money import Money

Value = str | int | date | datetime | Money | None


def tell(
    session: Session,
    cases: Sequence[Application],
    template: str,
    values: Mapping[UUID, Mapping[str, Value]] | None = None,
    again: str = "",
) -> None:
    """Tell the student of each case; ``again`` makes the key of a thing that may happen to a case more than once."""
    publish(session, notices(session, cases, template, values, again))


def notices(
    session: Session,
    cases: Sequence[Application],
    template: str,
    values: Mapping[UUID, Mapping[str, Value]] | None = None,
    again: str = "",
) -> list[Notify]:
    """The notices of these cases; each names the course by its code and by its title in the student's language."""
    titles = _titles(session, cases)
    return [
        Notify(
            key=":".join(part for part in (template, str(case.case_id), again) if part),
            person_id=case.student_id,
            template=template,
            params=typed({**titles[case.case_id], **(values or {}).get(case.case_id, {})}),
            case_id=case.case_id,
        )
        for case in cases
    ]


def typed(values: Mapping[str, Value]) -> dict[str, str]:
    """Values as notices carry them: with the prefix by which each language prints them as it does."""
    return {name: _typed(value) for name, value in values.items() if value is not None}


def _typed(value: Value) -> str:
    match value:
        case Money():
            return f"money:{value}"
        case datetime():
            return f"moment:{value.isoformat()}"
        case date():
            return f"date:{value.isoformat()}"
        case int():
            return f"number:{value}"
        case _:
            return str(value)


def _titles(session: Session, cases: Iterable[Application]) -> dict[UUID, dict[str, Value]]:
    rows = session.execute(
        select(Application.case_id, Course.code, Course.title, Section.label, Person.language)
        .join(Course, Course.course_id == Application.course_id)
        .join(Section, Section.section_id == Application.section_id)
        .join(Person, Person.person_id == Application.student_id)
        .where(Application.case_id.in_([case.case_id for case in cases]))
    )
    return {row.case_id: {"course": row.code, "title": row.title[row.language], "section": row.label} for row in rows}
