"""One student's way, step by step, as registration sees it (R8.3, R8.4, D1, D2, D20, D21)."""

from datetime import date, timedelta
from uuid import UUID, uuid5

import pytest
from sqlalchemy import select

from services.registration.models.applications import Application
from services.registration.models.copies import DebtCopy
from services.registration.models.seats import Draw, SeatHistory, SeatOffer
from services.registration.models.sections import Section
from services.registration.queries import line as lines
from services.registration.usecases import draw, line
from services.registration.workflows import seat_offer
from shared.clock import end_of_day, office_day, set_office
from shared.contracts.billing import CancelInvoice, InvoiceRefused, IssueInvoice, LateMoneyKept
from shared.contracts.grading import OpenRows, RowsOpened, RowsRefused
from shared.errors import NotFound, Refused
from shared.money import Money
from shared.workflow.tables import CaseHistory
from tests.registration.summer import Summer


def way(summer: Summer, case: Application) -> str | None:
    summer.session.refresh(case)
    assert (case.state == "ended") == (case.way is not None)
    return case.way


def held(summer: Summer, section: Section) -> Application:
    """A student whose seat was given by the draw, with his invoice."""
    case = summer.accepted(section, 1)[0]
    summer.draw()
    summer.invoice([case])
    return case


def answer(summer: Summer, offer: SeatOffer, accepted: bool) -> None:
    """The student to whom the offer was made answers it."""
    seat_offer.answer(summer.session, offer.case_id, offer.student_id, accepted)


def full_with_line(summer: Summer, waiting: int) -> tuple[Section, list[Application]]:
    """One seat, invoiced, and a line behind it, in its order."""
    section = summer.section(1)
    cases = summer.accepted(section, waiting + 1)
    summer.draw()
    first = next(case for case in cases if case.state == "held")
    summer.invoice([first])
    places = lines.places(summer.session, [case.case_id for case in cases])
    behind = sorted((case for case in cases if case is not first), key=lambda case: places[case.case_id].place)
    return section, [first, *behind]


def test_the_first_days_seats_are_given_in_one_act_by_class_and_lot(summer: Summer) -> None:
    section = summer.section(3)
    cases = summer.accepted(section, 8)
    assert summer.states(cases) == ["received"] * 8
    summer.draw()
    order = sorted(cases, key=lambda case: (case.priority, case.ticket))
    assert summer.states(order) == ["held"] * 3 + ["in_line"] * 5
    assert summer.seats(section) == (3, 5)
    act = summer.session.get(Draw, summer.term.term_id)
    assert act is not None
    assert (act.seats, act.line) == (3, 5)


def test_the_draw_is_held_once(summer: Summer) -> None:
    section = summer.section(3)
    summer.accepted(section, 5)
    summer.draw()
    draw.give_seats(summer.session, [summer.term])
    assert summer.seats(section) == (3, 2)
    assert len(list(summer.session.scalars(select(SeatHistory)))) == 3


def test_after_the_draw_a_seat_is_given_on_arrival_while_there_is_one(summer: Summer) -> None:
    section = summer.section(1)
    summer.draw()
    one, other = summer.debtors(2)
    first = summer.apply(section, [one])[0]
    second = summer.apply(section, [other])[0]
    assert isinstance(first, Application)
    assert isinstance(second, Application)
    assert summer.states([first, second]) == ["held", "in_line"]
    assert summer.templates(first) == ["application_received", "seat_held"]
    assert summer.templates(second) == ["application_received", "in_line"]


def test_the_invoice_is_asked_for_at_the_accepted_price_and_due_in_two_working_days(summer: Summer) -> None:
    case = held(summer, summer.section(1))
    asked = summer.told(IssueInvoice)[0]
    assert isinstance(asked, IssueInvoice)
    assert asked.accepted_price == Money.of(18500)
    assert asked.due_at == case.due_at == end_of_day(date(2026, 6, 12))
    assert office_day(summer.dates.drawn_at) == date(2026, 6, 10)
    assert case.invoice_number == "2026-000017"
    assert summer.states([case]) == ["invoiced"]


