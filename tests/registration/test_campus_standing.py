"""What the office sees: each course in numbers, the line of dates, one student with every state."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from services.registration.queries import sections, students, terms
from shared.errors import NotFound
from shared.identity.reach import Reach
from tests.registration.campus import on
from tests.registration.summer import Summer

ALL = Reach(everything=True)


@pytest.fixture
def summer(registration_db: Session) -> Summer:
    return Summer(registration_db)


def test_a_course_is_shown_as_applied_held_and_waiting(summer: Summer) -> None:
    section = summer.section(capacity=3)
    summer.accepted(section, 5)
    summer.draw()
    (row,) = terms.standing(summer.session, summer.term.term_id)
    assert (row.applied, row.held, row.waiting, row.confirmed) == (5, 3, 2, 0)
    assert (row.capacity, row.taken) == (3, 3)


def test_a_paid_seat_is_shown_as_paid_and_confirmed(summer: Summer) -> None:
    section = summer.section(capacity=3)
    (case, _) = summer.accepted(section, 2)
    summer.draw()
    summer.invoice([case])
    summer.pay(case)
    (row,) = terms.standing(summer.session, summer.term.term_id)
    assert (row.paid, row.confirmed, row.held) == (1, 1, 1)


def test_the_next_date_of_the_line_is_the_one_that_acts_now(summer: Summer) -> None:
    moment = summer.dates.opens_at + timedelta(hours=1)
    line = terms.line_of_dates(summer.term, moment)
    assert [one.name for one in line if one.state == "now"] == ["drawn_at"]
    assert {one.state for one in line[: [one.name for one in line].index("drawn_at")]} == {"done"}
    assert [one.moment for one in line] == sorted(one.moment for one in line)


def test_a_students_card_shows_his_debts_and_what_his_application_waits_for(summer: Summer) -> None:
    section = summer.section(capacity=1)
    first, second = summer.accepted(section, 2)
    summer.draw()
    in_line = first if first.state == "in_line" else second
    card = students.card(summer.session, in_line.student_id, ALL)
    (line,) = card.cases
    assert (line.state, line.waits_for) == ("in_line", "a seat of the line")
    assert section.course_id in {debt.course_id for debt in card.debts if debt.status == "open"}


def test_an_advisers_reach_ends_at_his_groups(summer: Summer) -> None:
    student = summer.debtors(1)[0]
    stranger = Reach(owner=summer.term.term_id)
    with pytest.raises(NotFound):
        students.card(summer.session, student, stranger)
    assert students.card(summer.session, student, Reach(owner=student)).student_id == student


def test_the_class_list_shows_who_is_in_the_section_as_of_now(summer: Summer) -> None:
    section = summer.section(capacity=2)
    summer.accepted(section, 3)
    summer.draw()
    rows = summer.session.execute(sections.class_list(section.section_id, ALL)).all()
    assert [row.state for row in rows] == ["held", "held"], "the one in the line is not among them"
    assert not summer.session.execute(sections.class_list(section.section_id, Reach(owner=summer.term.term_id))).all()


def test_the_term_that_is_on_is_the_newest_that_is_not_called_off(summer: Summer) -> None:
    on(summer.session, summer.dates.starts_on)
    found = terms.current_summer(summer.session)
    assert found is not None
    assert found.term_id == summer.term.term_id
    summer.term.status = "withdrawn"
    summer.session.flush()
    assert terms.current_summer(summer.session) is None
