"""Policies and dates are rows that are added to; a published date moves only later (R13.1)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import text, update
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from services.registration.domain.term_dates import Distances, chain
from services.registration.models.policies import Policy
from services.registration.models.terms import TermDates
from services.registration.queries.calendar import working_days
from services.registration.queries.policies import in_force
from services.registration.usecases.holidays import set_holiday
from services.registration.usecases.policies import DEFAULTS, set_policy
from services.registration.usecases.terms import open_term
from shared.clock import end_of_day, now
from shared.i18n import texts

MAY_1 = date(2026, 5, 1)
MAY_15 = date(2026, 5, 15)
MOVED = {"kk": "Ауыстырылған күн", "ru": "Перенос", "en": "Moved"}


def test_the_policies_that_ship_are_in_force_each_with_its_rule(registration_db: Session) -> None:
    found = in_force(registration_db, MAY_1)
    assert {default.key for default in DEFAULTS} <= found.keys()
    assert found["summer_limits"].value == {"courses": 3, "credits": 20}
    assert found["summer_limits"].cited == "summer_limits v1"


def test_each_policy_is_named_and_its_value_is_said_in_words() -> None:
    keys = [f"policy.{default.key}" for default in DEFAULTS]
    keys += [f"policy_value.{name}" for default in DEFAULTS for name in default.value]
    assert [key for key in keys if not texts("registration").has(key)] == []


def test_a_new_value_is_in_force_from_its_day_and_the_old_one_before_it(registration_db: Session) -> None:
    set_policy(registration_db, "summer_limits", {"courses": 2, "credits": 12}, MAY_15, "council of 12 May")
    assert in_force(registration_db, MAY_15 - timedelta(days=1))["summer_limits"].version == 1
    later = in_force(registration_db, MAY_15)["summer_limits"]
    assert (later.version, later.value["courses"]) == (2, 2)


def test_a_value_for_a_specialty_goes_before_the_general_one(registration_db: Session) -> None:
    set_policy(registration_db, "summer_limits", {"courses": 1, "credits": 6}, MAY_1, "practice", "specialty:6B06101")
    assert in_force(registration_db, MAY_15, ["specialty:6B06101"])["summer_limits"].value["courses"] == 1
    assert in_force(registration_db, MAY_15)["summer_limits"].value["courses"] == 3


@pytest.mark.parametrize("statement", ["UPDATE policies SET value = '{}'", "DELETE FROM policies"])
def test_no_version_of_a_policy_is_ever_changed(registration_db: Session, statement: str) -> None:
    with pytest.raises(DBAPIError, match="kept as they are"), registration_db.begin_nested():
        registration_db.execute(text(statement))


def test_a_published_date_moves_later_but_never_earlier(registration_db: Session) -> None:
    session = registration_db
    dates = chain(date(2026, 6, 22), working_days(session), Distances())
    term = open_term(session, 2025, dates, end_of_day(MAY_15))
    earlier = update(TermDates).values(due_on=dates.due_on - timedelta(days=1))
    session.execute(earlier)
    session.execute(update(TermDates).values(due_on=dates.due_on))
    term.published_at = now(session).office
    session.flush()
    session.execute(update(TermDates).values(due_on=dates.due_on + timedelta(days=1)))
    with pytest.raises(IntegrityError, match="only later"), session.begin_nested():
        session.execute(earlier)


def test_the_holidays_that_ship_are_known_in_three_languages_and_may_be_moved(registration_db: Session) -> None:
    victory_day, saturday = date(2026, 5, 11), date(2026, 5, 16)
    calendar = working_days(registration_db)
    assert not calendar.is_working(victory_day), "9 May 2026 is a Saturday: its day off is the Monday after"
    assert not calendar.is_working(saturday)
    set_holiday(registration_db, victory_day, works=True, name=MOVED)
    set_holiday(registration_db, saturday, works=True, name=MOVED)
    moved = working_days(registration_db)
    assert moved.is_working(victory_day)
    assert moved.is_working(saturday)
    names = registration_db.execute(text("SELECT name FROM holidays")).scalars().all()
    assert all(set(name) == {"kk", "ru", "en"} and all(name.values()) for name in names)


def test_every_policy_that_ships_names_a_rule(registration_db: Session) -> None:
    assert registration_db.query(Policy).filter(Policy.rule == "").count() == 0
