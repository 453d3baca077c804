"""The line of a full section: freed seats are offered to it first, until offers end (R3.5, D20, D21)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from uuid import UUID, uuid5

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.registration.domain.line import OfferPolicy, may_offer, open_until
from services.registration.domain.reasons import Reason
from services.registration.domain.seats import SeatChange, Seats
from services.registration.models.applications import Application, State
from services.registration.models.seats import SeatOffer
from services.registration.models.terms import TermDates
from services.registration.queries import line as lines
from services.registration.queries.policies import in_force
from services.registration.usecases import qualifying, reminding, seats
from services.registration.usecases.dues import dates_of
from services.registration.usecases.notices import tell
from services.registration.usecases.recorded import recorded
from services.registration.usecases.reminding import Awaited, Of
from shared.clock import now
from shared.contracts.registration import GivenReason, LineClosed, SeatGiven, SeatsFreed, SummerEnd
from shared.messaging import publish
from shared.workflow import Ends
from shared.workflow.definition import Verdict


def serve(session: Session, section_ids: Iterable[UUID]) -> list[SeatOffer]:
    """Offer the free seats of these sections to the first of their lines who still qualify; returns the offers.

    Who comes before them and does not qualify any more leaves the line and is told why; who stands behind keeps his
    place, and has time to cure what would stop him (R3.5).
    """
    found = seats.locked(session, section_ids)
    waiting = lines.waiting(
        session, [section_id for section_id, known in found.items() if known.free and known.waiting]
    )
    chains = dates_of(session, waiting)
    moment = now(session).office
    waiting = [case for case in waiting if may_offer(moment, chains[case.term_id].offers_end_at)]
    looked_at = list(_front(found, waiting))
    against = qualifying.against(session, looked_at)
    first, unfit = _first(found, looked_at, against)
    publish(session, [LineClosed(case.case_id, SummerEnd.PASSED_OVER, _whys(against[case.case_id])) for case in unfit])
    _look_further(session, found, waiting, looked_at, first)
    return _offer(session, found, first, chains)


def close(session: Session, term_ids: Sequence[UUID]) -> None:
    """Seats are offered no more: whoever still waits is told that none will come (D20)."""
    waiting = session.scalars(
        select(Application.case_id)
        .where(Application.term_id.in_(term_ids), Application.state == State.IN_LINE)
        .order_by(Application.case_id)
    )
    publish(session, [LineClosed(case_id, SummerEnd.NO_SEAT) for case_id in waiting])


def left_without_seat(
    session: Session, said: Sequence[tuple[Application, SeatGiven | LineClosed]]
) -> dict[UUID, Verdict]:
    """A seat was accepted and the case goes on, or none will come and it ends, with the reasons if there are any."""
    closed = [(case, event) for case, event in said if isinstance(event, LineClosed)]
    over = {case.case_id: event for case, event in closed if event.way == SummerEnd.PASSED_OVER}
    whys = {one: {"why": "text:" + ",".join(f"hold.{why.code}" for why in event.whys)} for one, event in over.items()}
    tell(session, [case for case, _ in closed if case.case_id in over], "passed_over", whys)
    return {case.case_id: Ends(event.way, event.whys) for case, event in closed}


SPARE = 20
"""So many behind the free seats of a section are looked at in one go."""


def _front(found: Mapping[UUID, Seats], waiting: Iterable[Application]) -> Iterator[Application]:
    left = {section_id: known.free + SPARE for section_id, known in found.items()}
    for case in waiting:
        if left[case.section_id] > 0:
            left[case.section_id] -= 1
            yield case


def _first(
    found: Mapping[UUID, Seats], waiting: Iterable[Application], against: Mapping[UUID, Sequence[Reason]]
) -> tuple[list[Application], list[Application]]:
    """As many of each section as have a seat, and those before them against whom something stands."""
    left = {section_id: known.free for section_id, known in found.items()}
    first, unfit = [], []
    for case in waiting:
        if left[case.section_id] == 0:
            continue
        if against[case.case_id]:
            unfit.append(case)
        else:
            left[case.section_id] -= 1
            first.append(case)
    return first, unfit


def _look_further(
    session: Session,
    found: Mapping[UUID, Seats],
    waiting: Iterable[Application],
    looked_at: Iterable[Application],
    first: Iterable[Application],
) -> None:
    """Where nobody of so many qualified for a seat, those behind them have their turn by a message of its own."""
    asked = {case.case_id for case in looked_at}
    behind = {case.section_id for case in waiting if case.case_id not in asked}
    given = Counter(case.section_id for case in first)
    publish(session, [SeatsFreed(one) for one in sorted(behind) if given[one] < found[one].free])


def _whys(reasons: Iterable[Reason]) -> tuple[GivenReason, ...]:
    return tuple(GivenReason(reason.code, reason.rule, dict(reason.params)) for reason in reasons)


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
    reminding.begin(session, [Awaited(Of.OFFER, one.case_id, one.made_at, one.until) for one in made])
    return made


def _offers_before(session: Session, cases: Sequence[Application]) -> dict[UUID, int]:
    rows = session.execute(
        select(SeatOffer.application_id, func.count())
        .where(SeatOffer.application_id.in_({case.case_id for case in cases}))
        .group_by(SeatOffer.application_id)
    )
    return dict(rows.all())
