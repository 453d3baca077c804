"""What a long outage holds in all services: kept as told, shown to the chairman, released by his act (R13.1)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.registration.domain.reasons import Reason
from services.registration.models.applications import Application
from services.registration.models.deadlines import DeadlineRelease, HeldDeadlines
from services.registration.models.reviews import Review
from services.registration.models.seats import SeatOffer
from services.registration.queries.staff import holders
from services.registration.usecases import review_notices
from services.registration.usecases.notices import Value, notices, typed
from services.registration.usecases.recorded import recorded
from shared.clock import now
from shared.contracts.notifications import Notify
from shared.contracts.registration import DeadlinesReleased, NoteHeldDeadlines
from shared.errors import Refused
from shared.messaging import publish, upsert_copy
from shared.messaging.tables import deadlines


def keep(session: Session, commands: Sequence[NoteHeldDeadlines]) -> None:
    """Keep what each service holds; where that became more, the chairman is told; who may lose something, once each.

    Not by numbers: one that is held now may have come in the place of one that is held no more.
    """
    known = {row.service: row for row in session.scalars(select(HeldDeadlines))}
    grown = [one for one in commands if _is_more(one, known.get(one.service))]
    upsert_copy(session, HeldDeadlines, [_row(one) for one in commands], key="service")
    if grown:
        publish(session, _to_the_chairman(session, sum(sum(one.numbers) for one in grown)))
    if any(one.service == session.info["service"] for one in commands):
        publish(session, _to_those_concerned(session))


def release(session: Session, service: str, kind: str, why: str) -> DeadlineRelease:
    """Let the held deadlines of one kind in one service act: an act with its reason, on the register (R13.1)."""
    row = session.get(HeldDeadlines, service, with_for_update=True, populate_existing=True)
    found = next((one for one in row.held if one["kind"] == kind), None) if row else None
    if row is None or found is None:
        raise Refused.because(Reason("nothing_held", "R13.1"))
    act = DeadlineRelease(
        release_id=uuid4(), released_at=now(session).office, service=service, kind=kind, number=found["number"],
        since=datetime.fromisoformat(found["since"]), through=datetime.fromisoformat(found["until"]), why=why,
        **recorded(session),
    )  # fmt: skip
    session.add(act)
    # The service tells what it still holds as soon as it has heard; until then nobody releases the same twice.
    row.held = [one for one in row.held if one is not found]
    session.flush()
    publish(session, [DeadlinesReleased(act.release_id, service, kind, act.through)])
    return act


def _is_more(told: NoteHeldDeadlines, known: HeldDeadlines | None) -> bool:
    if known is None:
        return bool(told.kinds)
    return told.version_no > known.version_no and sum(told.numbers) > sum(one["number"] for one in known.held)


def _row(told: NoteHeldDeadlines) -> Mapping[str, object]:
    each = zip(told.kinds, told.numbers, told.since, told.until, strict=True)
    held = [
        {"kind": kind, "number": number, "since": since.isoformat(), "until": until.isoformat()}
        for kind, number, since, until in each
    ]
    return {"service": told.service, "version_no": told.version_no, "held": held}


def _to_the_chairman(session: Session, number: int) -> Iterator[Notify]:
    """Once a day, however many services tell: the page shows the rest."""
    today = now(session).day
    for person_id in holders(session, today, "chairman"):
        key = f"deadlines_held:{today}:{person_id}"
        yield Notify(key, person_id, "deadlines_held", typed({"number": number}))


def _to_those_concerned(session: Session) -> Iterator[Notify]:
    """Each student whose seat, place or offer waits for the chairman, once for each outage."""
    held = select(deadlines.c.case_id, deadlines.c.held_by, deadlines.c.due_at).where(deadlines.c.held_by.is_not(None))
    rows = {row.case_id: row for row in session.execute(held)}
    offered = select(SeatOffer.application_id, SeatOffer.case_id).where(SeatOffer.case_id.in_(rows))
    rows |= {row.application_id: rows[row.case_id] for row in session.execute(offered)}
    mine = select(Application).where(Application.case_id.in_(rows)).order_by(Application.case_id)
    cases: dict[UUID, list[Application]] = defaultdict(list)
    for case in session.scalars(mine):
        cases[rows[case.case_id].held_by].append(case)
    until: dict[UUID, dict[str, Value]] = {case_id: {"until": row.due_at} for case_id, row in rows.items()}
    for outage, concerned in cases.items():
        yield from notices(session, concerned, "deadline_held", until, again=str(outage))
    reviews = session.scalars(select(Review).where(Review.case_id.in_(rows)).order_by(Review.case_id))
    for review in reviews:
        again = str(rows[review.case_id].held_by)
        yield from review_notices.to_student(session, [review], "review_deadline_held", until, again=again)
