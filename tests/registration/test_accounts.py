"""Accounts: passwords, waiting after wrong ones, sign-ins, roles, invitations (R1.2)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.registration.domain import accounts as rules
from services.registration.models.accounts import Account, AccountAct, SignIn
from services.registration.models.people import Person
from services.registration.queries.accounts import live_sign_ins, roles_on
from services.registration.usecases import accounts, sign_ins
from shared.errors import NotFound, Refused
from shared.i18n import folded, sort_key
from shared.identity import Actor, Held, Role, Scope
from shared.identity.testing import test_key
from shared.identity.tokens import read
from shared.messaging.tables import outbox

PASSWORD = "seven quiet steppe winds"
MOMENT = datetime(2026, 5, 4, 4, tzinfo=UTC)


def person(session: Session, surname: str = "Әліпова", email: str | None = None) -> UUID:
    """A person of the registers."""
    person_id = uuid4()
    session.add(
        Person(
            person_id=person_id,
            surname=surname,
            given_name="Дана",
            language="kk",
            email=email,
            sort_key=sort_key(surname),
            folded=folded(surname),
        )
    )
    session.flush()
    return person_id


def letter_of(session: Session, person_id: UUID) -> str:
    """The secret in the invitation of a person."""
    return accounts.invite(session, [person_id], "http://office")[person_id].rpartition("/")[2]


def codes(refused: pytest.ExceptionInfo[Refused]) -> set[str]:
    """The reasons of a refusal."""
    return {reason.code for reason in refused.value.reasons}


def test_a_long_phrase_is_a_password_and_a_short_or_guessable_word_is_none() -> None:
    assert not list(rules.weaknesses(PASSWORD, "dana"))
    assert {r.code for r in rules.weaknesses("12345", "dana")} == {"password_short"}
    assert {r.code for r in rules.weaknesses("Qwerty123456", "dana")} == {"password_guessable"}
    assert {r.code for r in rules.weaknesses("my-login-is-dana.a", "dana.a")} == {"password_guessable"}
    assert {r.code for r in rules.weaknesses("x" * 200, "dana")} == {"password_long", "password_guessable"}


def test_after_five_wrong_passwords_the_account_waits_and_never_longer_than_a_quarter_of_an_hour() -> None:
    assert rules.wait_after(4) == timedelta(0)
    assert rules.wait_after(5) == timedelta(seconds=30)
    assert rules.wait_after(6) == timedelta(minutes=1)
    assert rules.wait_after(1000) == timedelta(minutes=15)


def test_a_sign_in_ends_by_revocation_by_idleness_and_by_age() -> None:
    assert rules.is_live(MOMENT, MOMENT, None, MOMENT + timedelta(minutes=30))
    assert not rules.is_live(MOMENT, MOMENT, MOMENT, MOMENT + timedelta(minutes=1))
    assert not rules.is_live(MOMENT, MOMENT, None, MOMENT + timedelta(hours=2))
    late = MOMENT + timedelta(hours=12)
    assert not rules.is_live(MOMENT, late - timedelta(minutes=1), None, late)


def test_an_imported_person_has_no_password_until_he_accepts_his_invitation(registration_db: Session) -> None:
    person_id = person(registration_db, email="Dana@example.org")
    letter = letter_of(registration_db, person_id)
    account = registration_db.get_one(Account, person_id)
    assert (account.login, account.password_hash) == ("dana@example.org", None)
    assert accounts.accept_invitation(registration_db, letter, PASSWORD) == person_id
    assert sign_ins.sign_in(registration_db, "DANA@example.org ", PASSWORD, "a test") is not None


def test_an_invitation_works_once_and_a_new_one_ends_the_old(registration_db: Session) -> None:
    person_id = person(registration_db)
    first = letter_of(registration_db, person_id)
    second = letter_of(registration_db, person_id)
    with pytest.raises(NotFound):
        accounts.accept_invitation(registration_db, first, PASSWORD)
    accounts.accept_invitation(registration_db, second, PASSWORD)
    with pytest.raises(NotFound):
        accounts.accept_invitation(registration_db, second, PASSWORD)


def test_a_weak_first_password_is_refused_with_every_reason(registration_db: Session) -> None:
    person_id = person(registration_db)
    letter = letter_of(registration_db, person_id)
    with pytest.raises(Refused) as refused:
        accounts.accept_invitation(registration_db, letter, "aaaa")
    assert codes(refused) == {"password_short", "password_guessable"}


def test_a_wrong_password_is_counted_and_the_right_one_must_wait_too(registration_db: Session) -> None:
    person_id = person(registration_db)
    accounts.give_demo_password(registration_db, {person_id: "dana"}, PASSWORD)
    for _ in range(rules.FREE_FAILURES):
        assert sign_ins.sign_in(registration_db, "dana", "wrong", "a test") is None
    assert sign_ins.sign_in(registration_db, "dana", PASSWORD, "a test") is None
    registration_db.get_one(Account, person_id).waits_until = MOMENT
    assert sign_ins.sign_in(registration_db, "dana", PASSWORD, "a test") is not None
    assert registration_db.get_one(Account, person_id).failures == 0


def test_a_login_that_does_not_exist_is_answered_like_a_wrong_password(registration_db: Session) -> None:
    assert sign_ins.sign_in(registration_db, "nobody", PASSWORD, "a test") is None


def test_a_revoked_sign_in_is_not_renewed(registration_db: Session) -> None:
    person_id = person(registration_db)
    accounts.give_demo_password(registration_db, {person_id: "dana"}, PASSWORD)
    row = sign_ins.sign_in(registration_db, "dana", PASSWORD, "a test")
    assert row is not None
    assert sign_ins.renew(registration_db, row.session_id) is row
    sign_ins.revoke(registration_db, person_id, row.session_id)
    registration_db.expire_all()
    assert sign_ins.renew(registration_db, row.session_id) is None


def test_nobody_ends_the_sign_in_of_another(registration_db: Session) -> None:
    row = sign_ins.start(registration_db, person(registration_db), "a test")
    registration_db.flush()
    with pytest.raises(NotFound):
        sign_ins.revoke(registration_db, uuid4(), row.session_id)


def test_a_changed_password_ends_all_sign_ins(registration_db: Session) -> None:
    person_id = person(registration_db)
    accounts.give_demo_password(registration_db, {person_id: "dana"}, PASSWORD)
    for _ in range(2):
        sign_ins.start(registration_db, person_id, "a test")
    registration_db.flush()
    accounts.change_password(registration_db, person_id, PASSWORD, "another long enough phrase")
    registration_db.expire_all()
    assert not live_sign_ins(registration_db, person_id, datetime.now(UTC))


def test_a_role_holds_from_its_first_day_to_its_last(registration_db: Session) -> None:
    person_id, faculty = person(registration_db), uuid4()
    held = Held(Role.DEAN, Scope.FACULTY, faculty)
    accounts.give_role(
        registration_db, person_id, held, since=date(2026, 5, 1), until=date(2026, 5, 31), reason="order 17"
    )
    registration_db.flush()
    assert roles_on(registration_db, person_id, date(2026, 4, 30)) == ()
    assert roles_on(registration_db, person_id, date(2026, 5, 31)) == (held,)
    assert roles_on(registration_db, person_id, date(2026, 6, 1)) == ()


def test_nobody_gives_a_role_to_himself(registration_db: Session) -> None:
    person_id = person(registration_db)
    registration_db.info["actor"] = Actor(person_id, "Dana", (Held(Role.CHAIRMAN),))
    with pytest.raises(Refused) as refused:
        accounts.give_role(
            registration_db, person_id, Held(Role.FINANCE), since=date(2026, 5, 1), until=None, reason=" "
        )
    assert codes(refused) == {"role_for_oneself", "reason_missing"}


def test_staff_acting_for_a_student_leaves_both_names_and_a_ground(registration_db: Session) -> None:
    staff, student = person(registration_db), person(registration_db, "Жақсыбек")
    row = sign_ins.start(registration_db, staff, "a test")
    registration_db.flush()
    sign_ins.act_for(registration_db, row.session_id, student, "paper of 12 May", "17")
    actor = read(test_key(), sign_ins.token_of(registration_db, row, test_key())).actor
    assert actor.person_id == staff
    assert actor.on_behalf_of is not None
    assert (actor.on_behalf_of.person_id, actor.on_behalf_of.ground) == (student, "paper of 12 May")
    told = registration_db.execute(select(outbox.c.body).where(outbox.c.hearer == "notifications")).scalar_one()
    assert (told["person_id"], told["template"], told["required_by_law"]) == (str(student), "acted_for_you", True)
    acts = select(func.count()).where(AccountAct.act == "acts_for_student", AccountAct.person_id == student)
    assert registration_db.scalar(acts) == 1


def test_every_sign_in_is_on_record(registration_db: Session) -> None:
    person_id = person(registration_db)
    sign_ins.start(registration_db, person_id, "x" * 500)
    registration_db.flush()
    acts = registration_db.scalars(select(AccountAct.act).where(AccountAct.person_id == person_id)).all()
    assert acts == ["signed_in"]
    assert registration_db.scalar(select(func.length(SignIn.device)).where(SignIn.person_id == person_id)) == 120
