"""What stands about results beside debts: equivalents, what can still change, who is missing on a list (D9, D12)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.registration.models.applications import Application
from services.registration.models.campus import Student
from services.registration.models.people import Person
from services.registration.models.sections import Section
from services.registration.models.study import CorrectedResult, EquivalentCopy, PendingCopy
from shared.clock import now
from shared.contracts.registration import SummerEnd
from shared.sorting import folded

ASKED_LEAST, SHOWN_MOST = 3, 20
UNCONFIRMED = (
    SummerEnd.LAPSED_UNPAID, SummerEnd.NO_SEAT, SummerEnd.PASSED_OVER,
    SummerEnd.OFFER_DECLINED, SummerEnd.OFFER_EXPIRED,
)  # fmt: skip


def equivalents_of(session: Session, course_ids: Collection[UUID]) -> dict[UUID, list[UUID]]:
    """By course no longer offered: those that stand for it today (D12)."""
    found: dict[UUID, list[UUID]] = {}
    acts = select(EquivalentCopy.course_id, EquivalentCopy.equivalent_id).where(
        EquivalentCopy.course_id.in_(course_ids), EquivalentCopy.status == "in_force",
        EquivalentCopy.valid_from <= now(session).day,
    )  # fmt: skip
    for course_id, equivalent_id in session.execute(acts.order_by(EquivalentCopy.act_id)):
        found.setdefault(course_id, []).append(equivalent_id)
    return found


def under_an_act(session: Session, student_ids: Collection[UUID]) -> dict[tuple[UUID, UUID], datetime]:
    """Until when the act about cribs can be appealed, by student and course: before, nobody applies anew (D9)."""
    rows = session.execute(
        select(PendingCopy.student_id, PendingCopy.course_id, PendingCopy.until).where(
            PendingCopy.student_id.in_(student_ids), PendingCopy.why == "cribs_act", PendingCopy.until.is_not(None)
        )
    )
    return {(student_id, course_id): until for student_id, course_id, until in rows if until}


def corrected_result(session: Session, case_id: UUID) -> CorrectedResult | None:
    """The result as it is now, where it changed after the end of the case (R5.3)."""
    return session.get(CorrectedResult, case_id)


@dataclass(frozen=True, slots=True)
class Asked:
    """A student whom a teacher asks for, in state words only: no sums, no dates of payment."""

    name: str
    number: str
    section: str
    word: str
    """``on_list``, ``confirmed``, ``not_confirmed``, ``waiting``, ``lapsed``, ``left``."""


def asked_for(session: Session, section: Section, wanted: str) -> list[Asked]:
    """Students of this name or number who applied for the course in this term, and why they are not on the list."""
    text = folded(wanted.strip())
    if len(text) < ASKED_LEAST:
        return []
    rows = session.execute(
        select(Person, Student.number, Section.label, Application)
        .join(Student, Student.student_id == Application.student_id)
        .join(Person, Person.person_id == Application.student_id)
        .join(Section, Section.section_id == Application.section_id)
        .where(Application.term_id == section.term_id, Application.course_id == section.course_id)
        .where(Person.folded.contains(text, autoescape=True) | (Student.number == wanted.strip()))
        .order_by(Person.sort_key, Application.received_at)
        .limit(SHOWN_MOST)
    )
    return [Asked(person.name, number, label, word_of(case)) for person, number, label, case in rows]


def word_of(case: Application) -> str:
    """The state of an application as a teacher may know it."""
    words = {"confirmed": "confirmed", "on_sheet": "on_list", "invoiced": "not_confirmed", "held": "not_confirmed"}
    if case.way in UNCONFIRMED:
        return "lapsed"
    if case.way is not None:
        return "on_list" if case.outcome else "left"
    return words.get(case.state, "waiting")


PENDING = ("open_sheet", "appeal", "re_exam")
"""Results that may turn out so that the course is not needed; an act about cribs is waited for otherwise (D8, D9)."""


def pending_of(session: Session, student_ids: Collection[UUID]) -> dict[tuple[UUID, UUID], str]:
    """Why the results of these students can still change, by student and course (R8.3)."""
    rows = session.execute(
        select(PendingCopy.student_id, PendingCopy.course_id, PendingCopy.why).where(
            PendingCopy.student_id.in_(student_ids), PendingCopy.why.in_(PENDING)
        )
    )
    return {(row.student_id, row.course_id): row.why for row in rows}
