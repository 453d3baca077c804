"""The inbox, the choices and the office's screens, as people meet them."""

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update

from services.notifications.models import Choice, Delivery, Notice
from services.notifications.usecases import notices, people
from shared.clock import set_office
from shared.db import Database
from shared.identity.testing import sign_in
from tests.apps import app_of
from tests.databases import Bound
from tests.notifications.conftest import NOON, notice, person

Visit = Callable[..., FlaskClient]


@pytest.fixture
def database(undone_databases: Bound) -> Database:
    with undone_databases.notifications.transaction() as session:
        set_office(session, NOON)
    return undone_databases.notifications


@pytest.fixture
def visit(database: Database) -> Visit:
    """A browser in which this person is signed in."""
    assert database
    app = app_of("notifications")

    def come(person_id: UUID, *roles: str, language: str = "en") -> FlaskClient:
        client = app.test_client()
        sign_in(client, person_id, roles=roles or ("student",), language=language)
        return client

    return come


def told(database: Database, times: int = 1, email: str | None = "a@tirkeu.example") -> tuple[UUID, list[UUID]]:
    """Somebody who is told something so many times, and the notices."""
    who = person(email=email)
    with database.transaction() as session:
        people.keep(session, [who])
        made = notices.make(session, [notice(who.person_id, f"{who.person_id}:{n}") for n in range(times)])
    return who.person_id, made


@pytest.mark.parametrize(
    ("language", "subject", "unread"),
    [
        ("kk", "Қайтарылды: 500,00 ₸", "2 оқылмаған хабарлама"),
        ("ru", "Возвращено: 500,00 ₸", "2 непрочитанных уведомления"),
        ("en", "Refunded: 500.00 ₸", "2 unread notices"),
    ],
)
def test_the_inbox_speaks_the_language_of_whoever_reads(
    database: Database, visit: Visit, language: str, subject: str, unread: str
) -> None:
    who, _ = told(database, 2)
    page = visit(who, language=language).get("/notifications/inbox/").text.replace("\u00a0", " ")
    assert page.count(subject) >= 2
    assert unread in page


def test_nobody_reads_anothers_notices(database: Database, visit: Visit) -> None:
    who, (made,) = told(database)
    stranger = visit(uuid4())
    assert "Refunded" not in stranger.get("/notifications/inbox/").text
    assert stranger.get(f"/notifications/inbox/{made}").status_code == 404
    assert stranger.post(f"/notifications/inbox/{made}/read").status_code == 404
    assert stranger.get(f"/notifications/api/v1/notices/{made}").status_code == 404
    assert visit(who).get(f"/notifications/inbox/{made}").status_code == 200


def test_a_notice_shows_its_text_and_how_it_was_delivered(database: Database, visit: Visit) -> None:
    who, (made,) = told(database)
    page = visit(who).get(f"/notifications/inbox/{made}").text
    assert "has been returned to the account" in page
    assert 'href="/notifications/rules/D15"' in page
    assert "&lt;" not in page
    assert "E-mail" in page


def test_looking_changes_nothing_and_the_button_marks_it_read(database: Database, visit: Visit) -> None:
    who, (made,) = told(database)
    client = visit(who)
    client.get(f"/notifications/inbox/{made}")
    assert read_at(database, made) is None
    assert client.post(f"/notifications/inbox/{made}/read").status_code == 303
    assert read_at(database, made) == NOON
    assert "0 unread" in client.get("/notifications/inbox/").text


def test_all_are_marked_read_at_once(database: Database, visit: Visit) -> None:
    who, made = told(database, 3)
    visit(who).post("/notifications/inbox/read")
    assert all(read_at(database, one) == NOON for one in made)


