"""What ends many cases at once: a term withdrawn by the rectorate, a section cancelled or moved (R8.2, D7, D24)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.registration.domain.reasons import Reason
from services.registration.models.applications import HAS_SEAT, Application, State
from services.registration.models.sections import Section
from services.registration.models.terms import Term
from services.registration.queries.staff import holders
from services.registration.usecases import final_dates, section_events, terms
from services.registration.usecases.notices import tell, typed
from services.registration.usecases.term_notices import OFFICE, deans_of, teachers_of
from shared.clock import now, office_day
from shared.contracts.base import Message
from shared.contracts.notifications import Notify
from shared.contracts.registration import CourseCancelled, TermWithdrawn
from shared.errors import NotFound, Refused
from shared.messaging import publish

TO_WITHDRAW = ("published", "running")


def withdrawable(session: Session, term_id: UUID, why: str) -> Term:
    """A published term, locked: an application that is on its way comes before or after, never between (R8.2)."""
    term = terms.term_of(session, term_id, for_change=True)
    reasons = []
    if term.status not in TO_WITHDRAW:
        reasons.append(Reason("term_not_withdrawable", "R8.2", {"status": f"text:status.{term.status}"}))
    if not why:
        reasons.append(Reason("why_missing", "R8.2"))
    if reasons:
        raise Refused(reasons)
    return term


def withdraw_noted(session: Session, said: Sequence[tuple[Term, TermWithdrawn]]) -> None:
    """Keep why the rectorate withdrew it."""
    for term, event in said:
        term.withdrawn_why = event.why
    session.flush()


def cancel_sections(session: Session, withdrawn: Sequence[Term]) -> None:
    """Its sections are not held; nobody joins their lines any more."""
    ids = [term.term_id for term in withdrawn]
    found = session.scalars(
        select(Section).where(Section.term_id.in_(ids), Section.status.in_(("planned", "open"))).with_for_update()
    ).all()
    _close(session, found)


def _close(session: Session, sections: Sequence[Section]) -> None:
    for section in sections:
        section.status = "cancelled"
        section.version_no += 1
    session.flush()
    section_events.tell(session, sections)


def cases_told(session: Session, withdrawn: Sequence[Term]) -> Iterator[Message]:
    """Each application of the term goes its own way out, with everything back (R8.2)."""
    why = {term.term_id: term.withdrawn_why or "" for term in withdrawn}
    live = session.execute(
        select(Application.case_id, Application.term_id)
        .where(Application.term_id.in_(why), Application.state != State.ENDED)
        .order_by(Application.case_id)
    )
    return (TermWithdrawn(case_id, why[term_id]) for case_id, term_id in live)


def people_told(session: Session, withdrawn: Sequence[Term]) -> Iterator[Notify]:
    """Deans, the office and the teachers; each student is told by his own case."""
    office = holders(session, now(session).day, *OFFICE, "finance", "chief_accountant")
    for term in withdrawn:
        for person_id in dict.fromkeys([*deans_of(session, term), *office, *teachers_of(session, term)]):
            params = typed({"term": term.code, "starts_on": term.starts_on, "why": term.withdrawn_why})
            key = f"term_is_withdrawn:{term.term_id}:{person_id}"
            yield Notify(key, person_id, "term_is_withdrawn", params, case_id=term.term_id)


def cancel_section(session: Session, section_id: UUID, why: str) -> Section:
    """No teacher was found for classes that have begun: the section ends, all who are in it get all back (D7).

    Done when the days of the search are over, or by two; the final date of the debts concerned moves with it (R9.3).
    """
    section = cancellable(session, section_id, why)
    final_dates.tell_moved(session, section)
    _close(session, [section])
    live = select(Application.case_id).where(Application.section_id == section_id, Application.state != State.ENDED)
    cases = session.scalars(live.order_by(Application.case_id))
    publish(session, [CourseCancelled(case_id, why) for case_id in cases])
    _tell_teacher(session, section, why)
    return section


def cancellable(session: Session, section_id: UUID, why: str) -> Section:
    """An open section whose classes have begun, locked. Raises Refused."""
    section = _open_section(session, section_id)
    term = terms.term_of(session, section.term_id)
    if not why:
        raise Refused([Reason("why_missing", "D7")])
    if now(session).day < term.starts_on:
        raise Refused([Reason("classes_not_begun", "D7", {"starts_on": f"date:{term.starts_on}"})])
    return section


def _open_section(session: Session, section_id: UUID) -> Section:
    section = session.get(Section, section_id, with_for_update=True)
    if section is None:
        raise NotFound("section")
    if section.status != "open":
        raise Refused([Reason("section_over", "D7", {"status": f"text:status.{section.status}"})])
    return section


def _tell_teacher(session: Session, section: Section, why: str) -> None:
    if section.teacher_id is not None:
        key, params = f"section_cancelled:{section.section_id}", typed({"section": section.label, "why": why})
        publish(session, [Notify(key, section.teacher_id, "section_cancelled", params)])


def times_changed(session: Session, section: Section) -> None:
    """Who has a seat is told, and may leave within 24 hours with everything back (D24)."""
    moment = now(session)
    section.times_changed_at = moment.office
    seated = select(Application).where(Application.section_id == section.section_id, Application.state.in_(HAS_SEAT))
    cases = session.scalars(seated.order_by(Application.case_id)).all()
    again = moment.office.isoformat()
    until = {case.case_id: {"day": office_day(moment.office)} for case in cases}
    tell(session, cases, "section_times_changed", until, again=again)
