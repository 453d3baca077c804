"""Acts that move dates, with everything that hangs on them: waiting cases, due dates, offers, invoices (R13.1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.registration.domain import moved_dates
from services.registration.domain.moved_dates import Wish
from services.registration.models.applications import Application, State
from services.registration.models.deadlines import DateMove
from services.registration.models.sections import Section
from services.registration.models.terms import Term
from services.registration.queries.calendar import working_days
from services.registration.usecases import date_moves, terms, waiting_dates
from services.registration.usecases.holidays import set_holiday
from services.registration.workflows import expulsion_review
from services.registration.workflows.engine import engine
from shared.clock import office_day
from shared.contracts.billing import DueDateMoved


@dataclass(frozen=True, slots=True)
class Preview:
    """What an act would move, from when to when, and how many it concerns."""

    moves: Mapping[str, tuple[Any, Any]]
    counts: Mapping[str, int]


def preview(session: Session, term_id: UUID, wish: Wish) -> Preview:
    """What the act would do. Raises Refused with every reason against it."""
    term = terms.term_of(session, term_id)
    after = date_moves.planned(session, term, wish)
    return Preview(moved_dates.changes(terms.chain_of(term), after), date_moves.counts(session, term, after))


def shown(found: Preview) -> list[dict[str, str]]:
    """What would move, in plain values."""
    return moved_dates.plain(found.moves)


def move(session: Session, term_id: UUID, wish: Wish, why: str) -> DateMove:
    """Move a published date later, for all concerned, with a reason (R13.1). Raises Refused with every reason."""
    term = _kept_still(session, term_id)
    after, before = date_moves.planned(session, term, wish), terms.chain_of(term)
    dues = waiting_dates.unpaid_before(session, term_id, before, after)
    date_moves.put(session, term, after)
    cases = waiting_dates.set_dues(session, dues)
    ends_later = after.offers_end_at != before.offers_end_at
    offers = waiting_dates.lengthen_offers(session, term) if ends_later else []
    waiting_dates.move_the_rest(session, term, after)
    live = session.scalars(select(Application.case_id).where(waiting_dates.live(term_id))).all()
    engine.redue(session, [term_id, *live, *(offer.case_id for offer in offers)])
    moved = moved_dates.plain(moved_dates.changes(before, after))
    act = date_moves.note(session, term, moved, len(cases), why)
    date_moves.tell(session, act, term, cases)
    return act


def move_day(session: Session, day: date, works: bool, name: dict[str, str]) -> None:
    """A day is off, or worked, from now on; what was to be paid on a day off is due on the next working day (R13.1)."""
    worked = working_days(session).is_working(day)
    set_holiday(session, day, works, name)
    if works:
        return
    expulsion_review.day_is_off(session, day)
    concerned = select(Application.term_id).where(Application.state.in_(waiting_dates.UNPAID)).distinct()
    for term_id in sorted(session.scalars(concerned)):
        term = _kept_still(session, term_id)
        waiting = waiting_dates.statements_later(session, term_id, day) if worked else []
        engine.redue(session, [case.case_id for case in waiting])
        dues = waiting_dates.off_on(session, term_id, day)
        if dues:
            _due_later(session, term, dues, day, " / ".join(name.values()))


def _due_later(session: Session, term: Term, dues: Sequence[tuple[Application, datetime]], day: date, why: str) -> None:
    assert term.dates
    term.dates.version_no += 1
    cases = waiting_dates.set_dues(session, dues)
    engine.redue(session, [case.case_id for case in cases])
    moved = moved_dates.plain({"due_at": (day, office_day(dues[0][1]))})
    date_moves.note(session, term, moved, len(cases), why, cause="day_off")


def _kept_still(session: Session, term_id: UUID) -> Term:
    """The term, its sections and its dates under lock, after every case that may wait for one of them.

    In the order of those who apply, of the count and of the engine: nobody waits for a lock of this act that this act
    waits for.
    """
    engine.hold(session, [term_id])
    live = select(Application.case_id).where(waiting_dates.live(term_id))
    offers = [offer.case_id for offer in waiting_dates.open_offers(session, term_id)]
    engine.hold(session, [*session.scalars(live), *offers])
    session.expire_all()
    term = terms.term_of(session, term_id, for_change=True)
    sections = select(Section.section_id).where(Section.term_id == term_id).order_by(Section.section_id)
    session.execute(sections.with_for_update(key_share=True))
    if term.dates is not None:
        session.refresh(term.dates, with_for_update=True)
    return term


def due_dates_answered(session: Session, events: Sequence[DueDateMoved]) -> None:
    """Billing has moved due dates, or says that an invoice is paid or overdue by now: then its old date stands."""
    answers = {event.case_id: event for event in events}
    engine.hold(session, answers)
    mine = Application.case_id.in_(answers), Application.state == State.INVOICED
    cases = session.scalars(select(Application).where(*mine).order_by(Application.case_id)).all()
    told = []
    for case in cases:
        answer = answers[case.case_id]
        if not answer.is_open:
            case.due_at = answer.due_at
        elif answer.due_at == case.due_at:
            case.statements_by = answer.statements_by
            told.append(case)
    engine.redue(session, [case.case_id for case in cases])
    date_moves.due_moved_told(session, told)
