"""Accounts to look around with, in a university that does not exist."""

from __future__ import annotations

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from services.registration.models.accounts import Account
from services.registration.models.campus import Student
from services.registration.models.copies import DebtCopy
from services.registration.models.registrations import RecordsLoad
from services.registration.usecases import sign_ins
from services.registration.usecases.demo import demo_accounts
from shared.identity import Role
from tests.registration.campus import office_ready


def test_a_generated_university_has_one_account_for_each_role_and_the_same_at_each_start(
    registration_db: Session,
) -> None:
    office_ready(registration_db)
    first = demo_accounts(registration_db, "secret of this instance")
    assert {account.role for account in first} == {role.value for role in Role}
    assert demo_accounts(registration_db, "secret of this instance") == first
    for account in first:
        assert sign_ins.sign_in(registration_db, account.login, account.password, "a test") is not None


def test_the_account_of_the_student_stays_his_when_his_debt_is_closed(registration_db: Session) -> None:
    office_ready(registration_db)
    first = demo_accounts(registration_db, "secret")
    student = registration_db.scalar(select(Account.person_id).where(Account.login == "student"))
    registration_db.execute(update(DebtCopy).values(status="closed"))
    others = update(Student).where(Student.student_id == student).values(status="graduated")
    registration_db.execute(others)
    assert demo_accounts(registration_db, "secret") == first


def test_another_instance_has_another_password(registration_db: Session) -> None:
    office_ready(registration_db)
    one, other = (demo_accounts(registration_db, secret)[0].password for secret in ("one", "other"))
    assert one != other
    assert len(one) == 19


def test_nobody_of_a_real_university_gets_a_demo_account(registration_db: Session) -> None:
    office_ready(registration_db)
    registration_db.execute(update(RecordsLoad).values(source="oulad:1"))
    assert demo_accounts(registration_db, "secret") == []
