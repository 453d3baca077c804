"""A choice that waits on when nobody decides, and a way out that closes at the line (design: Workflows)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from shared.contracts.base import Message
from shared.contracts.registration import FinanceDecided, LineClosed, SeatsDrawn, StepDue, StudentWithdrew, SummerEnd
from shared.messaging.tables import outbox
from shared.workflow import Choose, Engine, Path, Workflow, no_way_back
from shared.workflow.definition import takes_away
from shared.workflow.tables import Case
from tests.shared.workflow.test_engine import DUE, Booking, late, note, notices, office

__all__ = ["office"]


def settle(session: Session, ended: Sequence[tuple[Booking, str]]) -> None:
    for case, way in ended:
        case.end = way


INSISTING = Workflow(
    name="registration.toy_insisting",
    version=1,
    case=Booking,
    steps=(
        Choose("somebody decides", FinanceDecided, by="finance", until=lambda case: DUE, insists=notices("insisted")),
        no_way_back,
        Choose("he may appeal", LineClosed, by="student", until=lambda case: DUE + timedelta(days=9), takes_away=True),
    ),
    way=lambda case: "through",
    at_end=settle,
    interrupts={
        StudentWithdrew: Path("withdrawn", (note("left"),), only_before=True),
        SeatsDrawn: Path("fell", (note("fell"),)),
    },
    too_late={StudentWithdrew: late},
)
ENGINE = Engine([INSISTING], due=StepDue)
ONE = UUID(int=1)


def told(session: Session, *events: Message) -> Booking:
    """A case of this workflow, told these events one by one."""
    booking = Booking(case_id=ONE, drawn=True, seat=False, done="")
    session.add(booking)
    ENGINE.begin(session, INSISTING, [booking])
    for event in events:
        ENGINE.deliver(session, [event])
    session.commit()
    return booking


def said(session: Session) -> Any:
    return session.scalar(select(func.count()).select_from(outbox).where(outbox.c.name == "notifications.notify"))


def test_who_does_not_decide_in_time_is_insisted_upon_once_and_waited_for(office: Session) -> None:
    due = StepDue(ONE, step=0, at=DUE)
    booking = told(office, due, due)
    assert (said(office), office.get_one(Case, ONE).label, booking.end) == (1, "somebody decides", None)
    ENGINE.deliver(office, [FinanceDecided(ONE, wait=True)])
    assert office.get_one(Case, ONE).label == "he may appeal"


def test_silence_that_takes_something_is_a_deadline_that_an_outage_holds() -> None:
    assert [takes_away(step) for step in INSISTING.steps] == [False, False, True]


def test_a_way_out_that_closes_at_the_line_is_answered_behind_it_at_once(office: Session) -> None:
    booking = told(office, FinanceDecided(ONE, wait=True), StudentWithdrew(ONE))
    assert (booking.done, booking.end) == ("late-money ", None)
    ENGINE.deliver(office, [LineClosed(ONE, SummerEnd.NO_SEAT)])
    assert booking.end == "through"


def test_before_the_line_it_leads_out_and_another_leads_out_behind_it_too(office: Session) -> None:
    assert told(office, StudentWithdrew(ONE)).end == "withdrawn"
    office.delete(office.get_one(Case, ONE))
    office.delete(office.get_one(Booking, ONE))
    office.commit()
    assert told(office, FinanceDecided(ONE, wait=True), SeatsDrawn(ONE)).end == "fell"
