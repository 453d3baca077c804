"""A published date moves only later, for all concerned, by the chairman's act, and all that hangs on it (R13.1, D1)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from services.billing.models import DayOff as BankDay
from services.billing.models import Invoice, RefundRequest
from services.billing.queries.tie_out import tie_out
from services.billing.usecases import due_dates, statements
from services.grading.models import DayOff as SheetDay
from services.grading.models import Section as SheetSection
from services.grading.models import Sheet
from services.registration.domain.moved_dates import Wish
from services.registration.models.applications import Application
from services.registration.models.deadlines import DateMove
from services.registration.models.seats import SeatOffer
from services.registration.queries.calendar import working_days
from services.registration.workflows import dates
from shared.clock import end_of_day, office_day
from shared.errors import Refused
from shared.workdays import workdays
from tests.billing.domain.files import Op
from tests.billing.world import day_file
from tests.databases import Bound
from tests.workflows.office import Office
from tests.workflows.test_long_outage import down, held, load
from tests.workflows.test_minimum import choose, fallen
from tests.workflows.test_summer_way import nothing_is_left_lying, opened, pay_all, told

DAY = timedelta(days=1)
FUNERAL = {"kk": "Аза тұту күні", "ru": "День траура", "en": "Day of mourning"}


def move(office: Office, name: str, day: date, *, along: bool = False, carried: bool = True) -> None:
    """The chairman moves a date."""
    with office.acting("chairman") as session:
        dates.move(session, office.section.term_id, Wish(name, day, along), "the bank was closed")
    if carried:
        office.wire.carry()


def working(office: Office, day: date, later: int) -> date:
    """So many working days later."""
    with office.of.registration.read() as session:
        return working_days(session).shift(day, later)


def bank_loads(office: Office, case: Application, paid_on: date, until: date) -> None:
    """The statement with his payment is loaded; what billing tells is on its way."""
    op = Op(str(case.invoice_amount), f"оплата {case.invoice_number}", number="1", day=paid_on, payer_account="KZ1")
    with office.of.billing.transaction() as session:
        content = day_file(office_day(office.dates.drawn_at), office.balance, op, until=until)
        statements.load(session, content, "race.txt")


def invoice(office: Office, case: Application) -> tuple[str, date]:
    with office.of.billing.read() as session:
        found = session.scalars(select(Invoice).where(Invoice.case_id == case.case_id)).one()
        return found.status, found.due_on


def test_who_pays_in_the_new_time_is_confirmed_and_who_does_not_lapses_after_it(undone_databases: Bound) -> None:
    office, cases = opened(undone_databases, capacity=6, number=2)
    pays, _ = cases
    assert pays.due_at
    old, new = office_day(pays.due_at), working(office, office.dates.due_on, 1)
    office.to(pays.due_at - timedelta(hours=5))
    move(office, "due_on", new, along=True)
    assert [office.case(case).due_at for case in cases] == [end_of_day(new)] * 2
    assert invoice(office, pays) == ("open", new)
    assert told(office, pays.student_id)["due_date_moved"] == 1
    assert told(office, pays.student_id)["dates_moved"] == 0
    assert told(office, office.teacher.person_id)["dates_moved"] == 1
    office.to(end_of_day(old) + timedelta(hours=9))
    office.bank(office_day(office.dates.drawn_at), old)
    assert office.standing(*cases) == ["invoiced"] * 2, "the old date takes nothing any more"
    office.to(end_of_day(new) + timedelta(hours=9))
    office.bank(old + DAY, new, (pays, new))
    assert office.standing(*cases) == ["on_sheet", "lapsed_unpaid"]
    with office.of.registration.read() as session:
        act = session.scalars(select(DateMove)).one()
        assert (act.seats, act.cause, act.why, act.version_no) == (2, "act", "the bank was closed", 2)
        assert act.moved[0] == {"name": "due_on", "old": "2026-06-10", "new": new.isoformat()}
        assert act.recorded_by
    nothing_is_left_lying(office)


@pytest.mark.parametrize("payment_first", [True, False])
def test_the_payment_and_the_move_meet_and_the_seat_is_confirmed_once(
    undone_databases: Bound, payment_first: bool
) -> None:
    office, (case,) = opened(undone_databases, capacity=1, number=1)
    assert case.due_at
    due = office_day(case.due_at)
    office.to(case.due_at - timedelta(hours=1))
    office.set_clock(case.due_at + timedelta(hours=8))
    new = working(office, office.dates.due_on, 1)
    steps: list[Callable[[], None]] = [
        lambda: bank_loads(office, case, due, due),
        lambda: move(office, "due_on", new, along=True, carried=False),
    ]
    for step in steps if payment_first else reversed(steps):
        step()
    office.wire.carry()
    assert office.standing(case) == ["on_sheet"]
    assert told(office, case.student_id)["paid_confirmed"] == 1
    assert told(office, case.student_id)["due_date_moved"] == 0, "billing said the truth: it is paid"
    nothing_is_left_lying(office)


def test_what_billing_has_called_overdue_stays_overdue(undone_databases: Bound) -> None:
    office, (case,) = opened(undone_databases, capacity=1, number=1)
    assert case.due_at
    due = office_day(case.due_at)
    office.to(case.due_at + timedelta(hours=8))
    with office.of.billing.transaction() as session:
        content = day_file(office_day(office.dates.drawn_at), office.balance, until=due)
        statements.load(session, content, "empty.txt")
    move(office, "due_on", working(office, office.dates.due_on, 1), along=True)
    office.to(office.now() + timedelta(minutes=1))
    assert office.standing(case) == ["lapsed_unpaid"]
    assert told(office, case.student_id)["due_date_moved"] == 0
    nothing_is_left_lying(office)


def test_what_an_outage_held_is_free_again_with_its_new_date(undone_databases: Bound) -> None:
    office, cases = opened(undone_databases, capacity=6, number=2)
    assert cases[0].due_at
    office.to(cases[0].due_at - timedelta(hours=1))
    down(office, 6)
    assert set(held(office)) == {("registration", "the_payment"), ("billing", "due_date_passed")}
    new = working(office, office.dates.due_on, 2)
    move(office, "due_on", new, along=True)
    assert held(office) == {}
    load(office, office.case(cases[0]), office.case(cases[0]))
    office.to(end_of_day(new) + timedelta(hours=9))
    assert office.standing(*cases) == ["on_sheet", "lapsed_unpaid"]
    nothing_is_left_lying(office)


def test_money_that_was_too_late_for_the_old_date_counts_by_the_new_one(undone_databases: Bound) -> None:
    office, (case,) = opened(undone_databases, capacity=1, number=1)
    assert case.due_at
    office.to(case.due_at - timedelta(hours=1))
    down(office, 6)
    late = office_day(case.due_at) + DAY
    office.to(end_of_day(late) + timedelta(hours=9))
    office.bank(office_day(office.dates.drawn_at), late, (case, late))
    assert office.standing(case) == ["invoiced"], "late money is an advance, the end of the time is held"
    move(office, "due_on", working(office, office.dates.due_on, 1), along=True)
    assert office.standing(case) == ["on_sheet"]
    assert office.case(case).paid_on == late
    with office.of.billing.read() as session:
        assert session.scalars(select(RefundRequest.status)).all() == ["withdrawn"]
        assert tie_out(session).holds
    nothing_is_left_lying(office)


def test_offers_run_longer_when_their_end_moves(undone_databases: Bound) -> None:
    office, (seat, first, second) = opened(undone_databases, capacity=1, number=3)
    office.to(office.dates.offers_end_at - timedelta(hours=24))
    load(office, seat)
    before = open_offer(office)
    move(office, "offers_end_at", working(office, office_day(office.dates.offers_end_at), 3), along=True)
    after = open_offer(office)
    assert after > before, "three hours in the last days became twelve again (D20)"
    office.to(before + timedelta(minutes=1))
    assert office.standing(first, second) == ["offered", "in_line"]
    office.to(after)
    assert office.standing(first, second) == ["offer_expired", "offered"]
    office.to(office.dates.offers_end_at)
    assert "in_line" not in office.standing(first, second)


def open_offer(office: Office) -> datetime:
    """Until when the one open offer can be answered."""
    with office.of.registration.read() as session:
        return session.scalars(select(SeatOffer.until).where(SeatOffer.outcome.is_(None))).one()


def test_classes_begin_later_and_attestations_exams_and_sheets_follow(undone_databases: Bound) -> None:
    office, (case,) = opened(undone_databases, capacity=1, number=1)
    pay_all(office, [case])
    old = office.dates
    move(office, "starts_on", working(office, old.starts_on, 3), along=True)
    new = office.dates
    assert new.starts_on > old.starts_on
    assert new.sheets_due_at > old.sheets_due_at
    with office.of.grading.read() as session:
        section = session.scalars(select(SheetSection).where(SheetSection.section_id == case.section_id)).one()
        sheet = session.scalars(select(Sheet).where(Sheet.section_id == case.section_id, Sheet.kind == "exam")).one()
    assert section.attestations_on == new.attestations_on != old.attestations_on
    assert section.exam_ends_at == office.section.exam_ends_at
    assert sheet.due_at
    assert section.exam_ends_at
    assert sheet.due_at > section.exam_ends_at > end_of_day(new.exams_from - DAY)
    assert told(office, case.student_id)["dates_moved"] == 1
    office.to(old.sheets_due_at + timedelta(hours=1))
    assert office.standing(case) == ["on_sheet"]
    office.to(new.sheets_due_at - DAY)
    office.teach({case.student_id: ("80", "70")})
    assert office.standing(case) == ["debt_closed"]
    nothing_is_left_lying(office)


def test_an_earlier_date_one_that_has_acted_and_a_chain_that_breaks_are_refused(undone_databases: Bound) -> None:
    office, _ = opened(undone_databases, capacity=1, number=1)
    chain = office.dates
    for name, day, code, rule in (
        ("starts_on", chain.starts_on - DAY, "date_moves_only_later", "R13.1"),
        ("drawn_at", chain.due_on, "date_has_acted", "R13.1"),
        ("due_on", chain.starts_on, "dates_out_of_order", "R8.4"),
    ):
        with pytest.raises(Refused) as refused:
            move(office, name, day)
        assert (code, rule) in {(reason.code, reason.rule) for reason in refused.value.reasons}


def test_what_falls_due_on_a_day_made_a_holiday_is_due_on_the_next_working_day(undone_databases: Bound) -> None:
    office, (case,) = opened(undone_databases, capacity=1, number=1)
    assert case.due_at
    day = office_day(case.due_at)
    with office.acting("chairman") as session:
        dates.move_day(session, day, works=False, name=FUNERAL)
    office.wire.carry()
    assert invoice(office, case) == ("open", working(office, day, 1))
    assert told(office, case.student_id)["due_date_moved"] == 1
    with office.of.registration.read() as session:
        assert session.scalars(select(DateMove.cause)).all() == ["day_off"]
    nothing_is_left_lying(office)


def test_a_day_off_among_those_that_statements_have_is_told_and_finance_has_a_day_more(undone_databases: Bound) -> None:
    office, (case,) = opened(undone_databases, capacity=1, number=1)
    assert case.due_at and case.statements_by
    day, by = working(office, office_day(case.due_at), 1), office_day(case.statements_by)
    with office.acting("chairman") as session:
        dates.move_day(session, day, works=False, name=FUNERAL)
    office.wire.carry()
    later = end_of_day(working(office, by, 1))
    assert [one.statements_by for one in office.cases()] == [later]
    with office.of.grading.read() as session:
        assert not workdays(session, SheetDay).works(day)
    with office.of.billing.read() as session:
        assert not workdays(session, BankDay).works(day)
        assert due_dates.statements_by(session, office_day(case.due_at)) == later, "both count alike"
    nothing_is_left_lying(office)


def test_who_chooses_because_his_course_is_not_held_has_as_long_as_offers_run(undone_databases: Bound) -> None:
    office, (case,) = fallen(undone_databases, paid=1)
    old = office.dates.offers_end_at
    move(office, "offers_end_at", working(office, office_day(old), 2), along=True)
    office.to(old + timedelta(hours=1))
    choose(office, case, "refund")
    assert office.standing(case) == ["cancelled_refunded"]
    nothing_is_left_lying(office)