@pytest.mark.parametrize(
    ("outcome", "mark", "expected", "told"),
    [
        ("passed", "B", "debt_closed", "debt_closed"),
        ("failed", "F", "debt_kept", "debt_kept"),
        ("not_admitted", "F", "not_admitted", "debt_kept"),
        ("did_not_appear", "F", "did_not_appear", "debt_kept"),
    ],
)
def test_the_main_way_ends_with_the_sealed_result(
    summer: Summer, outcome: str, mark: str, expected: str, told: str
) -> None:
    section = summer.section(2)
    case = held(summer, section)
    summer.pay(case)
    assert summer.states([case]) == ["confirmed"]
    assert isinstance(summer.told(OpenRows)[0], OpenRows)
    summer.say(RowsOpened(case.case_id, uuid5(section.section_id, "sheet")))
    assert summer.states([case]) == ["on_sheet"]
    summer.seal(case, outcome, mark)
    assert way(summer, case) == expected
    assert summer.templates(case) == [
        "application_received", "seat_held", "paid_confirmed", "on_the_sheet", told,
    ]  # fmt: skip
    assert summer.seats(section) == (1, 0)


def test_an_unpaid_seat_lapses_only_when_the_statements_are_in(summer: Summer) -> None:
    section = summer.section(1)
    case = held(summer, section)
    assert case.due_at
    summer.on(case.due_at + timedelta(seconds=1))
    assert summer.states([case]) == ["invoiced"]
    summer.overdue(case)
    assert way(summer, case) == "lapsed_unpaid"
    assert summer.seats(section) == (0, 0)
    assert summer.templates(case)[-1] == "lapsed_unpaid"
    assert len(summer.told(CancelInvoice)) == 1


def test_the_statement_of_the_due_date_loaded_later_still_saves_the_seat(summer: Summer) -> None:
    case = held(summer, summer.section(1))
    assert case.due_at
    summer.on(case.due_at + timedelta(days=1))
    summer.pay(case)
    assert summer.states([case]) == ["confirmed"]


def test_a_price_that_is_gone_ends_the_case_and_frees_the_seat(summer: Summer) -> None:
    section = summer.section(1)
    case = summer.accepted(section, 1)[0]
    summer.draw()
    summer.say(InvoiceRefused(case.case_id, ("no_tariff",), ("R9.2",)))
    assert way(summer, case) == "invoice_refused"
    assert summer.seats(section) == (0, 0)
    assert summer.templates(case)[-1] == "invoice_refused"


def test_a_sheet_that_refuses_the_row_leaves_seat_and_money_as_they_are_until_the_office_decides(
    summer: Summer,
) -> None:
    section = summer.section(1)
    case = held(summer, section)
    summer.pay(case)
    summer.say(RowsRefused(case.case_id, ("sheet_sealed",), ("R5.3",)))
    assert summer.states([case]) == ["confirmed"]
    assert summer.seats(section) == (1, 0)
    assert {"rows_refused", "sheet_decision_needed"} <= set(summer.templates(case))
    summer.say(RowsOpened(case.case_id, case.section_id))
    assert summer.states([case]) == ["on_sheet"]


def test_late_money_is_noted_on_the_ended_case(summer: Summer) -> None:
    case = held(summer, summer.section(1))
    summer.overdue(case)
    summer.say(LateMoneyKept(case.case_id, Money.of(92500), date(2026, 6, 15)))
    summer.session.refresh(case)
    assert case.late_amount == Money.of(92500)


def test_a_freed_seat_is_offered_to_the_first_of_the_line_and_kept_for_him(summer: Summer) -> None:
    section, (first, second, third) = full_with_line(summer, 2)
    summer.overdue(first)
    assert summer.states([first, second, third]) == ["ended", "offered", "in_line"]
    assert summer.seats(section) == (1, 1)
    assert summer.templates(second)[-1] == "seat_offered"


def test_an_accepted_offer_holds_the_seat_and_is_invoiced(summer: Summer) -> None:
    section, (first, second) = full_with_line(summer, 1)
    summer.overdue(first)
    answer(summer, summer.offers()[0], accepted=True)
    summer.settle()
    assert summer.states([second]) == ["held"]
    asked = summer.told(IssueInvoice)[-1]
    assert isinstance(asked, IssueInvoice)
    assert asked.case_id == second.case_id
    summer.invoice([second])
    summer.pay(second)
    assert summer.states([second]) == ["confirmed"]
    assert summer.seats(section) == (1, 0)


def test_an_offer_accepted_on_the_last_day_of_offers_is_paid_by_t_minus_3(summer: Summer) -> None:
    _, (first, second) = full_with_line(summer, 1)
    summer.on(summer.dates.offers_end_at - timedelta(hours=2))
    summer.overdue(first, late=True)
    offer = summer.offers()[0]
    assert offer.until == summer.dates.offers_end_at + timedelta(hours=1)
    summer.on(offer.until - timedelta(seconds=1))
    answer(summer, offer, accepted=True)
    summer.settle()
    assert second.due_at == end_of_day(summer.dates.confirmed_by)


