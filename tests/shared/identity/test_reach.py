"""Who may do what, on which rows (R1.2)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from joserfc.jwk import OKPKey
from sqlalchemy import column, select, table

from shared.identity import Actor, Behalf, Held, Role, Scope
from shared.identity.testing import test_key
from shared.identity.tokens import BadToken, mint, read

ME, OTHER, FACULTY, GROUP = uuid4(), uuid4(), uuid4(), uuid4()


def actor(*roles: Held) -> Actor:
    """A person with these roles."""
    return Actor(ME, "Me", roles)


def test_a_student_reaches_his_own_rows_only() -> None:
    reach = actor(Held(Role.STUDENT)).reach("billing.see_invoices")
    assert reach.covers(owner=ME)
    assert not reach.covers(owner=OTHER)
    assert not reach.covers()


def test_a_dean_reaches_his_faculty_and_with_two_posts_both() -> None:
    reach = actor(Held(Role.DEAN, Scope.FACULTY, FACULTY), Held(Role.DEAN, Scope.FACULTY, OTHER)).reach(
        "registration.see_students"
    )
    assert reach.covers(faculty=FACULTY)
    assert reach.covers(faculty=OTHER)
    assert not reach.covers(faculty=GROUP)


def test_a_role_without_a_bound_reaches_all_and_with_another_bound_nothing() -> None:
    assert actor(Held(Role.DEAN)).reach("registration.see_students").everything
    wrong = actor(Held(Role.DEAN, Scope.GROUP, GROUP)).reach("registration.see_students")
    assert not wrong.covers(group=GROUP, faculty=FACULTY, owner=ME)


def test_a_teacher_or_an_adviser_without_a_bound_reaches_his_own_rows_only() -> None:
    for role, action in ((Role.TEACHER, "grading.fill_sheet"), (Role.ADVISER, "registration.see_students")):
        reach = actor(Held(role)).reach(action)
        assert reach.covers(owner=ME)
        assert not reach.everything
        assert not reach.covers(owner=OTHER, section=OTHER, group=OTHER)


def test_roles_of_one_person_are_added_up() -> None:
    both = actor(Held(Role.STUDENT), Held(Role.ADVISER, Scope.GROUP, GROUP)).reach("registration.see_students")
    assert both.covers(owner=ME)
    assert both.covers(group=GROUP)
    assert not both.everything


def test_a_query_is_narrowed_to_what_is_in_reach_and_to_nothing_where_no_mark_fits() -> None:
    students = table("students", column("faculty_id"), column("person_id"))
    dean = actor(Held(Role.DEAN, Scope.FACULTY, FACULTY)).reach("registration.see_students")
    narrowed = str(dean.narrow(select(students), faculty=students.c.faculty_id))
    assert "WHERE students.faculty_id IN" in narrowed
    assert "WHERE false" in str(dean.narrow(select(students), owner=students.c.person_id))
    office = actor(Held(Role.SPECIALIST)).reach("registration.see_students")
    assert "WHERE" not in str(office.narrow(select(students), faculty=students.c.faculty_id))


@pytest.mark.parametrize(
    ("role", "action"),
    [
        (Role.STUDENT, "grading.fill_sheet"), (Role.TEACHER, "billing.see_invoices"),
        (Role.FINANCE, "grading.see_results"),
        (Role.AUDITOR, "billing.assign_payment"), (Role.ADMINISTRATOR, "grading.fill_sheet"),
        (Role.CASHIER, "billing.sign_refund"), (Role.DEAN, "registration.agree_term"),
    ],
)  # fmt: skip
def test_some_things_are_for_others(role: Role, action: str) -> None:
    assert not actor(Held(role)).may(action)


def test_a_token_carries_person_roles_language_and_on_whose_behalf() -> None:
    held = Held(Role.DEAN, Scope.FACULTY, FACULTY)
    token = mint(test_key(), ME, "Ән", [held, "adviser"], language="ru", behalf=Behalf(OTHER, "Бір", "paper"))
    found = read(test_key(), token).actor
    assert found.roles == (held, Held(Role.ADVISER))
    assert (found.person_id, found.name, found.language) == (ME, "Ән", "ru")
    assert found.on_behalf_of == Behalf(OTHER, "Бір", "paper")


def test_a_token_is_short_lived_and_another_key_or_algorithm_makes_none() -> None:
    token = mint(test_key(), ME, "Me", ["student"])
    known = read(test_key(), token)
    assert known.is_good_at(datetime.now(UTC))
    assert not known.is_good_at(datetime.now(UTC) + timedelta(minutes=11))
    with pytest.raises(BadToken):
        read(OKPKey.generate_key("Ed25519"), token)
    head, body, _ = token.split(".")
    for bad in (f"{head}.{body}.", "eyJhbGciOiJub25lIn0." + body + ".", "x", "", head):
        with pytest.raises(BadToken):
            read(test_key(), bad)