def test_the_inbox_is_searched_in_any_language_and_exported(database: Database, visit: Visit) -> None:
    who, _ = told(database, 2)
    client = visit(who, language="kk")
    assert "Қайтарылды" in client.get("/notifications/inbox/?inbox-q=возвращено").text
    assert "Қайтарылды" not in client.get("/notifications/inbox/?inbox-q=нет+такого").text
    exported = client.get("/notifications/inbox/?inbox-export=csv")
    assert exported.mimetype == "text/csv"
    assert exported.data.decode("utf-8-sig").count("Қайтарылды") == 2
    assert client.get("/notifications/inbox/?inbox-export=xlsx").status_code == 200


def test_a_person_switches_email_off_and_on(database: Database, visit: Visit) -> None:
    who, _ = told(database)
    client = visit(who)
    assert "a@tirkeu.example" in client.get("/notifications/choices/").text
    assert client.post("/notifications/choices/", data={"sent": "1"}).status_code == 303
    with database.read() as session:
        assert session.scalars(select(Choice.is_on)).one() is False
    assert client.put("/notifications/api/v1/choices/", json={"email": True}).json == {
        "address": "a@tirkeu.example",
        "email": True,
    }


def test_the_api_pages_through_the_notices(database: Database, visit: Visit) -> None:
    who, made = told(database, 3)
    client = visit(who)
    page = client.get("/notifications/api/v1/notices/?page=2&page_size=2&unread=true").json
    assert page is not None
    assert (page["total"], len(page["items"])) == (3, 1)
    assert page["items"][0]["subject"].startswith("Refunded")
    marked = client.post(f"/notifications/api/v1/notices/{made[0]}/read").json
    assert marked is not None
    assert marked["read_at"] is not None
    assert client.post("/notifications/api/v1/notices/read").json == {"marked": 2}


def test_the_office_sees_failures_and_has_one_tried_again(database: Database, visit: Visit) -> None:
    who, _ = told(database)
    with database.transaction() as session:
        failing = update(Delivery).where(Delivery.person_id == who, Delivery.channel == "email")
        session.execute(failing.values(status="failed", error="550 no such mailbox", tries=24))
        delivery_id = session.scalars(select(Delivery.delivery_id).where(Delivery.status == "failed")).one()
    client = visit(uuid4(), "specialist")
    page = client.get("/notifications/office/failures").text
    assert "550 no such mailbox" in page
    assert "Ахметова" in page
    listed = client.get("/notifications/api/v1/deliveries/").json
    assert listed is not None
    assert listed["items"][0]["status"] == "failed"
    assert "Try again" in client.get(f"/notifications/office/failures/{delivery_id}").text
    auditor = visit(uuid4(), "auditor")
    assert "Try again" not in auditor.get(f"/notifications/office/failures/{delivery_id}").text
    assert auditor.post(f"/notifications/office/failures/{delivery_id}/again").status_code == 403
    assert client.post(f"/notifications/office/failures/{delivery_id}/again").status_code == 303
    assert "Try again" not in client.get(f"/notifications/office/failures/{delivery_id}").text, "it waits for its try"
    assert client.get(f"/notifications/office/failures/{uuid4()}").status_code == 404
    again = client.post(f"/notifications/api/v1/deliveries/{delivery_id}/retry")
    assert again.status_code == 409
    assert again.json is not None
    assert again.json["reasons"][0]["rule"] == "R13.2"


def test_the_office_sees_people_without_contact_and_all_texts(database: Database, visit: Visit) -> None:
    told(database, email=None)
    client = visit(uuid4(), "leading_specialist", language="ru")
    assert "Ахметова" in client.get("/notifications/office/without-contact").text
    texts = client.get("/notifications/office/texts").text
    assert "Төлемге шот" in texts or "төлемге шот" in texts
    assert "{amount}" in texts


@pytest.mark.parametrize("address", ["failures", "without-contact", "texts"])
def test_the_offices_screens_are_closed_to_students(visit: Visit, address: str) -> None:
    assert visit(uuid4()).get(f"/notifications/office/{address}").status_code == 403


def read_at(database: Database, notice_id: UUID) -> object:
    with database.read() as session:
        return session.get_one(Notice, notice_id).read_at