def test_a_declined_offer_goes_to_the_next(summer: Summer) -> None:
    section, (first, second, third) = full_with_line(summer, 2)
    summer.overdue(first)
    answer(summer, summer.offers()[0], accepted=False)
    summer.settle()
    assert way(summer, second) == "offer_declined"
    assert summer.states([third]) == ["offered"]
    assert summer.seats(section) == (1, 0)
    assert summer.templates(second)[-1] == "offer_declined"


def test_an_offer_that_runs_out_goes_to_the_next_and_can_be_answered_no_more(summer: Summer) -> None:
    _, (first, second, third) = full_with_line(summer, 2)
    summer.overdue(first)
    offer = summer.offers()[0]
    summer.on(offer.until + timedelta(seconds=1))
    assert way(summer, second) == "offer_expired"
    assert summer.states([third]) == ["offered"]
    with pytest.raises(Refused) as refused:
        answer(summer, offer, accepted=True)
    assert [(reason.code, reason.rule) for reason in refused.value.reasons] == [("offer_over", "D20")]


def test_an_answer_that_arrives_after_the_end_is_late_even_if_the_end_was_not_acted_on_yet(summer: Summer) -> None:
    _, (first, *_) = full_with_line(summer, 1)
    summer.overdue(first)
    offer = summer.offers()[0]
    set_office(summer.session, offer.until + timedelta(seconds=1))
    with pytest.raises(Refused):
        answer(summer, offer, accepted=True)


def test_an_unknown_offer_is_not_found(summer: Summer) -> None:
    with pytest.raises(NotFound):
        seat_offer.answer(summer.session, UUID(int=1), UUID(int=2), accepted=True)


def test_when_offers_end_the_line_is_closed(summer: Summer) -> None:
    section, (first, second, third) = full_with_line(summer, 2)
    summer.on(summer.dates.offers_end_at)
    line.close(summer.session, [summer.term.term_id])
    summer.settle()
    assert way(summer, second) == way(summer, third) == "no_seat"
    assert summer.seats(section) == (1, 0)
    summer.overdue(first)
    assert summer.offers() == []
    assert summer.seats(section) == (0, 0)


def test_whoever_no_longer_owes_the_course_is_passed_over(summer: Summer) -> None:
    section, (first, second, third) = full_with_line(summer, 2)
    debt = summer.session.get(DebtCopy, second.debt_id)
    assert debt
    debt.status = "closed"
    summer.session.flush()
    summer.overdue(first)
    assert way(summer, second) == "passed_over"
    assert summer.states([third]) == ["offered"]
    assert summer.seats(section) == (1, 0)


def test_who_comes_while_others_wait_joins_the_line_although_a_seat_is_free(summer: Summer) -> None:
    section, cases = full_with_line(summer, 1)
    section.capacity = 2
    summer.session.flush()
    late = summer.apply(section, summer.debtors(3)[2:])[0]
    assert isinstance(late, Application)
    assert summer.states([late]) == ["in_line"]
    seat_offer.serve_lines(summer.session, [section.section_id])
    summer.settle()
    assert summer.states([cases[1], late]) == ["offered", "in_line"]


def test_after_a_lapse_he_may_apply_once_more_at_the_end_of_the_line(summer: Summer) -> None:
    section, (first, _, third) = full_with_line(summer, 2)
    summer.overdue(first)
    again = summer.apply(section, [first.student_id])[0]
    assert isinstance(again, Application)
    assert again.case_id != first.case_id
    places = lines.places(summer.session, [again.case_id, third.case_id])
    assert (places[third.case_id].place, places[again.case_id].place) == (1, 2)


def test_the_history_tells_the_way_of_the_case_and_of_the_seats(summer: Summer) -> None:
    _, (first, second) = full_with_line(summer, 1)
    summer.overdue(first)
    seats = summer.session.scalars(select(SeatHistory).order_by(SeatHistory.seat_change_id))
    assert [(row.change, row.taken_after, row.case_id) for row in seats] == [
        ("held", 1, first.case_id),
        ("freed", 0, first.case_id),
        ("offered", 1, second.case_id),
    ]
    rows = summer.session.scalars(
        select(CaseHistory).where(CaseHistory.case_id == first.case_id).order_by(CaseHistory.id)
    )
    history = [(row.what, row.label) for row in rows]
    assert ("done", "hold a seat or a place in the line") in history
    assert history[-1] == ("ended", "lapsed_unpaid")
