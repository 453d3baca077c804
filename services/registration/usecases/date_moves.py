"""Moving a published date later: the chain, what hangs on it, the row on the register, who is told (R13.1, D1)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from uuid import UUID, uuid4

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.registration.domain import moved_dates
from services.registration.domain.moved_dates import MOVABLE, Wish
from services.registration.domain.reasons import Reason
from services.registration.domain.term_dates import Chain
from services.registration.models.applications import Application, State
from services.registration.models.deadlines import DateMove
from services.registration.models.sections import Section
from services.registration.models.terms import Term
from services.registration.queries.calendar import working_days
from services.registration.queries.staff import holders
from services.registration.queries.terms import waits_for
from services.registration.usecases import section_events, term_notices, terms, waiting_dates
from services.registration.usecases.notices import typed
from services.registration.usecases.recorded import recorded
from shared.clock import now, office_day
from shared.contracts.notifications import Notify
from shared.errors import Refused
from shared.messaging import publish
from shared.messaging.outages import is_held

IN_PLAY = (State.RECEIVED, State.IN_LINE, State.OFFERED, *waiting_dates.UNPAID, State.CONFIRMED, State.ON_SHEET)
HELD_AT = {"the minimum is counted": "counted_at", "offers end": "offers_end_at"}
"""Steps of a term that take something away, each with its date."""


def planned(session: Session, term: Term, wish: Wish) -> Chain:
    """The chain as it would be. Raises Refused with every reason against the act (R13.1, D1)."""
    if not term.is_open:
        raise Refused.because(Reason("date_moves_when_published", "R13.1"))
    before, calendar = terms.chain_of(term), working_days(session)
    reasons = list(moved_dates.against(before, wish, now(session).office, calendar, _held(session, term)))
    if reasons:
        raise Refused(reasons)
    return moved_dates.moved(before, wish, calendar)


def _held(session: Session, term: Term) -> frozenset[str]:
    """Dates that a long outage keeps from acting: the one at which the term is held, and all after it (R13.1)."""
    name = HELD_AT.get(waits_for(session, term.term_id))
    return frozenset(MOVABLE[MOVABLE.index(name) :]) if name and is_held(session, term.term_id) else frozenset()


def put(session: Session, term: Term, after: Chain) -> None:
    """Set the chain; term and sections are told to the others, exams and attestations follow (R4.1, R8.2)."""
    assert term.dates
    before = terms.chain_of(term)
    for name, value in terms.columns(after).items():
        setattr(term.dates, name, value)
    term.starts_on, term.ends_on = after.starts_on, after.ends_on
    term.dates.version_no += 1
    term.version_no += 1
    session.flush()
    publish(session, [terms.changed(term)])
    if (before.attestations_on, before.exams_from, before.ends_on) != (
        after.attestations_on, after.exams_from, after.ends_on,
    ):  # fmt: skip
        _move_sections(session, term, before, after)


def _move_sections(session: Session, term: Term, before: Chain, after: Chain) -> None:
    calendar = working_days(session)
    mine = select(Section).where(Section.term_id == term.term_id, Section.status == "open").order_by(Section.section_id)
    found = session.scalars(mine.with_for_update(key_share=True)).all()
    for section in found:
        section.attestations_on = [day.isoformat() for day in after.attestations_on]
        if section.exam_at and section.exam_ends_at:
            day = moved_dates.exam_day(office_day(section.exam_at), before, after, calendar)
            length = section.exam_ends_at - section.exam_at
            section.exam_at += day - office_day(section.exam_at)
            section.exam_ends_at = section.exam_at + length
        section.version_no += 1
    session.flush()
    section_events.tell(session, found)


def note(
    session: Session, term: Term, moved: list[dict[str, str]], seats: int, why: str, cause: str = "act"
) -> DateMove:
    """The act on the register, under the next number of its term's dates."""
    assert term.dates
    row = DateMove(
        move_id=uuid4(), term_id=term.term_id, cause=cause, version_no=term.dates.version_no,
        moved_at=now(session).office, moved=moved, seats=seats, why=why, **recorded(session),
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def tell(session: Session, act: DateMove, term: Term, due_moved: Iterable[Application]) -> None:
    """One notice to everyone concerned; whose due date moves hears it when billing has moved it (R13.2)."""
    assert term.dates
    theirs = {case.student_id for case in due_moved}
    params = typed({"term": term.code, "why": act.why, **{name: getattr(term.dates, name) for name in TOLD}})
    publish(
        session,
        [
            Notify(f"dates_moved:{act.move_id}:{person_id}", person_id, "dates_moved", params, case_id=term.term_id)
            for person_id in dict.fromkeys(_concerned(session, term))
            if person_id not in theirs
        ],
    )


TOLD = ("closes_at", "due_on", "offers_end_at", "starts_on", "exams_from", "ends_on")


def _concerned(session: Session, term: Term) -> Iterator[UUID]:
    in_play = Application.term_id == term.term_id, Application.state.in_(IN_PLAY)
    yield from session.scalars(select(Application.student_id).where(*in_play).distinct())
    yield from term_notices.teachers_of(session, term)
    yield from term_notices.deans_of(session, term)
    yield from holders(session, now(session).day, *term_notices.OFFICE)
    if term.dates and now(session).office < term.dates.closes_at:
        yield from term_notices.debtors_of(session, term)


def due_moved_told(session: Session, cases: Sequence[Application]) -> None:
    """Billing has moved the due date: the student is told, once for all his invoices (R13.2)."""
    said = select(DateMove.term_id, DateMove.why).where(DateMove.term_id.in_({case.term_id for case in cases}))
    why: Mapping[UUID, str] = dict(session.execute(said.order_by(DateMove.moved_at, DateMove.recorded_at)).all())
    publish(
        session,
        [
            Notify(
                f"due_date_moved:{case.term_id}:{case.student_id}:{case.due_at}", case.student_id, "due_date_moved",
                typed({"due_at": case.due_at, "why": why.get(case.term_id, "")}), case_id=case.case_id,
            )
            for case in cases
        ],
    )  # fmt: skip


def counts(session: Session, term: Term, after: Chain) -> dict[str, int]:
    """Who is concerned, for the preview: students, sections, unpaid seats that get more time, open offers."""
    in_play = Application.term_id == term.term_id, Application.state.in_(IN_PLAY)
    students = session.scalar(select(func.count(Application.student_id.distinct())).where(*in_play)) or 0
    mine = Section.term_id == term.term_id, Section.status == "open"
    sections = session.scalar(select(func.count()).select_from(Section).where(*mine)) or 0
    before = terms.chain_of(term)
    seats = len(waiting_dates.unpaid_before(session, term.term_id, before, after))
    offers = len(waiting_dates.open_offers(session, term.term_id)) if after.offers_end_at != before.offers_end_at else 0
    return {"students": students, "sections": sections, "seats": seats, "offers": offers}
