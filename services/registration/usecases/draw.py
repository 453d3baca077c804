"""The draw: the first day's seats of a term, given in one act by class and by the lot of the published seed (D2)."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.registration.domain.draw import in_order
from services.registration.domain.term_dates import FIRST_DAY
from services.registration.models.applications import Application, State
from services.registration.models.seats import Draw
from services.registration.models.terms import Term
from services.registration.usecases import seats
from shared.clock import now
from shared.contracts.registration import SeatsDrawn
from shared.messaging import publish


def give_seats(session: Session, terms: Sequence[Term]) -> None:
    """Give the seats of these terms, once each; whoever applies at this moment waits for it and is served after it."""
    ids = [term.term_id for term in terms]
    locked = session.scalars(
        select(Term).where(Term.term_id.in_(ids)).order_by(Term.term_id).with_for_update(of=Term, key_share=True)
    ).all()
    done = set(session.scalars(select(Draw.term_id).where(Draw.term_id.in_(ids))))
    for term in locked:
        if term.term_id not in done:
            _hold(session, term)


def _hold(session: Session, term: Term) -> None:
    assert term.dates
    waiting = list(
        session.scalars(
            select(Application).where(
                Application.term_id == term.term_id,
                Application.state == State.RECEIVED,
                Application.waits_for_draw,
            )
        )
    )
    # Over a weekend the draw is later than the first 24 hours: only these go by lot.
    ordered = in_order(map(seats.entry_of, waiting), term.dates.opens_at + FIRST_DAY)
    given = seats.assign(session, ordered, {case.case_id: case for case in waiting}, why="D2")
    moment = now(session)
    session.add(
        Draw(
            term_id=term.term_id,
            held_at=moment.office,
            recorded_at=moment.real,
            seats=len(given.seats),
            line=len(given.line),
        )
    )
    session.flush()
    publish(session, [SeatsDrawn(case.case_id) for case in waiting])
