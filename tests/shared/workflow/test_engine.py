"""The engine moves lists of cases; events may come early, twice, late or at the same moment (design: Workflows)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import create_engine, select, text
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

import shared.messaging.tables  # noqa: F401  # declares the tables
from shared import kernel
from shared.clock import minutes, set_office
from shared.contracts.base import Message
from shared.contracts.billing import (
    CancelInvoice,
    InvoiceIssued,
    InvoiceOverdue,
    InvoicePaid,
    InvoiceRefused,
)
from shared.contracts.notifications import Notify
from shared.contracts.registration import (
    FinanceDecided,
    LineClosed,
    SeatGiven,
    SeatsDrawn,
    StepDue,
    StudentWithdrew,
    SummerEnd,
)
from shared.db import TYPES, new_metadata
from shared.errors import Reason
from shared.messaging import ServiceCelery
from shared.messaging.deadlines import next_due
from shared.messaging.tables import outbox
from shared.messaging.testing import Carrier
from shared.money import Money
from shared.workflow import (
    Ask,
    At,
    Await,
    Choose,
    Do,
    Ends,
    Engine,
    Path,
    Stay,
    Tell,
    Workflow,
    no_way_back,
)
from shared.workflow.tables import Case, CaseHistory, KernelBase
from tests.databases import Bound

NOON = datetime(2025, 6, 2, 7, tzinfo=UTC)
DUE = NOON + timedelta(days=2)


class Base(DeclarativeBase):
    metadata = new_metadata()
    type_annotation_map = TYPES


class Booking(Base):
    """A case of the toy workflow: enough of an office to see every word at work."""

    __tablename__ = "toy_bookings"
    case_id: Mapped[UUID] = mapped_column(primary_key=True)
    drawn: Mapped[bool] = mapped_column(default=False)
    seat: Mapped[bool] = mapped_column(default=False)
    done: Mapped[str] = mapped_column(default="")
    end: Mapped[str | None]


def note(word: str) -> Do:
    def act(session: Session, cases: Sequence[Booking]) -> None:
        for case in cases:
            case.done += f"{word} "

    return Do(word, act)


def hold(session: Session, cases: Sequence[Booking]) -> dict[UUID, Any]:
    for case in cases:
        case.seat = True
        case.done += f"held/{len(cases)} "
    return {c.case_id: Ends("refused", (Reason("full", "R3.5"),)) for c in cases if c.case_id.int == 666}


def free(session: Session, cases: Sequence[Booking]) -> None:
    for case in cases:
        case.seat = False


def settle(session: Session, ended: Sequence[tuple[Booking, str]]) -> None:
    for case, way in ended:
        case.end = way


def notices(template: str) -> Any:
    def words(session: Session, cases: Sequence[Booking]) -> list[Message]:
        return [Notify(f"{template}:{c.case_id}", c.case_id, template, {}, c.case_id) for c in cases]

    return words


def late(session: Session, said: Sequence[tuple[Booking, Any]]) -> None:
    for case, _ in said:
        case.done += "late-money "


def facts_by(session: Session, cases: Sequence[Booking]) -> dict[UUID, datetime]:
    return {case.case_id: DUE + timedelta(days=3) for case in cases}


WORKFLOW = Workflow(
    name="registration.toy",
    version=1,
    case=Booking,
    steps=(
        Await("the draw", (SeatsDrawn,), unless=lambda case: case.drawn),
        Do("hold a seat", hold, undo=Do("free the seat", free)),
        Ask(
            "issue the invoice",
            lambda session, cases: [CancelInvoice(c.case_id, "stands for issuing") for c in cases],
            reply=InvoiceIssued,
            refused_by=InvoiceRefused,
            refused_way="invoice_refused",
            within=minutes(30),
            undo=Tell("cancel the invoice", notices("cancelled")),
        ),
        Await(
            "the payment",
            (InvoicePaid,),
            dated=lambda paid: paid.operation_on,
            until=lambda case: DUE,
            else_way="lapsed",
            once=InvoiceOverdue,
            facts_by=facts_by,
            overdue_facts=Choose("wait or let it lapse", FinanceDecided, by="finance", lapses=lambda d: not d.wait),
        ),
        no_way_back,
        note("confirmed"),
        At("the start", lambda case: DUE + timedelta(days=10)),
        Await("a seat", (SeatGiven,), takes=lambda session, said: {c.case_id: Stay() for c, _ in said[:0]}),
    ),
    way=lambda case: "through",
    at_end=settle,
    when_undone=(Tell("say it is lost", notices("lost")),),
    interrupts={StudentWithdrew: Path("withdrawn", (note("left"),))},
    too_late={InvoicePaid: late},
)
ENGINE = Engine([WORKFLOW], due=StepDue)


def chosen(session: Session, said: Sequence[tuple[Booking, FinanceDecided]]) -> None:
    for case, event in said:
        case.done += "waits " if event.wait else "goes "


def left(session: Session, said: Sequence[tuple[Booking, Message]]) -> None:
    for case, _ in said:
        case.done += "left "


def way_chosen(case: Booking) -> str:
    return "stayed" if "waits" in case.done else "gone"


LEAVING = Workflow(
    name="registration.toy_leaving",
    version=1,
    case=Booking,
    steps=(
        Do("hold a seat", hold, undo=Do("free the seat", free)),
        Await("a first word", (SeatsDrawn,), until=lambda case: DUE, else_way="lapsed"),
        no_way_back,
        Await("a last word", (SeatGiven,)),
    ),
    way=lambda case: "through",
    at_end=settle,
    when_undone=(Tell("say it is lost", notices("lost")),),
    interrupts={
        StudentWithdrew: Path(
            way_chosen,
            (
                Choose(
                    "what becomes of it", FinanceDecided, by="student", takes=chosen,
                    until=lambda case: DUE + timedelta(days=1), else_way="silent", unless=lambda case: not case.seat,
                ),
                Ask(
                    "the money back",
                    lambda session, cases: [CancelInvoice(c.case_id, "left") for c in cases],
                    reply=(InvoiceIssued, InvoicePaid),
                    within=minutes(30),
                    unless=lambda case: "waits" in case.done,
                ),
            ),
            takes=left,
        ),
        LineClosed: Path("closed"),
    },
)  # fmt: skip
LEAVING_ENGINE = Engine([LEAVING], due=StepDue)


def leaving(session: Session, *events: Message) -> Booking:
    """A case of the second toy workflow, told these events one by one."""
    booking = Booking(case_id=UUID(int=1), drawn=True, seat=False, done="")
    session.add(booking)
    LEAVING_ENGINE.begin(session, LEAVING, [booking])
    for event in events:
        LEAVING_ENGINE.deliver(session, [event])
    session.commit()
    return booking


DRAWN, WITHDREW = SeatsDrawn(UUID(int=1)), StudentWithdrew(UUID(int=1))


@pytest.fixture
def office(tirkeu_databases: Bound) -> Iterator[Session]:
    """Registration's database with the engine's tables, at noon."""
    owner = create_engine(tirkeu_databases.url("registration_owner"))
    for metadata in (kernel.metadata, KernelBase.metadata, Base.metadata):
        metadata.create_all(owner)
    owner.dispose()
    with tirkeu_databases.registration.session() as session:
        set_office(session, NOON)
        session.commit()
        yield session


def begin(session: Session, *ids: int, drawn: bool = True) -> list[Booking]:
    cases = [Booking(case_id=UUID(int=i), drawn=drawn, seat=False, done="") for i in ids]
    session.add_all(cases)
    ENGINE.begin(session, WORKFLOW, cases)
    session.commit()
    return cases


def tell(session: Session, *events: Message) -> None:
    ENGINE.deliver(session, events)
    session.commit()


def issued(number: int) -> InvoiceIssued:
    return InvoiceIssued(UUID(int=number), uuid4(), "1", Money(1), DUE)


def paid(number: int) -> InvoicePaid:
    return InvoicePaid(UUID(int=number), uuid4(), date(2025, 6, 3), Money(1))


def overdue(number: int) -> InvoiceOverdue:
    return InvoiceOverdue(UUID(int=number), uuid4(), date(2025, 6, 4))


def case(session: Session, number: int) -> Case:
    return session.get_one(Case, UUID(int=number), populate_existing=True)


def clock_to(session: Session, moment: datetime) -> None:
    set_office(session, moment)
    session.commit()
    celery = ServiceCelery("registration", _Same(session))  # type: ignore[arg-type]
    ENGINE.listen(celery)
    Carrier(celery).carry()
    session.expire_all()


class _Same:
    """The carrier's database is the test's own."""

    service = "registration"

    def __init__(self, session: Session) -> None:
        bind = session.get_bind()
        from shared.db import Database

        self._db = Database("registration")
        here = bind.engine.url.set(database=session.scalar(text("SELECT current_database()")))
        self._db.bind(here.render_as_string(hide_password=False))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._db, name)


def history(session: Session, number: int) -> list[str]:
    rows = session.scalars(select(CaseHistory).where(CaseHistory.case_id == UUID(int=number)).order_by(CaseHistory.id))
    return [f"{row.what} {row.label}" for row in rows]


def said(session: Session, template: str) -> int:
    rows = session.scalars(select(outbox.c.body).where(outbox.c.name == "notifications.notify")).all()
    return sum(1 for body in rows if body["template"] == template)


def test_the_cases_of_a_list_go_through_a_step_together(office: Session) -> None:
    cases = begin(office, 1, 2, 3)
    assert [c.done for c in cases] == ["held/3 "] * 3
    tell(office, issued(1), issued(2), issued(3))
    assert {case(office, n).label for n in (1, 2, 3)} == {"the payment"}


def test_the_whole_way_is_walked_and_written_down(office: Session) -> None:
    (booking,) = begin(office, 1, drawn=False)
    assert case(office, 1).label == "the draw"
    tell(office, SeatsDrawn(UUID(int=1)))
    tell(office, issued(1))
    tell(office, paid(1))
    assert case(office, 1).label == "the start"
    clock_to(office, DUE + timedelta(days=10))
    tell(office, SeatGiven(UUID(int=1), DUE))
    assert (case(office, 1).state, case(office, 1).way, booking.end) == ("ended", "through", "through")
    assert history(office, 1)[:3] == ["began registration.toy", "waits the draw", "heard registration.seats_drawn"]
    assert history(office, 1)[-1] == "ended through"


def test_an_event_that_comes_before_its_step_is_remembered(office: Session) -> None:
    begin(office, 1)
    tell(office, paid(1))
    assert case(office, 1).label == "issue the invoice"
    tell(office, issued(1))
    assert case(office, 1).label == "the start"


def test_a_refusal_undoes_in_reverse_order_what_was_done_and_says_so(office: Session) -> None:
    (booking,) = begin(office, 1)
    tell(office, InvoiceRefused(UUID(int=1), ("no_tariff",), ("R9.2",)))
    assert (booking.seat, booking.end) == (False, "invoice_refused")
    assert said(office, "lost") == 1 and said(office, "cancelled") == 0
    reasons = office.scalars(select(CaseHistory.detail).where(CaseHistory.what == "ended")).one()
    assert reasons and reasons["reasons"][0]["rule"] == "R9.2"


def test_a_verdict_ends_one_case_of_a_list_and_leaves_the_others_alone(office: Session) -> None:
    refused, other = begin(office, 666, 1)
    assert (refused.end, other.end) == ("refused", None)
    assert case(office, 1).label == "issue the invoice"


@pytest.mark.parametrize("facts_first", [True, False])
def test_a_deadline_takes_the_seat_only_when_the_facts_are_in_whichever_comes_first(
    office: Session, facts_first: bool
) -> None:
    (booking,) = begin(office, 1)
    tell(office, issued(1))
    if facts_first:
        tell(office, overdue(1))
        assert booking.seat
        clock_to(office, DUE)
    else:
        clock_to(office, DUE)
        assert booking.seat and case(office, 1).due_passed
        tell(office, overdue(1))
    office.refresh(booking)
    assert (booking.seat, booking.end) == (False, "lapsed")
    assert said(office, "cancelled") == said(office, "lost") == 1


def test_a_payment_that_comes_after_the_deadline_but_before_the_facts_still_saves_the_seat(office: Session) -> None:
    (booking,) = begin(office, 1)
    tell(office, issued(1))
    clock_to(office, DUE)
    tell(office, paid(1))
    office.refresh(booking)
    assert booking.seat and case(office, 1).label == "the start"


@pytest.mark.parametrize(("wait", "end"), [(False, "lapsed"), (True, None)])
def test_when_the_facts_do_not_come_finance_decides(office: Session, wait: bool, end: str | None) -> None:
    (booking,) = begin(office, 1)
    tell(office, issued(1))
    clock_to(office, DUE + timedelta(days=3))
    assert case(office, 1).label == "wait or let it lapse"
    tell(office, FinanceDecided(UUID(int=1), wait=wait))
    office.refresh(booking)
    assert booking.end == end
    if wait:
        tell(office, overdue(1))
        office.refresh(booking)
        assert booking.end == "lapsed"


def test_behind_the_line_nothing_is_undone(office: Session) -> None:
    (booking,) = begin(office, 1)
    tell(office, issued(1))
    tell(office, paid(1))
    tell(office, StudentWithdrew(UUID(int=1)))
    assert (booking.seat, booking.end) == (True, "withdrawn")
    assert booking.done.endswith("left ")


def test_an_interrupt_waits_for_the_answer_that_is_under_way(office: Session) -> None:
    (booking,) = begin(office, 1)
    tell(office, StudentWithdrew(UUID(int=1)))
    assert case(office, 1).state == "running"
    tell(office, issued(1))
    assert (booking.seat, booking.end) == (False, "withdrawn")
    assert said(office, "cancelled") == 1


def test_what_comes_after_the_end_has_its_named_answer(office: Session) -> None:
    (booking,) = begin(office, 1)
    tell(office, InvoiceRefused(UUID(int=1), (), ()))
    tell(office, paid(1))
    assert booking.done.endswith("late-money ")
    tell(office, SeatsDrawn(UUID(int=1)))
    assert history(office, 1)[-1] == "too_late registration.seats_drawn"


def test_no_answer_in_time_is_shown_and_takes_nothing(office: Session) -> None:
    (booking,) = begin(office, 1)
    clock_to(office, NOON + minutes(31))
    office.refresh(booking)
    assert booking.seat and case(office, 1).unanswered
    tell(office, issued(1))
    assert case(office, 1).label == "the payment" and not case(office, 1).unanswered


def test_a_deadline_that_no_longer_matters_is_taken_back(office: Session) -> None:
    begin(office, 1)
    tell(office, issued(1))
    assert next_due(office) == DUE
    tell(office, paid(1))
    assert next_due(office) == DUE + timedelta(days=10)


def test_an_event_of_an_unknown_case_is_a_fault_to_see(office: Session) -> None:
    with pytest.raises(LookupError):
        ENGINE.deliver(office, [paid(99)])


def test_a_path_before_the_line_undoes_first_and_skips_what_does_not_concern_the_case(office: Session) -> None:
    booking = leaving(office, WITHDREW)
    assert (booking.seat, booking.done) == (False, "held/1 left ")
    assert case(office, 1).label == "the money back"
    LEAVING_ENGINE.deliver(office, [paid(1)])
    assert (case(office, 1).state, booking.end) == ("ended", "gone")
    assert said(office, "lost") == 0, "the path itself says what became of it"


def test_a_path_behind_the_line_waits_for_a_choice_that_decides_how_the_case_ends(office: Session) -> None:
    booking = leaving(office, DRAWN, WITHDREW)
    assert booking.seat and case(office, 1).label == "what becomes of it"
    LEAVING_ENGINE.deliver(office, [FinanceDecided(UUID(int=1), wait=True)])
    assert (case(office, 1).state, booking.end) == ("ended", "stayed")


def test_a_deadline_of_the_main_way_means_nothing_on_a_path_and_a_path_has_its_own(office: Session) -> None:
    leaving(office)
    main = StepDue(UUID(int=1), step=1, at=DUE)
    assert next_due(office) == DUE
    LEAVING_ENGINE.deliver(office, [DRAWN])
    LEAVING_ENGINE.deliver(office, [WITHDREW, main])
    assert case(office, 1).label == "what becomes of it"
    assert next_due(office) == DUE + timedelta(days=1)
    own = StepDue(UUID(int=1), step=0, at=DUE + timedelta(days=1), path=StudentWithdrew.name)
    LEAVING_ENGINE.deliver(office, [StepDue(UUID(int=1), step=0, at=own.at)])
    assert case(office, 1).state == "running", "the first step of the main way is not the first of the path"
    LEAVING_ENGINE.deliver(office, [own])
    booking = office.get_one(Booking, UUID(int=1))
    assert (booking.end, booking.seat, said(office, "lost")) == ("silent", True, 0)


def test_on_a_path_no_other_interrupt_is_taken_and_the_first_that_came_decides(office: Session) -> None:
    closed = LineClosed(UUID(int=1), SummerEnd.NO_SEAT)
    booking = leaving(office, DRAWN, WITHDREW, closed)
    assert case(office, 1).label == "what becomes of it"
    LEAVING_ENGINE.deliver(office, [FinanceDecided(UUID(int=1), wait=False)])
    LEAVING_ENGINE.deliver(office, [issued(1)])
    assert booking.end == "gone"
    assert history(office, 1)[-1] == "too_late registration.line_closed"


def test_a_path_without_steps_ends_the_case_at_once(office: Session) -> None:
    booking = leaving(office, DRAWN, LineClosed(UUID(int=1), SummerEnd.NO_SEAT))
    assert (booking.end, booking.seat) == ("closed", True)
