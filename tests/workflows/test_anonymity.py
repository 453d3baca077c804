"""A person who left long ago is made nameless by two, in four services; nothing that may change names him (R1.2)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select, text

from services.notifications.models import Delivery
from services.notifications.post import files
from services.notifications.usecases.sending import sweep as send
from services.registration.domain.anonymity import Person as Known
from services.registration.domain.anonymity import kept_until, refusals
from services.registration.models.anonymity import SERVICES, Anonymisation
from services.registration.models.campus import Student
from services.registration.models.people import Person
from services.registration.usecases import anonymising, people
from services.registration.usecases.people import Standing
from shared.anonymity import COLUMNS, kept_tables
from shared.clock import at
from shared.db import Database
from shared.errors import Refused
from shared.identity.testing import sign_in
from shared.sorting import folded
from tests.apps import app_of
from tests.databases import Bound
from tests.registration import campus
from tests.workflows.office import Office
from tests.workflows.test_summer_way import opened, pay_all

LATER = at(date(2037, 1, 15), 10)
GONE = Known(is_staff=False, status="graduated", last_on=date(2026, 7, 24), open_cases=0, owes=False, asked=False)


def test_nobody_is_made_nameless_before_his_time_or_with_anything_open() -> None:
    assert kept_until(date(2024, 2, 29), 10) == date(2034, 2, 28)
    assert not list(refusals(GONE, 10, date(2036, 7, 25)))
    assert [one.code for one in refusals(GONE, 10, date(2036, 7, 24))] == ["kept_until"]
    open_ = Known(is_staff=True, status="on_leave", last_on=GONE.last_on, open_cases=1, owes=True, asked=True)
    assert [one.code for one in refusals(open_, 10, date(2026, 8, 1))] == [
        "staff_is_named", "still_a_student", "kept_until", "cases_are_open", "money_is_open", "anonymising_asked",
    ]  # fmt: skip


@pytest.fixture
def mail(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    from services.notifications.settings import settings

    monkeypatch.setenv("TIRKEU_VAR", str(tmp_path))
    for name in ("TIRKEU_NOTIFICATIONS_DATABASE_URL", "REDIS_URL", "TIRKEU_SECRET_KEY", "TIRKEU_TOKEN_PUBLIC_KEY"):
        monkeypatch.setenv(name, "not asked here")
    settings.cache_clear()
    yield tmp_path / "mail"
    settings.cache_clear()


def graduated(office: Office, student_id: UUID) -> tuple[str, ...]:
    """He has gone; what names him."""
    with office.acting("specialist") as session:
        student, person = session.get_one(Student, student_id), session.get_one(Person, student_id)
        standing = Standing(student.group_id, student.year_of_study, student.funding, "graduated", graduating=False)
        people.change_standing(session, student_id, standing)
        said = (person.name, f"{person.surname} {person.given_name}", folded(person.name), person.iin, person.email)
    office.wire.carry()
    return tuple(word for word in said if word)


def holding(database: Database, words: tuple[str, ...]) -> dict[str, set[str]]:
    """Which table of a service holds which of the words, in any text; but for those whose rows never change."""
    found: dict[str, set[str]] = {}
    with database.read() as session:
        kept = kept_tables(session)
        for table, column, _ in session.execute(COLUMNS):
            for word in words if table not in kept else ():
                query = text(f'SELECT count(*) FROM "{table}" WHERE strpos("{column}"::text, :word) > 0')
                if session.scalar(query, {"word": word}):
                    found.setdefault(table, set()).add(word)
    return found


def test_who_left_long_ago_is_made_nameless_in_four_services(undone_databases: Bound, mail: Path) -> None:
    office, (case, other) = opened(undone_databases, capacity=2, number=2)
    pay_all(office, [case, other])
    office.to(office.dates.sheets_due_at)
    office.teach({case.student_id: ("80", "70"), other.student_id: ("60", "80")})
    office.wire.carry()
    words, theirs = graduated(office, case.student_id), graduated(office, other.student_id)
    send(office.of.notifications, files.FilePost(mail), "http://localhost")
    assert list(mail.rglob("*.eml"))
    assert all(holding(database, words) for database in office.databases)
    with office.acting("administrator") as session, pytest.raises(Refused) as early:
        anonymising.ask(session, case.student_id, "his wish", "letter 7")
    assert [reason.code for reason in early.value.reasons] == ["kept_until"]
    office.set_clock(LATER)
    act_id = asked_and_decided(case.student_id, office)
    office.wire.carry()
    for database in office.databases:
        assert holding(database, words) == {}
        assert holding(database, theirs), "another's name stays"
    assert not any(word in path.read_text() for path in mail.rglob("*.eml") for word in words)
    with office.of.notifications.read() as session:
        proofs = session.scalars(select(Delivery.proof).where(Delivery.person_id == case.student_id))
        assert not [proof for proof in proofs if proof and (mail / proof.removeprefix(files.PROOF)).exists()]
    with office.of.registration.read() as session:
        assert session.get_one(Anonymisation, act_id).is_whole
        assert session.get_one(Person, case.student_id).name == session.get_one(Student, case.student_id).number


def asked_and_decided(student_id: UUID, office: Office) -> UUID:
    """Through the screens: the administrator asks, the rectorate decides; each reads what it means."""
    client = app_of("registration").test_client()

    def as_(role: str) -> None:
        actor = campus.with_role(role)
        sign_in(client, actor.person_id, roles=actor.roles, name=actor.name, language="ru")

    as_("administrator")
    form, typed = f"/registration/people/{student_id}/anonymise", {"why": "his wish", "document": "letter 7"}
    assert "Отменить это нельзя" in client.get(form).text
    assert client.post(form, data=typed).status_code == 422, "asks first"
    address = str(client.post(form, data={**typed, "sure": "y"}).headers["Location"])
    assert client.post(form, data={**typed, "sure": "y"}).status_code == 409
    assert client.post(address, data={"decision": "approve", "sure": "y"}).status_code == 403
    as_("rectorate")
    with office.of.registration.read() as session:
        number = session.get_one(Student, student_id).number
    yes = {"decision": "approve", "sure": "y"}
    assert client.post(address, data={**yes, "number": "1"}).status_code == 409
    assert client.post(address, data={**yes, "number": number}).status_code == 303
    assert client.post(address, data={**yes, "number": number}).status_code == 409, "decided once"
    assert number in client.get("/registration/anonymisations").text
    return UUID(address.rsplit("/", 1)[-1].partition("?")[0])


def test_every_service_has_to_answer() -> None:
    act = Anonymisation(done=dict.fromkeys(SERVICES[:3], "now"))
    assert not act.is_whole
    act.done = dict.fromkeys(SERVICES, "now")
    assert act.is_whole
