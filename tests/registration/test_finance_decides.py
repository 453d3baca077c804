"""The statements through a due date do not come in time: finance is asked, and decides (R8.4, R13.1)."""

from datetime import date, timedelta

import pytest

from services.registration.models.applications import Application
from services.registration.queries.cases import TO_DECIDE, listed
from services.registration.queries.staff import holders
from services.registration.usecases.decisions import decidable
from shared.clock import end_of_day
from shared.contracts.notifications import Notify
from shared.contracts.registration import FinanceDecided
from shared.errors import Refused
from shared.identity import Actor
from shared.identity.reach import Reach
from tests.registration.summer import Summer

AFTER_THREE_BANKING_DAYS = end_of_day(date(2026, 6, 17)) + timedelta(seconds=1)


@pytest.fixture
def case(summer: Summer) -> Application:
    """A seat that is invoiced and not paid."""
    made = summer.accepted(summer.section(1), 1)[0]
    summer.draw()
    summer.invoice([made])
    return made


@pytest.mark.parametrize(("wait", "state"), [(True, "invoiced"), (False, "ended")])
def test_where_the_statements_do_not_come_finance_decides(
    summer: Summer, case: Application, wait: bool, state: str
) -> None:
    summer.say(FinanceDecided(case.case_id, wait=wait))
    assert summer.states([case]) == ["invoiced"]
    summer.on(AFTER_THREE_BANKING_DAYS)
    assert summer.states([case]) == [state]


def test_finance_is_told_once_that_statements_are_missing_and_finds_the_case(summer: Summer, case: Application) -> None:
    for days in range(2):
        summer.on(AFTER_THREE_BANKING_DAYS + timedelta(days=days))
    officers = holders(summer.session, date(2026, 6, 17), "finance", "chief_accountant")
    told = [m for m in summer.told(Notify) if isinstance(m, Notify) and m.template == "decision_needed"]
    assert officers
    assert [(m.person_id, m.case_id) for m in told] == [(officer, case.case_id) for officer in officers]
    assert summer.session.scalars(listed(Reach(everything=True), TO_DECIDE)).all() == [case.case_id]


def test_nobody_decides_about_his_own_seat(summer: Summer, case: Application) -> None:
    summer.on(AFTER_THREE_BANKING_DAYS)
    summer.session.info["actor"] = Actor(case.student_id, "Finance officer and student")
    with pytest.raises(Refused) as refused:
        decidable(summer.session, case.case_id)
    assert [(one.code, one.rule) for one in refused.value.reasons] == [("not_for_oneself", "R1.2")]
