"""The published offer of a course to a student, and the document that is kept when he accepts it (R8.4)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from services.registration.domain import published_offer
from services.registration.domain.published_offer import Dates, Offered
from services.registration.domain.seasons import SUMMER, policy
from services.registration.models.applications import OfferDocument
from services.registration.models.campus import Student
from services.registration.models.sections import Section
from services.registration.models.terms import TermDates
from services.registration.queries.applying import Facts
from shared.clock import now


@dataclass(frozen=True, slots=True)
class PublishedOffer:
    """A document and the hash by which it is accepted."""

    digest: str
    content: dict[str, Any]


def offer_of(known: Facts, student: Student, section: Section) -> PublishedOffer | None:
    """What the university offers this student for this section; nothing while it has no price or no dates."""
    term, course = known.terms[section.term_id], known.courses[section.course_id]
    price = known.price(student, term)
    if price is None or term.dates is None:
        return None
    offered = Offered(
        term=term.code,
        academic_year=term.academic_year,
        course=course.code,
        titles=course.title,
        section=section.label,
        specialty=known.specialties[student.specialty_id].code,
        credits=course.credits,
        price_tiyn=price.tiyn,
        policies=tuple(known.policies[key].cited for key in ("refunds", policy(term.season, "dates"))),
        kind="summer_offer" if term.season == SUMMER else "retake_offer",
    )
    content = published_offer.content(offered, _dates(term.dates), known.policies["refunds"].value)
    return PublishedOffer(published_offer.digest(content), content)


def keep(session: Session, offer: PublishedOffer) -> str:
    """Keep the document as it was accepted; equal ones are kept once. Returns its hash."""
    row = {"digest": offer.digest, "content": offer.content, "recorded_at": now(session).real}
    session.execute(insert(OfferDocument).values(row).on_conflict_do_nothing())
    return offer.digest


def _dates(dates: TermDates) -> Dates:
    return Dates(
        closes_at=dates.closes_at,
        drawn_at=dates.drawn_at,
        due_on=dates.due_on,
        confirmed_by=dates.confirmed_by,
        starts_on=dates.starts_on,
        ends_on=dates.ends_on,
    )
