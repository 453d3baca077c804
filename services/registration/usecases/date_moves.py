"""Moving a published date later: the chain, what hangs on it, the row on the register, who is told (R13.1, D1)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.registration.domain import moving
from services.registration.domain.line import OfferPolicy, open_until
from services.registration.domain.moving import Wish
from services.registration.domain.reasons import Reason
from services.registration.domain.term_dates import Chain
from services.registration.models.applications import Application, State
from services.registration.models.deadlines import DateMove
from services.registration.models.seats import SeatOffer
from services.registration.models.sections import Section
from services.registration.models.terms import Term
from services.registration.queries.calendar import working_days
from services.registration.queries.policies import in_force
from services.registration.queries.staff import holders
from services.registration.usecases import enrolments, section_events, term_notices, terms
from services.registration.usecases.notices import typed
from services.registration.usecases.recorded import recorded
from shared.clock import end_of_day, now, office_day
from shared.contracts.notifications import Notify
from shared.errors import Refused
from shared.messaging import publish
from shared.messaging.outages import is_held

UNPAID = (State.HELD, State.INVOICED)
IN_PLAY = (State.RECEIVED, State.IN_LINE, State.OFFERED, *UNPAID, State.CONFIRMED, State.ON_SHEET)


def planned(session: Session, term: Term, wish: Wish) -> Chain:
    """The chain as it would be. Raises Refused with every reason against the act (R13.1, D1)."""
    if not term.is_open:
        raise Refused.because(Reason("date_moves_when_published", "R13.1"))
    before, calendar = terms.chain_of(term), working_days(session)
    held = frozenset(("offers_end_at",)) if is_held(session, term.term_id) else frozenset()
    reasons = list(moving.against(before, wish, now(session).office, calendar, held))
    if reasons:
        raise Refused(reasons)
    return moving.moved(before, wish, calendar)


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
    found = session.scalars(mine.with_for_update()).all()
    for section in found:
        section.attestations_on = [day.isoformat() for day in after.attestations_on]
        if section.exam_at and section.exam_ends_at:
            day = moving.exam_day(office_day(section.exam_at), before, after, calendar)
            length = section.exam_ends_at - section.exam_at
            section.exam_at += day - office_day(section.exam_at)
            section.exam_ends_at = section.exam_at + length
        section.version_no += 1
    session.flush()
    section_events.tell(session, found)


def unpaid_before(session: Session, term_id: UUID, old: Chain, new: Chain) -> list[tuple[Application, datetime]]:
    """Unpaid seats that the act gives more time, each with its new due date.

    The last due date of the window moves every unpaid seat that was due before it; the last day of payment moves those
    that were due on it (D1, D20).
    """
    found: list[tuple[Application, datetime]] = []
    for case in _unpaid(session, term_id):
        assert case.due_at
        due = office_day(case.due_at)
        later = [new.due_on] if new.due_on > old.due_on and due < new.due_on else []
        later += [new.confirmed_by] if due == old.confirmed_by else []
        if later and max(later) > due:
            found.append((case, end_of_day(max(later))))
    return found


def off_on(session: Session, term_id: UUID, day: date) -> list[tuple[Application, datetime]]:
    """Unpaid seats that are due on a day that is off now: the next working day (R13.1)."""
    due = end_of_day(working_days(session).forward(day))
    return [(case, due) for case in _unpaid(session, term_id) if case.due_at and office_day(case.due_at) == day]


def _unpaid(session: Session, term_id: UUID) -> Sequence[Application]:
    mine = Application.term_id == term_id, Application.state.in_(UNPAID), Application.due_at.is_not(None)
    return session.scalars(select(Application).where(*mine).order_by(Application.case_id)).all()


def set_dues(session: Session, dues: Iterable[tuple[Application, datetime]]) -> list[Application]:
    """The new due dates; billing is told for invoices that are out, for the others when they come."""
    moved = []
    for case, due_at in dues:
        case.due_at, case.statements_by = due_at, None
        moved.append(case)
    session.flush()
    publish(session, enrolments.move_due_date([case for case in moved if case.state == State.INVOICED]))
    return moved


def lengthen_offers(session: Session, term: Term) -> list[SeatOffer]:
    """Open offers last as long as offers made under the new dates would; one that is held begins anew (D20, R13.1)."""
    assert term.dates
    moment, moved = now(session).office, []
    policy = OfferPolicy(**in_force(session, now(session).day)["offer_hours"].value)
    for offer in open_offers(session, term.term_id):
        since = moment if offer.until <= moment else offer.made_at
        until = open_until(since, term.dates.offers_end_at, policy)
        if until > offer.until:
            offer.until = until
            moved.append(offer)
    session.flush()
    return moved


def open_offers(session: Session, term_id: UUID) -> Sequence[SeatOffer]:
    """Offers of a term's seats that nobody has answered."""
    query = select(SeatOffer).join(Application, Application.case_id == SeatOffer.application_id)
    open_ones = query.where(Application.term_id == term_id, SeatOffer.outcome.is_(None))
    return session.scalars(open_ones.order_by(SeatOffer.case_id)).all()


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
    seats = len(unpaid_before(session, term.term_id, before, after))
    offers = len(open_offers(session, term.term_id)) if after.offers_end_at != before.offers_end_at else 0
    return {"students": students, "sections": sections, "seats": seats, "offers": offers}
