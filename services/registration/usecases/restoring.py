"""Courses that an order of expulsion took a student out of: which of them he can have again (R11.4)."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy.orm import Session

from services.registration.domain.purposes import Purpose
from services.registration.models.applications import Application
from services.registration.models.reviews import Review
from services.registration.models.sections import Section
from services.registration.models.terms import Term
from services.registration.usecases.applications import Wish, prospect
from services.registration.usecases.review_effects import left_by
from shared.clock import now


def wishes(session: Session, review: Review) -> Iterator[tuple[Wish, str, str | None]]:
    """A wish for each with the first arrival; beside it the course, and why it can't be had any more."""
    for application, code in left_by(session, review):
        offer = prospect(session, application.student_id, application.section_id, Purpose(application.purpose)).offer
        wish = Wish(
            application.student_id, application.section_id, offer.digest if offer else "",
            Purpose(application.purpose), instead_of=application.case_id, arrived_at=application.received_at,
        )  # fmt: skip
        yield wish, code, _why_not(session, application)


def _why_not(session: Session, application: Application) -> str | None:
    section = session.get_one(Section, application.section_id, populate_existing=True)
    term = session.get_one(Term, section.term_id)
    if section.status != "open":
        return "section_over"
    if term.dates is None or now(session).day > term.dates.confirmed_by:
        return "classes_begun"
    return "seat_given_on" if section.taken >= section.capacity or section.waiting else None
