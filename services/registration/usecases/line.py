"""The line of a full section: freed seats are offered to it first, until offers end (R3.5, D20, D21)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from uuid import UUID, uuid5

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.registration.domain.line import OfferPolicy, may_offer, open_until
from services.registration.domain.seats import SeatChange, Seats
from services.registration.models.applications import Application, State
from services.registration.models.campus import Student
from services.registration.models.copies import DebtCopy
from services.registration.models.seats import SeatOffer
from services.registration.models.terms import TermDates
from services.registration.queries import line as lines
from services.registration.queries.policies import in_force
from services.registration.usecases import seats
from services.registration.usecases.dues import dates_of
from services.registration.usecases.recorded import recorded
from shared.clock import now
from shared.contracts.registration import LineClosed, SeatGiven, SummerEnd
from shared.messaging import publish
from shared.workflow import Ends
from shared.workflow.definition import Verdict


def serve(session: Session, section_ids: Iterable[UUID]) -> list[SeatOffer]:
    """Offer the free seats of these sections to the first of their lines who still qualify; returns the offers."""
    found = seats.locked(session, section_ids)
    waiting = lines.waiting(
        session, [section_id for section_id, known in found.items() if known.free and known.waiting]
    )
    chains = dates_of(session, waiting)
    moment = now(session).office
    waiting = [case for case in waiting if may_offer(moment, chains[case.term_id].offers_end_at)]
    fit = qualifying(session, waiting)
    _let_go(session, [case for case in waiting if case.case_id not in fit])
    first = list(_first(found, [case for case in waiting if case.case_id in fit]))
    return _offer(session, found, first, chains)


def close(session: Session, term_ids: Sequence[UUID]) -> None:
    """Seats are offered no more: whoever still waits is told that none will come (D20)."""
    waiting = session.scalars(
        select(Application.case_id)
        .where(Application.term_id.in_(term_ids), Application.state == State.IN_LINE)
        .order_by(Application.case_id)
    )
    publish(session, [LineClosed(case_id, SummerEnd.NO_SEAT) for case_id in waiting])


def left_without_seat(_: Session, said: Sequence[tuple[Application, SeatGiven | LineClosed]]) -> dict[UUID, Verdict]:
    """A seat was accepted and the case goes on, or none will come and it ends."""
    return {case.case_id: Ends(event.way) for case, event in said if isinstance(event, LineClosed)}


def qualifying(session: Session, cases: Sequence[Application]) -> set[UUID]:
    """Cases of students who still study, and whose debt, if they came for one, is still open (R3.5)."""
    studying = set(
        session.scalars(
            select(Student.student_id).where(
                Student.student_id.in_({case.student_id for case in cases}), Student.status == "studying"
            )
        )
    )
    debts = {case.debt_id for case in cases if case.debt_id}
    still = set(session.scalars(select(DebtCopy.debt_id).where(DebtCopy.debt_id.in_(debts), DebtCopy.status == "open")))
    return {
        case.case_id
        for case in cases
        if case.student_id in studying and (case.debt_id is None or case.debt_id in still)
    }


def _first(found: Mapping[UUID, Seats], waiting: Iterable[Application]) -> Iterator[Application]:
    left = {section_id: known.free for section_id, known in found.items()}
    for case in waiting:
        if left[case.section_id] > 0:
            left[case.section_id] -= 1
            yield case


def _let_go(session: Session, cases: Sequence[Application]) -> None:
    publish(session, [LineClosed(case.case_id, SummerEnd.NO_SEAT) for case in cases])


def _offer(
    session: Session, found: Mapping[UUID, Seats], cases: Sequence[Application], chains: Mapping[UUID, TermDates]
) -> list[SeatOffer]:
    """Keep a seat for each while he thinks: he leaves the line, and nobody else can take it."""
    entries = [seats.entry_of(case) for case in cases]
    seats.take(session, found, entries, SeatChange.OFFERED, why="D21")
    seats.queue(session, entries, by=-1)
    seats.move(session, cases, State.OFFERED)
    moment, nth = now(session), _offers_before(session, cases)
    policy = OfferPolicy(**in_force(session, moment.day)["offer_hours"].value)
    made = [
        SeatOffer(
            case_id=uuid5(case.case_id, f"offer:{nth.get(case.case_id, 0) + 1}"),
            application_id=case.case_id,
            student_id=case.student_id,
            section_id=case.section_id,
            made_at=moment.office,
            until=open_until(moment.office, chains[case.term_id].offers_end_at, policy),
            **recorded(session),
        )
        for case in cases
    ]
    session.add_all(made)
    session.flush()
    return made


def _offers_before(session: Session, cases: Sequence[Application]) -> dict[UUID, int]:
    rows = session.execute(
        select(SeatOffer.application_id, func.count())
        .where(SeatOffer.application_id.in_({case.case_id for case in cases}))
        .group_by(SeatOffer.application_id)
    )
    return dict(rows.all())
