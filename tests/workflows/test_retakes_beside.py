"""Retakes in the general period meet what summer courses meet: open results, dates that move (R8.3, R9.1, R13.1)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from shared.clock import end_of_day, office_day
from tests.databases import Bound
from tests.workflows.test_dates_move import move, working
from tests.workflows.test_provisional import after_the_exam, applied, sealed
from tests.workflows.test_retakes import Retakes, opened
from tests.workflows.test_summer_way import nothing_is_left_lying

DAY = timedelta(days=1)


@pytest.mark.parametrize(("exam", "state"), [("49", "invoiced"), ("70", "ended")])
def test_whose_result_is_open_applies_for_a_retake_provisionally(
    undone_databases: Bound, exam: str, state: str
) -> None:
    office, student, section_id = after_the_exam(undone_databases, Retakes)
    case = applied(office, student)
    assert (case.state, case.provisional, case.invoice_id) == ("held", True, None)
    sealed(office, student, section_id, exam)
    office.to(office.now() + timedelta(hours=1))
    case = office.case(case)
    assert (case.state, case.way) == (state, None if exam == "49" else "debt_gone")
    nothing_is_left_lying(office)


def test_dates_of_a_retake_move_with_all_that_follows_over_the_whole_term(undone_databases: Bound) -> None:
    office, (pays, lapses) = opened(undone_databases, 2)
    assert pays.due_at
    new = working(office, office.dates.due_on, 1)
    move(office, "due_on", new, along=True)
    assert [office.case(case).due_at for case in (pays, lapses)] == [end_of_day(new)] * 2
    office.to(end_of_day(new) + timedelta(hours=9))
    office.bank(office_day(office.dates.drawn_at), new, (pays, new))
    assert office.standing(pays, lapses) == ["on_sheet", "lapsed_unpaid"]
    old = office.dates
    move(office, "starts_on", working(office, old.starts_on, 5), along=True)
    assert office.dates.starts_on == old.starts_on + 7 * DAY
    assert office.dates.attestations_on > old.attestations_on
    office.to(old.sheets_due_at + timedelta(hours=1))
    assert office.standing(pays) == ["on_sheet"], "the old dates take nothing any more"
    office.to(office.dates.sheets_due_at - DAY)
    office.teach({pays.student_id: ("80", "70")})
    assert office.standing(pays) == ["debt_closed"]
    nothing_is_left_lying(office)
