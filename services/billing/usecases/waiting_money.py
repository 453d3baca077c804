"""Advances that nobody claims are reminded of, month by month, for three years; nothing else happens to them (D22)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.billing.domain import waiting_money
from services.billing.domain.waiting_money import MOST_REMINDERS
from services.billing.models import Advance, RefundRequest
from services.billing.usecases import notices
from shared.clock import at, now, office_day
from shared.contracts.billing import AdvanceReminderDue
from shared.messaging import Due, publish, schedule
from shared.money import Money

HOUR = 10


def first(advances: Iterable[Advance]) -> list[Due]:
    """The first reminder of each new advance."""
    return [due for one in advances if (due := _due(one, 1)) is not None]


def again(session: Session, advance: Advance) -> None:
    """What came back after its reminders had ended is reminded of from the next month on."""
    today = now(session).day
    coming = (due for nth in range(1, MOST_REMINDERS + 1) if (due := _due(advance, nth)) and office_day(due.at) > today)
    schedule(session, list(islice(coming, 1)))


def remind(session: Session, messages: Sequence[AdvanceReminderDue]) -> None:
    """Remind of what still lies there; while a refund is on its way nothing is said. What is used up is forgotten."""
    nth = {one.advance_id: one.nth for one in messages}
    which = Advance.advance_id.in_(nth) & (Advance.left > Money(0))
    advances = list(session.scalars(select(Advance).where(which)))
    asked = _asked(session, [one.advance_id for one in advances])
    silent = [one for one in advances if one.advance_id not in asked]
    publish(session, [notices.advance_waits(one, nth[one.advance_id]) for one in silent])
    later = (_due(one, nth[one.advance_id] + 1) for one in advances)
    schedule(session, [due for due in later if due is not None])


def _asked(session: Session, advance_ids: Sequence[UUID]) -> set[UUID]:
    live = RefundRequest.status.in_(("open", "first_signed"))
    query = select(RefundRequest.advance_id).where(live, RefundRequest.advance_id.in_(advance_ids))
    return set(session.scalars(query))


def _due(advance: Advance, nth: int) -> Due | None:
    day = waiting_money.reminder_day(office_day(advance.made_at), nth)
    return Due(at(day, HOUR), AdvanceReminderDue(advance.advance_id, nth), _key(advance.advance_id)) if day else None


def _key(advance_id: UUID) -> str:
    return f"advance:{advance_id}"
