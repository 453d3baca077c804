"""Cases end by the order of steps by which they began, also when a newer one stands beside it (design: Workflows)."""

from __future__ import annotations

from importlib import import_module
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from services.registration.models.applications import Application
from services.registration.queries import cases as case_lists
from services.registration.usecases import terms
from services.registration.workflows import leaving, summer_enrolment, summer_term
from services.registration.workflows.engine import engine
from shared.clock import now
from shared.contracts.grading import OpenRows, RowsOpened, RowsRefused
from shared.contracts.registration import RectorateDecided, TermPublished
from shared.identity.reach import Reach
from shared.workflow.tables import Case
from tests.registration import campus
from tests.registration.summer import Summer


def begun_before(summer: Summer, monkeypatch: pytest.MonkeyPatch, number: int = 1) -> list[Application]:
    """Invoiced cases that began while the office knew the first order only; now it knows both."""
    with monkeypatch.context() as before:
        before.setattr(summer_enrolment, "SUMMER_ENROLMENT", summer_enrolment.FIRST_ORDER)
        found = summer.accepted(summer.section(number), number)
    summer.draw()
    summer.invoice(found)
    return found


def stands(summer: Summer, case: Application) -> tuple[int, int, str]:
    """Version, number and label of the step at which a case stands."""
    row = summer.session.get_one(Case, case.case_id, populate_existing=True)
    return row.version, row.step, row.label


def test_a_case_of_the_first_order_goes_on_by_it_to_its_end_beside_cases_of_the_second(
    summer: Summer, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = begun_before(summer, monkeypatch)[0]
    newer = summer.apply(summer.section(1, label="2"), summer.debtors(2)[1:])[0]
    assert isinstance(newer, Application)
    summer.invoice([newer])
    assert stands(summer, case) == (1, 5, "the payment")
    assert stands(summer, newer) == (2, 6, "the payment")
    for one in (case, newer):
        summer.pay(one)
        summer.say(RowsOpened(one.case_id, uuid4()))
        summer.seal(one, "passed", "B")
    assert summer.states([case, newer]) == ["ended", "ended"]
    assert [stands(summer, one)[:2] for one in (case, newer)] == [(1, 11), (2, 13)]


def test_a_case_of_the_first_order_whose_line_was_refused_is_the_offices_to_decide(
    summer: Summer, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = begun_before(summer, monkeypatch, 2)
    for case in (one, two):
        summer.pay(case)
        summer.say(RowsRefused(case.case_id, ("sheet_sealed",), ("R5.3",)))
    assert set(to_decide(summer)) == {one.case_id, two.case_id}
    with campus.acting(summer.session, campus.with_role("chairman")):
        leaving.ask_sheet_again(summer.session, one.case_id)
        leaving.give_up(summer.session, two.case_id)
    assert len(summer.told(OpenRows)) == 3
    summer.say(RowsOpened(one.case_id, uuid4()))
    assert summer.states([one]) == ["on_sheet"]
    assert to_decide(summer) == []
    assert stands(summer, two)[2] == "give the money back"


def to_decide(summer: Summer) -> list[UUID]:
    rows = summer.session.execute(case_lists.listed(Reach(everything=True), case_lists.TO_DECIDE))
    return [row.case_id for row in rows]


def test_a_term_of_the_first_order_counts_no_minimum(summer: Summer) -> None:
    term = summer.term
    engine.begin(summer.session, summer_term.FIRST_ORDER, [term])
    summer.say(RectorateDecided(term.term_id, agreed=True), TermPublished(term.term_id))
    terms.set_status(summer.session, [term], "published")
    section = summer.section(5)
    section.minimum = 5
    case = summer.accepted(section, 1)[0]
    summer.draw()
    summer.invoice([case])
    summer.pay(case)
    summer.on(summer.dates.sheets_due_at)
    assert section.status != "cancelled"
    assert summer.states([case]) == ["confirmed"]
    row = summer.session.get_one(Case, term.term_id, populate_existing=True)
    assert (row.version, row.state, row.step) == (1, "ended", 19)


@pytest.mark.parametrize(
    ("workflow", "step", "label", "expected"),
    [
        ("registration.summer_enrolment", 5, "the payment", 1),
        ("registration.summer_enrolment", 6, "the payment", 2),
        ("registration.summer_enrolment", 5, "issue the invoice", 2),
        ("registration.summer_enrolment", 1, "the draw of the first day", 2),
        ("registration.summer_enrolment", 9, "the result", 1),
        ("registration.summer_enrolment", 9, "open the sheet rows", 2),
        ("registration.summer_term", 11, "offers end", 1),
        ("registration.summer_term", 16, "offers end", 2),
        ("registration.summer_term", 8, "the first day is over", 2),
        ("registration.seat_offer", 1, "the answer", 1),
    ],
)
def test_cases_that_stand_by_the_second_order_under_the_firsts_number_are_told_from_its_own(
    summer: Summer, workflow: str, step: int, label: str, expected: int
) -> None:
    moment = now(summer.session).office
    row = Case(
        case_id=uuid4(), workflow=workflow, version=1, step=step, label=label, state="running", path="",
        correlation="", began_at=moment, changed_at=moment,
    )  # fmt: skip
    summer.session.add(row)
    summer.session.flush()
    migration = import_module("services.registration.migrations.m0014_which_order_of_steps")
    for statement in migration.by_new_order():
        summer.session.execute(statement)
    assert summer.session.scalar(select(Case.version).where(Case.case_id == row.case_id)) == expected
    if workflow == "registration.summer_enrolment":
        labels = [one.label for one in engine.workflows[workflow, expected].steps]
        assert labels[step] == label, "it wakes at the step for which it waits"


def test_a_case_on_a_way_out_and_one_that_has_ended_are_told_apart_too(summer: Summer) -> None:
    moment = now(summer.session).office
    kinds = [("registration.student_withdrew", "running", 4, None), ("", "ended", 13, "debt_closed")]
    kinds += [("", "ended", 11, "debt_closed"), ("", "ended", 5, "lapsed_unpaid")]
    rows = [
        Case(
            case_id=uuid4(), workflow="registration.summer_enrolment", version=1, step=step, state=state, path=path,
            way=way, correlation="", began_at=moment, changed_at=moment,
        )
        for path, state, step, way in kinds
    ]  # fmt: skip
    summer.session.add_all(rows)
    summer.session.flush()
    for statement in import_module("services.registration.migrations.m0014_which_order_of_steps").by_new_order():
        summer.session.execute(statement)
    summer.session.expire_all()
    assert [row.version for row in rows] == [2, 2, 1, 1]
